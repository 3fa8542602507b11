import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { alice, emptyWorld, organization } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp } from "../../../test/renderApp";
import { account } from "../../../test/samples";

const self = account({ ...alice });

function worldWith(...users: ReturnType<typeof account>[]) {
  const world = emptyWorld();
  world.users = [self, ...users];
  world.organizations = [organization(), organization({ uuid: "o2", name: "Globex", permalink: "globex" })];
  return world;
}

const calls = (api: ReturnType<typeof renderApp>["api"], method: string) =>
  api.calls.filter((call) => call.method === method).map(({ path, body }) => ({ path, body }));

async function identify(user: ReturnType<typeof renderApp>["user"]) {
  await user.type(await screen.findByLabelText("First name"), "Bea");
  await user.type(screen.getByLabelText("Last name"), "Baker");
  await user.type(screen.getByLabelText("E-mail address"), "bea@acme.example");
}

describe("the list", () => {
  it("names everybody, and marks administrators", async () => {
    renderApp("/users", worldWith(account()));
    const table = within(await screen.findByRole("table", { name: "Users" }));
    expect(table.getByRole("link", { name: "Bea Baker" })).toHaveAttribute("href", "/users/u1");
    const own = within(table.getByRole("row", { name: /Alice Archer/ }));
    expect(own.getByText("Administrator")).toBeVisible();
    expect(table.queryByRole("columnheader", { name: "Login" })).not.toBeInTheDocument();
  });

  it("tells who has come through the provider where there is one", async () => {
    const world = worldWith(
      account({ has_password: false }),
      account({ uuid: "u2", first_name: "Carl", has_password: false, oidc: true }),
    );
    world.info = { ...world.info, oidc_enabled: true, oidc_name: "Acme ID" };
    renderApp("/users", world);
    const row = async (name: RegExp) => within(await screen.findByRole("row", { name }));
    expect((await row(/^Bea Baker/)).getByText("Pending")).toBeVisible();
    expect((await row(/^Carl Baker/)).getByText("Acme ID")).toBeVisible();
    expect((await row(/^Alice Archer/)).getByText("Password")).toBeVisible();
  });

  it("does not offer to delete oneself", async () => {
    const { user } = renderApp("/users", worldWith());
    await user.click(await screen.findByRole("button", { name: "Actions for Alice Archer" }));
    expect(await screen.findByRole("menuitem", { name: "Send reset link" })).toBeVisible();
    expect(screen.queryByRole("menuitem", { name: "Delete" })).not.toBeInTheDocument();
  });

  it("is not for others, who are told so and see no way there", async () => {
    const world = worldWith();
    world.session = { user: { ...alice, admin: false }, remembered: false, two_factor_required: false };
    const { api } = renderApp("/users", world);
    expect(await screen.findByText("This is not for your account")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Users" })).not.toBeInTheDocument();
    expect(api.calls.some(({ path }) => path === "/users")).toBe(false);
  });

  it("says that it could not be read", async () => {
    const { api } = renderApp("/users", worldWith());
    api.overrides.set("GET /users", () => problem(500, "internal", "We made a mistake."));
    expect(await screen.findByText("Users could not be loaded")).toBeVisible();
    expect(screen.getByText("We made a mistake.")).toBeVisible();
  });
});

describe("a new user", () => {
  it("gets a link to choose a password, and organizations", async () => {
    const { api, user, where } = renderApp("/users/new", worldWith());
    await identify(user);
    await user.click(screen.getByRole("combobox", { name: "Organizations" }));
    await user.click(await screen.findByRole("option", { name: "Globex" }));
    await user.click(screen.getByRole("button", { name: "Create user" }));
    expect(await screen.findByText("A link is on its way to bea@acme.example")).toBeVisible();
    expect(where()).toBe("/users/u-1");
    const [made, mailed] = calls(api, "POST");
    expect(made?.body).toMatchObject({ first_name: "Bea", admin: false, organization_ids: ["o2"] });
    expect(made?.body).toHaveProperty("password", expect.stringMatching(/^[0-9a-f]{64}$/));
    expect(mailed?.path).toBe("/users/u-1/send_reset");
  });

  it("may get a password at once, and the administrator's right, which needs no organizations", async () => {
    const { api, user } = renderApp("/users/new", worldWith());
    await identify(user);
    await user.click(screen.getByRole("radio", { name: "Set a password now" }));
    await user.click(screen.getByRole("checkbox", { name: "Administrator of this installation" }));
    expect(screen.queryByRole("combobox", { name: "Organizations" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Create user" }));
    expect(await screen.findByText("Enter a password")).toBeVisible();
    await user.type(screen.getByLabelText("New password"), "long enough");
    await user.type(screen.getByLabelText("New password again"), "long enough");
    await user.click(screen.getByRole("button", { name: "Create user" }));
    expect(await screen.findByText("Bea Baker can log in now")).toBeVisible();
    expect(calls(api, "POST")).toHaveLength(1);
    expect(calls(api, "POST")[0]?.body).toMatchObject({ password: "long enough", admin: true, organization_ids: [] });
  });

  it("has no password where only the provider lets people in", async () => {
    const world = worldWith();
    world.info = { ...world.info, oidc_enabled: true, oidc_name: "Acme ID", local_authentication_enabled: false };
    const { api, user } = renderApp("/users/new", world);
    await identify(user);
    expect(screen.queryByRole("radio")).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Create user" }));
    await waitFor(() => expect(calls(api, "POST")).toHaveLength(1));
    expect(calls(api, "POST")[0]?.body).not.toHaveProperty("password");
  });

  it("is there even when the link could not be sent, and that is said", async () => {
    const { api, user, where } = renderApp("/users/new", worldWith());
    api.overrides.set("POST /users/u-1/send_reset", () => problem(503, "unavailable", "The database is busy."));
    await identify(user);
    await user.click(screen.getByRole("button", { name: "Create user" }));
    expect(await screen.findByText("The database is busy.")).toBeVisible();
    expect(where()).toBe("/users/u-1");
  });

  it("is refused with the reason at the field", async () => {
    const { api, user } = renderApp("/users/new", worldWith());
    api.overrides.set("POST /users", () =>
      problem(422, "invalid", "Some fields are not valid.", [
        { field: "/email_address", code: "taken", message: "has already been taken" },
      ]),
    );
    await identify(user);
    await user.click(screen.getByRole("button", { name: "Create user" }));
    expect(await screen.findByText("Has already been taken")).toBeVisible();
    expect(screen.getByLabelText("E-mail address")).toBeInvalid();
  });
});

describe("a user", () => {
  const { uuid, name, permalink } = organization();
  const bea = account({ organizations: [{ uuid, name, permalink, role: "support", has_all_servers: false }] });

  it("is changed, and the old address of the form leads here", async () => {
    const { api, user, where } = renderApp("/users/u1/edit", worldWith(bea));
    await waitFor(() => expect(where()).toBe("/users/u1"));
    expect(await screen.findByText(/: support, some servers/)).toBeVisible();
    await user.clear(screen.getByLabelText("Last name"));
    await user.type(screen.getByLabelText("Last name"), "Brown");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(calls(api, "PATCH")[0]?.body).toMatchObject({
      last_name: "Brown",
      admin: false,
      organization_ids: [organization().uuid],
    });
  });

  it("cannot take the administrator's right from oneself", async () => {
    const { api, user } = renderApp(`/users/${self.uuid}`, worldWith());
    expect(await screen.findByRole("checkbox", { name: "Administrator of this installation" })).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Delete user" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved")).toBeVisible();
    expect(calls(api, "PATCH")[0]?.body).not.toHaveProperty("admin");
  });

  it("is sent a link, logged out and deleted", async () => {
    const { api, user, where } = renderApp("/users/u1", worldWith(bea));
    await user.click(await screen.findByRole("button", { name: "Send reset link" }));
    expect(await screen.findByText("A link to a new password is on its way to bea@acme.example")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "End sessions" }));
    const ending = within(await screen.findByRole("dialog", { name: "End all sessions of Bea Baker?" }));
    await user.click(ending.getByRole("button", { name: "End sessions" }));
    expect(await screen.findByText("Bea Baker is logged out everywhere")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Delete user" }));
    const deleting = within(await screen.findByRole("dialog", { name: "Delete Bea Baker?" }));
    await user.click(deleting.getByRole("button", { name: "Delete user" }));
    await waitFor(() => expect(where()).toBe("/users"));
    expect(await screen.findByRole("table", { name: "Users" })).toBeVisible();
    expect(screen.queryByRole("link", { name: "Bea Baker" })).not.toBeInTheDocument();
    expect(calls(api, "POST").map(({ path }) => path)).toEqual(["/users/u1/send_reset", "/users/u1/end_sessions"]);
  });

  it("who has lost the second factor gets in without it, after a question", async () => {
    const { api, user } = renderApp("/users/u1", worldWith(account({ two_factor: true })));
    expect(await screen.findByText("Set up")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Reset second factor" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Reset the second factor of Bea Baker?" }));
    expect(calls(api, "POST")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Reset second factor" }));
    expect(await screen.findByText("Bea Baker logs in without a code now")).toBeVisible();
    expect(calls(api, "POST").map(({ path }) => path)).toEqual(["/users/u1/reset_two_factor"]);
    await waitFor(() => expect(screen.queryByRole("button", { name: "Reset second factor" })).not.toBeInTheDocument());
  });

  it("without a second factor has none to reset", async () => {
    renderApp("/users/u1", worldWith(bea));
    expect(await screen.findByRole("button", { name: "End sessions" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Reset second factor" })).not.toBeInTheDocument();
  });

  it("who does not exist is not found", async () => {
    renderApp("/users/none", worldWith());
    expect(await screen.findByText("There is nothing here")).toBeVisible();
  });
});
