import { expect, it } from "vitest";
import { signedFields } from "./signed";

it("collects what the signatures cover, however they are folded", () => {
  const fields = [
    { name: "DKIM-Signature", values: ["v=1; bh=h=x; h=From:To:\r\n\t Subject; b=abc", "v=1; h = message-id ; b=d"] },
    { name: "From", values: ["a@x.example"] },
  ];
  expect([...signedFields(fields)]).toEqual(["from", "to", "subject", "message-id"]);
});

it("knows that an unsigned message has no signed fields", () => {
  expect(signedFields([{ name: "subject", values: ["h=from;"] }]).size).toBe(0);
});
