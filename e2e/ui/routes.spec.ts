/** An owner lets a server receive mail: from an empty list of routes to a route, its mail, and the end of its endpoint. */
import type { Page } from "@playwright/test";
import type { Message } from "../support/api.ts";
import { accessibilityProblems } from "../support/axe.ts";
import { type Postal, administrator } from "../support/postal.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

const server = "/org/acme/servers/mail";

type Endpoint = { uuid: string };
type Route = { uuid: string; mode: string; endpoint: string };

test("makes an endpoint and a route to it, is told what is wrong, and sees the route refuse mail without its endpoint", async ({
  page,
  postal,
  api,
  shop,
}) => {
  await open(page, postal, `${server}/routes`);
  await expect(page.getByRole("heading", { name: "Where should mail go?" })).toBeVisible();
  await page.getByRole("link", { name: "New HTTP endpoint" }).click();
  await page.getByLabel("URL").fill("ftp://desk.example/incoming");
  await page.getByRole("button", { name: "Create endpoint" }).click();
  await expect(page.getByText("2 fields need your attention.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await expect(page.getByLabel("URL")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Name", { exact: true }).fill("Help desk");
  await page.getByLabel("URL").fill("https://desk.example/incoming");
  await page.getByRole("button", { name: "Create endpoint" }).click();

  // Back at the route, with the new endpoint.
  await expect(page.getByRole("heading", { level: 1, name: "New route" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Endpoint" })).toHaveValue(
    "Help desk (https://desk.example/incoming)",
  );
  await page.getByLabel("Name", { exact: true }).fill("sales@elsewhere");
  await page.getByRole("button", { name: "Create route" }).click();
  await expect(page.getByText("2 fields need your attention.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("combobox", { name: "Domain" })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Name", { exact: true }).fill("sales");
  await page.getByRole("combobox", { name: "Domain" }).click();
  await page.getByRole("option", { name: shop.domain }).click();
  await page.getByRole("button", { name: "Create route" }).click();
  const row = page.getByRole("row", { name: /sales@shop\.example/ });
  await expect(row).toContainText("Help desk (https://desk.example/incoming)");

  await row.getByRole("link", { name: "sales@shop.example" }).click();
  await page.getByRole("combobox", { name: "Spam" }).click();
  await page.getByRole("option", { name: "Hold" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Spam" })).toHaveValue("Hold");

  await page.getByRole("link", { name: "HTTP endpoints" }).click();
  await page.getByRole("link", { name: "Help desk" }).click();
  await page.getByRole("button", { name: "Delete endpoint" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Help desk?" });
  await expect(dialog).toContainText("1 route points to it.");
  await dialog.getByRole("button", { name: "Delete endpoint" }).click();
  await expect(page.getByText("Help desk has been deleted. sales@shop.example refuses mail now.")).toBeVisible();
  await page.getByRole("link", { name: "Routes", exact: true }).click();
  await expect(page.getByRole("row", { name: /sales@shop\.example/ })).toContainText("Refused");
  const [route] = await api.all<Route>(`${shop.server}/routes`);
  expect(route).toMatchObject({ mode: "Reject", endpoint: "Reject" });
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`shows received mail and is accessible in the ${colorScheme} theme`, async ({ page, postal, api, shop }) => {
      test.slow();
      const make = (path: string, body: object) => api.post<Endpoint>(`${shop.server}/${path}`, body);
      const http = await make("http-endpoints", { name: "Help desk", url: "https://desk.example/incoming" });
      const smtp = await make("smtp-endpoints", { name: "Mailboxes", hostname: "mx.receiver.example" });
      const address = await make("address-endpoints", { address: "boss@receiver.example" });
      const domains = await api.all<{ uuid: string }>(`${shop.server}/domains`);
      const route = (name: string, endpoint: string) =>
        make("routes", { name, domain: domains[0]?.uuid, endpoint, additional_endpoints: [] });
      const stored = await route("stored", "Accept");
      const passed = await route("*", `HTTPEndpoint#${http.uuid}`);
      const client = await Smtp.connect(postal.smtpPort);
      await client.command("EHLO client.example");
      expect(await client.send("ann@client.example", "stored+tag@shop.example", "Question")).toMatch(/^250/);
      client.close();
      const messages = () => api.all<Message>(`${shop.server}/messages`);
      await expect.poll(async () => (await messages()).map(({ status }) => status)).toEqual(["Processed"]);

      await open(page, postal, `${server}/messages?scope=incoming`);
      await page.getByRole("link", { name: "Question" }).click();
      await expect(page.getByText("Received and stored; its route passes it on to nobody.")).toBeVisible();
      const facts = page.getByRole("complementary", { name: "Facts" });
      await expect(facts.getByRole("link", { name: "stored@shop.example" })).toBeVisible();
      await facts.getByRole("link", { name: "stored@shop.example" }).click();
      await page.getByRole("link", { name: "Messages of this route" }).click();
      await expect(page.getByRole("button", { name: "Remove route: stored@shop.example" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Question" })).toBeVisible();

      const problems: string[] = [];
      for (const path of [
        "/messages?scope=incoming",
        "/messages/1",
        "/messages/1/spam_checks",
        ...["/routes", "/routes/new", `/routes/${stored.uuid}`, `/routes/${passed.uuid}`],
        ...["/http_endpoints", "/http_endpoints/new", `/http_endpoints/${http.uuid}`],
        ...["/smtp_endpoints", "/smtp_endpoints/new", `/smtp_endpoints/${smtp.uuid}`],
        ...["/address_endpoints", "/address_endpoints/new", `/address_endpoints/${address.uuid}`],
      ]) {
        await page.goto(postal.url + server + path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        // The stream of events never ends, so the network is never idle.
        await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
        problems.push(...(await accessibilityProblems(page)));
        // Nothing scrolls sideways on a small telephone.
        await page.setViewportSize({ width: 360, height: 740 });
        if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
          problems.push(`${path}: wider than 360 px`);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      expect(problems).toEqual([]);
    });
  });
}

async function open(page: Page, postal: Postal, path: string): Promise<void> {
  await page.goto(postal.url + path);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(postal.url + path);
}
