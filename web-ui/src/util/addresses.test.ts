import { expect, test } from "vitest";
import { addAddresses } from "./addresses";

test.each([
  ["one address", [], "a@x.example", ["a@x.example"]],
  [
    "several, however they are separated",
    [],
    "a@x.example, b@x.example;c@x.example\nd@x.example",
    ["a@x.example", "b@x.example", "c@x.example", "d@x.example"],
  ],
  [
    "one that is there already, in other letters",
    ["A@x.example"],
    "a@X.example b@x.example",
    ["A@x.example", "b@x.example"],
  ],
  ["the same one twice", [], "a@x.example A@x.example", ["a@x.example"]],
  ["nothing but separators", ["a@x.example"], " ,; ", ["a@x.example"]],
])("adds %s", (_, present, typed, expected) => {
  expect(addAddresses(present, typed)).toEqual(expected);
});
