import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { AddressesInput } from "./AddressesInput";

function Field({ initial = [] }: { initial?: string[] }) {
  const [value, setValue] = useState(initial);
  return (
    <MantineProvider>
      <AddressesInput label="To" value={value} onChange={setValue} />
      <output>{value.join(" ")}</output>
    </MantineProvider>
  );
}

test("takes an address on Enter, on a separator and on leaving the field", async () => {
  render(<Field />);
  const field = screen.getByRole("textbox", { name: "To" });
  await userEvent.type(field, "a@x.example{Enter}b@x.example,c@x.example");
  expect(screen.getByRole("status")).toHaveTextContent("a@x.example b@x.example");
  await userEvent.tab();
  expect(screen.getByRole("status")).toHaveTextContent("a@x.example b@x.example c@x.example");
});

test("takes all addresses that are pasted", async () => {
  render(<Field />);
  await userEvent.click(screen.getByRole("textbox", { name: "To" }));
  await userEvent.paste("a@x.example; b@x.example\nc@x.example");
  expect(screen.getByRole("status")).toHaveTextContent("a@x.example b@x.example c@x.example");
});

test("gives addresses back by button and by Backspace", async () => {
  render(<Field initial={["a@x.example", "b@x.example", "c@x.example"]} />);
  await userEvent.click(screen.getByRole("button", { name: "Remove a@x.example" }));
  await userEvent.type(screen.getByRole("textbox", { name: "To" }), "{Backspace}");
  expect(screen.getByRole("status")).toHaveTextContent(/^b@x\.example$/);
});
