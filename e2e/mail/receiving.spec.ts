/** A real Postfix sends mail to the shop: it reaches applications by HTTP, other mail hosts and other addresses. */
import { Receiver } from "../support/postfix.ts";
import { isSigned } from "../support/http_sink.ts";
import { expect, test } from "../fixtures.ts";

const ann = "ann@receiver.example";

/** From Ann, as her mail program writes it: text, HTML and two attachments. */
const order = `From: =?utf-8?Q?Ann_M=C3=BCller?= <${ann}>
To: Help <help@shop.example>
Cc: bob@receiver.example
Reply-To: ann.private@receiver.example
Subject: =?utf-8?Q?Re:_Your_order_=E2=82=AC_42?=
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <x1@receiver.example>
In-Reply-To: <m1@shop.example>
References: <m0@shop.example> <m1@shop.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe! Where is it?

On Wed, 31 Dec 2025 at 10:00, Shop <help@shop.example> wrote:
> It is on its way.
--inner
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<p>Gr=FC=DFe!</p>
--inner--
--outer
Content-Type: text/plain; name="a.txt"
Content-Disposition: attachment; filename="a.txt"

hello
--outer
Content-Type: application/octet-stream
Content-Disposition: attachment; filename*=utf-8''Rechnung%20%E2%82%AC.bin
Content-Transfer-Encoding: base64

AAECAwT/
--outer--
`;

const plain = (to: string, subject: string) =>
  `From: ${ann}\nTo: ${to}\nSubject: ${subject}\nMessage-ID: <${subject}@receiver.example>\n\nHello.\n`;

