import type { Tone } from "../../ui/tone";

/** One way to prove a sender, what came of it, and what that means. */
export interface Proof {
  name: string;
  /** RFC 8601 §2.7. */
  result: string;
  tone: Tone;
  text: string;
}

const tones: Record<string, Tone> = {
  pass: "green",
  fail: "red",
  softfail: "amber",
  policy: "amber",
  permerror: "amber",
  temperror: "blue",
};

/** What sender authentication found, as sentences; empty when nothing was verified. */
export function proofsOf(verification: unknown): Proof[] {
  if (!isRecord(verification)) return [];
  const said: [name: string, result: string, text: string][] = [
    ["SPF", word(verification.spf), spf(verification)],
    ["DKIM", word(verification.dkim), dkim(verification)],
    ["DMARC", word(verification.dmarc), dmarc(verification)],
    ["ARC", word(verification.arc), arc(verification)],
    ["Reverse DNS", word(verification.iprev), iprev(verification)],
  ];
  return said
    .filter(([, result]) => result !== "")
    .map(([name, result, text]) => ({ name, result, text, tone: tones[result] ?? "grey" }));
}

type Fields = Record<string, unknown>;

function spf(fields: Fields): string {
  const domain = word(fields.spf_domain) || "The sender's domain";
  const ip = word(fields.ip) || "the client";
  switch (word(fields.spf)) {
    case "pass":
      return `${domain} lets ${ip} send its mail.`;
    case "fail":
      return `${domain} says that ${ip} must not send its mail.`;
    case "softfail":
      return `${domain} says that ${ip} probably does not send its mail.`;
    case "neutral":
      return `${domain} does not say whether ${ip} may send its mail.`;
    default:
      return trouble(word(fields.spf), `${domain} does not say who may send its mail.`);
  }
}

function dkim(fields: Fields): string {
  const signatures = Array.isArray(fields.dkim_signatures) ? fields.dkim_signatures.filter(isRecord) : [];
  const sentences = signatures.map((signature) => {
    const by = `the signature of ${word(signature.domain) || "an unreadable domain"}`;
    const reason = word(signature.reason);
    return word(signature.result) === "pass"
      ? `${upper(by)} is good.`
      : `${upper(by)} is not good${reason ? `: ${reason}` : ""}.`;
  });
  return sentences.length > 0 ? sentences.join(" ") : trouble(word(fields.dkim), "Nobody signed the message.");
}

function dmarc(fields: Fields): string {
  const domain = word(fields.from_domain) || "the domain in From";
  switch (word(fields.dmarc)) {
    case "pass":
      return `From is genuine: ${domain} stands behind this message.`;
    case "fail":
      return `From is not proven: ${domain} does not stand behind this message${wish(fields)}.`;
    default:
      return trouble(
        word(fields.dmarc),
        `${word(fields.from_domain) || "The domain in From"} does not say how to treat mail in its name.`,
      );
  }
}

function wish(fields: Fields): string {
  switch (word(fields.dmarc_policy)) {
    case "reject":
      return ", and asks to refuse such mail";
    case "quarantine":
      return ", and asks to treat such mail as suspicious";
    default:
      return ", but asks for nothing to be done";
  }
}

function arc(fields: Fields): string {
  const sealers = Array.isArray(fields.arc_sealers) ? fields.arc_sealers.map(word).filter(Boolean) : [];
  const by = sealers.length > 0 ? ` by ${sealers.join(", then ")}` : "";
  switch (word(fields.arc)) {
    case "pass":
      return `Forwarded${by}; what they noted on the way is intact.`;
    case "fail":
      return `Forwarded${by}; what they noted on the way was changed.`;
    default:
      return trouble(word(fields.arc), "No forwarder left a note.");
  }
}

function iprev(fields: Fields): string {
  const name = word(fields.reverse_name);
  const ip = word(fields.ip) || "the client";
  switch (word(fields.iprev)) {
    case "pass":
      return `${ip} is ${name || "what its name says"}.`;
    case "fail":
      return name ? `${ip} says it is ${name}, which is not true.` : `${ip} has no name.`;
    default:
      return trouble(word(fields.iprev), `${ip} has no name.`);
  }
}

/** Faults that say nothing about the sender. */
function trouble(result: string, otherwise: string): string {
  switch (result) {
    case "temperror":
      return "DNS did not answer, so that nothing is known.";
    case "permerror":
      return "The record cannot be understood.";
    case "policy":
      return "The signature is good, but too weak to count.";
    default:
      return otherwise;
  }
}

const word = (value: unknown) => (typeof value === "string" ? value : "");
const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
