/** Stories in which people follow the links of the product's own mails, which arrive at the receiving Postfix. */
import type { Page } from "@playwright/test";
import { expect, test as base } from "../fixtures.ts";
import { readMail } from "./mail.ts";
import { administrator, type Postal } from "./postal.ts";
import { Receiver } from "./postfix.ts";
import { until } from "./process.ts";

export const test = base.extend<{ organization: string }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.start(["receiver.example", "postal.example"]);
    await use(receiver);
    await receiver.close();
  },
  environment: async ({ receiver }, use) => {
    await use({
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(receiver.postfix.port),
      // Its certificate is nobody's.
      SMTP_OPENSSL_VERIFY_MODE: "none",
    });
  },
  // There is always something to be a member of, in stories that do not name it, too.
  organization: [async ({ shop }, use) => use(shop.server), { auto: true }],
});

/** Path of the link in the `count`th mail with this subject, for a browser that knows the port. */
export async function mailedLink(receiver: Receiver, address: string, subject: string, count = 1): Promise<string> {
  const mail = await until(`mail ${count} “${subject}” for ${address}`, () => {
    const mails = receiver.arrivedFor(address).filter((arrived) => arrived.subject === subject);
    return mails.length >= count ? mails.at(-1) : undefined;
  });
  const { parts } = await readMail(mail);
  const [, link = ""] = /^ {2}(https?:\S+)$/m.exec(parts[0]?.text ?? "") ?? [];
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** Fills in the login page that is shown, and waits until it is gone. */
export async function logIn(page: Page, email = administrator.email, password = administrator.password): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** Opens a page as the administrator. */
export async function open(page: Page, postal: Postal, path: string): Promise<void> {
  await page.goto(postal.url + path);
  await logIn(page);
  await expect(page).toHaveURL(postal.url + path);
}
