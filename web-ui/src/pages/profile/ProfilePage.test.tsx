import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp } from "../../../test/renderApp";
import { ownSession } from "../../../test/samples";

const section = async (name: string) => within(await screen.findByRole("region", { name }));
const sent = (api: ReturnType<typeof renderApp>["api"], method: string, path: string) =>
  api.calls.find((call) => call.method === method && call.path === path);

function worldWithSessions() {
  const world = emptyWorld();
  world.sessions = [
    ownSession({ uuid: "s0", current: true }),
    ownSession({ uuid: "s1", user_agent: "Mozilla/5.0 (iPhone) Version/17.0 Safari/605", remembered: true }),
    ownSession({ uuid: "s2", user_agent: "curl/8.14.1" }),
  ];
  return world;
}

it("lists the own sessions, marks this one, and ends another", async () => {
  const { api, user } = renderApp("/settings", worldWithSessions());
  const sessions = await section("Sessions");
  const own = within(await sessions.findByRole("row", { name: /Firefox on Linux/ }));
  expect(own.getByText("This one")).toBeVisible();
  expect(own.queryByRole("button")).not.toBeInTheDocument();
  await user.click(sessions.getByRole("button", { name: "End session of Safari on iPhone" }));
  expect(await screen.findByText("Safari on iPhone is logged out")).toBeVisible();
  await waitFor(() => expect(sessions.queryByText("Safari on iPhone")).not.toBeInTheDocument());
  expect(sent(api, "DELETE", "/me/sessions/s1")).toBeDefined();
});

it("ends all other sessions after a question", async () => {
  const { user } = renderApp("/settings", worldWithSessions());
  const sessions = await section("Sessions");
  await user.click(await sessions.findByRole("button", { name: "End all other sessions" }));
  const dialog = within(await screen.findByRole("dialog", { name: "End all other sessions?" }));
  await user.click(dialog.getByRole("button", { name: "End other sessions" }));
  expect(await screen.findByText("You are logged in here only")).toBeVisible();
  await waitFor(() => expect(sessions.queryByText("curl")).not.toBeInTheDocument());
  expect(sessions.queryByRole("button", { name: "End all other sessions" })).not.toBeInTheDocument();
});

it("remembers this device when it is not remembered yet", async () => {
  const { api, user } = renderApp("/settings", worldWithSessions());
  const sessions = await section("Sessions");
  await user.click(await sessions.findByRole("button", { name: "Remember this device" }));
  expect(await screen.findByText("You stay logged in here for two months")).toBeVisible();
  expect(sent(api, "POST", "/session/persist")).toBeDefined();
});

it("changes the password with the current one, and puts a refusal at its field", async () => {
  const { api, user } = renderApp("/settings");
  const form = await section("Password");
  await user.type(await form.findByLabelText("Current password"), "wrong");
  await user.type(form.getByLabelText("New password"), "long enough");
  await user.type(form.getByLabelText("New password again"), "long enough");
  api.overrides.set("PUT /me/password", () =>
    problem(422, "invalid", "Some fields are not valid.", [
      { field: "/current_password", code: "invalid", message: "is not your password" },
    ]),
  );
  await user.click(form.getByRole("button", { name: "Change password" }));
  expect(await form.findByText("Is not your password")).toBeVisible();
  api.overrides.clear();
  await user.click(form.getByRole("button", { name: "Change password" }));
  expect(await form.findByText("Your password has been changed")).toBeVisible();
  expect(form.getByLabelText("New password")).toHaveValue("");
  expect(api.calls.filter(({ path }) => path === "/me/password").at(-1)?.body).toEqual({
    current_password: "wrong",
    password: "long enough",
  });
});

it("asks those for no password who have none", async () => {
  const world = emptyWorld();
  world.info = { ...world.info, oidc_enabled: true, oidc_name: "Acme ID" };
  const { api, user } = renderApp("/settings", world);
  api.overrides.set("GET /me", () => ({ ...alice, has_password: false, oidc: true }));
  const password = await section("Password");
  expect(password.getByText("You log in with Acme ID.")).toBeVisible();
  expect(screen.queryByLabelText("Current password")).not.toBeInTheDocument();
  const address = await section("E-mail address");
  await user.clear(address.getByLabelText("E-mail address"));
  await user.type(address.getByLabelText("E-mail address"), "new@acme.example");
  await user.click(address.getByRole("button", { name: "Change address" }));
  expect(await address.findByText("Follow the link in the mail to the new address")).toBeVisible();
  expect(sent(api, "PUT", "/me/email")?.body).toEqual({ email_address: "new@acme.example" });
});
