/** The receiver is away, refuses for good, refuses for now: what becomes of the mail, and what is on record. */
import type { Delivery, Message } from "../support/api.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

test("mail for a receiver that is down waits, and a retry delivers it when the receiver is back", async ({
  postal,
  receiver,
  api,
  shop,
}) => {
  await receiver.postfix.stop();
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  expect(await smtp.send(shop.from, "late@receiver.example", "Down")).toMatch(/^250/);
  smtp.close();

  const [{ id }] = await api.all<Message>(`${shop.server}/messages`) as [Message];
  const deliveries = () => api.all<Delivery>(`${shop.server}/messages/${id}/deliveries`);
  await expect.poll(async () => (await deliveries())[0]?.status).toBe("SoftFail");
  const queue = await api.all<{ message_id: number }>(`${shop.server}/queue`);
  expect(queue).toHaveLength(1);

  await receiver.postfix.start();
  await api.post(`${shop.server}/messages/${id}/retry`);
  await expect.poll(() => receiver.arrivedFor("late@receiver.example").length).toBe(1);
  await expect
    .poll(async () => (await deliveries()).map((delivery) => delivery.status))
    .toEqual(expect.arrayContaining(["SoftFail", "Sent"]));
  await expect.poll(() => api.all(`${shop.server}/queue`)).toEqual([]);
});

test("550 is a hard failure, and an address that does not exist goes onto the suppression list", async ({
  postal,
  receiver,
  api,
  shop,
}) => {
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  const send = async (subject: string, recipient: string) => {
    expect(await smtp.send(shop.from, recipient, subject)).toMatch(/^250/);
    const messages = await api.all<Message>(`${shop.server}/messages`);
    const message = messages.find((each) => each.subject === subject);
    if (message === undefined) throw new Error(`not listed: ${subject}`);
    const path = `${shop.server}/messages/${message.id}`;
    await expect.poll(async () => (await api.get<Message>(path)).status).not.toBe("Pending");
    return { ...(await api.get<Message>(path)), deliveries: await api.all<Delivery>(`${path}/deliveries`) };
  };
  const suppressed = async () =>
    (await api.all<{ address: string }>(`${shop.server}/suppressions`)).map(({ address }) => address);

  // RFC 3463: 5.7.1 speaks about the sender or the content, however often.
  const [strict, unknown] = ["strict@receiver.example", "unknown@receiver.example"];
  receiver.answer(strict, "550 5.7.1 not from you");
  for (const subject of ["First", "Second"]) {
    const refused = await send(subject, strict);
    expect(refused.status).toBe("HardFail");
    expect(refused.deliveries.at(0)?.output).toContain("Recipient address rejected: not from you");
  }
  expect(await suppressed()).toEqual([]);

  receiver.answer(unknown, "550 5.1.1 no such user");
  expect((await send("Third", unknown)).status).toBe("HardFail");
  expect(await suppressed()).toEqual([unknown]);

  // Now nobody is asked any more.
  receiver.answer(unknown);
  expect((await send("Fourth", unknown)).status).toBe("Held");
  expect(receiver.arrivedFor(unknown)).toEqual([]);
  smtp.close();
});

test("451 is a soft failure that is tried again", async ({ postal, receiver, api, shop }) => {
  const recipient = "later@receiver.example";
  receiver.answer(recipient, "451 4.3.0 try again");
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  expect(await smtp.send(shop.from, recipient, "Later")).toMatch(/^250/);
  smtp.close();

  const [{ id }] = await api.all<Message>(`${shop.server}/messages`) as [Message];
  const path = `${shop.server}/messages/${id}`;
  await expect.poll(async () => (await api.get<Message>(path)).status).toBe("SoftFail");
  const [delivery] = await api.all<Delivery>(`${path}/deliveries`);
  expect(delivery?.output).toContain("451 4.3.0");

  receiver.answer(recipient);
  await api.post(`${path}/retry`);
  await expect.poll(() => receiver.arrivedFor(recipient).length).toBe(1);
  await expect.poll(async () => (await api.get<Message>(path)).status).toBe("Sent");
});
