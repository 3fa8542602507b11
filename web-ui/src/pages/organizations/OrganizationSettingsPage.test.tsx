import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld, organization } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp } from "../../../test/renderApp";

function worldOf(isAdministrator: boolean) {
  const world = emptyWorld();
  world.session = { user: { ...alice, admin: isAdministrator }, remembered: false, two_factor_required: false };
  world.organizations = [organization({ role: isAdministrator ? "owner" : "developer", owner: alice })];
  return world;
}

const sent = (api: ReturnType<typeof renderApp>["api"], method: string, path: string) =>
  api.calls.find((call) => call.method === method && call.path === path)?.body;

it("suspends with a reason that the list of servers shows, and lifts it again", async () => {
  const { api, user } = renderApp("/org/acme/settings", worldOf(true));
  await user.click(await screen.findByRole("button", { name: "Suspend organization" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Suspend Acme?" }));
  await user.type(dialog.getByLabelText("Reason"), "Unpaid bills");
  await user.click(dialog.getByRole("button", { name: "Suspend organization" }));
  expect(await screen.findByText("Acme has been suspended")).toBeVisible();
  expect(sent(api, "POST", "/organizations/acme/suspend")).toEqual({ reason: "Unpaid bills" });
  expect(await screen.findByText("Suspended: Unpaid bills")).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Servers" }));
  expect(await screen.findByText(/^Unpaid bills None of its servers/)).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await user.click(await screen.findByRole("button", { name: "Lift suspension" }));
  expect(await screen.findByText("Acme works again")).toBeVisible();
  expect(await screen.findByRole("button", { name: "Suspend organization" })).toBeVisible();
});

it("deletes only when the name has been typed", async () => {
  const { api, user, where } = renderApp("/org/acme/settings", worldOf(true));
  api.overrides.set("DELETE /organizations/acme", () => undefined);
  await user.click(await screen.findByRole("button", { name: "Delete organization" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete Acme?" }));
  expect(dialog.getByRole("button", { name: "Delete organization" })).toBeDisabled();
  await user.type(dialog.getByLabelText("Type “Acme” to confirm"), "acme");
  await user.click(dialog.getByRole("button", { name: "Delete organization" }));
  await waitFor(() => expect(where()).toBe("/?all"));
  expect(sent(api, "DELETE", "/organizations/acme")).toEqual({ confirm: "Acme" });
});

it("gives the organization another owner, who must be a user", async () => {
  const { api, user } = renderApp("/org/acme/settings", worldOf(true));
  await user.click(await screen.findByRole("button", { name: "Change owner" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change the owner of Acme" }));
  api.overrides.set("POST /organizations/acme/set_owner", () =>
    problem(422, "invalid", "Some fields are not valid.", [
      { field: "/user", code: "inclusion", message: "is not a user" },
    ]),
  );
  await user.type(dialog.getByLabelText("E-mail address of the new owner"), "bea@acme.example");
  await user.click(dialog.getByRole("button", { name: "Change owner" }));
  expect(await dialog.findByText("Is not a user")).toBeVisible();
  api.overrides.clear();
  await user.click(dialog.getByRole("button", { name: "Change owner" }));
  expect(await screen.findByText("Acme has another owner")).toBeVisible();
});

it("shows members who owns it, and nothing that administrators do", async () => {
  renderApp("/org/acme/settings", worldOf(false));
  const owner = within(await screen.findByRole("region", { name: "Owner" }));
  expect(owner.getByText("Alice Archer")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Change owner" })).not.toBeInTheDocument();
  expect(screen.queryByRole("region", { name: "Danger zone" })).not.toBeInTheDocument();
});
