import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { notify } from "./overlays";
import { Overlays } from "./Overlays";

it("says what was done, and can be closed, by a button with a name", async () => {
  render(
    <MantineProvider env="test">
      <Overlays />
    </MantineProvider>,
  );
  notify({ message: "Acme works again" });
  expect(await screen.findByText("Acme works again")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByText("Acme works again")).not.toBeInTheDocument());
});
