/** Public clients that were written for Postal 3, unmodified: they send, they are told, and they read what became of it. */
import {
  type AtechAnswers,
  DjangoSite,
  type Known,
  type PythonClient,
  anymail,
  atechPostal,
  pythonClient,
} from "../support/public_clients.ts";
import { type ParsedMail, readMail } from "../support/mail.ts";
import { until } from "../support/process.ts";
import type { Receiver } from "../support/postfix.ts";
import { TlsProxy } from "../support/tls_proxy.ts";
import { expect, test as base } from "../fixtures.ts";

const test = base.extend<{ tlsProxy: TlsProxy }>({
  tlsProxy: async ({ postal }, use) => {
    const proxy = await TlsProxy.start(postal.webPort);
    await use(proxy);
    await proxy.close();
  },
});

const bob = "Bob@receiver.example";
const numbers = Buffer.from([...Array(256).keys()]).toString("base64");
const known = { id: expect.any(Number), token: expect.stringMatching(/^[A-Za-z0-9]{16}$/) };

/** Subjects (encoded words, maybe) of all but what was sent raw. */
const composed = /^(?!raw )/;

/** The mail with this subject that has arrived for a recipient. */
async function arrived(receiver: Receiver, recipient: string, subject: RegExp): Promise<ParsedMail> {
  const mail = await until(`${subject} for ${recipient}`, () =>
    receiver.arrivedFor(recipient).find((each) => subject.test(each.subject)),
  );
  return readMail(mail);
}

/** What each client's first mail consists of. */
const partsBy = (client: string) => [
  { type: "text/plain", filename: null, disposition: null, text: `Sent by ${client}. Grüße!`, base64: null },
  { type: "text/html", filename: null, disposition: null, text: `<p>Sent by <b>${client}</b>. Grüße!</p>`, base64: null },
  { type: "application/octet-stream", filename: "numbers.bin", disposition: "attachment", text: null, base64: numbers },
];
/** Some encodings end with a line end that the text did not have. */
const trimmed = ({ parts }: ParsedMail) => parts.map((part) => ({ ...part, text: part.text?.trimEnd() ?? null }));

test("npm's @atech/postal sends through a TLS proxy on port 443, and is refused with codes", async ({
  postal,
  receiver,
  messages,
  shop,
  tlsProxy,
}) => {
  const [cc, bcc] = ["copy@receiver.example", "hidden@receiver.example"];
  const answers: AtechAnswers = await atechPostal(tlsProxy, shop.apiKey, shop.from, [bob, cc, bcc]);
  expect(answers).toEqual({
    sent: { "bob@receiver.example": known, [cc]: known, [bcc]: known },
    raw: { "bob@receiver.example": known },
    refused: { code: "NoContent", message: "There is no content defined for this e-mail" },
    unknown: {
      code: "InvalidServerAPIKey",
      message: "The API token provided in X-Server-API-Key was not valid.",
      token: expect.any(String),
    },
  });
  expect(tlsProxy.requests).toEqual(
    ["message", "raw", "message", "message"].map((action) => `POST /api/v1/send/${action}`),
  );

  for (const recipient of [bob, cc, bcc]) {
    const mail = await arrived(receiver, recipient, composed);
    expect(mail).toMatchObject({
      defects: [],
      header: {
        from: `Shop <${shop.from}>`,
        to: bob,
        cc,
        "reply-to": "help@shop.example",
        subject: "@atech/postal: Grüße",
        "x-campaign": "e2e",
      },
    });
    expect(mail.header["bcc"]).toBeUndefined();
    expect(trimmed(mail)).toEqual(partsBy("@atech/postal"));
  }
  expect((await arrived(receiver, bob, /^raw by/)).parts[0]?.text?.trimEnd()).toBe("Raw.");
  const { id = 0 } = answers.sent["bob@receiver.example"] ?? {};
  expect(await messages.get(id)).toMatchObject({ rcpt_to: bob, tag: "node", scope: "outgoing" });
  expect(postal.log()).not.toContain(shop.apiKey);
});

type Sent = { sent: { message_id: string; messages: { [address: string]: Known } }; raw?: Sent["sent"]; flags?: object };
type Read = { message: Record<string, unknown>; deliveries: Record<string, unknown>[] };

