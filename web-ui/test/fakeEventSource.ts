import { vi } from "vitest";

/** A stream that the test speaks on. */
export class FakeEventSource {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static all: FakeEventSource[] = [];
  readyState = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string; lastEventId: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    FakeEventSource.all.push(this);
  }

  /** Those that nobody has closed. */
  static open = () => FakeEventSource.all.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED);

  connect() {
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  say(event: { id: number }) {
    this.onmessage?.({ data: JSON.stringify(event), lastEventId: String(event.id) });
  }

  /** The server refuses, for good as far as the browser is concerned. */
  refuse() {
    this.readyState = FakeEventSource.CLOSED;
    this.onerror?.();
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
  }
}

export function useFakeEventSource() {
  FakeEventSource.all = [];
  vi.stubGlobal("EventSource", FakeEventSource);
}
