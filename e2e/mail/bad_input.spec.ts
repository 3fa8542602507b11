/** What strangers and broken programs send: a clear answer or the end of the connection, and the server goes on. */
import { connect as connectTls } from "node:tls";
import { createConnection } from "node:net";
import { readFileSync } from "node:fs";
import type { Message } from "../support/api.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

/** In Latin-1 two octets that no UTF-8 text has. */
const notUtf8 = "\u00ff\u00fe";

/** What the test reads of the OpenAPI document. */
type Document = {
  paths: {
    [path: string]: {
      [method: string]: {
        operationId: string;
        parameters?: { name: string; in: string }[];
        requestBody?: { content: { [type: string]: { schema: { $ref?: string } } } };
      };
    };
  };
  components: { schemas: { [name: string]: { properties?: object } } };
};

/** Memory that the process holds, in bytes (proc(5), VmRSS). */
const memory = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;

/** Writes and waits until the server closes, or answers nothing more after our end of input. */
const write = (port: number, bytes: Buffer) =>
  new Promise<string>((resolve) => {
    let answer = "";
    const socket = createConnection(port, "127.0.0.1");
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    // A server that hangs up while we write may reset the connection.
    socket.on("error", () => undefined).on("close", () => resolve(answer));
    socket.end(bytes);
  });

