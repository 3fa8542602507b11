import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, credential, emptyWorld } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

it("makes a new key and says how long the one before works", async () => {
  const world = emptyWorld();
  world.credentials = [credential({ uuid: "c-9", name: "Shop", type: "API" })];
  const { api, user } = renderApp(`${serverUrl}/credentials/c-9`, world);
  api.overrides.set("POST /organizations/acme/servers/app/credentials/c-9/rotate", () => ({
    key: "NewKeyNewKeyNewKeyNewKey",
    uuid: "c-9",
    type: "API",
    name: "Shop",
    key_prefix: "NewK",
    previous_key_until: at(24 * 60),
  }));
  await user.click(await screen.findByRole("button", { name: "Make a new key" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Make a new key for Shop?" }));
  await user.click(dialog.getByRole("button", { name: "Make new key" }));
  expect(await screen.findByText("NewKeyNewKeyNewKeyNewKey")).toBeVisible();
  expect(screen.getByText(/The key before ends/)).toBeVisible();
});
