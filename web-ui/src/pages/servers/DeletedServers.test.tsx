import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld } from "../../../test/data";
import { renderApp } from "../../../test/renderApp";

it("brings a deleted server back", async () => {
  const world = emptyWorld();
  const { api, user } = renderApp("/org/acme", world);
  let deleted = world.servers.map((server) => ({ ...server, uuid: "s-9", name: "Old shop", deleted_at: at(-1) }));
  api.overrides.set("GET /organizations/acme/deleted-servers", () => ({ items: deleted }));
  api.overrides.set("POST /organizations/acme/servers/s-9/restore", () => {
    const [server] = deleted;
    deleted = [];
    return server;
  });
  await user.click(await screen.findByRole("button", { name: "Restore Old shop" }));
  expect(await screen.findByText("Old shop is back")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Restore Old shop" })).not.toBeInTheDocument();
});
