/** The main pages, with real content, against WCAG 2.2 AA (axe), in both themes; and nothing from other hosts. */
import type { Message } from "../support/api.ts";
import { accessibilityProblems } from "../support/axe.ts";
import { Smtp } from "../support/smtp.ts";
import { administrator } from "../support/postal.ts";
import { expect, test } from "../fixtures.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`the main pages are accessible in the ${colorScheme} theme`, async ({ page, postal, receiver, api, shop }) => {
      // Two dozen pages, each searched by axe: minutes beside a compiler.
      test.slow();
      receiver.answer("refused@receiver.example", "550 5.1.1 unknown");
      receiver.answer("later@receiver.example", "451 4.3.0 try again");
      const smtp = await Smtp.connect(postal.smtpPort);
      await smtp.command("EHLO client.example");
      for (const name of ["sent", "refused", "later"])
        expect(await smtp.send(shop.from, `${name}@receiver.example`, `Subject ${name}`)).toMatch(/^250/);
      smtp.close();
      const messages = () => api.all<Message>(`${shop.server}/messages`);
      await expect.poll(async () => (await messages()).filter(({ status }) => status === "Pending")).toEqual([]);

      const foreign: string[] = [];
      page.on("request", (request) => {
        if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(`${postal.url}/`))
          foreign.push(request.url());
      });
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      const check = async (path: string) => {
        await page.goto(postal.url + path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        // The stream of events never ends, so the network is never idle.
        await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
        problems.push(...(await accessibilityProblems(page)));
      };

      await check("/login");
      await page.getByLabel("E-mail address").fill(administrator.email);
      await page.getByLabel("Password", { exact: true }).fill(administrator.password);
      await page.getByRole("button", { name: "Log in" }).click();
      await expect(page).not.toHaveURL(/login/);
      const server = "/org/acme/servers/mail";
      for (const path of ["/?all", "/settings", "/org/acme", "/org/acme/members", "/org/acme/settings"])
        await check(path);
      for (const path of ["", "/messages", "/events", "/messages/new", "/messages/held", "/messages/suppressions", "/queue"])
        await check(server + path);
      for (const path of ["/domains", "/credentials", "/credentials/new", "/edit", "/help"]) await check(server + path);
      for (const { id } of await messages()) await check(`${server}/messages/${id}`);
      expect(problems).toEqual([]);
      expect(foreign).toEqual([]);
    });
  });
}
