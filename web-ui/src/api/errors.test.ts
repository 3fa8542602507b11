import { describe, expect, it } from "vitest";
import { ApiError, readProblem } from "./errors";

describe("a problem", () => {
  it("brings its fields with the names that forms use", () => {
    const problem = readProblem({
      message: "The domain is not valid.",
      code: "Invalid",
      fields: [{ field: "/name", code: "taken", message: "is already added" }],
    });
    expect(problem).toEqual({
      code: "Invalid",
      message: "The domain is not valid.",
      fields: [{ field: "name", message: "Is already added" }],
    });
  });

  it("falls back to detail and title", () => {
    expect(readProblem({ title: "Gone" })?.message).toBe("Gone");
    expect(readProblem({ title: "Gone", detail: "Deleted yesterday." })?.message).toBe("Deleted yesterday.");
  });

  it("is none when the body is something else", () => {
    expect([readProblem("<html>"), readProblem(null), readProblem({ a: 1 })]).toEqual([null, null, null]);
  });

  it("says in words what happened when the answer says nothing", () => {
    expect(new ApiError(0, null).message).toMatch(/cannot be reached/);
    expect(new ApiError(502, null).message).toMatch(/HTTP 502/);
  });
});
