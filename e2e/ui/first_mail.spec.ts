/** A new user's first quarter of an hour: from the login to a delivered message, with nothing but the browser. */
import { administrator } from "../support/postal.ts";
import { txt } from "../support/name_server.ts";
import { swaks } from "../support/clients.ts";
import { expect, test } from "../fixtures.ts";

test("signs in, sets up a server, sends a test message and sees Postfix take it", async ({
  page,
  postal,
  receiver,
  nameServer,
}) => {
  await page.goto(postal.url);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();

  await page.getByRole("link", { name: "New organization" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Flower Shop");
  await page.getByRole("button", { name: "Create organization" }).click();

  await page.getByRole("link", { name: "New server" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Orders");
  await page.getByRole("button", { name: "Create server" }).click();
  await expect(page).toHaveURL(/\/org\/flower-shop\/servers\/orders$/);
  const server = page.url();

  await page.goto(`${server}/domains/new`);
  await page.getByRole("textbox", { name: "Domain" }).fill("flowers.example");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByRole("heading", { name: "flowers.example" })).toBeVisible();
  // What the page says to publish is published, and then found.
  const [spf, dkim] = [page.getByRole("region", { name: "SPF record" }), page.getByRole("region", { name: "DKIM record" })];
  const selector = await dkim.getByText(/^postal-\w+\._domainkey$/).innerText();
  await nameServer.add([
    txt("flowers.example", await spf.getByText(/^v=spf1 /).innerText()),
    txt(`${selector}.flowers.example`, await dkim.getByText(/^v=DKIM1;/).innerText()),
  ]);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("Everything is in place")).toBeVisible();

  await page.goto(`${server}/messages/new`);
  await page.getByLabel("From").fill("orders@flowers.example");
  await page.getByRole("textbox", { name: "To", exact: true }).fill("customer@receiver.example");
  await page.getByRole("textbox", { name: "To", exact: true }).press("Enter");
  await page.getByLabel("Subject").fill("Your flowers");
  await page.getByRole("button", { name: "Remove admin@postal.example" }).click();
  await page.getByRole("button", { name: "Send message" }).click();

  await expect(page.getByRole("heading", { name: "Your flowers" })).toBeVisible();
  await expect(page.getByText(/^250 2\.0\.0 Ok: queued as [0-9A-F]+$/)).toBeVisible();
  await expect(page.getByText(/^Delivered to mx\.receiver\.example over TLS 1\.3, /)).toBeVisible();
  await expect.poll(() => receiver.arrivedFor("customer@receiver.example").length).toBe(1);

  // The key that the page shows works as it is.
  await page.goto(`${server}/credentials/new`);
  await page.getByRole("radio", { name: /^SMTP/ }).first().check();
  await page.getByLabel("Name", { exact: true }).fill("Web shop");
  await page.getByRole("button", { name: "Create credential" }).click();
  const password = await page.getByRole("group", { name: "SMTP password", exact: true }).innerText();
  await swaks(["second@receiver.example"], {
    port: postal.smtpPort,
    user: "flower-shop/orders",
    password: password.trim(),
    from: "orders@flowers.example",
  });
  await page.goto(`${server}/messages`);
  await page.getByRole("link", { name: "swaks to second@receiver.example" }).click();
  await expect(page.getByText(/^250 2\.0\.0 Ok: queued as [0-9A-F]+$/)).toBeVisible();
  await expect(page.getByText("With the credential Web shop, over TLS")).toBeVisible();
});
