/** What comes back for mail that we sent: real reports of a real Postfix, an auto-reply, a complaint. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Api } from "../support/api.ts";
import type { Shop } from "../support/postal.ts";
import type { Mail } from "../support/postfix.ts";
import { run, until } from "../support/process.ts";
import { expect, test } from "../fixtures.ts";

const send = async (api: Api, shop: Shop, to: string, subject: string): Promise<number> => {
  const sent = await api.post<{ recipients: { message_id: number }[] }>(`${shop.server}/messages`, {
    from: shop.from,
    to: [to],
    subject,
    text: "Your order is on its way.",
  });
  return sent.recipients[0]?.message_id ?? 0;
};

/** The envelope sender that it came with. */
const returnPath = (mail: Mail | undefined) => /^Return-Path: <(.*)>$/m.exec(mail?.text ?? "")?.[1] ?? "";

test("mail that a host accepts and then bounces is Bounced, also when the report says nothing of our header", async ({
  nameServer,
  sender,
  receiver,
  api,
  shop,
  messages,
}) => {
  await nameServer.add(["gone.example. MX 10 mx.receiver.example."]);
  // Its smtpd takes everything for this domain; its local(8) finds nobody.
  await sender.change({ mydestination: "gone.example" });

  const isBounced = async (recipient: string, id: number) => {
    expect((await messages.with("Bounced", recipient)).id).toBe(id);
    const deliveries = await messages.deliveries(id);
    expect(deliveries.map(({ status }) => status).sort()).toEqual(["Bounced", "Sent"]);
    const bounced = deliveries.find(({ status }) => status === "Bounced");
    expect(bounced).toMatchObject({
      details: expect.stringMatching(/^We've received a bounce message for this e-mail\. See <msg:\d+> for details\./),
      enhanced_code: "5.1.1",
      output: expect.stringContaining("unknown user"),
      reason: expect.stringMatching(/invalid.?recipient/i),
    });
    const report = await messages.get(Number(/<msg:(\d+)>/.exec(bounced?.details ?? "")?.[1]));
    expect(report).toMatchObject({ scope: "incoming", status: "Processed", is_bounce: true, bounce_for_id: id });
    expect(await messages.lastDetails(report.id)).toBe(`This has been detected as a bounce message for <msg:${id}>.`);
    return messages.raw(report.id);
  };
  const first = await send(api, shop, "noone@gone.example", "First");
  expect(await isBounced("noone@gone.example", first)).toMatch(/^X-Postal-MsgID:/m);

  await sender.change({ header_checks: `regexp:${sender.file("strip", "/^X-Postal-MsgID:/ IGNORE\n")}` });
  const second = await send(api, shop, "stranger@gone.example", "Second");
  const report = await isBounced("stranger@gone.example", second);
  expect(report).toMatch(/^Content-Type: message\/delivery-status/m);
  expect(report).not.toMatch(/X-Postal-MsgID/i);

  expect(await messages.suppressions()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ address: "noone@gone.example", reason: "invalid recipient" }),
      expect.objectContaining({ address: "stranger@gone.example", reason: "invalid recipient" }),
    ]),
  );
  await send(api, shop, "noone@gone.example", "Third");
  await messages.with("Held", "noone@gone.example");

  await test.step("a return path that we did not sign links to nothing", async () => {
    const third = await send(api, shop, "fine@receiver.example", "Fine");
    await expect.poll(() => receiver.arrivedFor("fine@receiver.example").length).toBe(1);
    const [local = "", domain] = returnPath(receiver.arrivedFor("fine@receiver.example")[0]).split("@");
    const forged = `${local.slice(0, -1)}${local.endsWith("a") ? "b" : "a"}@${domain}`;
    await sender.sendmail(
      "<>",
      [forged],
      `From: MAILER-DAEMON@mx.receiver.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=part

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.receiver.example
X-Postfix-Sender: rfc822; ${forged}

Final-Recipient: rfc822; fine@receiver.example
Action: failed
Status: 5.1.1
--part--
`,
    );
    const { id } = await messages.with("HardFail", forged);
    expect(await messages.lastDetails(id)).toBe(
      "This message was a bounce but we couldn't link it with any outgoing message and there was no route for it.",
    );
    expect((await messages.get(third)).status).toBe("Sent");
  });
});

