/** The short life of a message on the database servers; all other stories run on SQLite. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Delivery, Message } from "../support/api.ts";
import { curl } from "../support/clients.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

for (const engine of ["mariadb", "postgres"]) {
  test.describe(engine, () => {
    test.use({
      environment: async ({}, use) => {
        // The server ends with its command's input, and so at the latest with this process.
        const script = join(import.meta.dirname, "../support/with-database.sh");
        const server = spawn(script, [engine, "sh", "-c", 'echo "$TEST_DATABASE_URL"; exec cat >/dev/null'], {
          stdio: ["pipe", "pipe", "inherit"],
        });
        const ended = once(server, "exit");
        const started = once(createInterface({ input: server.stdout }), "line");
        const [url] = await Promise.race([started, ended.then(() => Promise.reject(new Error(`no ${engine}`)))]);
        await use({ DATABASE_URL: String(url).replace(/[^/]*$/, "postal_e2e") });
        server.stdin.end();
        await ended;
      },
    });

    test(`a message is accepted, queued, delivered and found again on ${engine}`, async ({
      postal,
      receiver,
      api,
      shop,
    }) => {
      const smtp = await Smtp.connect(postal.smtpPort);
      await smtp.command("EHLO client.example");
      expect(await smtp.send(shop.from, "one@receiver.example", "By SMTP")).toMatch(/^250/);
      receiver.answer("two@receiver.example", "451 4.3.0 try again");
      expect(await smtp.send(shop.from, "two@receiver.example", "Later")).toMatch(/^250/);
      smtp.close();
      await curl(["three@receiver.example"], { url: postal.url, key: shop.apiKey, from: shop.from });

      const messages = () => api.all<Message>(`${shop.server}/messages`);
      const statuses = async () =>
        Object.fromEntries((await messages()).map((message) => [message.rcpt_to, message.status]));
      await expect.poll(statuses).toEqual({
        "one@receiver.example": "Sent",
        "two@receiver.example": "SoftFail",
        "three@receiver.example": "Sent",
      });

      // What waits is still there after a restart.
      await postal.down();
      await postal.up();
      receiver.answer("two@receiver.example");
      const two = (await messages()).find((message) => message.rcpt_to === "two@receiver.example");
      await api.post(`${shop.server}/messages/${two?.id}/retry`);
      await expect.poll(async () => (await statuses())["two@receiver.example"]).toBe("Sent");
      const deliveries = await api.all<Delivery>(`${shop.server}/messages/${two?.id}/deliveries`);
      expect(deliveries.map((delivery) => delivery.status).sort()).toEqual(["Sent", "SoftFail"]);
      expect(receiver.arrived()).toHaveLength(3);
    });
  });
}
