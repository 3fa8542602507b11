import type { Delivery, MessageDetails } from "../../api/messages";
import { formatDuration } from "../../util/format";
import { relativeTime } from "../../util/time";
import { reasonText } from "./reasons";

/** Name of the host an attempt talked to. */
export function hostOf(delivery: Delivery): string | null {
  return delivery.mx_host ?? delivery.mx_address ?? null;
}

/** `TLSv1.3 TLS_AES_256_GCM_SHA384` as people say it: `TLS 1.3`. */
export function tlsVersionOf(delivery: Delivery): string {
  return delivery.tls?.split(" ")[0]?.replace(/^TLSv/, "TLS ") ?? "TLS";
}

/** One sentence that answers "where is that mail?". `deliveries` in any order. */
export function headline(message: MessageDetails, deliveries: Delivery[], now = Date.now()): string {
  const last = deliveries.toSorted((a, b) => b.id - a.id)[0];
  switch (message.status) {
    case "Sent":
      return sent(message, last);
    case "Processed":
      return processed(message, last);
    case "Pending":
      return message.queue?.is_taken
        ? "Being delivered now."
        : `Accepted ${relativeTime(message.created_at, now)}, not tried yet.`;
    case "Scheduled":
      return message.scheduled_at === undefined
        ? "To be sent later."
        : `To be sent ${relativeTime(message.scheduled_at, now)}.`;
    case "SoftFail":
      return waiting(message, last, now);
    case "HardFail":
      return `Failed for good${last ? reasonOf(last) : "."}`;
    case "Bounced":
      return `Came back after it had been ${message.scope === "incoming" ? "passed on" : "sent"}${last ? reasonOf(last) : "."}`;
    case "Held":
      return `Held${last?.details ? `: ${last.details}` : " until somebody releases it."}`;
    case "HoldCancelled":
      return "The hold ended without sending it.";
    case "Cancelled":
      return "Taken out of the queue before it was sent.";
    case "Error":
      return `An error on our side${last ? reasonOf(last) : "."}`;
  }
}

function processed(message: MessageDetails, last: Delivery | undefined): string {
  if (message.is_bounce) {
    return message.bounce_for_id === undefined
      ? "Received: a bounce of a message that is not known here."
      : `Received: a bounce of message ${message.bounce_for_id}.`;
  }
  return last ? "Received and stored; its route passes it on to nobody." : "Received and handled.";
}

function sent(message: MessageDetails, last: Delivery | undefined): string {
  if (!last) return "Delivered.";
  const took = Date.parse(last.created_at) - Date.parse(message.created_at);
  const after = `${formatDuration(Math.max(0, took))} after acceptance.`;
  if (message.endpoint) {
    const encryption = last.sent_with_tls ? "" : ", without encryption";
    return `Passed on to ${message.endpoint.description}${encryption}, ${after}`;
  }
  const host = hostOf(last);
  const security = last.sent_with_tls ? ` over ${tlsVersionOf(last)}` : " without encryption";
  return `Delivered${host ? ` to ${host}` : ""}${security}, ${after}`;
}

function waiting(message: MessageDetails, last: Delivery | undefined, now: number): string {
  const { endpoint } = message;
  const who = endpoint ? endpoint.description : (message.rcpt_to.split("@").at(-1) ?? message.rcpt_to);
  const code = last ? [last.code, last.enhanced_code].filter(Boolean).join(" ") : "";
  const due = message.queue?.due_at;
  const next =
    due === undefined
      ? "It is not in the queue."
      : Date.parse(due) <= now
        ? "Next try as soon as possible."
        : `Next try ${relativeTime(due, now)}.`;
  // Without a host nobody has deferred anything: no name, no address, or no answer.
  const why = endpoint
    ? `${who} did not take it${last ? reasonOf(last).replace(/\.$/, "") : ""}`
    : last && hostOf(last) === null
      ? `no mail server of ${who} could be reached`
      : `${who} deferred it${code ? ` (${code})` : ""}`;
  return `Waiting: ${why}. ${next}`;
}

function reasonOf(delivery: Delivery): string {
  const details = delivery.details.trim();
  const reason = reasonText(delivery.reason);
  return `${reason ? ` (${reason})` : ""}${details ? `: ${details}` : "."}`;
}
