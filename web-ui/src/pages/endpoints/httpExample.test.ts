import { expect, it } from "vitest";
import { httpExample } from "./httpExample";

const shape = { format: "Hash", encoding: "BodyAsJSON", strip_replies: false, include_attachments: true } as const;

it("shows JSON with the parts of the message and its attachments", () => {
  const example: unknown = JSON.parse(httpExample(shape));
  expect(example).toMatchObject({ rcpt_to: "help@shop.example", attachments: [{ filename: "label.pdf" }] });
  expect(example).not.toHaveProperty("replies_from_plain_body");
});

it("leaves out attachments that are not wanted, and takes quoted text apart when asked", () => {
  const example: unknown = JSON.parse(httpExample({ ...shape, strip_replies: true, include_attachments: false }));
  expect(example).toMatchObject({ plain_body: "Thanks, it has arrived!" });
  expect(example).toHaveProperty("replies_from_plain_body");
  expect(example).not.toHaveProperty("attachments");
});

it("shows the whole message as base64", () => {
  const example: unknown = JSON.parse(httpExample({ ...shape, format: "RawMessage" }));
  expect(example).toMatchObject({ base64: true, size: 1822 });
  expect(example).not.toHaveProperty("plain_body");
});

it("writes form fields one per line, and those without a value as their names alone", () => {
  const lines = httpExample({ ...shape, encoding: "FormData" }).split("\n");
  expect(lines).toContain("rcpt_to=help@shop.example");
  expect(lines).toContain("cc");
  expect(lines).toContain("attachments[0][filename]=label.pdf");
});