test("garbage, broken TLS and endless lines harm nobody", async ({ postal, receiver, shop, api }) => {
  const before = memory(postal.pid);
  let seed = 1;
  const garbage = Buffer.from(Array.from({ length: 65536 }, () => (seed = (seed * 48271) % 2147483647) & 0xff));

  await test.step("binary garbage on both ports", async () => {
    expect(await write(postal.smtpPort, garbage)).toMatch(/^(220|554) /);
    await write(postal.webPort, garbage);
  });

  await test.step("a 1 MB command line", async () => {
    const smtp = await Smtp.connect(postal.smtpPort);
    expect(await smtp.command("A".repeat(1024 * 1024))).toMatch(/^5\d\d /);
    smtp.close();
  });

  await test.step("half a TLS handshake, and garbage instead of one", async () => {
    for (const hello of [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]), garbage]) {
      const smtp = await Smtp.connect(postal.smtpPort);
      await smtp.command("EHLO client.example");
      expect(await smtp.command("STARTTLS")).toMatch(/^220/);
      const closed = new Promise((resolve) => smtp.socket.on("close", resolve));
      smtp.socket.end(hello);
      await closed;
    }
  });

  await test.step("commands slipped in before TLS are not carried over", async () => {
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    smtp.socket.write("STARTTLS\r\nNOOP\r\n");
    const reply = await smtp.reply().catch(() => "closed");
    if (reply.startsWith("220")) {
      // Whoever accepted must not answer the NOOP inside TLS: only silence until we ask.
      smtp.socket.removeAllListeners("data");
      const secure = connectTls({ socket: smtp.socket, rejectUnauthorized: false });
      const first = await new Promise<string>((resolve) => {
        secure.on("secureConnect", () => secure.write("EHLO inside.example\r\n"));
        secure.on("data", (bytes: Buffer) => resolve(bytes.toString()));
        secure.on("error", () => resolve("closed")).on("close", () => resolve("closed"));
      });
      expect(first).toMatch(/^(closed|250-)/);
    }
    smtp.close();
  });

  await test.step("a wrong password, a foreign sender, an oversize message", async () => {
    const smtp = await Smtp.connect(postal.smtpPort);
    const ehlo = await smtp.command("EHLO client.example");
    const size = Number(/SIZE (\d+)/.exec(ehlo)?.[1]);
    expect(await smtp.send("ceo@bank.example", "victim@receiver.example", "Foreign")).toMatch(/^530|^550/);
    expect(await smtp.command("RSET")).toMatch(/^250/);
    expect(await smtp.command(`MAIL FROM:<${shop.from}> SIZE=${size + 1}`)).toMatch(/^552/);
    const plain = Buffer.from("\0acme/mail\0wrong").toString("base64");
    expect(await smtp.command(`AUTH PLAIN ${plain}`)).toMatch(/^535/);
    smtp.close();
  });

  await test.step("malformed MIME is mail like any other", async () => {
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    await smtp.command(`MAIL FROM:<${shop.from}>`);
    await smtp.command("RCPT TO:<mime@receiver.example>");
    await smtp.command("DATA");
    const header = `From: ${shop.from}\r\nSubject: =?utf-8?B?broken\r\nContent-Type: multipart/mixed; boundary=\r\n`;
    expect(await smtp.command(`${header}Content-Transfer-Encoding: nonsense\r\n\r\n--\r\n--x--\r\n.`)).toMatch(/^250/);
    smtp.close();
    await expect.poll(() => receiver.arrivedFor("mime@receiver.example").length).toBe(1);
  });

  await test.step("HTTP bodies that are not JSON, not UTF-8, not what was asked for", async () => {
    const headers = { "X-Server-API-Key": shop.apiKey, "Content-Type": "application/json" };
    for (const body of ["{", "[]", '"', '{"to": 5}', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])]) {
      const response = await fetch(`${postal.url}/api/v1/send/message`, { method: "POST", headers, body });
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).not.toContain('"success"');
    }
  });

  await test.step("invalid UTF-8 in every field of the sending API", async () => {
    const fields = {
      "send/message": [
        ...["to", "cc", "bcc", "from", "sender", "reply_to", "subject", "plain_body", "html_body", "tag", "bounce"],
        ...["headers", "attachments"],
      ],
      "send/raw": ["mail_from", "rcpt_to", "data", "bounce", "tag"],
      "messages/message": ["id", "_expansions"],
      "messages/deliveries": ["id"],
    };
    for (const [action, names] of Object.entries(fields)) {
      for (const name of [...names, notUtf8]) {
        for (const value of [`"${notUtf8}"`, `["${notUtf8}"]`, `{"${notUtf8}": "x"}`]) {
          const response = await fetch(`${postal.url}/api/v1/${action}`, {
            method: "POST",
            headers: { "X-Server-API-Key": shop.apiKey, "Content-Type": "application/json" },
            body: Buffer.from(`{"${name}": ${value}}`, "latin1"),
          });
          const text = await response.text();
          expect(response.status, `${action} ${name}`).toBe(200);
          expect(JSON.parse(text).status, `${action} ${name}: ${text}`).toBe("parameter-error");
          expect(text).toContain("not valid UTF-8");
        }
      }
    }
  });

  await test.step("invalid UTF-8 in every field and parameter of the management API", async () => {
    const document: Document = await (await fetch(`${postal.url}/api/v2/openapi.json`)).json();
    const schemas = document.components.schemas;
    let asked = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const call = (target: string, body: Buffer<ArrayBuffer> | null) => {
          asked += 1;
          return fetch(`${postal.url}/api/v2${target}`, {
            method: method.toUpperCase(),
            headers: {
              Authorization: `Bearer ${api.token}`,
              "Content-Type": "application/json",
              "X-Requested-With": "e2e",
            },
            body,
          });
        };
        const here = path.replace("{org}", "acme").replace("{server}", "mail");
        const reference = Object.values(operation.requestBody?.content ?? {})[0]?.schema.$ref;
        const schema = reference === undefined ? undefined : schemas[reference.split("/").at(-1) ?? ""];
        for (const name of [...Object.keys(schema?.properties ?? {}), ...(schema === undefined ? [] : [notUtf8])]) {
          const body = Buffer.from(`{"${name}": "${notUtf8}"}`, "latin1");
          const response = await call(here.replaceAll(/\{\w+\}/g, "1"), body);
          expect(response.status, `${operation.operationId} ${name}`).toBe(400);
          expect(await response.json()).toMatchObject({ code: "invalid_body", message: "The body is not valid UTF-8." });
        }
        // One parameter after the other; a change with readable ones could succeed, so only readers get those.
        for (const { name, in: place } of operation.parameters ?? []) {
          if (place === "query" && method !== "get") continue;
          const filled = place === "query" ? `${here}?${name}=%FF` : path.replace(`{${name}}`, "%FF");
          const response = await call(
            filled.replace("{org}", "acme").replace("{server}", "mail").replaceAll(/\{\w+\}/g, "1"),
            null,
          );
          expect(response.status, `${operation.operationId} ${name}`).toBeLessThan(500);
          if (place === "path") expect(response.status, `${operation.operationId} ${name}`).toBe(404);
        }
      }
    }
    expect(asked).toBeGreaterThan(150);
  });

  await test.step("10,000 recipients", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `r${n}@receiver.example`);
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    expect(await smtp.command(`MAIL FROM:<${shop.from}>`)).toMatch(/^250/);
    smtp.socket.write(many.map((address) => `RCPT TO:<${address}>\r\n`).join(""));
    const replies = new Map<string, number>();
    for (const _ of many) {
      const reply = await smtp.reply();
      replies.set(reply, (replies.get(reply) ?? 0) + 1);
    }
    expect([...replies.values()]).toEqual([1000, 9000]);
    expect([...replies.keys()][1]).toBe("452 4.5.3 Too many recipients");
    expect(await smtp.command("RSET")).toMatch(/^250/);
    smtp.close();

    const message = { from: shop.from, to: many, subject: "Many", plain_body: "Hello." };
    const legacy = await fetch(`${postal.url}/api/v1/send/message`, {
      method: "POST",
      headers: { "X-Server-API-Key": shop.apiKey, "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    expect(await legacy.json()).toMatchObject({ status: "error", data: { code: "TooManyToAddresses" } });
    const { plain_body: text, ...rest } = message;
    await expect(api.post(`${shop.server}/messages`, { ...rest, text })).rejects.toThrow(/422 .*"\/to","code":"too_long"/);
  });

  await test.step("afterwards mail goes through as before", async () => {
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    expect(await smtp.send(shop.from, "after@receiver.example", "After")).toMatch(/^250/);
    smtp.close();
    await expect.poll(() => receiver.arrivedFor("after@receiver.example").length).toBe(1);
    const messages = await api.all<Message>(`${shop.server}/messages`);
    expect(messages.map((message) => message.rcpt_to).sort()).toEqual(["after@receiver.example", "mime@receiver.example"]);
    expect(memory(postal.pid) - before).toBeLessThan(64 * 1024 * 1024);
  });
});
