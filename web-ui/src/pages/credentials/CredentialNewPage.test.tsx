import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { credential, emptyWorld } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

it("shows the new key once, with ready code, and waits for the first message", async () => {
  const world = emptyWorld();
  world.credentials = [credential({ uuid: "c0" })];
  const { api, user } = renderApp(`${serverUrl}/credentials/new`, world);
  await user.type(await screen.findByLabelText("Name"), "Shop");
  await user.click(screen.getByRole("button", { name: "Create credential" }));

  expect(await screen.findByLabelText("API key")).toHaveTextContent("Ab3dEf9hKlMn0pQrStUvWxYz");
  expect(screen.getByRole("tab", { name: "curl" })).toBeVisible();
  expect(screen.getByLabelText("curl example")).toHaveTextContent("X-Server-API-Key: Ab3dEf9hKlMn0pQrStUvWxYz");
  expect(await screen.findByText("Waiting for your first message…")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({ type: "API", name: "Shop", hold: false });
});

it("asks for a network only when clients are known by their address", async () => {
  const { user } = renderApp(`${serverUrl}/credentials/new`);
  expect(await screen.findByLabelText("Name")).toBeVisible();
  expect(screen.queryByLabelText("Address or network")).not.toBeInTheDocument();
  await user.click(screen.getByRole("radio", { name: "SMTP by address" }));
  expect(screen.getByLabelText("Address or network")).toBeVisible();
});

it("deletes a credential after saying what stops", async () => {
  const world = emptyWorld();
  world.credentials = [credential({ uuid: "c0", name: "Shop" })];
  const { user, where } = renderApp(`${serverUrl}/credentials/c0`, world);
  await user.click(await screen.findByRole("button", { name: "Delete credential" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete Shop?" });
  expect(dialog).toHaveTextContent("can no longer send");
  await user.click(within(dialog).getByRole("button", { name: "Delete credential" }));
  expect(await screen.findByText("No credential yet")).toBeVisible();
  expect(where()).toBe(`${serverUrl}/credentials`);
});
