import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

const path = "/organizations/acme/servers/app";

it("sends an emptied limit as null, which means none", async () => {
  const { api, user } = renderApp(`${serverUrl}/edit`);
  const section = within(await screen.findByRole("region", { name: "Limits and storage" }));
  await user.clear(section.getByLabelText("Keep messages"));
  await user.click(section.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeVisible();
  const call = api.calls.find(({ method }) => method === "PATCH");
  expect(call?.path).toBe(path);
  expect(call?.body).toMatchObject({ message_retention_days: null, raw_message_retention_days: 30, send_limit: null });
});

it("does not show administrators' settings to members", async () => {
  const world = emptyWorld();
  world.session = { user: { ...alice, admin: false }, remembered: false, two_factor_required: false };
  renderApp(`${serverUrl}/edit`, world);
  expect(await screen.findByRole("region", { name: "General" })).toBeVisible();
  expect(screen.queryByRole("region", { name: "Limits and storage" })).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Suspend server" })).not.toBeInTheDocument();
});

it("deletes a server only when its name has been typed", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/edit`);
  api.overrides.set(`DELETE ${path}`, () => {
    api.world.servers = [];
    return undefined;
  });
  await user.click(await screen.findByRole("button", { name: "Delete server" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete app?" }));
  expect(dialog.getByRole("button", { name: "Delete server" })).toBeDisabled();
  await user.type(dialog.getByLabelText("Type “app” to confirm"), "App ");
  await user.click(dialog.getByRole("button", { name: "Delete server" }));
  expect(await screen.findByText("No mail server yet")).toBeVisible();
  expect(where()).toBe("/org/acme");
  expect(api.calls.find(({ method }) => method === "DELETE")?.body).toEqual({ confirm: "app" });
});

it("says how failures suppress, and clears what is the installation's to say", async () => {
  const world = emptyWorld();
  world.servers = world.servers.map((known) => ({ ...known, suppression_days: 14 }));
  const { api, user } = renderApp(`${serverUrl}/edit`, world);
  const section = within(await screen.findByRole("region", { name: "Suppressions" }));
  expect(section.getByLabelText("For")).toHaveValue("14 days");
  expect(section.queryByLabelText("At most")).not.toBeInTheDocument();
  await user.clear(section.getByLabelText("For"));
  await user.clear(section.getByLabelText("After"));
  await user.type(section.getByLabelText("After"), "3");
  await user.clear(section.getByLabelText("Each time longer by"));
  await user.type(section.getByLabelText("Each time longer by"), "2");
  await user.type(section.getByLabelText("At most"), "90");
  await user.click(section.getByRole("button", { name: "Save" }));
  expect(await section.findByText("Saved")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toEqual({
    suppression_enabled: true,
    suppression_failures: 3,
    suppression_window_hours: 24,
    suppression_growth_factor: 2,
    suppression_days: null,
    suppression_max_days: 90,
  });
});

it("switches the list of a server off, and hides what then means nothing", async () => {
  const { api, user } = renderApp(`${serverUrl}/edit`);
  const section = within(await screen.findByRole("region", { name: "Suppressions" }));
  await user.click(section.getByRole("checkbox", { name: "Use the suppression list of this server" }));
  expect(section.queryByLabelText("After")).not.toBeInTheDocument();
  await user.click(section.getByRole("button", { name: "Save" }));
  expect(await section.findByText("Saved")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toMatchObject({ suppression_enabled: false });
});
