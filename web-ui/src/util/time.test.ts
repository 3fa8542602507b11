import { expect, it } from "vitest";
import { exactTime, relativeTime } from "./time";

const now = Date.parse("2025-11-22T12:00:00Z");

it.each([
  ["2025-11-22T11:59:50Z", "just now"],
  ["2025-11-22T11:56:00Z", "4 min ago"],
  ["2025-11-22T12:08:00Z", "in 8 min"],
  ["2025-11-22T12:00:20Z", "in 20 s"],
  ["2025-11-22T09:00:00Z", "3 h ago"],
  ["2025-11-17T12:00:00Z", "5 d ago"],
  ["2025-01-02T12:00:00Z", "2 Jan 2025"],
  ["nonsense", ""],
])("%s is shown as %s", (iso, text) => {
  expect(relativeTime(iso, now)).toBe(text);
});

it("shows exact times in the user's zone", () => {
  expect(exactTime("2025-07-01T12:00:00Z", "Europe/Berlin")).toContain("14:00:00");
});

it("shows exact times even when the browser does not know the zone", () => {
  expect(exactTime("2025-07-01T12:00:00Z", "Nowhere/Atall")).toContain("2025");
});
