import { expect, it } from "vitest";
import { blankRoute, draftText, type RouteValues, withDraft, withEndpoint } from "./draft";

const values: RouteValues = {
  ...blankRoute,
  name: "a&b",
  domain: "d1",
  spam_mode: "Fail",
  additional_endpoints: ["HTTPEndpoint#2", "HTTPEndpoint#3"],
};

it("keeps a form in an address", () => {
  expect(withDraft(blankRoute, new URLSearchParams(draftText(values)))).toEqual(values);
  expect(withDraft(values, new URLSearchParams())).toEqual(values);
  // What was cleared stays cleared.
  expect(withDraft(values, new URLSearchParams(draftText(blankRoute)))).toEqual(blankRoute);
});

it("ignores what no form can have", () => {
  const draft = withDraft(blankRoute, new URLSearchParams("mode=Explode&spam_mode=&name=sales"));
  expect(draft).toEqual({ ...blankRoute, name: "sales" });
});

it("chooses a new endpoint, or adds it to the one that is chosen", () => {
  const first = withEndpoint(`/routes/new?${draftText(values)}`, "HTTPEndpoint#9");
  expect(withDraft(blankRoute, new URLSearchParams(first.split("?")[1]))).toEqual({
    ...values,
    endpoint: "HTTPEndpoint#9",
  });
  const second = withEndpoint(first, "SMTPEndpoint#8");
  expect(withDraft(blankRoute, new URLSearchParams(second.split("?")[1])).additional_endpoints).toEqual([
    "HTTPEndpoint#2",
    "HTTPEndpoint#3",
    "SMTPEndpoint#8",
  ]);
});
