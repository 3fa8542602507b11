import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld, message } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { figures, graph, namedFigures } from "../../../test/samples";
import { ceiling } from "../../ui/BarChart";
import { pointTime } from "./pointTime";

function busyWorld() {
  const world = emptyWorld();
  world.graph = graph({
    points: [{ starts_at: "2025-11-22T00:00:00Z", figures: figures({ sent: 1200, failed: 3, incoming: 40 }) }],
    total: figures({ outgoing: 1250, sent: 1200, bounces: 5, incoming: 40 }),
  });
  world.domainFigures = [
    namedFigures({ name: "client.example", outgoing: 900, bounce_rate: 0.4, median_delivery_seconds: 2 }),
    namedFigures({ outgoing: 12 }),
  ];
  world.tagFigures = [namedFigures({ name: "invoice", outgoing: 30 })];
  return world;
}

it("shows totals, the bars as a table, domains and tags", async () => {
  const { user } = renderApp(`${serverUrl}/statistics`, busyWorld());
  const totals = await screen.findByRole("region", { name: "Totals" });
  await waitFor(() => expect(totals).toHaveTextContent("1,250"));
  expect(totals).toHaveTextContent("0.4 % of what was accepted");
  await user.click(screen.getByText("Show as table"));
  const table = screen.getByRole("table", { name: "Mail per day" });
  expect(within(table).getByRole("row", { name: "22 Nov 2025 1,200 0 3 0 40" })).toBeVisible();
  const client = await screen.findByRole("row", { name: /client\.example/ });
  expect(client).toHaveTextContent("0.4 %");
  expect(client).toHaveTextContent("2.0 s");
  expect(screen.getByRole("row", { name: /All others/ })).toBeVisible();
  expect(screen.getByRole("link", { name: "invoice" })).toHaveAttribute("href", `${serverUrl}/messages?tag=invoice`);
});

it("keeps the period in the URL and asks for it", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/statistics`, busyWorld());
  await user.click(await screen.findByRole("radio", { name: "24 hours" }));
  expect(where()).toBe(`${serverUrl}/statistics?span=24h`);
  await waitFor(() => expect(api.calls.some(({ query }) => query.period === "hour" && query.since)).toBe(true));
  await user.click(screen.getByRole("radio", { name: "12 months" }));
  await waitFor(() => expect(api.calls.some(({ query }) => query.period === "month" && !query.since)).toBe(true));
  expect(screen.getAllByText(/The last 92 days/)).toHaveLength(2);
});

it("says when there is nothing, and when something fails", async () => {
  const { api, user } = renderApp(`${serverUrl}/statistics`);
  api.overrides.set("GET /organizations/acme/servers/app/graph", () => problem(503, "Unavailable", "Try later."));
  expect(await screen.findAllByText("Nothing counted yet")).toHaveLength(2);
  expect(await screen.findByText("The chart could not be loaded")).toBeVisible();
  api.overrides.clear();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("figure", { name: "Mail per day" })).toBeVisible();
});

it("has a small chart on the overview, which leads here", async () => {
  const world = busyWorld();
  world.messages = [message()];
  const { api } = renderApp(serverUrl, world);
  expect(await screen.findByRole("figure", { name: "Mail per day" })).toBeVisible();
  expect(screen.getByRole("link", { name: "All statistics" })).toHaveAttribute("href", `${serverUrl}/statistics`);
  expect(api.calls.find(({ path }) => path.endsWith("/graph"))?.search.size).toBe(0);
});

it("ends the axis at a figure that reads well", () => {
  expect([0, 3, 7, 11, 40, 60, 1200].map(ceiling)).toEqual([5, 5, 10, 20, 50, 100, 2000]);
});

it("says hours in the zone of the reader and days in UTC", () => {
  expect(pointTime("2025-11-22T00:00:00Z", "hour", "Asia/Tokyo")).toBe("22 Nov, 09:00");
  expect(pointTime("2025-11-22T00:00:00Z", "day", "America/New_York")).toBe("22 Nov 2025");
  expect(pointTime("2025-11-01T00:00:00Z", "month")).toBe("Nov 2025");
});
