/** What runs by the clock: old mail goes and waiting mail stays, deleted servers go with all they had, people are told. */
import type { Message } from "../support/api.ts";
import { curl } from "../support/clients.ts";
import { Receiver } from "../support/postfix.ts";
import { expect, test as base } from "../fixtures.ts";

const tasks = [
  "ActionDeletionsScheduledTask",
  "CheckAllDNSScheduledTask",
  "CleanupAuthieSessionsScheduledTask",
  "ExpireHeldMessagesScheduledTask",
  "ProcessMessageRetentionScheduledTask",
  "PruneSuppressionListsScheduledTask",
  "PruneWebhookRequestsScheduledTask",
  "SendNotificationsScheduledTask",
  "TidyQueuedMessagesTask",
];

const test = base.extend({
  // Mail of the product itself goes there, too: to users, and to those who shall prove a domain.
  receiver: async ({}, use) => {
    const receiver = await Receiver.start(["receiver.example", "postal.example", "new.example"]);
    await use(receiver);
    await receiver.close();
  },
  environment: async ({ receiver }, use) => {
    await use({
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(receiver.postfix.port),
      // Its certificate is nobody's.
      SMTP_OPENSSL_VERIFY_MODE: "none",
      SMTP_FROM_NAME: "Postal at work",
      SMTP_FROM_ADDRESS: "postal@postal.example",
    });
  },
});