for (const client of ["postal-py", "pyostal"] satisfies PythonClient[]) {
  test(`PyPI's ${client} sends, and reads the message and its deliveries back`, async ({
    postal,
    receiver,
    messages,
    shop,
  }) => {
    const { sent, raw, flags } = await pythonClient<Sent>(client, ["send", postal.url, shop.apiKey, shop.from, bob]);
    expect(sent).toEqual({ message_id: expect.stringMatching(/^[0-9a-f-]{36}@rp\.postal\.example$/), messages: { [bob]: known } });
    expect(flags ?? {}).toEqual({});
    const mail = await arrived(receiver, bob, composed);
    expect(mail).toMatchObject({ defects: [], header: { subject: `${client}: Grüße`, "message-id": `<${sent.message_id}>` } });
    expect(trimmed(mail)).toEqual(partsBy(client));
    if (raw !== undefined) await arrived(receiver, bob, /^raw by postal-py$/);

    const { id = 0, token = "" } = sent.messages[bob] ?? {};
    await until("it is recorded", async () => (await messages.get(id)).status === "Sent");
    const read = await pythonClient<Read>(client, ["read", postal.url, shop.apiKey, String(id)]);
    expect(read.message).toMatchObject({
      id,
      token,
      status: { status: "Sent", held: false, hold_expiry: null, last_delivery_attempt: expect.any(Number) },
      details: {
        rcpt_to: bob,
        mail_from: shop.from,
        subject: `${client}: Grüße`,
        message_id: sent.message_id,
        direction: "outgoing",
        bounce: false,
        bounce_for_id: 0,
        received_with_ssl: true,
      },
      inspection: { inspected: false, spam: false, threat: false },
      plain_body: `Sent by ${client}. Grüße!`,
      html_body: `<p>Sent by <b>${client}</b>. Grüße!</p>`,
      attachments: [{ filename: "numbers.bin", content_type: "application/octet-stream", size: 256 }],
      headers: { from: [expect.stringContaining(shop.from)], to: [bob], subject: [`${client}: Grüße`] },
    });
    expect(read.deliveries).toEqual([
      {
        id: expect.any(Number),
        status: "Sent",
        details: expect.stringContaining("mx.receiver.example"),
        output: expect.stringMatching(/^250 2\.0\.0 Ok: queued as/),
        sent_with_ssl: true,
        log_id: expect.stringMatching(/^[A-Z0-9]{8}$/),
        time: expect.any(Number),
        timestamp: expect.any(Number),
      },
    ]);
  });
}

test("Python clients raise what they raised for Postal 3's refusals", async ({ postal, shop }) => {
  const fail = (client: PythonClient) =>
    pythonClient<[string, string][]>(client, ["fail", postal.url, shop.apiKey, shop.from, bob]);
  expect((await fail("postal-py")).map(([name]) => name)).toEqual([
    "PostalPyNoContentError",
    "PostalPyFromAddressMissingError",
    "PostalPyUnauthenticatedFromAddressError",
    "PostalPyMessageNotFoundError",
    "PostalPyInvalidServerAPIKeyError",
  ]);
  expect((await fail("pyostal")).map(([, text]) => text)).toEqual([
    "No message found matching provided ID",
    "The API token provided in X-Server-API-Key was not valid.",
  ]);
});

test("PyPI's postalsend sends through a TLS proxy", async ({ receiver, messages, shop, tlsProxy }) => {
  await pythonClient("postalsend", ["send", tlsProxy.address, shop.apiKey, shop.from, bob], tlsProxy.authority);
  const mail = await arrived(receiver, bob, composed);
  expect(mail).toMatchObject({ defects: [], header: { subject: "postalsend: Grüße", "x-campaign": "e2e" } });
  expect(trimmed(mail)).toEqual(partsBy("postalsend"));
  expect(await messages.with("Sent", bob)).toMatchObject({ tag: "python", is_bounce: false });
});

test("django-anymail sends, and its view accepts incoming mail with our signature", async ({
  postal,
  receiver,
  sender,
  routes,
  messages,
  shop,
}) => {
  const address = "bob@receiver.example";
  const { status, ids } = await anymail(postal.url, shop.apiKey, shop.from, address);
  expect(status).toEqual(["queued"]);
  expect(Object.keys(ids).sort()).toEqual([address, `copy.${address}`, `hidden.${address}`]);
  for (const [recipient, id] of Object.entries(ids)) {
    const mail = await arrived(receiver, recipient, composed);
    expect(mail).toMatchObject({
      defects: [],
      header: {
        from: `Shop <${shop.from}>`,
        to: `"Bob B." <${address}>`,
        cc: `copy.${address}`,
        "reply-to": `Help <${shop.from}>`,
        subject: "anymail: Grüße",
        "x-campaign": "e2e",
      },
    });
    expect(mail.header["bcc"]).toBeUndefined();
    expect(trimmed(mail)).toEqual(partsBy("django-anymail"));
    expect(await messages.get(id)).toMatchObject({ rcpt_to: recipient, tag: "django" });
  }

  const [, key = ""] = /; p=([^;]+);/.exec(await postal.command(["default-dkim-record"])) ?? [];
  const site = await DjangoSite.start(key);
  try {
    await routes.route("help", await routes.http(site.inboundUrl, { format: "RawMessage" }));
    await sender.sendmail("ann@receiver.example", ["help@shop.example"], question);
    await messages.with("Sent", "help@shop.example");
    expect((await site.events()).inbound).toEqual([
      {
        event_id: (await messages.for("help@shop.example"))[0]?.id,
        from: "ann@receiver.example",
        to: ["help@shop.example"],
        envelope_sender: "ann@receiver.example",
        envelope_recipient: "help@shop.example",
        subject: "Größe?",
        text: "Passt das?",
        html: null,
        attachments: [{ name: "foto.png", type: "image/png", size: 4 }],
      },
    ]);

    // It would not have taken it without the signature, or with another's.
    const forged = Buffer.from("forged").toString("base64");
    for (const headers of [new Headers(), new Headers({ "X-Postal-Signature": forged })]) {
      const refused = await fetch(site.inboundUrl, { method: "POST", headers, body: "{}" });
      expect(refused.status).toBe(400);
    }
  } finally {
    await site.close();
  }
});

const question = `From: Ann <ann@receiver.example>
To: help@shop.example
Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe=3F?=
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <question@receiver.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: text/plain; charset=utf-8

Passt das?
--part
Content-Type: image/png; name=foto.png
Content-Disposition: attachment; filename=foto.png
Content-Transfer-Encoding: base64

iVBORw==
--part--
`;
