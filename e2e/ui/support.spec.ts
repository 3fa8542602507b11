/** What somebody in support does all day: release, retry, remove, and find a message without touching the mouse. */
import type { Page } from "@playwright/test";
import type { Api, Delivery, Message } from "../support/api.ts";
import { type Postal, type Shop, administrator } from "../support/postal.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

const server = "/org/acme/servers/mail";

test("releases a held message from the list, and Postfix takes it", async ({ page, postal, receiver, api, shop }) => {
  await api.request("PATCH", shop.server, { mode: "Development" });
  await accept(postal, shop, ["bob@receiver.example"]);
  await waitFor(api, shop, "bob@receiver.example", "Held");

  await open(page, postal, `${server}/messages/held`);
  await expect(page.getByRole("link", { name: "Message to bob@receiver.example" })).toBeVisible();
  await page.getByRole("button", { name: "Release message 1" }).click();
  await expect(page.getByText("Message 1 has been released")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing is held" })).toBeVisible();
  await expect.poll(() => receiver.arrivedFor("bob@receiver.example").length).toBe(1);
  await page.goto(`${postal.url}${server}/messages/1`);
  await expect(page.getByText(/^Delivered to mx\.receiver\.example over TLS 1\.3, /)).toBeVisible();
});

test("retries a delayed message and sees each reply", async ({ page, postal, receiver, api, shop }) => {
  const recipient = "later@receiver.example";
  receiver.answer(recipient, "451 4.7.1 Greylisted, try again in a minute");
  await accept(postal, shop, [recipient]);
  await waitFor(api, shop, recipient, "SoftFail");

  await open(page, postal, `${server}/messages/1`);
  await expect(page.getByText(/^Waiting: receiver\.example deferred it \(451 4\.7\.1\)\. Next try in \d+ min\.$/)).toBeVisible();
  await expect(page.getByText(/^451 4\.7\.1 .*Greylisted, try again in a minute$/)).toBeVisible();
  receiver.answer(recipient);
  await page.getByRole("button", { name: "Retry now" }).click();
  await expect(page.getByText(/^250 2\.0\.0 Ok: queued as [0-9A-F]+$/)).toBeVisible();
  await expect(page.getByText(/^Delivered to mx\.receiver\.example over TLS 1\.3, /)).toBeVisible();
  // What was said before stays.
  await expect(page.getByText(/^451 4\.7\.1 .*Greylisted, try again in a minute$/)).toBeVisible();
  expect(await api.all<Delivery>(`${shop.server}/messages/1/deliveries`)).toHaveLength(2);
});

test("removes a recipient from the suppression list", async ({ page, postal, receiver, api, shop }) => {
  const recipient = "refused@receiver.example";
  receiver.answer(recipient, "550 5.1.1 no such user");
  await accept(postal, shop, [recipient]);
  await waitFor(api, shop, recipient, "HardFail");
  await accept(postal, shop, [recipient]);
  const listed = () => api.all<{ address: string }>(`${shop.server}/suppressions`);
  await expect.poll(async () => (await listed()).map(({ address }) => address)).toEqual([recipient]);

  await open(page, postal, `${server}/messages/suppressions`);
  await page.getByRole("button", { name: `Remove ${recipient}` }).click();
  const dialog = page.getByRole("dialog", { name: "Allow mail to this address again?" });
  await dialog.getByRole("button", { name: "Remove from list" }).click();
  await expect(page.getByRole("heading", { name: "No address is suppressed" })).toBeVisible();
  expect(await listed()).toEqual([]);
});

test("walks the messages with j, k and Enter, filters by typing, and hears of a lost connection", async ({
  page,
  postal,
  api,
  shop,
}) => {
  const recipients = ["a", "b", "c"].map((name) => `${name}@receiver.example`);
  await accept(postal, shop, recipients);
  for (const recipient of recipients) await waitFor(api, shop, recipient, "Sent");

  await open(page, postal, `${server}/messages`);
  const row = (name: string) => page.getByRole("link", { name: `Message to ${name}@receiver.example` });
  await expect(row("c")).toBeVisible();
  for (const [key, name] of [["j", "c"], ["j", "b"], ["j", "a"], ["j", "a"], ["k", "b"]] as const) {
    await page.keyboard.press(key);
    await expect(row(name)).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Message to b@receiver.example" })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(row("a")).toBeVisible();
  await page.keyboard.press("f");
  await page.keyboard.type("status: hold ended");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove status: hold ended" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No message matches" })).toBeVisible();
  await expect(page).toHaveURL(/status=HoldCancelled$/);

  await page.context().setOffline(true);
  await expect(page.getByText("Live updates paused, retrying")).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText("Live updates paused, retrying")).toBeHidden();
});

test("shows a viewer what happened, and why the rest is not for them", async ({ page, postal, receiver, api, shop }) => {
  const viewer = "viewer@postal.example";
  const who = ["--email", viewer, "--first-name", "Vera", "--last-name", "Viewer"];
  await postal.command(["make-user", "--no-admin", "--password-stdin", ...who], administrator.password);
  await api.post("/organizations/acme/members", { email_address: viewer, role: "viewer" });
  receiver.answer("later@receiver.example", "451 4.3.0 try again");
  await accept(postal, shop, ["later@receiver.example"]);
  await waitFor(api, shop, "later@receiver.example", "SoftFail");

  await open(page, postal, `${server}/messages/1`, viewer);
  await expect(page.getByText(/^451 4\.3\.0 .*try again$/)).toBeVisible();
  const retry = page.getByRole("button", { name: "Retry now" });
  await expect(retry).toBeDisabled();
  await expect(retry).toHaveAccessibleDescription(/^Your role here is viewer\. It takes support or more/);
  await page.getByRole("tab", { name: "Source" }).click();
  await expect(page.getByText("Your role here is viewer. It takes support or more to read content.")).toBeVisible();
  await page.goto(`${postal.url}${server}/edit`);
  await expect(page.getByLabel("Name", { exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
});

async function open(page: Page, postal: Postal, path: string, email = administrator.email): Promise<void> {
  await page.goto(postal.url + path);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(postal.url + path);
}

/** Hands over one message per recipient, in this order. */
async function accept(postal: Postal, shop: Shop, recipients: string[]): Promise<void> {
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  for (const recipient of recipients)
    expect(await smtp.send(shop.from, recipient, `Message to ${recipient}`)).toMatch(/^250/);
  smtp.close();
}

async function waitFor(api: Api, shop: Shop, recipient: string, status: string): Promise<void> {
  const messages = () => api.all<Message>(`${shop.server}/messages`);
  await expect.poll(async () => (await messages()).find(({ rcpt_to }) => rcpt_to === recipient)?.status).toBe(status);
}
