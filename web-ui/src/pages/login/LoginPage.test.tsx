import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

const nobody = () => ({ ...emptyWorld(), session: null });

async function fillIn(user: ReturnType<typeof renderApp>["user"], password: string) {
  await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
  await user.type(screen.getByLabelText("Password"), password);
}

it("asks whoever is not logged in to log in, and brings them to the page they wanted", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/queue`, nobody());
  api.overrides.set("POST /session", () => {
    api.world.session = { user: alice, remembered: false };
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
    api.world.session = { user: alice, remembered: false };
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
    api.world.session = { user: alice, remembered: false };
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
  api.overrides.set("POST /session", () => ({ user: { ...alice, first_name: "Bea" }, remembered: false }));
  api.world.session = { user: { ...alice, first_name: "Bea" }, remembered: false };
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

it("offers only the provider when local login is off", async () => {
  const world = nobody();
  world.info = { ...world.info, oidc_enabled: true, oidc_name: "Acme ID", local_authentication_enabled: false };
  renderApp("/login", world);
  expect(await screen.findByRole("button", { name: "Log in with Acme ID" })).toBeVisible();
  expect(screen.queryByLabelText("Password")).not.toBeInTheDocument();
});
