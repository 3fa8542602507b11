/** What happens is seen as it happens: the live list of events, the message page and the figures, without a reload. */
import { readFileSync } from "node:fs";
import { Smtp } from "../support/smtp.ts";
import { administrator } from "../support/postal.ts";
import { expect, test } from "../fixtures.ts";

test("events, a message and the lists change while one looks at them", async ({ page, context, postal, shop, receiver }) => {
  receiver.answer("later@receiver.example", "451 4.3.0 try again");
  await page.goto(`${postal.url}/login`);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).not.toHaveURL(/login/);
  const server = `${postal.url}/org/acme/servers/mail`;
  await page.goto(`${server}/events?live=true`);
  await expect(page.getByText("Nothing happened yet")).toBeVisible();
  await expect(page.getByText("Connecting")).toBeHidden();
  // A second page of the same browser.
  const messages = await context.newPage();
  await messages.goto(`${server}/messages`);
  await expect(messages.getByText("No message yet")).toBeVisible();
  await page.bringToFront();

  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  await smtp.send(shop.from, "customer@receiver.example", "Your flowers");
  await smtp.send(shop.from, "later@receiver.example", "Your bill");
  const table = page.getByRole("table", { name: "Events" });
  await expect(table.getByRole("row", { name: /^Sent .*customer@receiver\.example/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /^Delayed .*later@receiver\.example/ })).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(5);
  // Two messages within an hour: the figures of the server, which nothing polls meanwhile.
  await expect(page.getByRole("banner").getByText("0.03/min")).toBeVisible();
  await messages.bringToFront();
  await expect(messages.getByRole("link", { name: "Your bill" })).toBeVisible();

  // The page of a message that waits: somebody else takes it off the queue.
  await messages.getByRole("link", { name: "Your bill" }).click();
  await expect(messages.getByText("Next attempt")).toBeVisible();
  const api = await postal.api();
  const held = await api.get<{ items: { message?: { id: number } }[] }>(
    `${shop.server}/events?type=message.delayed&to=later@receiver.example`,
  );
  const id = held.items[0]?.message?.id ?? 0;
  const before = Date.now();
  await api.post(`${shop.server}/messages/${id}/remove_from_queue`);
  await expect(messages.getByText("Next attempt")).toBeHidden({ timeout: 8_000 });
  // Sooner than the next poll would have seen it.
  expect(Date.now() - before).toBeLessThan(8_000);

  await page.bringToFront();
  await page.getByRole("textbox", { name: "Filter" }).fill("type: sent to: customer@receiver.example");
  await page.getByRole("textbox", { name: "Filter" }).press("Enter");
  await expect(table.getByRole("row")).toHaveCount(2);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const file = await (await download).path();
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).message.subject)).toEqual(["Your flowers"]);
  smtp.close();
});