test("an application gets incoming mail as JSON, another one as a form with the whole mail", async ({
  postal,
  sender,
  sink,
  routes,
  messages,
}) => {
  await routes.route("help", await routes.http(sink.url("/hash"), { strip_replies: true }));
  const withLogin = sink.url("/form").replace("//", "//app:pass%20word@");
  await routes.route("form", await routes.http(withLogin, { encoding: "FormData" }));
  await routes.route("archive", await routes.http(sink.url("/raw"), { encoding: "FormData", format: "RawMessage" }));
  await sender.sendmail(ann, ["help", "form", "archive"].map((name) => `${name}@shop.example`), order);

  const { id, token } = await messages.with("Sent", "help@shop.example");
  const [hash] = sink.to("/hash");
  if (hash === undefined) throw new Error("no request for /hash");
  expect(hash.headers["content-type"]).toBe("application/json");
  expect(hash.headers["user-agent"]).toMatch(/^Postal\//);
  const fields: { [key: string]: unknown } = JSON.parse(hash.body.toString("utf8"));
  expect(fields).toEqual({
    id,
    rcpt_to: "help@shop.example",
    mail_from: ann,
    token,
    subject: "Re: Your order € 42",
    message_id: "x1@receiver.example",
    timestamp: expect.any(Number),
    size: expect.stringMatching(/^\d+$/),
    spam_status: "NotSpam",
    bounce: false,
    received_with_ssl: true,
    to: "Help <help@shop.example>",
    cc: "bob@receiver.example",
    from: `Ann Müller <${ann}>`,
    date: "Thu, 01 Jan 2026 00:00:00 +0000",
    in_reply_to: "<m1@shop.example>",
    references: "<m0@shop.example> <m1@shop.example>",
    html_body: expect.stringMatching(/^<p>Grüße!<\/p>\s*$/),
    attachment_quantity: 2,
    auto_submitted: null,
    reply_to: ["ann.private@receiver.example"],
    plain_body: "Grüße! Where is it?",
    replies_from_plain_body:
      "On Wed, 31 Dec 2025 at 10:00, Shop <help@shop.example> wrote:\n> It is on its way.",
    attachments: [
      { filename: "a.txt", content_type: "text/plain", size: 5, data: expect.stringMatching(/^aGVsbG8=\s*$/) },
      {
        filename: "Rechnung €.bin",
        content_type: "application/octet-stream",
        size: 6,
        data: expect.stringMatching(/^AAECAwT\/\s*$/),
      },
    ],
  });
  expect(await isSigned(hash, postal.url)).toBe(true);
  expect(await isSigned({ ...hash, body: Buffer.concat([hash.body, Buffer.from(" ")]) }, postal.url)).toBe(false);
  expect(await messages.lastDetails(id)).toBe(`Received a 200 from ${sink.url("/hash")}`);

  await messages.with("Sent", "form@shop.example");
  const [asForm] = sink.to("/form");
  if (asForm === undefined) throw new Error("no request for /form");
  expect(asForm.headers["authorization"]).toBe(`Basic ${Buffer.from("app:pass word").toString("base64")}`);
  expect(await isSigned(asForm, postal.url)).toBe(true);
  const entries = new URLSearchParams(asForm.body.toString("latin1"));
  expect([...entries.keys()]).toEqual([
    ...[...Object.keys(fields).filter((key) => key !== "attachments" && key !== "replies_from_plain_body")],
    ...[0, 1].flatMap((index) =>
      ["filename", "content_type", "size", "data"].map((key) => `attachments[${index}][${key}]`),
    ),
  ]);
  expect(entries.get("plain_body")).toContain("> It is on its way.");
  expect(entries.get("received_with_ssl")).toBe("true");
  expect(entries.get("attachments[0][content_type]")).toBe('text/plain; name="a.txt"');
  expect(entries.get("attachments[1][filename]")).toBe("Rechnung €.bin");
  // Null is a key alone, a list repeats its key.
  expect(asForm.body.toString("latin1")).toMatch(/&auto_submitted&reply_to=ann\.private%40receiver\.example&/);

  const archived = await messages.with("Sent", "archive@shop.example");
  const [raw] = sink.to("/raw");
  if (raw === undefined) throw new Error("no request for /raw");
  expect(raw.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(await isSigned(raw, postal.url)).toBe(true);
  const form = new URLSearchParams(raw.body.toString("latin1"));
  expect([...form.keys()]).toEqual(["id", "rcpt_to", "mail_from", "message", "base64", "size"]);
  expect(form.get("id")).toBe(String(archived.id));
  expect(form.get("rcpt_to")).toBe("archive@shop.example");
  expect(form.get("mail_from")).toBe(ann);
  expect(form.get("base64")).toBe("true");
  const whole = Buffer.from(form.get("message") ?? "", "base64").toString("latin1");
  // All that Ann wrote, in front of it what the hosts on the way added.
  const [, body = ""] = order.split(/\n\n(.*)/s);
  expect(whole.replaceAll("\r\n", "\n").trimEnd()).toContain(body.trimEnd());
  expect(whole).toMatch(/^X-Postal-Spam: no\r$/m);
  expect(whole).toMatch(/^Received: from mx\.receiver\.example /m);
});

test("mail is forwarded to a mail host and to an address, and each further endpoint gets one message", async ({
  receiver,
  sender,
  sink,
  routes,
  messages,
}) => {
  // The shop's own mail host, behind the installation.
  const office = await Receiver.start(["shop.example"]);
  try {
    const host = await routes.smtp("127.0.0.1", office.postfix.port);
    const boss = await routes.address("boss@receiver.example");
    const application = await routes.http(sink.url("/team"));
    await routes.route("orders", host);
    await routes.route("chef", boss);
    await routes.route("team", application, { additional_endpoints: [host, boss] });

    for (const name of ["orders", "chef", "team"]) {
      await sender.sendmail(ann, [`${name}@shop.example`], plain(`${name}@shop.example`, `to-${name}`));
    }
    await expect.poll(() => office.arrived().map((mail) => [mail.recipient, mail.subject]).sort()).toEqual([
      ["orders@shop.example", "to-orders"],
      ["team@shop.example", "to-team"],
    ]);
    await expect.poll(() => receiver.arrivedFor("boss@receiver.example").map((mail) => mail.subject).sort()).toEqual([
      "to-chef",
      "to-team",
    ]);
    await expect.poll(() => sink.to("/team").length).toBe(1);
    for (const mail of [...office.arrived(), ...receiver.arrivedFor("boss@receiver.example")]) {
      expect(mail.text).toContain("X-Postal-Spam: no");
      expect(mail.text).toContain("\nHello.\n");
    }

    await expect
      .poll(async () => (await messages.for("team@shop.example")).map(({ status }) => status))
      .toEqual(["Sent", "Sent", "Sent"]);
    expect(await messages.for("orders@shop.example")).toHaveLength(1);
    expect(await messages.for("chef@shop.example")).toHaveLength(1);
    expect(sink.requests).toHaveLength(1);
  } finally {
    await office.close();
  }
});

test("tags, the wildcard, the address with the route's token, and the modes without endpoint", async ({
  receiver,
  sender,
  sink,
  routes,
  messages,
}) => {
  const { forward_address } = await routes.route("help", await routes.http(sink.url("/help")));
  await routes.route("*", await routes.http(sink.url("/rest")));
  await routes.route("kept", "Accept");
  await routes.route("looked-at", "Hold");
  await routes.route("closed", "Reject");
  await routes.route("gone", "Bounce");

  const [token, routeDomain] = forward_address.split("@");
  const recipients = [
    ...["help+ticket-42", "HELP", "grüße", "whoever", "kept", "looked-at", "closed", "gone"].map((name) => `${name}@shop.example`),
    `${token}+tag@${routeDomain}`,
  ];
  await sender.sendmail(ann, recipients, plain("everybody", "all"));

  const recipientsAt = (path: string) =>
    sink.to(path).map(({ body }) => JSON.parse(body.toString("utf8")).rcpt_to as string).sort();
  await expect.poll(() => recipientsAt("/help")).toEqual([
    "HELP@shop.example",
    "help+tag@shop.example",
    "help+ticket-42@shop.example",
  ]);
  await expect.poll(() => recipientsAt("/rest")).toEqual(["grüße@shop.example", "whoever@shop.example"]);
  await messages.with("Processed", "kept@shop.example");
  const held = await messages.with("Held", "looked-at@shop.example");
  await messages.retry(held.id);
  await messages.with("Processed", "looked-at@shop.example");

  // Refused at the door: Ann's own Postfix tells her. Taken and bounced: we tell her.
  expect(await messages.for("closed@shop.example")).toEqual([]);
  await messages.with("HardFail", "gone@shop.example");
  await expect.poll(() => receiver.arrivedFor(ann).map((mail) => mail.subject).sort()).toEqual([
    "Mail Delivery Failed (all)",
    "Undelivered Mail Returned to Sender",
  ]);
  const [refused] = receiver.arrivedFor(ann).filter((mail) => mail.subject.startsWith("Undelivered"));
  expect(refused?.text).toMatch(/Final-Recipient: rfc822; closed@shop\.example/);
  expect(refused?.text).toMatch(/Diagnostic-Code: smtp; 550/);
});
