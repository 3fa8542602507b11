/** Who gets in, and how: lost passwords, invitations, users and sessions, through the real mails. */
import type { Page } from "@playwright/test";
import { accessibilityProblems } from "../support/axe.ts";
import { logIn, mailedLink, open, test } from "../support/own_mails.ts";
import { administrator } from "../support/postal.ts";
import { expect } from "../fixtures.ts";

// Each goes through a dozen pages and lets axe look at most of them.
test.slow();

const passphrase = "a sentence that nobody else knows";

async function choosePassword(page: Page, button: string) {
  await page.getByLabel("New password", { exact: true }).fill(passphrase);
  await page.getByLabel("New password again", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: button }).click();
}

test("a lost password: from the login page by mail to the page that was wanted", async ({ page, postal, receiver }) => {
  const wanted = "/org/acme/servers/mail/queue";
  await page.goto(postal.url + wanted);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveValue(administrator.email);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mailbox" })).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);

  const link = await mailedLink(receiver, administrator.email, "Reset your Postal password");
  expect(link).toMatch(/^\/login\/reset\/\w+\?return_to=/);
  await page.goto(postal.url + link);
  await expect(page.getByLabel("E-mail address")).toHaveValue(administrator.email);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel("New password", { exact: true }).fill("short");
  await page.getByLabel("New password again", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Set password and log in" }).click();
  await expect(page.getByText(/^Is too short/)).toBeVisible();
  await choosePassword(page, "Set password and log in");
  await expect(page).toHaveURL(postal.url + wanted);

  // Once only, and the new password is the one that counts.
  await page.goto(postal.url + link);
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
  await page.goto(`${postal.url}/?all`);
  await page.getByRole("button", { name: "Account of Ada Admin" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(passphrase);
  await page.getByLabel("Remember me").check();
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Organizations" })).toBeVisible();
  const [session] = (await page.context().cookies()).filter(({ httpOnly }) => httpOnly);
  expect(session?.expires).toBeGreaterThan(Date.now() / 1000 + 50 * 24 * 60 * 60);
});

test("an invitation: from the members page by mail to the first login", async ({ page, browser, postal, receiver }) => {
  await open(page, postal, "/org/acme/members");
  await expect(page.getByRole("heading", { name: "No members yet" })).toBeVisible();
  const invited = "mia@receiver.example";
  await page.getByRole("button", { name: "Invite" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody to Acme" });
  await dialog.getByLabel("E-mail address").fill(invited);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Support" }).click();
  await dialog.getByLabel("All servers, also later ones").uncheck();
  await dialog.getByRole("combobox", { name: "Servers" }).click();
  await page.getByRole("option", { name: "Mail" }).click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  const pending = page.getByRole("region", { name: "Invitations" });
  await expect(pending.getByText(invited)).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
  const subject = "You are invited to Acme";
  const first = await mailedLink(receiver, invited, subject);

  // Sent again, so that the first link is dead.
  await pending.getByRole("button", { name: `Actions for ${invited}` }).click();
  await page.getByRole("menuitem", { name: "Send again" }).click();
  const link = await mailedLink(receiver, invited, subject, 2);
  expect(link).not.toBe(first);

  const mia = await (await browser.newContext()).newPage();
  await mia.goto(postal.url + first);
  await expect(mia.getByRole("heading", { name: "This link does not work" })).toBeVisible();
  await mia.goto(postal.url + link);
  await expect(mia.getByRole("heading", { name: "Join Acme" })).toBeVisible();
  await expect(mia.getByText(/^Ada Admin invites you as support\./)).toBeVisible();
  expect(await accessibilityProblems(mia)).toEqual([]);
  await mia.getByLabel("First name").fill("Mia");
  await mia.getByLabel("Last name").fill("Member");
  await choosePassword(mia, "Create account and accept");
  await expect(mia).toHaveURL(`${postal.url}/org/acme`);
  await expect(mia.getByRole("link", { name: "Mail", exact: true })).toBeVisible();
  // What the role does not allow is not offered.
  await expect(mia.getByRole("link", { name: "Users" })).toHaveCount(0);
  await mia.goto(`${postal.url}/users`);
  await expect(mia.getByRole("heading", { name: "This is not for your account" })).toBeVisible();
  await mia.goto(`${postal.url}/login`);
  await mia.getByRole("button", { name: "Account of Mia Member" }).click();
  await mia.getByRole("menuitem", { name: "Log out" }).click();
  await logIn(mia, invited, passphrase);
  await mia.context().close();

  await page.reload();
  await expect(page.getByRole("row", { name: /Mia Member/ })).toContainText("Support");
  await expect(pending).toHaveCount(0);
});

test("an account accepts an invitation with its password, and becomes the owner", async ({ page, browser, postal, receiver }) => {
  const member = "zoe@receiver.example";
  const who = ["--email", member, "--first-name", "Zoe", "--last-name", "Zander"];
  await postal.command(["make-user", "--no-admin", "--password-stdin", ...who], administrator.password);
  await open(page, postal, "/org/acme/members");
  await page.getByRole("button", { name: "Invite" }).first().click();
  await page.getByLabel("E-mail address").fill(member);
  await page.getByRole("button", { name: "Send invitation" }).click();
  const link = await mailedLink(receiver, member, "You are invited to Acme");

  const zoe = await (await browser.newContext()).newPage();
  await zoe.goto(postal.url + link);
  await zoe.getByLabel("Password", { exact: true }).fill("not this one");
  await zoe.getByRole("button", { name: "Accept and log in" }).click();
  await expect(zoe.getByRole("alert")).toBeVisible();
  await zoe.getByLabel("Password", { exact: true }).fill(administrator.password);
  await zoe.getByRole("button", { name: "Accept and log in" }).click();
  await expect(zoe).toHaveURL(`${postal.url}/org/acme`);
  await zoe.context().close();

  await page.reload();
  await page.getByRole("button", { name: "Actions for Zoe Zander" }).click();
  await page.getByRole("menuitem", { name: "Make owner" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make owner" }).click();
  await expect(page.getByText("Zoe Zander owns Acme now")).toBeVisible();
  await page.goto(`${postal.url}/org/acme/settings`);
  await expect(page.getByRole("region", { name: "Owner" })).toContainText(member);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test("users: from the administrator alone to one more, changed and deleted", async ({ page, browser, postal, receiver }) => {
  await open(page, postal, "/users");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: "New user" }).click();
  const address = "nora@receiver.example";
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByText("3 fields need your attention.")).toBeVisible();
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Last name").fill("Newman");
  await page.getByLabel("E-mail address").fill(address);
  await page.getByRole("combobox", { name: "Organizations" }).click();
  await page.getByRole("option", { name: "Acme" }).click();
  await page.keyboard.press("Escape");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Nora Newman" })).toBeVisible();
  await expect(page.getByText("Acme: developer")).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);

  const nora = await (await browser.newContext()).newPage();
  await nora.goto(postal.url + (await mailedLink(receiver, address, "Reset your Postal password")));
  await choosePassword(nora, "Set password and log in");
  await expect(nora).toHaveURL(`${postal.url}/org/acme`);

  await page.getByLabel("Last name").fill("Nolan");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "End sessions" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End sessions" }).click();
  await expect(page.getByText("Nora Nolan is logged out everywhere")).toBeVisible();
  await nora.reload();
  await expect(nora.getByRole("heading", { name: "Log in to Postal" })).toBeVisible();

  await page.goto(`${postal.url}/users`);
  await page.getByRole("button", { name: "Actions for Nora Nolan" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog", { name: "Delete Nora Nolan?" }).getByRole("button", { name: "Delete user" }).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  expect(await accessibilityProblems(page)).toEqual([]);
  await nora.getByLabel("E-mail address").fill(address);
  await nora.getByLabel("Password", { exact: true }).fill(passphrase);
  await nora.getByRole("button", { name: "Log in" }).click();
  await expect(nora.getByRole("alert")).toBeVisible();
  await nora.context().close();
});

test("sessions are listed and ended, and a new address counts when its link is confirmed", async ({ page, browser, postal, receiver }) => {
  await open(page, postal, "/settings");
  const other = await (await browser.newContext({ userAgent: "Mozilla/5.0 (iPhone) Version/18.0 Safari/605" })).newPage();
  await open(other, postal, "/settings");
  await page.reload();
  const sessions = page.getByRole("region", { name: "Sessions" });
  await expect(sessions.getByRole("row", { name: /Chrome on Linux/ })).toContainText("This one");
  await sessions.getByRole("button", { name: "End session of Safari on iPhone" }).click();
  await expect(sessions.getByText("Safari on iPhone", { exact: true })).toHaveCount(0);
  await other.reload();
  await logIn(other);
  await page.reload();
  await sessions.getByRole("button", { name: "End all other sessions" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End other sessions" }).click();
  await expect(sessions.getByText("Safari on iPhone", { exact: true })).toHaveCount(0);
  expect(await accessibilityProblems(page)).toEqual([]);

  const moved = "ada@receiver.example";
  const address = page.getByRole("region", { name: "E-mail address" });
  await address.getByLabel("E-mail address").fill(moved);
  await address.getByLabel("Current password", { exact: true }).fill(administrator.password);
  await address.getByRole("button", { name: "Change address" }).click();
  await expect(address.getByText("Follow the link in the mail to the new address")).toBeVisible();
  const notice = "The e-mail address of your account is about to change";
  await expect.poll(() => receiver.arrivedFor(administrator.email).map(({ subject }) => subject)).toEqual([notice]);
  await page.goto(postal.url + (await mailedLink(receiver, moved, "Confirm your new e-mail address")));
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByRole("heading", { name: "Your address has changed" })).toBeVisible();
  await page.getByRole("link", { name: "Go to my settings" }).click();
  await expect(address.getByLabel("E-mail address")).toHaveValue(moved);
  await other.reload();
  await logIn(other, moved);
  await other.context().close();
});

test("an organization is suspended, works again, and shares a domain with its servers", async ({ page, postal }) => {
  await open(page, postal, "/org/acme/settings");
  await page.getByRole("button", { name: "Suspend organization" }).click();
  const dialog = page.getByRole("dialog", { name: "Suspend Acme?" });
  await dialog.getByLabel("Reason").fill("Unpaid bills");
  await dialog.getByRole("button", { name: "Suspend organization" }).click();
  await expect(page.getByText("Suspended: Unpaid bills")).toBeVisible();
  await page.goto(`${postal.url}/org/acme/servers/mail`);
  await expect(page.getByRole("alert")).toContainText("Unpaid bills");
  await page.goto(`${postal.url}/org/acme/settings`);
  await page.getByRole("button", { name: "Lift suspension" }).click();
  await expect(page.getByText("Acme works again")).toBeVisible();

  await page.getByRole("link", { name: "Domains" }).click();
  await expect(page.getByRole("heading", { name: "No domain yet" })).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("link", { name: "Add domain" }).first().click();
  await page.getByRole("textbox", { name: "Domain" }).fill("shared.example");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "shared.example" })).toBeVisible();
  await expect(page).toHaveURL(/\/org\/acme\/domains\/[\w-]+$/);
  await expect(page.getByRole("region", { name: "DKIM record" })).toBeVisible();
  const [, uuid = ""] = /([\w-]+)$/.exec(page.url()) ?? [];
  // A server's pages know it, and where it belongs.
  await page.goto(`${postal.url}/org/acme/servers/mail/domains/${uuid}`);
  await expect(page).toHaveURL(`${postal.url}/org/acme/domains/${uuid}`);
  await page.goto(`${postal.url}/org/acme/servers/mail/domains`);
  await expect(page.getByRole("link", { name: "shared.example" })).toBeVisible();
  await page.goto(`${postal.url}/installation`);
  await expect(page.getByRole("table", { name: "Servers" }).getByRole("link", { name: /Mail$/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "Processes" })).toContainText("Alive");
  expect(await accessibilityProblems(page)).toEqual([]);
});
