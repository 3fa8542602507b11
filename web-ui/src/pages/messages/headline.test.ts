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

it("uses the latest attempt whatever their order is", () => {
  const failed = message({ status: "HardFail" });
  const attempts = [delivery({ id: 9, details: "No such user" }), delivery({ id: 2, details: "Try later" })];
  expect(headline(failed, attempts, now)).toBe("Failed for good: No such user");
});

it("says that an unencrypted delivery was unencrypted", () => {
  const attempt = delivery({ sent_with_tls: false, tls: undefined });
  expect(headline(message(), [attempt], now)).toContain("without encryption");
});
