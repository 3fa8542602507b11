/** 300 messages by every kind of client, to a real Postfix: each arrives once, is signed, and is accounted for. */
import type { Delivery, Message } from "../support/api.ts";
import * as clients from "../support/clients.ts";
import { expect, test } from "../fixtures.ts";

const addresses = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}@receiver.example`);

test("300 messages by SMTP and HTTP arrive once each, signed, with Postfix's reply on record", async ({
  postal,
  receiver,
  nameServer,
  api,
  shop,
}) => {
  const smtp = { port: postal.smtpPort, user: shop.user, password: shop.smtpKey, from: shop.from };
  const http = { url: postal.url, key: shop.apiKey, from: shop.from };
  const byAuth = [addresses("swaks", 30), addresses("nodemailer", 35), addresses("smtplib", 35)] as const;
  const byHttp = [addresses("curl", 50), addresses("postalpy", 50)] as const;

  await Promise.all([
    clients.swaks(byAuth[0], smtp),
    clients.nodemailer(byAuth[1], smtp),
    clients.smtplib(byAuth[2], smtp),
    clients.smtpSource(100, postal.smtpPort, shop.from, "receiver.example"),
    clients.curl(byHttp[0], http),
    clients.postalPy(byHttp[1], http),
  ]);

  await expect.poll(() => receiver.arrived().length, { timeout: 120_000 }).toBe(300);
  const messages = await api.all<Message>(`${shop.server}/messages`);
  expect(messages).toHaveLength(300);

  // Everybody got one; smtp-source numbers its recipients itself.
  const recipients = receiver.arrived().map((mail) => mail.recipient);
  expect(new Set(recipients).size).toBe(300);
  const named = [...byAuth, ...byHttp].flat();
  expect(recipients.filter((recipient) => named.includes(recipient)).length).toBe(200);
  expect(recipients.filter((recipient) => /recipient@receiver\.example$/.test(recipient))).toHaveLength(100);

  const files = receiver.arrived().map((mail) => mail.file);
  const unsigned = await clients.python(
    [`${import.meta.dirname}/../support/verify_dkim.py`, String(nameServer.port), shop.domain],
    files.join("\n"),
  );
  expect(unsigned).toBe("");

  for (const message of messages) {
    await expect
      .poll(async () => (await api.get<Message>(`${shop.server}/messages/${message.id}`)).status)
      .toBe("Sent");
    const deliveries = await api.all<Delivery>(`${shop.server}/messages/${message.id}/deliveries`);
    expect(deliveries.map(({ status, output }) => ({ status, output }))).toEqual([
      { status: "Sent", output: expect.stringMatching(/^250 2\.0\.0 Ok: queued as [0-9A-F]+$/) },
    ]);
  }
});
