import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { event } from "../../test/samples";
import { FakeEventSource, useFakeEventSource } from "../../test/fakeEventSource";
import { eventExportUrl, parametersOf } from "./events";
import { followEvents } from "./live";

const path = { org: "acme", server: "app" };

beforeEach(() => {
  useFakeEventSource();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = (state: "visible" | "hidden") => {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
};

it("follows while the page is visible, and goes on after the last event when it is seen again", () => {
  const seen: number[] = [];
  const end = followEvents(path, {}, { onEvent: ({ id }) => seen.push(id) });
  FakeEventSource.open()[0]?.connect();
  FakeEventSource.open()[0]?.say(event({ id: 7 }));
  show("hidden");
  expect(FakeEventSource.open()).toEqual([]);
  show("visible");
  expect(FakeEventSource.open()[0]?.url).toBe("/api/v2/organizations/acme/servers/app/events/stream?last_event_id=7");
  FakeEventSource.open()[0]?.say(event({ id: 8 }));
  expect(seen).toEqual([7, 8]);
  end();
  expect(FakeEventSource.open()).toEqual([]);
  show("visible");
  expect(FakeEventSource.open()).toEqual([]);
});

it("asks again for a stream that was refused, and says that nothing is live meanwhile", () => {
  const live: boolean[] = [];
  const end = followEvents(path, {}, { onEvent: () => undefined, onLive: (state) => live.push(state) });
  FakeEventSource.open()[0]?.connect();
  FakeEventSource.open()[0]?.refuse();
  expect(live.at(-1)).toBe(false);
  expect(FakeEventSource.open()).toEqual([]);
  vi.advanceTimersByTime(10_000);
  FakeEventSource.open()[0]?.connect();
  expect(live.at(-1)).toBe(true);
  end();
});

it("is not live without a network, and goes on with it", () => {
  const live: boolean[] = [];
  const end = followEvents(path, {}, { onEvent: () => undefined, onLive: (state) => live.push(state) });
  FakeEventSource.open()[0]?.connect();
  window.dispatchEvent(new Event("offline"));
  expect(live.at(-1)).toBe(false);
  expect(FakeEventSource.open()).toEqual([]);
  window.dispatchEvent(new Event("online"));
  FakeEventSource.open()[0]?.connect();
  expect(live.at(-1)).toBe(true);
  end();
  window.dispatchEvent(new Event("online"));
  expect(FakeEventSource.open()).toEqual([]);
});

it("writes lists as repeated parameters, and leaves out what is not there", () => {
  expect(String(parametersOf({ type: ["a", "b"], to: "c d", message: 3, from: undefined }))).toBe(
    "type=a&type=b&to=c+d&message=3",
  );
  expect(eventExportUrl({ org: "a b", server: "c" }, {})).toBe("/api/v2/organizations/a%20b/servers/c/events/export");
});
