import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld, httpEndpoint, organization, route } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

it("says in words where the mail of each address goes", async () => {
  const world = emptyWorld();
  world.routes = [
    route({ uuid: "r1", additional_endpoints: ["SMTPEndpoint#1", "SMTPEndpoint#2"], spam_mode: "Quarantine" }),
    route({
      uuid: "r2",
      description: "*@acme.example",
      mode: "Reject",
      endpoint: "Reject",
      endpoint_description: undefined,
      forward_address: "zZ9yY8xX@routes.acme.example",
    }),
  ];
  renderApp(`${serverUrl}/routes`, world);
  const table = within(await screen.findByRole("table", { name: "Routes" }));
  const first = table.getByRole("row", { name: /sales@acme\.example/ });
  expect(first).toHaveTextContent("Help desk (https://desk.acme.example/mail) and 2 more");
  expect(first).toHaveTextContent("Hold");
  const second = table.getByRole("row", { name: /\*@acme\.example/ });
  expect(second).toHaveTextContent("Refused");
  expect(within(second).getByRole("button", { name: "Copy forward address of *@acme.example" })).toBeVisible();
});

it("begins with an endpoint when there is none, and comes back to the route with it", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/routes`);
  expect(await screen.findByText("Where should mail go?")).toBeVisible();
  await user.click(screen.getByRole("link", { name: "New HTTP endpoint" }));
  await user.type(await screen.findByLabelText("Name"), "Help desk");
  await user.type(screen.getByLabelText("URL"), "https://desk.acme.example/mail");
  await user.click(screen.getByRole("button", { name: "Create endpoint" }));

  expect(await screen.findByRole("heading", { level: 1, name: "New route" })).toBeVisible();
  expect(where()).toBe(`${serverUrl}/routes/new?mode=Endpoint&endpoint=HTTPEndpoint%23e-1`);
  expect(await screen.findByRole("combobox", { name: "Endpoint" })).toHaveValue(
    "Help desk (https://desk.acme.example/mail)",
  );
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({
    name: "Help desk",
    url: "https://desk.acme.example/mail",
    format: "Hash",
    encoding: "BodyAsJSON",
    strip_replies: false,
    include_attachments: true,
    timeout: 5,
  });
});

it("goes straight to the route when there is an endpoint", async () => {
  const world = emptyWorld();
  world.httpEndpoints = [httpEndpoint()];
  renderApp(`${serverUrl}/routes`, world);
  expect(await screen.findByText("No route yet")).toBeVisible();
  expect(screen.queryByRole("link", { name: "New HTTP endpoint" })).not.toBeInTheDocument();
});

it("tells a viewer who may make routes", async () => {
  const world = emptyWorld();
  world.organizations = [organization({ role: "viewer" })];
  world.routes = [route()];
  renderApp(`${serverUrl}/routes`, world);
  expect(await screen.findByRole("link", { name: /sales@acme\.example/ })).toBeVisible();
  expect(screen.getByRole("button", { name: "New route" })).toHaveAccessibleDescription(
    "Your role here is viewer. It takes developer or more to change routes.",
  );
});

it("shows the kinds of endpoints in the menu while somebody works on routes", async () => {
  const { user } = renderApp(`${serverUrl}/queue`);
  await screen.findByRole("heading", { level: 1, name: "Queue" });
  const menu = within(screen.getByRole("navigation", { name: "Server" }));
  expect(menu.queryByRole("link", { name: "SMTP endpoints" })).not.toBeInTheDocument();
  await user.click(menu.getByRole("link", { name: "Routes" }));
  await user.click(await menu.findByRole("link", { name: "SMTP endpoints" }));
  expect(await screen.findByText("No SMTP endpoint yet")).toBeVisible();
  expect(menu.getByRole("link", { name: "Address endpoints" })).toBeVisible();
});
