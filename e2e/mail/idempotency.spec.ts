/** One key, one message: by each way in, however many ask at once, and whatever dies in between. */
import { readFileSync } from "node:fs";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

const keys = 40;
/** Requests with the same key at the same time. */
const crowd = 4;

/** The token of the message, or why there is none: it is just being accepted, or the server is gone. */
type Answer = { token: string } | { busy: true };

test("one key is one message by v2, v1 and SMTP, at once and after kill -9", async ({ postal, receiver, api, shop }) => {
  const recipient = "bob@receiver.example";
  const post = async (url: string, key: string, headers: { [name: string]: string }, body: object) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key, ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    expect([200, 202, 409], text).toContain(response.status);
    return { isBusy: response.status === 409, json: JSON.parse(text) };
  };
  const mail = (key: string) => ({ from: shop.from, to: [recipient], subject: `Key ${key}` });
  const ways: { [way: string]: (key: string) => Promise<Answer> } = {
    v2: async (key) => {
      const url = `${postal.url}/api/v2${shop.server}/messages`;
      const { isBusy, json } = await post(url, key, { Authorization: `Bearer ${api.token}` }, { ...mail(key), text: "Hello." });
      return isBusy ? { busy: true } : { token: json.recipients[0].token };
    },
    v1: async (key) => {
      const url = `${postal.url}/api/v1/send/message`;
      const { isBusy, json } = await post(url, key, { "X-Server-API-Key": shop.apiKey }, { ...mail(key), plain_body: "Hello." });
      return isBusy ? { busy: true } : { token: json.data.messages[recipient].token };
    },
    smtp: async (key) => {
      const smtp = await Smtp.connect(postal.smtpPort);
      await smtp.command("EHLO client.example");
      const fields = `Key ${key}\r\nX-Postal-Idempotency-Key: ${key}\r\nX-Postal-Meta-key: ${key}`;
      const reply = await smtp.send(shop.from, recipient, fields);
      smtp.close();
      const [, token = ""] = /^250 2\.0\.0 OK queued as ([A-Za-z0-9]{16})$/.exec(reply) ?? [];
      expect(token, reply).not.toBe("");
      return { token };
    },
  };
  const all = Object.keys(ways).flatMap((way) => Array.from({ length: keys }, (_, n) => ({ way, key: `${way}-${n}` })));

  /** What was answered before the end, by key. */
  const tokens = new Map<string, Set<string>>();
  const send = async ({ way, key }: { way: string; key: string }): Promise<boolean> => {
    const answer = await ways[way]?.(key);
    if (answer === undefined || !("token" in answer)) return false;
    tokens.set(key, (tokens.get(key) ?? new Set()).add(answer.token));
    return true;
  };
  const crowds = Promise.allSettled(all.flatMap((one) => Array.from({ length: crowd }, () => send(one))));
  await expect.poll(() => tokens.size, { intervals: [5] }).toBeGreaterThan(10);
  await postal.down("SIGKILL");
  const failures = (await crowds).flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
  // They ended with the server, not with a wrong answer.
  expect(failures.filter((failure) => failure.includes("expect("))).toEqual([]);
  expect(failures.length).toBeGreaterThan(0);
  await postal.up();

  for (const one of all) await expect.poll(() => send(one), { message: one.key }).toBe(true);
  // Whoever got an answer, before or after, got the same.
  expect([...tokens].filter(([, seen]) => seen.size !== 1)).toEqual([]);
  expect(tokens.size).toBe(all.length);

  const stored = await api.all<{ subject: string; token: string }>(`${shop.server}/messages`);
  const expected = all.map(({ key }) => `Key ${key}`).sort();
  expect(stored.map(({ subject }) => subject).sort()).toEqual(expected);
  test.info().annotations.push({ type: "requests cut short", description: `${failures.length} of ${all.length * crowd}` });

  // Everything arrives, without the fields that were meant for us.
  const arrived = () => new Set(receiver.arrived().map(({ subject }) => subject));
  await expect.poll(() => expected.filter((subject) => !arrived().has(subject)).length, { timeout: 120_000 }).toBe(0);
  const [one] = receiver.arrived().filter(({ subject }) => subject === "Key smtp-0");
  if (one === undefined) throw new Error("it has gone");
  expect(readFileSync(one.file, "utf8")).not.toMatch(/^X-Postal-(Idempotency|Meta)/im);
});
