import { expect, it } from "vitest";
import { denial, roles } from "./roles";

it("lets each role do what the ones before it may", () => {
  const may = (deed: Parameters<typeof denial>[1]) => roles.filter((role) => denial(role, deed) === undefined);
  expect(may("read content")).toEqual(["support", "developer", "admin", "owner"]);
  expect(may("send messages")).toEqual(["developer", "admin", "owner"]);
  expect(may("delete servers")).toEqual(["admin", "owner"]);
});

it("says who may instead", () => {
  expect(denial("viewer", "change messages")).toBe(
    "Your role here is viewer. It takes support or more to change messages.",
  );
});

it("leaves the answer to the server where the role is not known", () => {
  expect(denial(undefined, "delete servers")).toBeUndefined();
});
