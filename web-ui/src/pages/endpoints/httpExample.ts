import type { HttpEndpoint } from "../../api/endpoints";

export type HttpShape = Pick<HttpEndpoint, "format" | "encoding" | "strip_replies" | "include_attachments">;

type Value = string | number | boolean | null | string[];

const attachment = { filename: "label.pdf", content_type: "application/pdf", size: 48213, data: "JVBERi0xLjcK…" };

/** What a receiver gets for a small message, as the request's body. */
export function httpExample(shape: HttpShape): string {
  const fields = shape.format === "RawMessage" ? whole : parts(shape);
  const withAttachments = shape.format === "Hash" && shape.include_attachments;
  if (shape.encoding === "BodyAsJSON") {
    return JSON.stringify(withAttachments ? { ...fields, attachments: [attachment] } : fields, null, 2);
  }
  const flat = Object.entries(fields).flatMap(([key, value]) =>
    Array.isArray(value) ? value.map((one): [string, Value] => [key, one]) : [[key, value] satisfies [string, Value]],
  );
  const files = withAttachments
    ? Object.entries(attachment).map(([key, value]): [string, Value] => [`attachments[0][${key}]`, value])
    : [];
  // One per line, so that it can be read; the request has a & between them, and escapes.
  return [...flat, ...files].map(([key, value]) => (value === null ? key : `${key}=${String(value)}`)).join("\n");
}

const whole: Record<string, Value> = {
  id: 7,
  rcpt_to: "help@shop.example",
  mail_from: "ann@client.example",
  message: "UmVjZWl2ZWQ6IGZyb20gbXguY2xpZW50LmV4YW1wbGUg…",
  base64: true,
  size: 1822,
};

function parts({ strip_replies }: HttpShape): Record<string, Value> {
  const own = "Thanks, it has arrived!";
  const quoted = "On Mon, 24 Nov 2025, Shop wrote:\n> Your order is on its way.";
  return {
    id: 7,
    rcpt_to: "help@shop.example",
    mail_from: "ann@client.example",
    token: "k3Jd8sKw02Lqp9Zx",
    subject: "Re: Your order",
    message_id: "x1@client.example",
    timestamp: 1764072001.25,
    size: "1822",
    spam_status: "NotSpam",
    bounce: false,
    received_with_ssl: true,
    to: "help@shop.example",
    cc: null,
    from: "Ann <ann@client.example>",
    date: "Tue, 25 Nov 2025 12:00:00 +0000",
    in_reply_to: "<m1@shop.example>",
    references: "<m1@shop.example>",
    html_body: null,
    attachment_quantity: 1,
    auto_submitted: null,
    reply_to: null,
    ...(strip_replies ? { plain_body: own, replies_from_plain_body: quoted } : { plain_body: `${own}\n\n${quoted}\n` }),
  };
}
