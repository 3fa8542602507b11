import { expect, it } from "vitest";
import { delivery, message, queued } from "../../../test/data";
import { headline } from "./headline";

const now = Date.parse("2025-11-22T12:00:00Z");

it("says where, how and how fast a sent message was delivered", () => {
  const sent = message({ status: "Sent", created_at: "2025-11-22T11:00:00.000Z" });
  expect(headline(sent, [delivery({ created_at: "2025-11-22T11:00:01.200Z" })], now)).toBe(
    "Delivered to mx1.client.example over TLS 1.3, 1.2 s after acceptance.",
  );
});

it("says who deferred a message, with which codes, and when it is tried again", () => {
  const delayed = message({
    status: "SoftFail",
    rcpt_to: "bob@gmail.com",
    queue: queued({ due_at: "2025-11-22T12:08:00Z" }),
  });
  const refused = delivery({ status: "SoftFail", code: 421, enhanced_code: "4.7.28" });
  expect(headline(delayed, [refused], now)).toBe("Waiting: gmail.com deferred it (421 4.7.28). Next try in 8 min.");
});

it("blames nobody when no host was asked", () => {
  const queue = queued({ due_at: "2025-11-22T12:05:00Z" });
  const delayed = message({ status: "SoftFail", rcpt_to: "bob@gone.example", queue });
  const failed = delivery({ status: "SoftFail", enhanced_code: "4.1.2", mx_host: undefined, mx_address: undefined });
  expect(headline(delayed, [failed], now)).toBe(
    "Waiting: no mail server of gone.example could be reached. Next try in 5 min.",
  );
});

it("says when a scheduled message will be sent", () => {
  const scheduled = message({ status: "Scheduled", scheduled_at: "2025-11-22T15:00:00Z" });
  expect(headline(scheduled, [], now)).toBe("To be sent in 3 h.");
  expect(headline(message({ status: "Scheduled" }), [], now)).toBe("To be sent later.");
});

it("uses the latest attempt whatever their order is", () => {
  const failed = message({ status: "HardFail" });
  const attempts = [delivery({ id: 9, details: "No such user" }), delivery({ id: 2, details: "Try later" })];
  expect(headline(failed, attempts, now)).toBe("Failed for good: No such user");
});

it("says that an unencrypted delivery was unencrypted", () => {
  const attempt = delivery({ sent_with_tls: false, tls: undefined });
  expect(headline(message(), [attempt], now)).toContain("without encryption");
});

it("says why in words when the class of the failure is known", () => {
  const refused = delivery({ status: "HardFail", reason: "invalid_recipient", details: "550 5.1.1 unknown" });
  expect(headline(message({ status: "HardFail" }), [refused], now)).toBe(
    "Failed for good (no such mailbox): 550 5.1.1 unknown",
  );
});

const endpoint = { uuid: "h1", kind: "HTTPEndpoint", description: "Help desk (https://desk.example/)" } as const;
const posted = delivery({ mx_host: undefined, mx_address: undefined, created_at: "2025-11-22T11:00:00.200Z" });

it("says of received mail which endpoint took it, or did not", () => {
  const taken = message({ scope: "incoming", endpoint, created_at: "2025-11-22T11:00:00.000Z" });
  expect(headline(taken, [posted], now)).toBe(
    "Passed on to Help desk (https://desk.example/), 200 ms after acceptance.",
  );
  const waiting = message({ ...taken, status: "SoftFail", queue: queued({ due_at: "2025-11-22T12:05:00Z" }) });
  expect(headline(waiting, [delivery({ ...posted, details: "Received a 500 from https://desk.example/." })], now)).toBe(
    "Waiting: Help desk (https://desk.example/) did not take it: Received a 500 from https://desk.example/. Next try in 5 min.",
  );
});

it("says of received mail that goes nowhere what it is", () => {
  const incoming = { scope: "incoming", status: "Processed" } as const;
  expect(headline(message({ ...incoming, is_bounce: true, bounce_for_id: 17 }), [posted], now)).toBe(
    "Received: a bounce of message 17.",
  );
  expect(headline(message({ ...incoming, is_bounce: true }), [posted], now)).toBe(
    "Received: a bounce of a message that is not known here.",
  );
  expect(headline(message(incoming), [posted], now)).toBe("Received and stored; its route passes it on to nobody.");
  expect(headline(message({ scope: "incoming", status: "Bounced" }), [], now)).toBe(
    "Came back after it had been passed on.",
  );
});
