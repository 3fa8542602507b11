/** What strangers and broken programs send: a clear answer or the end of the connection, and the server goes on. */
import { connect as connectTls } from "node:tls";
import { createConnection } from "node:net";
import { readFileSync } from "node:fs";
import type { Message } from "../support/api.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

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
