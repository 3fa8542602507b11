/** What the management API says about the messages of a mail server. */
import { type Api, type Delivery, type Message, type Page } from "./api.ts";
import { until } from "./process.ts";

export type MessageDetails = Message & {
  token: string;
  scope: string;
  mail_from?: string;
  is_bounce: boolean;
  bounce_for_id?: number;
  spam_status: string;
  spam_score?: number;
  threat: boolean;
  threat_details?: string;
  /** Addresses that were replaced, and images that were added. */
  tracked_links: number;
  tracked_images: number;
  spam_checks: { code: string; score: number; description?: string }[];
  queue?: { due_at: string; attempts: number };
  route?: { description: string };
  verification?: { [result: string]: unknown };
};
export type DeliveryDetails = Delivery & { enhanced_code?: string; reason?: string };
export type Suppression = { address: string; reason: string; keep_until?: string };

export class Messages {
  constructor(
    private readonly api: Api,
    private readonly server: string,
  ) {}

  /** All messages for a recipient, oldest first. */
  async for(recipient: string): Promise<Message[]> {
    const all = await this.api.all<Message>(`${this.server}/messages`);
    return all.filter((message) => message.rcpt_to === recipient).sort((one, other) => one.id - other.id);
  }

  get(id: number): Promise<MessageDetails> {
    return this.api.get<MessageDetails>(`${this.server}/messages/${id}`);
  }

  /** Oldest first. */
  async deliveries(id: number): Promise<DeliveryDetails[]> {
    return (await this.api.get<Page<DeliveryDetails>>(`${this.server}/messages/${id}/deliveries`)).items;
  }

  async raw(id: number): Promise<string> {
    const response = await fetch(`${this.api.url}/api/v2${this.server}/messages/${id}/raw`, {
      headers: { Authorization: `Bearer ${this.api.token}` },
    });
    if (!response.ok) throw new Error(`raw message ${id}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer()).toString("latin1");
  }

  retry(id: number): Promise<unknown> {
    return this.api.post(`${this.server}/messages/${id}/retry`);
  }

  /** The newest message for a recipient, once it has this status. */
  async with(status: string, recipient: string): Promise<MessageDetails> {
    let seen = "no such message";
    return until(`${status}: ${recipient}`, async () => {
      const message = (await this.for(recipient)).at(-1);
      if (message === undefined) return undefined;
      if (message.status === status) return this.get(message.id);
      seen = `${message.status}: ${JSON.stringify((await this.deliveries(message.id)).at(-1))}`;
      return undefined;
    }).catch((error: Error) => {
      throw new Error(`${error.message} (${seen})`);
    });
  }

  /** Details of the last record of a message. */
  async lastDetails(id: number): Promise<string> {
    return (await this.deliveries(id)).at(-1)?.details ?? "";
  }

  suppressions(): Promise<Suppression[]> {
    return this.api.all<Suppression>(`${this.server}/suppressions`);
  }
}
