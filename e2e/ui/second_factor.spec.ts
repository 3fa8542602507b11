/** Somebody protects their login with an app, loses the phone, and is asked for the password before something dangerous. */
import type { Page } from "@playwright/test";
import { accessibilityProblems } from "../support/axe.ts";
import { type Postal, administrator } from "../support/postal.ts";
import { totp } from "../support/totp.ts";
import { expect, test } from "../fixtures.ts";

test("sets up a second factor, logs in with its codes and with a recovery code", async ({ page, postal }) => {
  await logIn(page, postal, "/settings");
  const section = page.getByRole("region", { name: "Second factor" });
  await section.getByRole("button", { name: "Set up" }).click();
  await section.getByLabel("Your password", { exact: true }).fill(administrator.password);
  await section.getByRole("button", { name: "Go on" }).click();
  const picture = section.getByRole("img", { name: "QR code for the app" });
  await expect(picture).toBeVisible();
  // A picture that the browser refuses has no size of its own.
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  const secret = (await section.getByRole("group", { name: "secret" }).textContent())!.trim();
  expect(await accessibilityProblems(page)).toEqual([]);
  const used = totp(secret);
  await section.getByLabel("Code").fill(used);
  await section.getByRole("button", { name: "Confirm" }).click();
  const codes = (await section.getByRole("group", { name: "recovery codes" }).textContent())!.trim().split(/\s+/);
  expect(codes).toHaveLength(10);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    section.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("postal-recovery-codes.txt");
  await section.getByRole("button", { name: "I have kept them" }).click();
  await expect(section.getByText(/10 recovery codes are left/)).toBeVisible();

  // The code that confirmed has been used; the next one works.
  await page.context().clearCookies();
  await password(page, postal, "/settings");
  await code(page, used);
  await expect(page.getByText("The code is wrong or has been used.")).toBeVisible();
  await code(page, totp(secret, 1));
  await expect(page).toHaveURL(`${postal.url}/settings`);

  // The phone is lost.
  await page.context().clearCookies();
  await password(page, postal, "/settings");
  await code(page, codes[0]!);
  await expect(page).toHaveURL(`${postal.url}/settings`);
  await expect(section.getByText(/9 recovery codes are left/)).toBeVisible();
  await section.getByRole("button", { name: "Switch off" }).click();
  await section.getByLabel("Your password", { exact: true }).fill(administrator.password);
  await section.getByRole("button", { name: "Switch off" }).click();
  await expect(section.getByRole("button", { name: "Set up" })).toBeVisible();
  await page.context().clearCookies();
  await logIn(page, postal, "/settings");
});

test("gives the password again before a token is made, and finds it in the audit log", async ({ page, postal, shop }) => {
  expect(shop.server).toContain("/organizations/acme");
  await logIn(page, postal, "/settings");
  // Half an hour goes by.
  await postal.database("set", "sessions", "confirmed_at = confirmed_at - 1800000000");
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Deployments");
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
  await dialog.getByLabel("Password", { exact: true }).fill(administrator.password);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText(/^postal_\w+$/)).toBeVisible();
  await expect(dialog).toBeHidden();

  await page.goto(`${postal.url}/audit?action=token_create`);
  await expect(page.getByRole("row", { name: /Token create/ }).first()).toContainText("token Deployments");
  await page.goto(`${postal.url}/org/acme/audit`);
  await page.getByRole("button", { name: "Details of Server create" }).click();
  const details = page.getByRole("dialog", { name: "Server create" });
  await expect(details.getByRole("group", { name: "asked for" })).toContainText("mode");
  expect(await accessibilityProblems(page)).toEqual([]);
});

async function logIn(page: Page, postal: Postal, path: string): Promise<void> {
  await password(page, postal, path);
  await expect(page).toHaveURL(postal.url + path);
}

async function password(page: Page, postal: Postal, path: string): Promise<void> {
  await page.goto(postal.url + path);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function code(page: Page, text: string): Promise<void> {
  await page.getByLabel("Code").fill(text);
  await page.getByRole("button", { name: "Log in" }).click();
}