const addresses = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}@receiver.example`);

test("old messages go, first their content and then all of them; what waits or is held stays", async ({
  postal,
  receiver,
  api,
  shop,
  messages,
}) => {
  const http = { url: postal.url, key: shop.apiKey, from: shop.from };
  const held = await api.post<{ key: string }>(`${shop.server}/credentials`, { type: "API", name: "held", hold: true });
  receiver.answer("later@receiver.example", "451 4.3.0 not now");
  receiver.answer("later.new@receiver.example", "451 4.3.0 not now");
  await curl([...addresses("bob", 30), "later@receiver.example"], http);
  await curl(["held@receiver.example"], { ...http, key: held.key });
  await messages.with("Held", "held@receiver.example");
  await messages.with("SoftFail", "later@receiver.example");
  const all = () => api.all<Message>(`${shop.server}/messages`);
  await expect.poll(async () => (await all()).filter(({ status }) => status === "Sent").length).toBe(30);

  const id = new Map((await all()).map((message) => [message.rcpt_to, message.id]));
  const ids = (names: string[]) => names.map((name) => String(id.get(name)));
  const [ancient, old] = [addresses("bob", 10), addresses("bob", 20).slice(10)];
  await postal.database("age", "40", ...ids([...ancient, "later@receiver.example", "held@receiver.example"]));
  await postal.database("age", "20", ...ids(old));
  await api.request("PATCH", shop.server, {
    raw_message_retention_days: 10,
    message_retention_days: 30,
    raw_message_retention_size: null,
  });

  // Beside the running service, which goes on meanwhile.
  const [output] = await Promise.all([
    postal.command(["tasks", "run", "ProcessMessageRetentionScheduledTask"]),
    curl(addresses("new", 10), http),
  ]);
  expect(output).toMatch(/^ProcessMessageRetentionScheduledTask: /);
  await expect.poll(async () => (await all()).filter(({ status }) => status === "Sent").length).toBe(30);

  const left = new Map((await all()).map((message) => [message.rcpt_to, message.id]));
  expect(ancient.filter((name) => left.has(name))).toEqual([]);
  expect([...old, ...addresses("new", 10)].filter((name) => !left.has(name))).toEqual([]);
  for (const name of ancient) await expect(messages.get(id.get(name) ?? 0)).rejects.toThrow(/ 404 /);
  for (const name of old) {
    expect(await messages.get(id.get(name) ?? 0)).toMatchObject({ status: "Sent" });
    expect(await messages.deliveries(id.get(name) ?? 0)).toHaveLength(1);
    await expect(messages.raw(id.get(name) ?? 0)).rejects.toThrow(/ (404|409|410)$/);
  }
  for (const name of addresses("bob", 30).slice(20)) expect(await messages.raw(id.get(name) ?? 0)).toContain(`curl to ${name}`);

  // What waited for 40 days still goes out, with all it says.
  receiver.answer("later@receiver.example");
  await api.post(`${shop.server}/messages/${id.get("held@receiver.example")}/retry`);
  await api.post(`${shop.server}/messages/${id.get("later@receiver.example")}/retry`);
  for (const name of ["held@receiver.example", "later@receiver.example"]) {
    await messages.with("Sent", name);
    await expect.poll(() => receiver.arrivedFor(name).length).toBe(1);
    expect(receiver.arrivedFor(name)[0]?.text).toContain("Sent by curl.");
  }

  // Twice is as good as once: only the two that have been sent are too old now.
  await postal.command(["tasks", "run", "ProcessMessageRetentionScheduledTask"]);
  expect(await all()).toHaveLength(30);
});

test("a deleted mail server takes nothing and sends nothing, and after the purge nothing of it is left", async ({
  postal,
  receiver,
  api,
  shop,
  messages,
}) => {
  const http = { url: postal.url, key: shop.apiKey, from: shop.from };
  receiver.answer("later@receiver.example", "451 4.3.0 not now");
  await curl([...addresses("bob", 20), "later@receiver.example"], http);
  await messages.with("SoftFail", "later@receiver.example");
  await expect.poll(() => receiver.arrived().length).toBe(20);
  const rows = async (): Promise<{ [table: string]: number }> => JSON.parse(await postal.database("count"));
  expect(await rows()).toMatchObject({ servers: 1, messages: 21, queued_messages: 1, deliveries: 21 });

  const { name } = await api.get<{ name: string }>(shop.server);
  await api.request("DELETE", shop.server, { confirm: name });
  await expect(curl(["late@receiver.example"], http)).rejects.toThrow(/InvalidServerAPIKey/);
  // Attempts in progress have ten minutes to end.
  await postal.database("set", "servers", "deleted_at = deleted_at - 3600000000");
  await postal.command(["tasks", "run", "ActionDeletionsScheduledTask"]);
  // But who deleted it: that is told for a year.
  const { audit_entries: told, ...others } = await rows();
  expect(told).toBeGreaterThan(0);
  expect(Object.entries(others).filter(([, count]) => count > 0)).toEqual([]);

  // The name is free again.
  await api.post("/organizations/acme/servers", { name: "Mail", permalink: "mail", mode: "Live" });
  expect(await api.all(`${shop.server}/messages`)).toEqual([]);
});

test("tasks are listed by the names of Postal 3, and one that does not exist is refused", async ({ postal }) => {
  const listed = await postal.command(["tasks", "list"]);
  for (const task of tasks) expect(listed).toContain(task);
  await postal.command(["tasks", "run", "CleanupAuthieSessionsScheduledTask"]);
  await expect(postal.command(["tasks", "run", "NoSuchTask"])).rejects.toThrow(/NoSuchTask/);
});

test("members hear of send limits and suspensions by mail", async ({ postal, receiver, api, shop, messages }) => {
  await postal.member("acme", "mia@receiver.example", "developer");
  await api.request("PATCH", shop.server, { send_limit: 10 });
  const http = { url: postal.url, key: shop.apiKey, from: shop.from };
  const told = (subject: string) => receiver.arrivedFor("mia@receiver.example").filter((mail) => mail.subject === subject);
  const hears = async (subject: string, text: RegExp) => {
    await postal.command(["tasks", "run", "SendNotificationsScheduledTask"]);
    await expect.poll(() => told(subject).length).toBe(1);
    const [mail] = told(subject);
    expect(mail?.text).toMatch(/^From: "?Postal at work"? <postal@postal\.example>$/m);
    expect(mail?.text).toMatch(text);
  };

  // The tenth finds that nine have gone.
  await curl(addresses("bob", 10), http);
  await expect.poll(() => receiver.arrived().filter(({ recipient }) => recipient.startsWith("bob")).length).toBe(10);
  await hears("[acme/mail] Mail server is approaching its send limit", /acme.*mail/is);

  await curl(["bob11@receiver.example"], http);
  await messages.with("Held", "bob11@receiver.example");
  await hears("[acme/mail] Mail server has exceeded its send limit", /acme.*mail/is);

  await api.post(`${shop.server}/suspend`, { reason: "Too many complaints" });
  await hears("[acme/mail] Your mail server has been suspended", /Too many complaints/);

  // Once an hour, not at each look.
  await postal.command(["tasks", "run", "SendNotificationsScheduledTask"]);
  const subjects = receiver.arrivedFor("mia@receiver.example").map(({ subject }) => subject);
  expect(new Set(subjects).size).toBe(subjects.length);
});
