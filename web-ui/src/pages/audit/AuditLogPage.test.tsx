import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld } from "../../../test/data";
import { renderApp } from "../../../test/renderApp";

function worldWithEntry() {
  const world = emptyWorld();
  world.audit = [
    {
      id: 7,
      created_at: at(-5),
      actor_type: "token",
      actor: "u1",
      actor_name: "Ada Admin <ada@acme.example>",
      token_name: "CI",
      ip_address: "192.0.2.1",
      request_id: "request-1",
      action: "server_update",
      object_type: "server",
      object: "s1",
      object_name: "app",
      organization: "acme",
      server: "app",
      before: { name: "old" },
      after: { name: "app" },
    },
  ];
  return world;
}

it("shows who changed what, with how it was before", async () => {
  const { user } = renderApp("/org/acme/audit", worldWithEntry());
  const row = within(await screen.findByRole("row", { name: /Server update/ }));
  expect(row.getByText("server app")).toBeVisible();
  expect(row.getByText("Ada Admin <ada@acme.example>, token CI")).toBeVisible();
  await user.click(row.getByRole("button", { name: "Details of Server update" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Server update" }));
  expect(dialog.getByRole("group", { name: "before" })).toHaveTextContent('"name": "old"');
  expect(dialog.getByRole("group", { name: "asked for" })).toHaveTextContent('"name": "app"');
  expect(dialog.getByText("request-1")).toBeVisible();
});

it("filters by what is in the address, and downloads the same", async () => {
  const { api } = renderApp("/audit?actor=ada@acme.example&action=server_update", worldWithEntry());
  const csv = await screen.findByRole("link", { name: "CSV" });
  const query = api.calls.find(({ path }) => path === "/audit-log")?.query;
  expect(query).toMatchObject({ actor: "ada@acme.example", action: "server_update" });
  expect(csv).toHaveAttribute(
    "href",
    "/api/v2/audit-log/export?format=csv&actor=ada%40acme.example&action=server_update",
  );
});

it("is in the menu: of an organization for its members, of everything for administrators", async () => {
  const { user, where } = renderApp("/org/acme/audit", worldWithEntry());
  expect(await screen.findByRole("link", { name: "Audit log" })).toHaveAttribute("href", "/org/acme/audit");
  const administration = within(await screen.findByRole("list", { name: "Administration" }));
  await user.click(administration.getByRole("link", { name: "Full audit log" }));
  await waitFor(() => expect(where()).toBe("/audit"));
});

it("of everything is for administrators only", async () => {
  const world = worldWithEntry();
  if (world.session) world.session = { ...world.session, user: { ...world.session.user, admin: false } };
  renderApp("/org/acme/audit", world);
  expect(await screen.findByRole("link", { name: "Audit log" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Full audit log" })).not.toBeInTheDocument();
});
