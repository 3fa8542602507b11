import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyWorld, message } from "../../../test/data";
import { FakeEventSource, useFakeEventSource } from "../../../test/fakeEventSource";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { event } from "../../../test/samples";
import { withEvent } from "./EventListPage";
import { eventFilterOf } from "./filter";

beforeEach(useFakeEventSource);
afterEach(() => {
  vi.unstubAllGlobals();
});

const streamOf = (text: string) => FakeEventSource.open().find(({ url }) => url.includes(text));

it("lists what happened, with words and where it leads", async () => {
  const world = emptyWorld();
  const click = event({ id: 2, type: "message.clicked", bot: true, data: { url: "https://shop.example/" } });
  world.events = [click, event({ id: 1 })];
  renderApp(`${serverUrl}/events`, world);
  const table = await screen.findByRole("table", { name: "Events" });
  expect(table).toHaveTextContent("Link followed (machine)");
  expect(table).toHaveTextContent("https://shop.example/");
  expect(screen.getAllByRole("link", { name: "Your order" })[0]).toHaveAttribute("href", `${serverUrl}/messages/1`);
  expect(screen.getByRole("link", { name: "Export" })).toHaveAttribute(
    "href",
    "/api/v2/organizations/acme/servers/app/events/export",
  );
});

it("puts what happens on top while it is live, and asks the stream for the same conditions", async () => {
  const world = emptyWorld();
  world.events = [event({ id: 1 })];
  const { user, where } = renderApp(`${serverUrl}/events?to=bob@client.example`, world);
  await screen.findByRole("table", { name: "Events" });
  await user.click(screen.getByRole("switch", { name: "Live" }));
  expect(where()).toBe(`${serverUrl}/events?to=bob%40client.example&live=true`);
  await waitFor(() => expect(streamOf("to=bob")).toBeDefined());
  act(() => {
    streamOf("to=bob")?.connect();
  });
  const opened = event({ id: 2, type: "message.opened" });
  world.events.unshift(opened);
  act(() => {
    streamOf("to=bob")?.say(opened);
  });
  expect(await screen.findByText("Opened")).toBeVisible();
  await user.click(screen.getByRole("switch", { name: "Live" }));
  await waitFor(() => expect(streamOf("to=bob")).toBeUndefined());
});

it("reads a message again when something happens to it", async () => {
  const world = emptyWorld();
  world.messages = [message({ id: 1, status: "Pending" })];
  const { api } = renderApp(`${serverUrl}/messages/1`, world);
  expect(await screen.findByText("Pending")).toBeVisible();
  await waitFor(() => expect(streamOf("events/stream")).toBeDefined());
  act(() => {
    streamOf("events/stream")?.connect();
  });
  world.messages = [message({ id: 1, status: "Sent" })];
  act(() => {
    streamOf("events/stream")?.say(event({ id: 5 }));
  });
  expect(await screen.findByText("Sent")).toBeVisible();
  expect(api.calls.filter(({ path }) => path.endsWith("/messages/1")).length).toBeGreaterThan(1);
});

it("keeps each event once, and a page that others follow whole", () => {
  const pages = (...lengths: number[]) => ({
    pages: lengths.map((length, page) => ({
      items: Array.from({ length }, (_, index) => event({ id: 10_000 - page * 1_000 - index })),
    })),
    pageParams: [],
  });
  const known = pages(2);
  expect(withEvent(known, event({ id: 10_000 }))).toBe(known);
  expect(withEvent(pages(500), event({ id: 10_001 })).pages[0]?.items).toHaveLength(500);
  expect(withEvent(pages(500, 1), event({ id: 10_001 })).pages[0]?.items).toHaveLength(501);
});

it("reads the filter of the URL as the API wants it", () => {
  const search = new URLSearchParams("type=message.sent&type=nonsense&message=7&metadata=order:1&subject=x&live=true");
  expect(eventFilterOf(search)).toEqual({
    type: ["message.sent"],
    message: 7,
    metadata: ["order:1"],
    subject: "x",
  });
});
