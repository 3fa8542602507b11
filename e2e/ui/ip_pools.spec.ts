/** An administrator gives an organization a pool, and mail leaves from its address. */
import type { Page } from "@playwright/test";
import { accessibilityProblems } from "../support/axe.ts";
import { administrator } from "../support/postal.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

test.use({ environment: { POSTAL_USE_IP_POOLS: "true" } });

async function accessible(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  expect(await accessibilityProblems(page)).toEqual([]);
}

test("makes a pool, gives it to an organization and a server, and makes a rule", async ({
  page,
  postal,
  receiver,
  api,
  shop,
}) => {
  test.slow();
  await page.goto(`${postal.url}/?all`);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();

  await page.getByRole("link", { name: "IP pools" }).click();
  await expect(page.getByRole("heading", { name: "No IP pool yet" })).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "New IP pool" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Transactional");
  await page.getByRole("checkbox", { name: "For new organizations" }).check();
  await accessible(page);
  await page.getByRole("button", { name: "Create IP pool" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Transactional" })).toBeVisible();
  await page.getByRole("button", { name: "Add address" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add an address" });
  await dialog.getByLabel("IPv4 address").fill("127.0.0.300");
  await dialog.getByLabel("Host name").fill("ip3.pool.example");
  await dialog.getByRole("button", { name: "Add address" }).click();
  await expect(dialog.getByText("Is not the IPv4 address of a host")).toBeVisible();
  await dialog.getByLabel("IPv4 address").fill("127.0.0.3");
  await accessible(page);
  await dialog.getByRole("button", { name: "Add address" }).click();
  await expect(page.getByRole("row", { name: /127\.0\.0\.3 .*ip3\.pool\.example/ })).toBeVisible();
  // The worker finds the address on its machine.
  await expect(page.getByRole("row", { name: /127\.0\.0\.3 .*Present/ })).toBeVisible();
  await accessible(page);

  await page.goto(`${postal.url}/org/acme/ip_pools`);
  await page.getByRole("button", { name: "Choose pools" }).first().click();
  await page.getByRole("checkbox", { name: "Transactional" }).check();
  await accessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("region", { name: "Transactional" })).toContainText("127.0.0.3");
  await accessible(page);

  await page.goto(`${postal.url}/org/acme/servers/mail/edit`);
  const general = page.getByRole("region", { name: "General" });
  await general.getByLabel("IP pool").selectOption("Transactional (default)");
  await general.getByRole("button", { name: "Save" }).click();
  await expect(general.getByText("Saved")).toBeVisible();
  await expect(page.getByText("Pool Transactional")).toBeVisible();
  await accessible(page);

  await page.getByRole("link", { name: "IP rules" }).click();
  await expect(page.getByText(/by the server’s pool, Transactional\./)).toBeVisible();
  await page.getByRole("link", { name: "New rule" }).first().click();
  await page.getByRole("button", { name: "Create rule" }).click();
  await expect(page.getByRole("alert")).toContainText("At least one rule condition must be specified");
  await page.getByLabel("To", { exact: true }).fill("news@receiver.example\n*.receiver.example");
  await accessible(page);
  await page.getByRole("button", { name: "Create rule" }).click();
  await expect(page.getByRole("row", { name: /To news@receiver\.example, \*\.receiver\.example/ })).toBeVisible();
  await accessible(page);

  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  expect(await smtp.send(shop.from, "b@receiver.example", "From the pool")).toMatch(/^250/);
  smtp.close();
  await expect.poll(() => receiver.arrivedFor("b@receiver.example").length).toBe(1);
  await page.goto(`${postal.url}/org/acme/servers/mail/messages/1`);
  await expect(page.getByText(/\(from 127\.0\.0\.3\)/).first()).toBeVisible();

  // A pool in use stays, and says why.
  const [pool] = await api.all<{ uuid: string }>("/ip-pools");
  await page.goto(`${postal.url}/ip_pools/${pool?.uuid}`);
  await page.getByRole("button", { name: "Delete IP pool" }).click();
  const question = page.getByRole("dialog", { name: "Delete Transactional?" });
  await question.getByRole("button", { name: "Delete IP pool" }).click();
  await expect(question.getByRole("alert")).toContainText("The pool still has 1 IP address");
  await accessible(page);
});
