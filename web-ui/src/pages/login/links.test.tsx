import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { offer } from "../../../test/samples";

const nobody = () => ({ ...emptyWorld(), session: null });
const sent = (api: ReturnType<typeof renderApp>["api"], path: string) =>
  api.calls.find((call) => call.method === "POST" && call.path === path)?.body;

describe("a forgotten password", () => {
  it("is begun with the address that was typed at the login, and keeps where one wanted to go", async () => {
    const { api, user, where } = renderApp(`/login?return_to=${encodeURIComponent(serverUrl)}`, nobody());
    await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
    await user.click(screen.getByRole("link", { name: "Forgot your password?" }));
    expect(await screen.findByRole("heading", { name: "Forgot your password?" })).toBeVisible();
    expect(where()).toBe(`/login/reset?return_to=${encodeURIComponent(serverUrl)}`);
    await user.click(screen.getByRole("button", { name: "Send the link" }));
    expect(await screen.findByRole("status")).toHaveTextContent("If alice@acme.example is the address of an account");
    expect(sent(api, "/password-resets")).toEqual({ email_address: "alice@acme.example", return_to: serverUrl });
    await user.click(screen.getByRole("button", { name: "try another address" }));
    expect(await screen.findByLabelText("E-mail address")).toBeVisible();
  });

  it("says when too many links were asked for", async () => {
    const { api, user } = renderApp("/login/reset", nobody());
    api.overrides.set("POST /password-resets", () => problem(429, "too_many_requests", "Try again in 30 seconds."));
    await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
    await user.click(screen.getByRole("button", { name: "Send the link" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Try again in 30 seconds.");
  });

  it("has no form where nobody has a password", async () => {
    const world = nobody();
    world.info = { ...world.info, oidc_enabled: true, oidc_name: "Acme ID", local_authentication_enabled: false };
    renderApp("/login/reset", world);
    expect(await screen.findByText("You log in with Acme ID.")).toBeVisible();
    expect(screen.queryByLabelText("E-mail address")).not.toBeInTheDocument();
  });

  it("is replaced by the mailed link, which leads on to the page that was wanted", async () => {
    const { api, user, where } = renderApp(`/login/reset/good?return_to=${encodeURIComponent(serverUrl)}`, nobody());
    expect(await screen.findByLabelText("E-mail address")).toHaveValue("alice@acme.example");
    await user.type(screen.getByLabelText("New password"), "short");
    await user.type(screen.getByLabelText("New password again"), "other");
    await user.click(screen.getByRole("button", { name: "Set password and log in" }));
    expect(await screen.findByText("The two passwords differ")).toBeVisible();
    await user.clear(screen.getByLabelText("New password again"));
    await user.type(screen.getByLabelText("New password again"), "short");
    await user.click(screen.getByRole("button", { name: "Set password and log in" }));
    expect(await screen.findByText("Is too short (minimum is 8 characters)")).toBeVisible();
    await user.type(screen.getByLabelText("New password"), " and longer");
    await user.type(screen.getByLabelText("New password again"), " and longer");
    await user.click(screen.getByRole("button", { name: "Set password and log in" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    expect(where()).toBe(serverUrl);
    expect(sent(api, "/password-resets/good")).toEqual({ password: "short" });
  });

  it.each(["//evil.example", "/\\evil.example", "https://evil.example"])("never leads to %s", async (target) => {
    const { user, where } = renderApp(`/login/reset/good?return_to=${encodeURIComponent(target)}`, nobody());
    await user.type(await screen.findByLabelText("New password"), "long enough");
    await user.type(screen.getByLabelText("New password again"), "long enough");
    await user.click(screen.getByRole("button", { name: "Set password and log in" }));
    await waitFor(() => expect(where()).toBe("/"));
  });

  it("says that a link is dead, and offers another", async () => {
    const { user, where } = renderApp("/login/reset/old", nobody());
    expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
    await user.click(screen.getByRole("link", { name: "Send a new link" }));
    await waitFor(() => expect(where()).toBe("/login/reset"));
  });

  it("does not call a link dead that could not be read", async () => {
    const { api, user } = renderApp("/login/reset/good", nobody());
    api.overrides.set("GET /password-resets/good", () => problem(500, "internal", "We made a mistake."));
    expect(await screen.findByRole("alert")).toHaveTextContent("We made a mistake.");
    api.overrides.clear();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByLabelText("New password")).toBeVisible();
  });
});

describe("an invitation", () => {
  it("makes an account and leads into the organization", async () => {
    const world = { ...nobody(), offer: offer() };
    const { api, user, where } = renderApp("/invites/good", world);
    expect(await screen.findByRole("heading", { name: "Join Acme" })).toBeVisible();
    expect(screen.getByText(/^Alice Archer invites you as support\./)).toBeVisible();
    expect(screen.getByLabelText("E-mail address")).toHaveValue("carl@client.example");
    await user.click(screen.getByRole("button", { name: "Create account and accept" }));
    expect(await screen.findByText("Enter your first name")).toBeVisible();
    await user.type(screen.getByLabelText("First name"), "Carl");
    await user.type(screen.getByLabelText("Last name"), "Clark");
    await user.type(screen.getByLabelText("New password"), "long enough");
    await user.type(screen.getByLabelText("New password again"), "long enough");
    await user.click(screen.getByRole("button", { name: "Create account and accept" }));
    await waitFor(() => expect(where()).toBe("/org/acme"));
    expect(await screen.findByRole("button", { name: /^Account of/ })).toBeVisible();
    expect(sent(api, "/invites/good/accept")).toMatchObject({ first_name: "Carl", last_name: "Clark" });
  });

  it("asks for the password of an account that exists", async () => {
    const world = { ...nobody(), offer: offer({ has_account: true }) };
    const { api, user, where } = renderApp("/invites/good", world);
    await user.type(await screen.findByLabelText("Password"), "my password");
    expect(screen.queryByLabelText("First name")).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "log in another way" })).toHaveAttribute(
      "href",
      `/login?return_to=${encodeURIComponent("/invites/good")}`,
    );
    await user.click(screen.getByRole("button", { name: "Accept and log in" }));
    await waitFor(() => expect(where()).toBe("/org/acme"));
    expect(sent(api, "/invites/good/accept")).toEqual({ password: "my password" });
  });

  it("is accepted as whoever is logged in, who is told when it went to another address", async () => {
    const world = { ...emptyWorld(), offer: offer() };
    const { api, user, where } = renderApp("/invites/good", world);
    expect(await screen.findByText(/You are logged in as alice@acme\.example\. The invitation went to/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Accept invitation" }));
    await waitFor(() => expect(where()).toBe("/org/acme"));
    expect(sent(api, "/invites/good/accept")).toEqual({});
  });

  it("can be accepted as somebody else", async () => {
    const world = { ...emptyWorld(), offer: offer() };
    const { api, user } = renderApp("/invites/good", world);
    await user.click(await screen.findByRole("button", { name: "Log out and accept as somebody else" }));
    expect(await screen.findByLabelText("First name")).toBeVisible();
    expect(api.calls.some(({ method, path }) => method === "DELETE" && path === "/session")).toBe(true);
  });

  it("offers only the provider where nobody has a password", async () => {
    const world = { ...nobody(), offer: offer() };
    world.info = { ...world.info, oidc_enabled: true, local_authentication_enabled: false };
    renderApp("/invites/good", world);
    expect(await screen.findByRole("link", { name: "Log in" })).toBeVisible();
    expect(screen.queryByLabelText("New password")).not.toBeInTheDocument();
  });

  it("says when it is gone", async () => {
    renderApp("/invites/old", nobody());
    expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Go to the login" })).toBeVisible();
  });
});

describe("a new address", () => {
  it("is confirmed by a click and not by the visit", async () => {
    const { api, user } = renderApp("/settings/email/good");
    const confirm = await screen.findByRole("button", { name: "Confirm address" });
    expect(api.calls.some(({ method }) => method === "POST")).toBe(false);
    api.overrides.set("GET /session", () => ({
      user: { ...alice, email_address: "new@acme.example" },
      remembered: false,
      two_factor_required: false,
    }));
    await user.click(confirm);
    expect(await screen.findByRole("heading", { name: "Your address has changed" })).toBeVisible();
    await user.click(screen.getByRole("link", { name: "Go to my settings" }));
    expect(await screen.findByRole("textbox", { name: "E-mail address" })).toHaveValue("new@acme.example");
  });

  it("says when the link is dead, and when it failed", async () => {
    const { api, user } = renderApp("/settings/email/old", nobody());
    api.overrides.set("POST /email-changes/old", () => problem(503, "unavailable", "Try again."));
    await user.click(await screen.findByRole("button", { name: "Confirm address" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Try again.");
    api.overrides.clear();
    await user.click(screen.getByRole("button", { name: "Confirm address" }));
    expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Log in" })).toBeVisible();
  });
});
