import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { leaveFor } from "../../util/leave";
import { refusalOf } from "./refusals";

vi.mock("../../util/leave", () => ({ leaveFor: vi.fn() }));

const nobody = () => ({ ...emptyWorld(), session: null });

async function fillIn(user: ReturnType<typeof renderApp>["user"], password: string) {
  await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
  await user.type(screen.getByLabelText("Password"), password);
}

it("asks whoever is not logged in to log in, and brings them to the page they wanted", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/queue`, nobody());
  api.overrides.set("POST /session", () => {
    api.world.session = { user: alice, remembered: false, two_factor_required: false };
    return api.world.session;
  });
  await fillIn(user, "secret secret");
  await user.click(screen.getByRole("button", { name: "Log in" }));

  expect(await screen.findByRole("heading", { name: "Queue" })).toBeVisible();
  expect(where()).toBe(`${serverUrl}/queue`);
  const login = api.calls.find(({ method, path }) => method === "POST" && path === "/session");
  expect(login?.headers.get("X-Requested-With")).toBe("postal-ui");
  expect(login?.body).toEqual({ email_address: "alice@acme.example", password: "secret secret" });
  expect(api.calls.some(({ path }) => path === "/session/persist")).toBe(false);
});

it("remembers the login when it is asked to", async () => {
  const { api, user } = renderApp(`${serverUrl}/queue`, nobody());
  api.overrides.set("POST /session", () => {
    api.world.session = { user: alice, remembered: false, two_factor_required: false };
    return api.world.session;
  });
  await fillIn(user, "secret secret");
  await user.click(screen.getByLabelText("Remember me"));
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("heading", { name: "Queue" })).toBeVisible();
  expect(api.world.session?.remembered).toBe(true);
});

it("keeps a login that could not be remembered, and says so", async () => {
  const { api, user } = renderApp(`${serverUrl}/queue`, nobody());
  api.overrides.set("POST /session", () => {
    api.world.session = { user: alice, remembered: false, two_factor_required: false };
    return api.world.session;
  });
  api.overrides.set("POST /session/persist", () => problem(503, "unavailable", "The database is not available."));
  await fillIn(user, "secret secret");
  await user.click(screen.getByLabelText("Remember me"));
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("heading", { name: "Queue" })).toBeVisible();
  expect(await screen.findByText("The database is not available.")).toBeVisible();
});

it("shows nothing of what somebody else had read before", async () => {
  const world = emptyWorld();
  const { api, user } = renderApp("/org/acme/members", world);
  expect(await screen.findByText("No members yet")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Account of Alice Archer" }));
  api.overrides.set("GET /session", () => problem(401, "unauthorized", "Log in first."));
  await user.click(await screen.findByRole("menuitem", { name: "Log out" }));
  api.overrides.delete("GET /session");
  api.overrides.set("POST /session", () => ({
    user: { ...alice, first_name: "Bea" },
    remembered: false,
    two_factor_required: false,
  }));
  api.world.session = { user: { ...alice, first_name: "Bea" }, remembered: false, two_factor_required: false };
  await fillIn(user, "secret secret");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("button", { name: "Account of Bea Archer" })).toBeVisible();
});

it("says why a login failed and forgets the password", async () => {
  const { user } = renderApp("/login", nobody());
  await fillIn(user, "wrong");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The e-mail address or the password is wrong.");
  expect(screen.getByLabelText("Password")).toHaveValue("");
});

it("asks for what is missing before it asks the server", async () => {
  const { api, user } = renderApp("/login", nobody());
  await user.click(await screen.findByRole("button", { name: "Log in" }));
  expect(await screen.findByText("Enter your e-mail address")).toBeVisible();
  expect(screen.getByLabelText("E-mail address")).toBeInvalid();
  expect(api.calls.some(({ method }) => method === "POST")).toBe(false);
});

const withProvider = () => {
  const world = nobody();
  return { ...world, info: { ...world.info, oidc_enabled: true, oidc_name: "Acme ID" } };
};

it("offers only the provider when local login is off", async () => {
  const world = withProvider();
  renderApp("/login", { ...world, info: { ...world.info, local_authentication_enabled: false } });
  expect(await screen.findByRole("button", { name: "Login with Acme ID" })).toBeVisible();
  expect(screen.queryByLabelText("Password")).not.toBeInTheDocument();
});

it.each([
  ["/org/acme", { return_to: "/org/acme" }],
  ["/invites/abc123", { return_to: "/invites/abc123", invite: "abc123" }],
])("leaves for the provider, to come back to %s", async (page, sent) => {
  const { api, user } = renderApp(`/login?return_to=${encodeURIComponent(page)}`, withProvider());
  api.overrides.set("POST /auth/oidc", () => ({ authorization_url: "https://id.example/authorize" }));
  await user.click(await screen.findByRole("button", { name: "Login with Acme ID" }));
  await waitFor(() => expect(leaveFor).toHaveBeenCalledWith("https://id.example/authorize"));
  expect(api.calls.find(({ path }) => path === "/auth/oidc")?.body).toEqual(sent);
});

it("goes on to the provider to log out there too", async () => {
  const { api, user } = renderApp("/org/acme/members", emptyWorld());
  api.overrides.set("DELETE /session", () => ({ provider_logout_url: "https://id.example/logout" }));
  await user.click(await screen.findByRole("button", { name: "Account of Alice Archer" }));
  await user.click(await screen.findByRole("menuitem", { name: "Log out" }));
  await waitFor(() => expect(leaveFor).toHaveBeenCalledWith("https://id.example/logout"));
});

it("says that the provider cannot be reached, and keeps the password login", async () => {
  const { api, user } = renderApp("/login", withProvider());
  api.overrides.set("POST /auth/oidc", () => problem(503, "unavailable", "The login provider cannot be reached."));
  await user.click(await screen.findByRole("button", { name: "Login with Acme ID" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The login provider cannot be reached.");
  expect(screen.getByLabelText("Password")).toBeVisible();
});

it("says why the provider's login was refused, in our words only", async () => {
  renderApp("/login?error=oidc_unknown_user", withProvider());
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "There is no user here for your account at Acme ID. Ask your administrator to add you.",
  );
  for (const code of ["denied", "refused", "untrusted", "unavailable", "no_uid", "email_not_verified"])
    expect(refusalOf(`oidc_${code}`, "Acme ID")).toContain("Acme ID");
  expect(refusalOf("oidc_expired", "Acme ID")).toContain("Log in again");
  expect(refusalOf("Call 0900 12345 now", "Acme ID")).toBe("The login failed. Try again.");
  expect(refusalOf(null, "Acme ID")).toBeNull();
});

it("asks for the code of the second factor, and goes where the login was to lead", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/queue`, { ...emptyWorld(), session: null });
  api.overrides.set("POST /session", () =>
    Response.json({ challenge: "c-1", expires_at: "2027-01-01T00:00:00Z" }, { status: 202 }),
  );
  api.overrides.set("POST /session/second-factor", ({ body }) => {
    if (JSON.stringify(body) !== JSON.stringify({ challenge: "c-1", code: "123456" })) {
      return problem(401, "wrong_code", "The code is wrong or has been used.");
    }
    api.world.session = { user: alice, remembered: false, two_factor_required: false };
    return Response.json(api.world.session, { status: 201 });
  });
  await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
  await user.type(screen.getByLabelText("Password"), "secret secret");
  await user.click(screen.getByRole("button", { name: "Log in" }));

  await user.type(await screen.findByLabelText("Code"), "000000");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByText("The code is wrong or has been used.")).toBeVisible();
  expect(screen.getByLabelText("Code")).toHaveValue("");
  await user.type(screen.getByLabelText("Code"), "123456");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("heading", { name: "Queue" })).toBeVisible();
  expect(where()).toBe(`${serverUrl}/queue`);
});
