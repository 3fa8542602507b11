/** Webhooks of the shop's mail server, and receivers of their requests. */
import { Webhook as StandardWebhook } from "standardwebhooks";
import type { Api } from "./api.ts";
import type { Received } from "./http_sink.ts";
import type { Shop } from "./postal.ts";

export type Webhook = {
  uuid: string;
  url: string;
  enabled: boolean;
  format: string;
  secret: string;
  last_used_at?: string;
  last_failure?: string;
};
export type Attempt = { uuid: string; event: string; attempt: number; status_code: number; will_retry: boolean; url: string };

/** A webhook for these events; without any it wants all of its format. */
export function openWebhook(
  api: Api,
  { server }: Shop,
  url: string,
  { format = "legacy", events }: { format?: "legacy" | "v2"; events?: string[] } = {},
): Promise<Webhook> {
  const wanted = events === undefined ? { all_events: true } : { all_events: false, events };
  return api.post<Webhook>(`${server}/webhooks`, { name: new URL(url).pathname, url, format, ...wanted });
}

/** Body of a request in the format `legacy`. */
export type LegacyEvent = { event: string; timestamp: number; uuid: string; payload: Record<string, any> };

export function legacyEvents(requests: Received[]): LegacyEvent[] {
  return requests.map(({ body }) => JSON.parse(body.toString("utf8")));
}

export type StandardEvent = { id: string; type: string; timestamp: string; data: Record<string, any> };

/** Reads a request in the format `v2` with the public library of Standard Webhooks; throws where the signature is wrong. */
export function standardEvent({ headers, body }: Received, secret: string): StandardEvent {
  const text = (name: string) => String(headers[name]);
  const id = text("webhook-id");
  const event: any = new StandardWebhook(secret).verify(body.toString("utf8"), {
    "webhook-id": id,
    "webhook-timestamp": text("webhook-timestamp"),
    "webhook-signature": text("webhook-signature"),
  });
  return { id, ...event };
}