test("the vacation program answers: nothing bounces, and the return path's route gets it", async ({
  sender,
  receiver,
  api,
  shop,
  sink,
  routes,
  messages,
}) => {
  const away = "away@receiver.example";
  const database = join(sender.folder, "vacation.db");
  const text = sender.file("vacation.msg", "Subject: I am away\n\nBack on Monday.\n");
  await run("vacation", ["-i", "-f", database]);
  /** What local(8) does with `|vacation` in an alias: the mail, with the envelope sender in a line in front. */
  const answer = (mail: Mail) =>
    run("vacation", ["-d", "-z", "-a", "away", "-f", database, "-m", text, "root"], {
      input: `From ${returnPath(mail)} Thu Jan  1 00:00:00 2026\n${mail.text}`,
      // Where its sendmail finds this Postfix.
      env: { PATH: process.env["PATH"], MAIL_CONFIG: join(sender.folder, "conf") },
    });
  /** Gives the ids of our mail and of the answer, once that has the status. */
  const sendAndAnswer = async (subject: string, status: string) => {
    const id = await send(api, shop, away, subject);
    const mail = await until(subject, () => receiver.arrivedFor(away).find((each) => each.subject === subject));
    await answer(mail);
    const reply = await messages.with(status, returnPath(mail));
    expect(reply).toMatchObject({ scope: "incoming", is_bounce: true });
    expect((await messages.get(id)).status).toBe("Sent");
    expect((await messages.deliveries(id)).map((delivery) => delivery.status)).toEqual(["Sent"]);
    return { id, reply: reply.id };
  };

  await test.step("without a route", async () => {
    const { id, reply } = await sendAndAnswer("One", "Processed");
    expect(await messages.lastDetails(reply)).toBe(`This has been detected as an automatic reply to <msg:${id}>.`);
  });

  await test.step("with a route", async () => {
    await routes.route("__returnpath__", await routes.http(sink.url("/replies")));
    const { reply } = await sendAndAnswer("Two", "Sent");
    expect(sink.to("/replies").map(({ body }) => JSON.parse(body.toString("utf8")))).toEqual([
      expect.objectContaining({
        id: reply,
        bounce: true,
        subject: "I am away",
        plain_body: expect.stringContaining("Back on Monday."),
      }),
    ]);
  });
  expect(await messages.suppressions()).toEqual([]);
});

test("a complaint that a feedback loop sends to a route suppresses the recipient for good", async ({
  sender,
  receiver,
  api,
  shop,
  routes,
  messages,
}) => {
  await routes.route("feedback", "Accept");
  const recipients = { abuse: "annoyed@receiver.example", "not-spam": "pleased@receiver.example" };
  const ids: { [kind: string]: number } = {};
  for (const [kind, recipient] of Object.entries(recipients)) {
    ids[kind] = await send(api, shop, recipient, "Offer");
    await messages.with("Sent", recipient);
    await expect.poll(() => receiver.arrivedFor(recipient).length).toBe(1);
    // RFC 5965 Appendix B.2.
    await sender.sendmail(
      "fbl@receiver.example",
      [`feedback+${kind}@shop.example`],
      `From: <fbl@receiver.example>
To: <feedback@shop.example>
Subject: FW: Offer
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=part

--part
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.
--part
Content-Type: message/feedback-report

Feedback-Type: ${kind}
User-Agent: SomeGenerator/1.0
Version: 1

--part
Content-Type: message/rfc822

${readFileSync(receiver.arrivedFor(recipient)[0]?.file ?? "", "latin1")}
--part--
`,
    );
    await messages.with("Processed", `feedback+${kind}@shop.example`);
  }
  const [complaint, praise] = [await messages.deliveries(ids["abuse"] ?? 0), await messages.deliveries(ids["not-spam"] ?? 0)];
  expect(complaint).toContainEqual(
    expect.objectContaining({
      status: "Sent",
      reason: "complaint",
      details: expect.stringMatching(/^The recipient has complained about this e-mail \(abuse\)\. See <msg:\d+>\./),
    }),
  );
  expect(praise.some(({ reason }) => reason === "complaint")).toBe(false);
  const suppressions = await messages.suppressions();
  expect(suppressions.map(({ address, reason }) => [address, reason])).toEqual([[recipients.abuse, "complaint"]]);
  expect(suppressions[0]?.keep_until ?? null).toBeNull();
  await send(api, shop, recipients.abuse, "Offer again");
  await messages.with("Held", recipients.abuse);
});
