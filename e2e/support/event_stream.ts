/** A client of the stream of events that we did not get from a browser: reads server-sent events and comes back. */
import type { Api } from "./api.ts";

export type StreamedEvent = { id: number; type: string; message?: { id: number; subject?: string } };

export class EventStream {
  readonly events: StreamedEvent[] = [];
  /** What the next request says. */
  lastEventId = "";
  private readonly controller = new AbortController();
  private readonly ended: Promise<void>;
  connections = 0;

  constructor(
    private readonly api: Api,
    private readonly path: string,
  ) {
    this.ended = this.follow();
  }

  async close(): Promise<void> {
    this.controller.abort();
    await this.ended;
  }

  private async follow(): Promise<void> {
    while (!this.controller.signal.aborted) {
      try {
        await this.read();
      } catch {
        // The server is gone, in the middle of whatever it said: what has no empty line behind it does not count.
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private async read(): Promise<void> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.api.token}`, Accept: "text/event-stream" };
    if (this.lastEventId !== "") headers["Last-Event-ID"] = this.lastEventId;
    const response = await fetch(`${this.api.url}/api/v2${this.path}`, { headers, signal: this.controller.signal });
    if (!response.ok || !response.body) throw new Error(`the stream: ${response.status}`);
    this.connections += 1;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let waiting = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (waiting + value).split("\n\n");
      waiting = blocks.pop() ?? "";
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const field = (name: string) =>
      block
        .split("\n")
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const data = field("data");
    if (data !== undefined) this.events.push(JSON.parse(data));
    this.lastEventId = field("id") ?? this.lastEventId;
  }
}
