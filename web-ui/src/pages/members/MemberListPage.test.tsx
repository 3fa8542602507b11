import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, at, emptyWorld, organization, server } from "../../../test/data";
import { renderApp } from "../../../test/renderApp";

function worldOf(role: "viewer" | "admin") {
  const world = emptyWorld();
  world.organizations = [organization({ role })];
  world.servers = [server(), server({ uuid: "s-2", name: "Shop", permalink: "shop" })];
  world.members = [{ user: alice, role: "admin", has_all_servers: false, servers: ["shop"], created_at: at(-5) }];
  return world;
}

it("changes a member in a dialog and keeps the servers they see", async () => {
  const { api, user } = renderApp("/org/acme/members", worldOf("admin"));
  const path = `/organizations/acme/members/${alice.uuid}`;
  api.overrides.set(`PATCH ${path}`, () => ({}));
  await user.click(await screen.findByRole("button", { name: "Actions for Alice Archer" }));
  await user.click(await screen.findByRole("menuitem", { name: "Change role" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change Alice Archer" }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("The member has been changed")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toEqual({
    role: "admin",
    has_all_servers: false,
    servers: ["shop"],
  });
});

it("offers nothing that the role does not allow", async () => {
  renderApp("/org/acme/members", worldOf("viewer"));
  expect(await screen.findByRole("button", { name: "Add member" })).toHaveAccessibleDescription(
    "Your role here is viewer. It takes admin or more to change members.",
  );
  expect(await screen.findByText("Alice Archer")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Actions for Alice Archer" })).not.toBeInTheDocument();
});
