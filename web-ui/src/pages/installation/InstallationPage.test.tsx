import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp } from "../../../test/renderApp";
import { figures, stats } from "../../../test/samples";

it("says what is stuck and for whom, and which processes live", async () => {
  const world = emptyWorld();
  world.stats = stats({
    total: figures({ outgoing: 5000 }),
    recent: figures({ outgoing: 200, bounces: 10 }),
    organizations: [{ permalink: "acme", servers: 2, figures: figures({ outgoing: 200 }) }],
    servers: [
      {
        uuid: "s1",
        name: "app",
        permalink: "app",
        organization: "acme",
        figures: figures({ outgoing: 200 }),
        queued: 1200,
        oldest_queued_at: at(-120),
      },
    ],
    processes: [
      { host: "mx1", pid: 12, roles: ["web", "smtp"], version: "4.0.0", started_at: at(-60), heartbeat_at: at(0) },
      { host: "mx2", pid: 13, roles: ["worker"], version: "4.0.0", started_at: at(-60), heartbeat_at: at(-5) },
    ],
  });
  const { api, user, where } = renderApp("/installation", world);
  const waiting = within(await screen.findByRole("region", { name: "Waiting now" }));
  expect(waiting.getByText("1,200")).toBeVisible();
  expect(waiting.getByText("waits in app")).toBeVisible();
  expect(screen.getByText("5.0 % of what was accepted")).toBeVisible();
  const servers = within(screen.getByRole("table", { name: "Servers" }));
  expect(servers.getByRole("link", { name: "1,200" })).toHaveAttribute("href", "/org/acme/servers/app/queue");
  const processes = within(screen.getByRole("table", { name: "Processes" }));
  expect(within(processes.getByRole("row", { name: /mx1/ })).getByText("Alive")).toBeVisible();
  expect(within(processes.getByRole("row", { name: /mx2/ })).getByText("Silent")).toBeVisible();

  await user.click(screen.getByRole("radio", { name: "7 days" }));
  expect(where()).toBe("/installation?hours=168");
  const asked = () => api.calls.filter(({ path }) => path === "/stats").map(({ query }) => query.hours);
  await waitFor(() => expect(asked()).toEqual(["24", "168"]));
  expect(await screen.findByRole("region", { name: "Waiting now" })).toBeVisible();
});

it("says what is missing on a new installation", async () => {
  renderApp("/installation");
  expect(await screen.findByText("There is no server yet.")).toBeVisible();
  expect(screen.getByText("nothing waits")).toBeVisible();
});

it("says when the figures cannot be read, and reads them again", async () => {
  const { api, user } = renderApp("/installation");
  api.overrides.set("GET /stats", () => problem(500, "internal", "We made a mistake."));
  expect(await screen.findByRole("alert")).toHaveTextContent("We made a mistake.");
  api.overrides.clear();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("There is no server yet.")).toBeVisible();
});
