import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

it("asks whoever is not logged in to log in, and brings them to the page they wanted", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/queue`, { ...emptyWorld(), session: null });
  api.overrides.set("POST /session", () => {
    api.world.session = { user: alice, remembered: false };
    return api.world.session;
  });
  await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
  await user.type(screen.getByLabelText("Password"), "secret secret");
  await user.click(screen.getByRole("button", { name: "Log in" }));

  expect(await screen.findByRole("heading", { name: "Queue" })).toBeVisible();
  expect(where()).toBe(`${serverUrl}/queue`);
  const login = api.calls.find(({ method, path }) => method === "POST" && path === "/session");
  expect(login?.headers.get("X-Requested-With")).toBe("postal-ui");
  expect(login?.body).toEqual({ email_address: "alice@acme.example", password: "secret secret" });
});

it("says why a login failed and forgets the password", async () => {
  const { user } = renderApp("/login", { ...emptyWorld(), session: null });
  await user.type(await screen.findByLabelText("E-mail address"), "alice@acme.example");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The e-mail address or the password is wrong.");
  expect(screen.getByLabelText("Password")).toHaveValue("");
});

it("offers only the provider when local login is off", async () => {
  const world = emptyWorld();
  world.info = { ...world.info, oidc_enabled: true, oidc_name: "Acme ID", local_authentication_enabled: false };
  renderApp("/login", { ...world, session: null });
  expect(await screen.findByRole("button", { name: "Log in with Acme ID" })).toBeVisible();
  expect(screen.queryByLabelText("Password")).not.toBeInTheDocument();
});
