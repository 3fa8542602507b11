import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld, message } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { figures, graph, namedFigures } from "../../../test/samples";
import { knownPart, periodOf } from "../../api/statistics";
import { ceiling } from "../../ui/BarChart";
import { endOf, pointTime, rangeWords } from "./pointTime";

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
  world.providerFigures = [namedFigures({ name: "google.com", outgoing: 700 })];
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
  expect(screen.getByRole("link", { name: "client.example" })).toHaveAttribute(
    "href",
    `${serverUrl}/messages?to_domain=client.example`,
  );
  expect(await screen.findByRole("row", { name: /google\.com/ })).toHaveTextContent("700");
  expect(screen.getByRole("link", { name: "invoice" })).toHaveAttribute("href", `${serverUrl}/messages?tag=invoice`);
});

it("keeps the period in the URL and asks for it", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/statistics`, busyWorld());
  await user.click(await screen.findByRole("radio", { name: "24 hours" }));
  expect(where()).toBe(`${serverUrl}/statistics?span=24h`);
  await waitFor(() => expect(api.calls.some(({ query }) => query.period === "hour" && query.since)).toBe(true));
  await user.click(screen.getByRole("radio", { name: "12 months" }));
  await waitFor(() => expect(api.calls.some(({ query }) => query.period === "month" && !query.since)).toBe(true));
  expect(screen.getAllByText(/The last 92 days/)).toHaveLength(3);
});

it("says when there is nothing, and when something fails", async () => {
  const { api, user } = renderApp(`${serverUrl}/statistics`);
  api.overrides.set("GET /organizations/acme/servers/app/graph", () => problem(503, "Unavailable", "Try later."));
  expect(await screen.findAllByText("Nothing counted yet")).toHaveLength(3);
  expect(await screen.findByText("The chart could not be loaded")).toBeVisible();
  api.overrides.clear();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("figure", { name: "Mail per day" })).toBeVisible();
});

it("shows a day that was chosen, and leads to its messages", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/statistics`, busyWorld());
  await user.click(await screen.findByText("Show as table"));
  await user.click(screen.getByRole("button", { name: "22 Nov 2025" }));
  const chosen = "since=2025-11-22T00%3A00%3A00Z&until=2025-11-23T00%3A00%3A00.000Z";
  expect(where()).toBe(`${serverUrl}/statistics?${chosen}`);
  const conditions = "after=2025-11-22T00%3A00%3A00Z&before=2025-11-23T00%3A00%3A00.000Z";
  const link = await screen.findByRole("link", { name: "Messages of this time" });
  expect(link).toHaveAttribute("href", `${serverUrl}/messages?${conditions}`);
  await waitFor(() => expect(api.calls.findLast(({ path }) => path.endsWith("/graph"))?.query.since).toBeDefined());
  await user.click(screen.getByRole("button", { name: "Whole period" }));
  expect(where()).toBe(`${serverUrl}/statistics`);
});

it("asks for the figures of the chosen days, and leads to the messages of a domain and a tag in them", async () => {
  const since = at(-3 * 24 * 60);
  const until = at(-2 * 24 * 60);
  const range = new URLSearchParams({ since, until }).toString();
  const { api } = renderApp(`${serverUrl}/statistics?${range}`, busyWorld());
  const conditions = new URLSearchParams({ after: since, before: until }).toString();
  expect(await screen.findByRole("link", { name: "client.example" })).toHaveAttribute(
    "href",
    `${serverUrl}/messages?to_domain=client.example&${conditions}`,
  );
  expect(await screen.findByRole("link", { name: "invoice" })).toHaveAttribute(
    "href",
    `${serverUrl}/messages?tag=invoice&${conditions}`,
  );
  for (const list of ["domains", "providers", "tags"]) {
    const call = api.calls.find(({ path }) => path.endsWith(`/statistics/${list}`));
    expect(call?.query).toMatchObject({ since, until });
  }
  expect(api.calls.find(({ path }) => path.endsWith("/graph"))?.query).toEqual({ period: "hour", since, until });
});

it("lets a pointer draw over several columns", async () => {
  const world = { ...emptyWorld(), graph: graph() };
  const { where } = renderApp(`${serverUrl}/statistics`, world);
  const plot = (await screen.findByRole("figure", { name: "Mail per day" })).querySelector("svg");
  if (!plot) throw new Error("There is no plot.");
  const place = Object.assign(plot.getBoundingClientRect(), { left: 100, width: 200 });
  plot.getBoundingClientRect = () => place;
  plot.setPointerCapture = () => undefined;
  // From the second of two columns to the left, beyond the first. A pointer event is a mouse event, as far as jsdom knows.
  const point = (type: string, clientX: number) => fireEvent(plot, new MouseEvent(type, { clientX, bubbles: true }));
  point("pointerdown", 290);
  point("pointermove", 20);
  point("pointerup", 20);
  await waitFor(() => expect(where()).toContain("since=2025-11-21T00%3A00%3A00Z&until=2025-11-23"));
});

it("says when the chosen time is too long ago for figures by name", async () => {
  const { api } = renderApp(`${serverUrl}/statistics?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z`);
  expect(await screen.findByText("Too long ago for more")).toBeVisible();
  expect(api.calls.some(({ path }) => path.includes("/statistics/"))).toBe(false);
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

it("chooses points that fit a range and what is kept", () => {
  const now = Date.parse("2025-11-22T12:00:00Z");
  const range = (since: string, until: string) => ({ since: `${since}T00:00:00Z`, until: `${until}T00:00:00Z` });
  expect(periodOf(range("2025-11-20", "2025-11-22"), now)).toBe("hour");
  expect(periodOf(range("2025-01-01", "2025-01-02"), now)).toBe("day");
  expect(periodOf(range("2025-10-01", "2025-11-22"), now)).toBe("day");
  expect(periodOf(range("2025-01-01", "2025-11-22"), now)).toBe("month");
  expect(knownPart(range("2025-01-01", "2025-11-22"), now)?.since).toBe("2025-08-23T12:00:00.000Z");
  expect(knownPart(range("2025-01-01", "2025-01-02"), now)).toBeUndefined();
});

it("ends a point where the next begins, and says a range in words", () => {
  expect(endOf("2025-12-31T00:00:00Z", "day")).toBe("2026-01-01T00:00:00.000Z");
  expect(endOf("2025-01-01T00:00:00Z", "month")).toBe("2025-02-01T00:00:00.000Z");
  expect(endOf("2024-01-01T00:00:00Z", "year")).toBe("2025-01-01T00:00:00.000Z");
  expect(rangeWords("2025-11-22T00:00:00Z", "2025-11-23T00:00:00Z")).toBe("22 Nov 2025");
  expect(rangeWords("2025-11-20T00:00:00Z", "2025-11-23T00:00:00Z")).toBe("20 Nov 2025 – 22 Nov 2025");
  expect(rangeWords("2025-11-22T10:00:00Z", "2025-11-22T11:00:00Z", "UTC")).toBe("22 Nov, 10:00 – 22 Nov, 11:00");
});
