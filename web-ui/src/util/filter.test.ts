import { describe, expect, it } from "vitest";
import { conditionsOf, parseConditions, withCondition, withoutCondition } from "./filter";

const keys = ["to", "status", "after"];

describe("the filter language", () => {
  it("reads pairs with and without a space after the colon", () => {
    expect(parseConditions("to:bob@client.example status: sent", keys)).toEqual({
      conditions: [
        { key: "to", value: "bob@client.example" },
        { key: "status", value: "sent" },
      ],
      rest: "",
    });
  });

  it("takes quoted values whole", () => {
    expect(parseConditions('after: "2025-11-22 10:00"', keys).conditions).toEqual([
      { key: "after", value: "2025-11-22 10:00" },
    ]);
  });

  it("lets a value go on to the next key", () => {
    expect(parseConditions("status: hold ended to: bob@client.example", keys).conditions).toEqual([
      { key: "status", value: "hold ended" },
      { key: "to", value: "bob@client.example" },
    ]);
  });

  it("takes a key inside of quotes for text", () => {
    expect(parseConditions('to: "status: x" status: sent', keys).conditions).toEqual([
      { key: "to", value: "status: x" },
      { key: "status", value: "sent" },
    ]);
  });

  it("leaves a key without a value over", () => {
    expect(parseConditions("status: sent to:", keys)).toEqual({
      conditions: [{ key: "status", value: "sent" }],
      rest: "to:",
    });
  });

  it("leaves unknown keys and text without a key over", () => {
    expect(parseConditions("hello foo:bar to: x@y.example", keys)).toEqual({
      conditions: [{ key: "to", value: "x@y.example" }],
      rest: "hello foo:bar",
    });
  });

  it("keeps several values of one key, but each only once", () => {
    const first = withCondition(new URLSearchParams(), { key: "status", value: "Sent" }, false);
    const second = withCondition(first, { key: "status", value: "Held" }, false);
    expect(withCondition(second, { key: "status", value: "Held" }, false).toString()).toBe("status=Sent&status=Held");
  });

  it("replaces the value of a key that may occur once", () => {
    const search = new URLSearchParams("to=a%40b.example");
    expect(withCondition(search, { key: "to", value: "c@d.example" }, true).toString()).toBe("to=c%40d.example");
  });

  it("removes one condition and leaves the rest of the URL", () => {
    const search = new URLSearchParams("status=Sent&status=Held&tab=x");
    expect(withoutCondition(search, { key: "status", value: "Sent" }).toString()).toBe("status=Held&tab=x");
    expect(conditionsOf(search, keys)).toHaveLength(2);
  });
});
