import { expect, it } from "vitest";
import { reasonText } from "./reasons";
import { proofsOf } from "./verification";

const verification = {
  ip: "192.0.2.1",
  iprev: "pass",
  reverse_name: "mx.shop.example",
  spf: "softfail",
  spf_domain: "shop.example",
  spf_identity: "mailfrom",
  dkim: "pass",
  dkim_signatures: [
    { result: "pass", domain: "shop.example", selector: "s1", prefix: "AbC+/123" },
    { result: "fail", domain: "list.example", selector: "x", prefix: "ZZ", reason: "the body was changed" },
  ],
  dmarc: "fail",
  from_domain: "shop.example",
  dmarc_policy: "reject",
  dmarc_disposition: "reject",
  arc: "none",
  arc_sealers: [],
};

it("says in sentences what proves the sender", () => {
  expect(proofsOf(verification).map(({ name, result, tone, text }) => [name, result, tone, text])).toEqual([
    ["SPF", "softfail", "amber", "shop.example says that 192.0.2.1 probably does not send its mail."],
    [
      "DKIM",
      "pass",
      "green",
      "The signature of shop.example is good. The signature of list.example is not good: the body was changed.",
    ],
    [
      "DMARC",
      "fail",
      "red",
      "From is not proven: shop.example does not stand behind this message, and asks to refuse such mail.",
    ],
    ["ARC", "none", "grey", "No forwarder left a note."],
    ["Reverse DNS", "pass", "green", "192.0.2.1 is mx.shop.example."],
  ]);
});

it.each([null, undefined, "none", [], {}])("says nothing about %j", (value) => {
  expect(proofsOf(value)).toEqual([]);
});

it("shows a result that it cannot explain rather than nothing", () => {
  expect(proofsOf({ spf: "temperror" })).toEqual([
    { name: "SPF", result: "temperror", tone: "blue", text: "DNS did not answer, so that nothing is known." },
  ]);
});

it("puts classes of failures into words, new ones too", () => {
  expect(reasonText("invalid_recipient")).toBe("no such mailbox");
  expect(reasonText("sun_flare")).toBe("sun flare");
  expect(reasonText("unknown")).toBeNull();
  expect(reasonText(undefined)).toBeNull();
});
