/** `kill -9` in the middle of accepting and delivering: nothing that was acknowledged is lost, and everything is counted. */
import type { Message } from "../support/api.ts";
import { readMail } from "../support/mail.ts";
import { Smtp } from "../support/smtp.ts";
import { TrackDomain } from "../support/tracking.ts";
import { expect, test } from "../fixtures.ts";

const messages = 2000;
const sessions = 20;
const maxDeliveries = 50;
/** Results that one shared commit can hold. */
const batch = 256;

test.use({ environment: { WORKER_MAX_DELIVERIES: String(maxDeliveries) } });

test("after kill -9 every message that got 250 arrives, and few arrive twice", async ({
  postal,
  receiver,
  api,
  shop,
}) => {
  const acknowledged = new Set<string>();
  let next = 0;
  /** Sends until so many are acknowledged or the server is gone. No subject is used twice. */
  const client = async (goal: number) => {
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    while (acknowledged.size < goal) {
      next += 1;
      const subject = `Message ${next}`;
      const reply = await smtp.send(shop.from, `crash${next % 50}@receiver.example`, subject);
      expect(reply).toMatch(/^250/);
      acknowledged.add(subject);
    }
    smtp.close();
  };
  const clients = (goal: number) => Promise.allSettled(Array.from({ length: sessions }, () => client(goal)));
  const killWhen = async (what: string, condition: () => boolean) => {
    await expect.poll(condition, { message: what, intervals: [50], timeout: 120_000 }).toBe(true);
    await postal.down("SIGKILL");
  };

  // First while mail comes in, without end, and goes out …
  await Promise.all([
    clients(Infinity),
    killWhen("some accepted, some arrived", () => acknowledged.size > 1000 && receiver.arrived().length > 100),
  ]);
  await postal.up();
  const goal = Math.max(messages, acknowledged.size + 500);
  for (const result of await clients(goal)) expect(result).toMatchObject({ status: "fulfilled" });
  expect(acknowledged.size).toBeGreaterThanOrEqual(goal);

  // … then while the rest is delivered, if there still is a rest.
  const before = receiver.arrived().length;
  await killWhen("some more arrived", () => receiver.arrived().length >= Math.min(before + 100, acknowledged.size));
  await postal.up();

  const arrivals = () => {
    const counts = new Map<string, number>();
    for (const { subject } of receiver.arrived()) counts.set(subject, (counts.get(subject) ?? 0) + 1);
    return counts;
  };
  await expect
    .poll(() => [...acknowledged].filter((subject) => !arrivals().has(subject)).length, { timeout: 120_000 })
    .toBe(0);
  await expect.poll(async () => (await api.all(`${shop.server}/queue`)).length, { timeout: 120_000 }).toBe(0);

  const duplicates = [...arrivals().values()].reduce((sum, count) => sum + count - 1, 0);
  test.info().annotations.push({ type: "duplicates", description: `${duplicates} of ${acknowledged.size}` });
  // Two kills, each with at most the deliveries in progress and one batch of results.
  expect(duplicates).toBeLessThanOrEqual(2 * (maxDeliveries + batch));

  // Counters are committed with what they count: exactly the messages that are stored, and what became of them.
  const stored = await api.all<Message>(`${shop.server}/messages`);
  expect(stored.length).toBeGreaterThanOrEqual(acknowledged.size);
  expect(stored.filter(({ status }) => status !== "Sent")).toEqual([]);
  const { total } = await api.get<{ total: object }>(`${shop.server}/graph`);
  expect(total).toMatchObject({ outgoing: stored.length, sent: stored.length, failed: 0, held: 0, incoming: 0 });
});

test("after kill -9 every click and every open that was answered within half a second is recorded", async ({
  postal,
  receiver,
  nameServer,
  api,
  shop,
}) => {
  const track = await TrackDomain.open(postal, api, shop, nameServer);
  const sent = await api.post<{ id: number }>(`${shop.server}/messages`, {
    from: shop.from,
    to: ["bob@receiver.example"],
    subject: "Basket",
    html: '<body><a href="https://a.example/basket">your basket</a></body>',
  });
  await expect.poll(() => receiver.arrived().length).toBe(1);
  const [arrived] = receiver.arrived();
  if (arrived === undefined) throw new Error("it has gone");
  const html = (await readMail(arrived)).parts[0]?.text ?? "";
  const [, link = ""] = /<a href=['"]([^'"]+)['"]>your basket<\/a>/.exec(html) ?? [];
  const [, image = ""] = /<img src=['"]([^'"]+)['"]/.exec(html) ?? [];

  // Nobody waits longer for the commit (docs/manual/tracking.md), so what is answered sooner has waited for it.
  const patience = 500;
  /** Visits until the server is gone; each visit with a name of its own. */
  const answered = { click: new Set<string>(), open: new Set<string>() };
  let next = 0;
  const reader = async (kind: "click" | "open", url: string, status: number) => {
    for (;;) {
      next += 1;
      const agent = `Mozilla/5.0 (reader ${next})`;
      const began = performance.now();
      const answer = await track.visit(url, "host", { agent });
      expect(answer.status).toBe(status);
      if (performance.now() - began < patience) answered[kind].add(agent);
    }
  };
  const readers = Promise.allSettled(
    Array.from({ length: 4 }, (_, n) => (n % 2 === 0 ? reader("click", link, 307) : reader("open", image, 200))),
  );
  // A disk that needs longer than that answers few in time: those that it does count as well.
  const few = () => Math.min(answered.click.size, answered.open.size);
  const enough = performance.now() + 30_000;
  await expect.poll(() => few() > 100 || (few() > 0 && performance.now() > enough), { intervals: [20], timeout: 120_000 }).toBe(true);
  await postal.down("SIGKILL");
  for (const result of await readers) {
    // They ended because the server was gone, not because of an answer.
    expect(result).toMatchObject({ status: "rejected", reason: { code: expect.stringMatching(/^ECONN/) } });
  }
  await postal.up();

  type Entry = { type: string; user_agent: string };
  const activity = await api.all<Entry>(`${shop.server}/messages/${sent.id}/activity`);
  const recorded = (type: string) => new Set(activity.filter((each) => each.type === type).map((each) => each.user_agent));
  for (const kind of ["click", "open"] as const) {
    const seen = recorded(kind);
    expect([...answered[kind]].filter((agent) => !seen.has(agent))).toEqual([]);
  }
  test.info().annotations.push({ type: "answered", description: `${answered.click.size} clicks, ${answered.open.size} opens` });
});
