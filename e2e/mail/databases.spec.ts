/** The short life of a message on the database servers; all other stories run on SQLite. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { join } from "node:path";
import type { Delivery, Message } from "../support/api.ts";
import { run } from "../support/process.ts";
import { Postal, openShop } from "../support/postal.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

/** A database server that ends with its input, and so at the latest with this process. */
async function database(engine: string): Promise<{ server: ChildProcess; url: string }> {
  const script = join(import.meta.dirname, "../support/with-database.sh");
  const server = spawn(script, [engine, "sh", "-c", 'echo "$TEST_DATABASE_URL"; exec cat >/dev/null'], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: server.stdout })) return { server, url: line };
  throw new Error(`${engine} did not start`);
}

for (const engine of ["mariadb", "postgres"]) {
  test(`a message is accepted, queued, delivered and found again on ${engine}`, async ({ nameServer, receiver }) => {
    const { server, url } = await database(engine);
    const ended = new Promise((resolve) => server.on("exit", resolve));
    try {
      const postal = await Postal.start(nameServer, receiver.postfix.port, {
        DATABASE_URL: url.replace(/[^/]*$/, "postal_e2e"),
      });
      const api = await postal.api();
      const shop = await openShop(api, nameServer);

      const smtp = await Smtp.connect(postal.smtpPort);
      await smtp.command("EHLO client.example");
      expect(await smtp.send(shop.from, "one@receiver.example", "By SMTP")).toMatch(/^250/);
      receiver.answer("two@receiver.example", "451 4.3.0 try again");
      expect(await smtp.send(shop.from, "two@receiver.example", "Later")).toMatch(/^250/);
      smtp.close();
      await run("curl", [
        ...["--silent", "--fail", "--header", `X-Server-API-Key: ${shop.apiKey}`],
        ...["--json", JSON.stringify({ from: shop.from, to: ["three@receiver.example"], plain_body: "Hi." })],
        `${postal.url}/api/v1/send/message`,
      ]);

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
      expect(postal.log()).not.toContain("panicked at");
      await postal.close();
    } finally {
      server.stdin?.end();
      await ended;
    }
  });
}
