import { describe, expect, it } from "vitest";
import { formatBytes, formatDuration, formatRate, plural } from "./format";
import { safeReturnTo } from "./returnTo";
import { slug } from "./slug";

describe("figures carry their unit", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1400, "1.4 kB"],
    [23_400_000, "23 MB"],
    [999_999, "1.0 MB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [180, "180 ms"],
    [1240, "1.2 s"],
    [42_000, "42 s"],
    [180_000, "3 min"],
    [7_200_000, "2 h"],
    [432_000_000, "5 d"],
  ])("%d milliseconds are %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it.each([
    [0, "0/min"],
    [0.25, "0.25/min"],
    [12.4, "12.4/min"],
    [12_345.6, "12,346/min"],
  ])("a rate of %d is %s", (rate, text) => {
    expect(formatRate(rate)).toBe(text);
  });

  it("counts one and many", () => {
    expect([plural(1, "message"), plural(1200, "message")]).toEqual(["1 message", "1,200 messages"]);
  });
});

it.each([
  ["/org/acme?x=1", "/org/acme?x=1"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  [null, "/"],
])("return_to %s leads to %s", (target, place) => {
  expect(safeReturnTo(target)).toBe(place);
});

it("proposes short names of ASCII letters, digits and single hyphens", () => {
  expect([slug("Größe 7"), slug("  My_Shop! "), slug("邮件")]).toEqual(["gro-e-7", "my-shop", ""]);
});
