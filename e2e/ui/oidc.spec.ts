/** Login through a real OpenID provider, over TLS, as it is registered: the redirect URI knows no port. */
import type { Page } from "@playwright/test";
import { accessibilityProblems } from "../support/axe.ts";
import { OidcProvider } from "../support/oidc_provider.ts";
import { administrator } from "../support/postal.ts";
import { TlsProxy, ownAddress } from "../support/tls_proxy.ts";
import { expect, test as base } from "../fixtures.ts";

type User = { email_address: string; has_password: boolean; oidc: boolean };
type Site = { address: string; provider: OidcProvider; site: string; more: { [name: string]: string } };

const test = base.extend<Site>({
  ignoreHTTPSErrors: true,
  more: [{}, { option: true }],
  address: async ({}, use) => {
    await use(ownAddress());
  },
  provider: async ({ address }, use) => {
    const provider = await OidcProvider.start(`https://${address}`);
    await use(provider);
    await provider.close();
  },
  environment: async ({ address, provider, more }, use) => {
    const here = { POSTAL_WEB_HOSTNAME: address, POSTAL_WEB_PROTOCOL: "https" };
    await use({ ...here, ...provider.environment, ...more });
  },
  site: async ({ address, postal }, use) => {
    const proxy = await TlsProxy.start(postal.webPort, address);
    await use(`https://${address}`);
    await proxy.close();
  },
});

const button = (page: Page) => page.getByRole("button", { name: "Login with Acme ID" });

/** Fills in what the provider asks, as this person. */
async function loginAtProvider(page: Page, name: string) {
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function logout(page: Page) {
  await page.getByRole("button", { name: /^Account of / }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
}

test("links at the first login, knows the person at the second, and logs out at the provider", async ({
  page,
  site,
  api,
  provider,
}) => {
  const person = { email: administrator.email.toUpperCase(), email_verified: true, name: "Augusta Ada King" };
  provider.people.set("ada", person);
  await page.goto(`${site}/settings`);
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page).click();
  await loginAtProvider(page, "ada");

  await expect(page.getByRole("heading", { name: "My settings" })).toBeVisible();
  await expect(page).toHaveURL(`${site}/settings`);
  await expect(page.getByText(`Linked with ada at ${provider.issuer}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Account of Augusta Ada King" })).toBeVisible();
  const me = async () => api.get<User>("/me");
  expect(await me()).toMatchObject({ email_address: person.email, has_password: false, oidc: true });

  await logout(page);
  await expect(page).toHaveURL(`${site}/login`);
  await expect(button(page)).toBeVisible();
  // The password is gone, and the provider asks again who it is.
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password", { exact: true }).fill(administrator.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("The e-mail address or the password is wrong.");

  provider.people.set("ada", { ...person, email: "ada@elsewhere.example" });
  await button(page).click();
  await loginAtProvider(page, "ada");
  await expect(page.getByRole("button", { name: "Account of Augusta Ada King" })).toBeVisible();
  expect(await me()).toMatchObject({ email_address: "ada@elsewhere.example", oidc: true });
});

test("says why somebody is not let in", async ({ page, site, api, provider }) => {
  const says = async (text: string) => expect(page.getByRole("alert")).toHaveText(text);
  provider.people.set("eve", { email: "eve@evil.example", email_verified: true });
  provider.people.set("mallory", { email: administrator.email, email_verified: false });
  let answer = "";
  page.on("request", (request) => {
    if (request.url().startsWith(`${site}/auth/oidc/callback`)) answer = request.url();
  });
  await page.goto(`${site}/login`);
  await button(page).click();
  await loginAtProvider(page, "eve");
  await says("There is no user here for your account at Acme ID. Ask your administrator to add you.");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await api.all<User>("/users")).toHaveLength(1);

  await page.goto(answer);
  await says("This login took too long, or it was begun in another browser. Log in again.");

  await page.context().clearCookies();
  await button(page).click();
  await loginAtProvider(page, "mallory");
  await says(
    "Acme ID has not verified your e-mail address, so it was not linked with your account here. Verify it there, or ask your administrator.",
  );
  expect(await api.get<User>("/me")).toMatchObject({ has_password: true, oidc: false });

  await page.context().clearCookies();
  await button(page).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await says("The login at Acme ID was cancelled.");

  await provider.close();
  await button(page).click();
  // Its addresses are known still; the browser finds nobody there.
  await expect(page).toHaveURL(/^chrome-error:/);
});

test.describe("without local login", () => {
  test.use({ more: { OIDC_LOCAL_AUTHENTICATION_ENABLED: "false", OIDC_CREATE_USERS: "true", OIDC_GROUP_ROLES: "ops=acme:support" } });

  test("the provider alone lets people in, who get an account and their roles", async ({ page, site, api, provider, shop }) => {
    provider.people.set("grace", {
      email: "grace@acme.example",
      email_verified: true,
      name: "Grace Hopper",
      groups: ["ops"],
    });
    await page.goto(`${site}/login`);
    await expect(button(page)).toBeVisible();
    await expect(page.getByLabel("Password")).toHaveCount(0);
    const refused = await page.request.post(`${site}/api/v2/session`, {
      data: { email_address: administrator.email, password: administrator.password },
      headers: { "X-Requested-With": "e2e" },
    });
    expect(await refused.json()).toMatchObject({ status: 403, code: "local_authentication_disabled" });

    await button(page).click();
    await loginAtProvider(page, "grace");
    await expect(page.getByRole("button", { name: "Account of Grace Hopper" })).toBeVisible();
    await page.goto(`${site}/settings`);
    await expect(page.getByText(`Linked with grace at ${provider.issuer}`)).toBeVisible();
    await expect(page.getByRole("heading", { name: "Password" })).toHaveCount(0);
    const members = await api.all<{ role: string }>("/organizations/acme/members");
    expect(members.map(({ role }) => role)).toContain("support");
    expect(shop.server).toBe("/organizations/acme/servers/mail");
  });
});
