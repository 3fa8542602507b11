import { expect, it } from "vitest";
import { safeReturnTo } from "./returnTo";

it("returns to paths of this host only", () => {
  expect(safeReturnTo("/org/acme?a=b#c")).toBe("/org/acme?a=b#c");
  for (const elsewhere of [
    null,
    "",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/a\n",
  ])
    expect(safeReturnTo(elsewhere)).toBe("/");
});
