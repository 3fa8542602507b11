// Ready code for a key and a server. Everything is shown to be copied, so every value is quoted for its language.

export interface Sending {
  webUrl: string;
  smtpHost: string;
  smtpPort: number;
  username: string;
  key: string;
  from: string;
  to: string;
}

export interface Snippet {
  id: string;
  label: string;
  code: string;
}

const subject = "Hello from Postal";
const text = "It works.";

/** For a shell: single quotes, closed and reopened around an apostrophe. */
const shell = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
/** JSON strings are valid in JavaScript and Python too. */
const quoted = (value: string) => JSON.stringify(value);

export function apiSnippets({ webUrl, key, from, to }: Sending): Snippet[] {
  const url = `${webUrl}/api/v1/send/message`;
  const payload = JSON.stringify({ to: [to], from, subject, plain_body: text }, null, 2);
  return [
    {
      id: "curl",
      label: "curl",
      code: [
        `curl ${shell(url)} \\`,
        `  -H ${shell(`X-Server-API-Key: ${key}`)} \\`,
        `  -H 'Content-Type: application/json' \\`,
        `  -d ${shell(payload)}`,
      ].join("\n"),
    },
    {
      id: "node",
      label: "Node",
      code: `const response = await fetch(${quoted(url)}, {
  method: "POST",
  headers: {
    "X-Server-API-Key": ${quoted(key)},
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    to: [${quoted(to)}],
    from: ${quoted(from)},
    subject: ${quoted(subject)},
    plain_body: ${quoted(text)},
  }),
});
console.log(await response.json());`,
    },
    {
      id: "python",
      label: "Python",
      code: `import json
import urllib.request

request = urllib.request.Request(
    ${quoted(url)},
    data=json.dumps({
        "to": [${quoted(to)}],
        "from": ${quoted(from)},
        "subject": ${quoted(subject)},
        "plain_body": ${quoted(text)},
    }).encode(),
    headers={
        "X-Server-API-Key": ${quoted(key)},
        "Content-Type": "application/json",
    },
)
print(json.load(urllib.request.urlopen(request)))`,
    },
  ];
}

export function smtpSnippets({ smtpHost, smtpPort, username, key, from, to }: Sending): Snippet[] {
  return [
    {
      id: "swaks",
      label: "swaks",
      code: [
        `swaks --server ${shell(smtpHost)} --port ${smtpPort} --tls \\`,
        `  --auth PLAIN --auth-user ${shell(username)} \\`,
        `  --auth-password ${shell(key)} \\`,
        `  --from ${shell(from)} --to ${shell(to)} \\`,
        `  --h-Subject ${shell(subject)} --body ${shell(text)}`,
      ].join("\n"),
    },
    {
      id: "curl",
      label: "curl",
      code: [
        `printf 'From: %s\\r\\nTo: %s\\r\\nSubject: %s\\r\\n\\r\\n%s\\r\\n' \\`,
        `  ${shell(from)} ${shell(to)} ${shell(subject)} ${shell(text)} |`,
        `curl --ssl-reqd ${shell(`smtp://${smtpHost}:${smtpPort}`)} \\`,
        `  --user ${shell(`${username}:${key}`)} \\`,
        `  --mail-from ${shell(from)} --mail-rcpt ${shell(to)} \\`,
        `  --upload-file -`,
      ].join("\n"),
    },
    {
      id: "node",
      label: "Node",
      code: `// npm install nodemailer
import nodemailer from "nodemailer";

const transport = nodemailer.createTransport({
  host: ${quoted(smtpHost)},
  port: ${smtpPort},
  requireTLS: true,
  auth: { user: ${quoted(username)}, pass: ${quoted(key)} },
});
await transport.sendMail({
  from: ${quoted(from)},
  to: ${quoted(to)},
  subject: ${quoted(subject)},
  text: ${quoted(text)},
});`,
    },
    {
      id: "python",
      label: "Python",
      code: `import smtplib
from email.message import EmailMessage

message = EmailMessage()
message["From"] = ${quoted(from)}
message["To"] = ${quoted(to)}
message["Subject"] = ${quoted(subject)}
message.set_content(${quoted(text)})

with smtplib.SMTP(${quoted(smtpHost)}, ${smtpPort}) as smtp:
    smtp.starttls()
    smtp.login(${quoted(username)}, ${quoted(key)})
    smtp.send_message(message)`,
    },
  ];
}
