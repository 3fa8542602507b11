import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld } from "../../../test/data";
import { recoveryCodes } from "../../../test/fakeAccounts";
import { renderApp } from "../../../test/renderApp";

const section = async () => within(await screen.findByRole("region", { name: "Second factor" }));

it("sets up a second factor with password, picture and code, and shows the recovery codes once", async () => {
  const { api, user } = renderApp("/settings");
  const part = await section();
  await user.click(await part.findByRole("button", { name: "Set up" }));
  await user.type(part.getByLabelText("Your password"), "secret secret");
  await user.click(part.getByRole("button", { name: "Go on" }));

  expect(await part.findByRole("img", { name: "QR code for the app" })).toHaveAttribute(
    "src",
    expect.stringContaining("data:image/svg+xml"),
  );
  expect(part.getByText("JBSWY3DPEHPK3PXP")).toBeVisible();
  await user.type(part.getByLabelText("Code"), "000000");
  await user.click(part.getByRole("button", { name: "Confirm" }));
  expect(await part.findByText("Is not the code of this moment")).toBeVisible();
  await user.clear(part.getByLabelText("Code"));
  await user.type(part.getByLabelText("Code"), "123456");
  await user.click(part.getByRole("button", { name: "Confirm" }));

  const codes = await part.findByRole("group", { name: "recovery codes" });
  for (const code of recoveryCodes) expect(codes).toHaveTextContent(code);
  expect(part.getByRole("link", { name: "Download" })).toHaveAttribute("download", "postal-recovery-codes.txt");
  await user.click(part.getByRole("button", { name: "I have kept them" }));
  expect(await part.findByText(/10 recovery codes are left/)).toBeVisible();
  expect(part.queryByText(recoveryCodes[0] ?? "")).toBeNull();
  const enrolled = api.calls.find(({ method, path }) => method === "POST" && path === "/me/two-factor");
  expect(enrolled?.body).toEqual({ current_password: "secret secret" });
});

it("makes new recovery codes and switches it off, with the password", async () => {
  const world = emptyWorld();
  world.twoFactor = { enabled: true, recovery_codes_left: 1, required: false };
  const { user } = renderApp("/settings", world);
  const part = await section();
  expect(await part.findByText(/One recovery code is left/)).toBeVisible();
  await user.click(part.getByRole("button", { name: "New recovery codes" }));
  await user.type(part.getByLabelText("Your password"), "secret secret");
  await user.click(part.getByRole("button", { name: "Make new codes" }));
  await user.click(await part.findByRole("button", { name: "I have kept them" }));
  await user.click(await part.findByRole("button", { name: "Switch off" }));
  await user.type(part.getByLabelText("Your password"), "secret secret");
  await user.click(part.getByRole("button", { name: "Switch off" }));
  expect(await part.findByRole("button", { name: "Set up" })).toBeVisible();
});

it("leads to nothing else while the installation asks for one", async () => {
  const world = emptyWorld();
  if (world.session) world.session = { ...world.session, two_factor_required: true };
  world.twoFactor = { ...world.twoFactor, required: true };
  const { where } = renderApp("/org/acme", world);
  const part = await section();
  expect(await part.findByText(/This installation asks for a second factor/)).toBeVisible();
  expect(where()).toBe("/settings");
  expect(screen.queryByRole("region", { name: "API tokens" })).toBeNull();
});
