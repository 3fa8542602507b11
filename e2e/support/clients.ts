/** Programs that send mail and that we did not write. Each sends one message per recipient and ends when all are taken. */
import { createTransport } from "nodemailer";
import { join } from "node:path";
import { run } from "./process.ts";

export type Submission = { port: number; user: string; password: string; from: string };
export type HttpSubmission = { url: string; key: string; from: string };

const support = import.meta.dirname;

/** A program of the tests' Python environment. */
export function python(args: string[], input: string | Buffer): Promise<string> {
  return run(join(support, "../.venv/bin/python"), args, { input });
}

export async function swaks(to: string[], { port, user, password, from }: Submission): Promise<void> {
  for (const recipient of to) {
    await run("swaks", [
      ...["--server", "127.0.0.1", "--port", String(port), "--tls", "--silent", "2"],
      ...["--auth", "CRAM-MD5", "--auth-user", user, "--auth-password", password],
      ...["--from", from, "--to", recipient, "--header", `Subject: swaks to ${recipient}`, "--body", "Sent by swaks."],
    ]);
  }
}

export async function nodemailer(to: string[], { port, user, password, from }: Submission): Promise<void> {
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: 5,
    requireTLS: true,
    tls: { rejectUnauthorized: false },
    auth: { user, pass: password },
  });
  await Promise.all(
    to.map((recipient) =>
      transport.sendMail({
        from,
        to: recipient,
        subject: `nodemailer to ${recipient}`,
        text: "Sent by nodemailer. Grüße!",
        html: "<p>Sent by <b>nodemailer</b>. Grüße!</p>",
      }),
    ),
  );
  transport.close();
}

export async function smtplib(to: string[], { port, user, password, from }: Submission): Promise<void> {
  await python([join(support, "send.py"), "smtplib", "127.0.0.1", String(port), user, password, from], to.join("\n"));
}

/** `count` messages to the numbered recipients 1…count of `domain` (`1recipient@…`), without AUTH. */
export async function smtpSource(count: number, port: number, from: string, domain: string): Promise<void> {
  await run("smtp-source", [
    ...["-N", "-s", "10", "-m", String(count), "-l", "2048"],
    ...["-f", from, "-t", `recipient@${domain}`, `inet:127.0.0.1:${port}`],
  ]);
}

export async function curl(to: string[], { url, key, from }: HttpSubmission): Promise<void> {
  for (const recipient of to) {
    const body = { from, to: [recipient], subject: `curl to ${recipient}`, plain_body: "Sent by curl. Grüße!" };
    const answer: { status: string } = JSON.parse(
      await run("curl", [
        ...["--silent", "--show-error", "--fail", "--header", `X-Server-API-Key: ${key}`],
        ...["--header", "Content-Type: application/json", "--data-binary", "@-", `${url}/api/v1/send/message`],
      ], { input: JSON.stringify(body) }),
    );
    if (answer.status !== "success") throw new Error(`curl: ${JSON.stringify(answer)}`);
  }
}

export async function postalPy(to: string[], { url, key, from }: HttpSubmission): Promise<void> {
  await python([join(support, "send.py"), "postal-py", url, key, from], to.join("\n"));
}
