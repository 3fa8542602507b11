/** Webhooks: 10,000 events to a receiver that fails now and then, beside one that never answers. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type Socket, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { smtpSource } from "../support/clients.ts";
import { Running, freePort, isListening, removeFolder, temporaryFolder, until } from "../support/process.ts";
import { openWebhook, standardEvent } from "../support/webhooks.ts";
import { expect, test as base } from "../fixtures.ts";

/** A host that takes mail faster than Postfix and keeps nothing of it. */
const test = base.extend({
  environment: async ({}, use) => {
    const folder = temporaryFolder("smtp-sink");
    const port = await freePort();
    const sink = new Running("smtp-sink", ["-u", "nobody", `127.0.0.1:${port}`, "100"], join(folder, "log"));
    await until("smtp-sink listens", () => isListening(port));
    await use({ SMTP_CLIENT_MX_PORT: String(port) });
    await sink.stop();
    removeFolder(folder);
  },
});

const messages = 5000;

/** Three of ten, by chance but the same for the same event. */
const isUnlucky = (id: string) => createHash("sha256").update(id).digest().readUInt32BE(0) % 10 < 3;

test(`${2 * messages} events arrive once each and in order, although the receiver fails and another one hangs`, async ({
  postal,
  api,
  shop,
  sink,
}) => {
  // It takes connections and then says nothing.
  const open = new Set<Socket>();
  const dead = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
  });
  let hung = 0;
  dead.on("connection", () => (hung += 1));
  await once(dead.listen(0, "127.0.0.1"), "listening");
  const { port }: AddressInfo = Object(dead.address());
  await openWebhook(api, shop, `http://127.0.0.1:${port}/dead`, { format: "v2" });

  const attempts = new Map<string, number>();
  /** Types of the events that were taken, by message, in the order of their arrival. */
  const taken = new Map<number, string[]>();
  let count = 0;
  let last = 0;
  const { secret } = await openWebhook(api, shop, sink.url("/events"), { format: "v2" });
  sink.answer("/events", (response, _, request) => {
    const event = standardEvent(request, secret);
    const attempt = (attempts.get(event.id) ?? 0) + 1;
    attempts.set(event.id, attempt);
    // The second attempt is 5 s later and succeeds: the third one would be five minutes later.
    if (attempt === 1 && isUnlucky(event.id)) return response.writeHead(attempts.size % 2 === 0 ? 500 : 503).end("later");
    const message: number = event.data["message"].id;
    taken.set(message, [...(taken.get(message) ?? []), event.type]);
    count += 1;
    last = Date.now();
    return response.writeHead(204).end();
  });

  const begin = Date.now();
  await smtpSource(messages, postal.smtpPort, shop.from, "receiver.example");
  const accepted = Date.now();
  await expect.poll(() => count, { timeout: 180_000 }).toBeGreaterThanOrEqual(2 * messages);

  expect(taken.size).toBe(messages);
  const orders = new Map<string, number>();
  for (const types of taken.values()) orders.set(types.join(), (orders.get(types.join()) ?? 0) + 1);
  // Each once, and never a message that is sent before it is queued.
  expect(Object.fromEntries(orders)).toEqual({ "message.queued,message.sent": messages });
  const failed = [...attempts.values()].filter((attempt) => attempt > 1).length;
  expect([...attempts.values()].every((attempt) => attempt <= 2)).toBe(true);
  expect(failed).toBe([...attempts.keys()].filter(isUnlucky).length);
  expect(failed / attempts.size).toBeCloseTo(0.3, 1);
  // The other one was tried, hung, and got its own time only.
  expect(hung).toBeGreaterThan(0);
  const sent = 2 * messages + failed;
  const seconds = (last - begin) / 1000;
  const figures =
    `${2 * messages} events in ${sent} requests, all there ${seconds.toFixed(1)} s after the first mail ` +
    `(accepted in ${((accepted - begin) / 1000).toFixed(1)} s): ${Math.round(sent / seconds)} requests per second; ` +
    `${hung} connections to the receiver that hangs`;
  console.log(figures);
  test.info().annotations.push({ type: "webhooks", description: figures });
  for (const socket of open) socket.destroy();
  dead.close();
});
