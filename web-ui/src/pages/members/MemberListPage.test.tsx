import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { alice, at, emptyWorld, organization, server } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp } from "../../../test/renderApp";
import { invitation } from "../../../test/samples";

const bea = { ...alice, uuid: "u2", first_name: "Bea", last_name: "Baker", email_address: "bea@acme.example" };

function worldOf(role: "viewer" | "admin" | "owner", isAdministrator = false) {
  const world = emptyWorld();
  world.session = { user: { ...alice, admin: isAdministrator }, remembered: false, two_factor_required: false };
  world.organizations = [organization({ role, owner: bea })];
  world.servers = [server(), server({ uuid: "s-2", name: "Shop", permalink: "shop" })];
  world.members = [
    { user: alice, role: "admin", has_all_servers: false, servers: ["shop"], created_at: at(-5) },
    { user: bea, role: "owner", has_all_servers: true, servers: [], created_at: at(-6) },
  ];
  return world;
}

const sent = (api: ReturnType<typeof renderApp>["api"], method: string, path: string) =>
  api.calls.find((call) => call.method === method && call.path === path)?.body;

describe("members", () => {
  it("are changed in a dialog and keep the servers they see", async () => {
    const { api, user } = renderApp("/org/acme/members", worldOf("admin"));
    const path = `/organizations/acme/members/${alice.uuid}`;
    api.overrides.set(`PATCH ${path}`, () => ({}));
    await user.click(await screen.findByRole("button", { name: "Actions for Alice Archer" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change role" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Change Alice Archer" }));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("The member has been changed")).toBeVisible();
    expect(sent(api, "PATCH", path)).toEqual({ role: "admin", has_all_servers: false, servers: ["shop"] });
  });

  it("who see all servers have none listed", async () => {
    const { api, user } = renderApp("/org/acme/members", worldOf("owner"));
    api.overrides.set("PATCH /organizations/acme/members/u2", () => ({}));
    await user.click(await screen.findByRole("button", { name: "Actions for Bea Baker" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change role" }));
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("The member has been changed")).toBeVisible();
    expect(sent(api, "PATCH", "/organizations/acme/members/u2")).toEqual({ role: "owner", has_all_servers: true });
  });

  it("are not offered what their role does not allow", async () => {
    renderApp("/org/acme/members", worldOf("viewer"));
    expect(await screen.findByRole("button", { name: "Invite" })).toHaveAccessibleDescription(
      "Your role here is viewer. It takes admin or more to change members.",
    );
    expect(await screen.findByText("Alice Archer")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Actions for Alice Archer" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Add a user" })).not.toBeInTheDocument();
  });

  it("above the own role cannot be touched", async () => {
    renderApp("/org/acme/members", worldOf("admin"));
    expect(await screen.findByRole("button", { name: "Actions for Alice Archer" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Actions for Bea Baker" })).not.toBeInTheDocument();
  });

  it("become owners by an administrator of the installation only", async () => {
    const { api, user } = renderApp("/org/acme/members", worldOf("owner", true));
    await user.click(await screen.findByRole("button", { name: "Actions for Alice Archer" }));
    await user.click(await screen.findByRole("menuitem", { name: "Make owner" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Make Alice Archer the owner?" }));
    await user.click(dialog.getByRole("button", { name: "Make owner" }));
    expect(await screen.findByText("Alice Archer owns Acme now")).toBeVisible();
    expect(sent(api, "POST", "/organizations/acme/set_owner")).toEqual({ user: alice.uuid });
  });

  it("are added at once when they have an account", async () => {
    const { api, user } = renderApp("/org/acme/members", worldOf("owner", true));
    api.overrides.set("POST /organizations/acme/members", () =>
      problem(422, "invalid", "Some fields are not valid.", [
        { field: "/email_address", code: "invalid", message: "is not the address of a user" },
      ]),
    );
    await user.click(await screen.findByRole("button", { name: "Add a user" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Add a user as a member" }));
    await user.type(dialog.getByLabelText("E-mail address"), "nobody@acme.example");
    await user.click(dialog.getByRole("button", { name: "Add member" }));
    expect(await dialog.findByText("Is not the address of a user")).toBeVisible();
    expect(dialog.getByLabelText("E-mail address")).toBeInvalid();
  });
});

describe("invitations", () => {
  it("are sent with a role that is not above the own, and some servers", async () => {
    const { api, user } = renderApp("/org/acme/members", worldOf("admin"));
    await user.click(await screen.findByRole("button", { name: "Invite" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Invite somebody to Acme" }));
    await user.click(dialog.getByRole("button", { name: "Send invitation" }));
    expect(await dialog.findByText("Enter an e-mail address")).toBeVisible();
    await user.type(dialog.getByLabelText("E-mail address"), " carl@client.example ");
    await user.click(dialog.getByRole("combobox", { name: "Role" }));
    expect(await screen.findByRole("option", { name: "Admin" })).toBeVisible();
    expect(screen.queryByRole("option", { name: "Owner" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("option", { name: "Support" }));
    await user.click(dialog.getByLabelText("All servers, also later ones"));
    await user.click(dialog.getByRole("combobox", { name: "Servers" }));
    await user.click(await screen.findByRole("option", { name: "Shop" }));
    await user.click(dialog.getByRole("button", { name: "Send invitation" }));
    expect(await screen.findByText("An invitation is on its way to carl@client.example")).toBeVisible();
    expect(sent(api, "POST", "/organizations/acme/invites")).toEqual({
      email_address: "carl@client.example",
      role: "support",
      has_all_servers: false,
      servers: ["shop"],
    });
    const pending = within(await screen.findByRole("region", { name: "Invitations" }));
    expect(await pending.findByText("carl@client.example")).toBeVisible();
    expect(pending.getByText("1 server")).toBeVisible();
  });

  it("that have expired are sent again", async () => {
    const world = worldOf("admin");
    world.invitations = [invitation({ expired: true })];
    const { user } = renderApp("/org/acme/members", world);
    expect(await screen.findByText("Expired")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Actions for carl@client.example" }));
    await user.click(await screen.findByRole("menuitem", { name: "Send again" }));
    expect(await screen.findByText("Another invitation is on its way to carl@client.example")).toBeVisible();
    await waitFor(() => expect(screen.queryByText("Expired")).not.toBeInTheDocument());
  });

  it("are revoked after a question", async () => {
    const world = worldOf("admin");
    world.invitations = [invitation()];
    const { user } = renderApp("/org/acme/members", world);
    await user.click(await screen.findByRole("button", { name: "Actions for carl@client.example" }));
    await user.click(await screen.findByRole("menuitem", { name: "Revoke" }));
    const dialog = within(await screen.findByRole("dialog", { name: /^Revoke the invitation/ }));
    await user.click(dialog.getByRole("button", { name: "Revoke invitation" }));
    expect(await screen.findByText("The invitation has been revoked")).toBeVisible();
    await waitFor(() => expect(screen.queryByRole("region", { name: "Invitations" })).not.toBeInTheDocument());
  });

  it("of higher roles are not sent again by lower ones", async () => {
    const world = worldOf("admin");
    world.invitations = [invitation({ role: "owner" })];
    const { user } = renderApp("/org/acme/members", world);
    await user.click(await screen.findByRole("button", { name: "Actions for carl@client.example" }));
    expect(await screen.findByRole("menuitem", { name: "Revoke" })).toBeVisible();
    expect(screen.queryByRole("menuitem", { name: "Send again" })).not.toBeInTheDocument();
  });
});
