import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld, route } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

const server = "/organizations/acme/servers/app";

it("says which route takes an address, and why nobody does", async () => {
  const { api, user } = renderApp(`${serverUrl}/routes`, emptyWorld());
  api.overrides.set(`GET ${server}/routes/test`, ({ query }) =>
    query.address === "sales@acme.example"
      ? { verdict: "route", is_taken: true, explanation: "The route takes it.", messages: 1, route: route() }
      : problem(422, "invalid", "Some fields are not valid."),
  );
  const field = await screen.findByLabelText("Address");
  await user.type(field, "sales@acme.example");
  await user.click(screen.getByRole("button", { name: "Try" }));
  expect(await screen.findByText("The route takes it.")).toBeVisible();
  expect(screen.getByRole("link", { name: route().description })).toBeVisible();
  await user.type(field, "x");
  await user.click(screen.getByRole("button", { name: "Try" }));
  expect(await screen.findByText("Some fields are not valid.")).toBeVisible();
});

it("receives a test message by a route and shows it", async () => {
  const world = emptyWorld();
  world.routes = [route({ uuid: "r-9", name: "sales", mode: "Accept" })];
  const { api, user, where } = renderApp(`${serverUrl}/routes/r-9`, world);
  api.overrides.set(`POST ${server}/messages/send_incoming`, () =>
    Response.json({ messages: [{ address: "sales@acme.example", message_id: 7, token: "t" }] }, { status: 202 }),
  );
  await user.click(await screen.findByRole("button", { name: "Receive a test message" }));
  expect(await screen.findByText("The test message has come in")).toBeVisible();
  expect(where()).toBe(`${serverUrl}/messages/7`);
});
