import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { addressEndpoint, domain, emptyWorld, httpEndpoint, route } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

function worldWithDomain() {
  const world = emptyWorld();
  world.domains = [
    domain({ uuid: "d1", name: "acme.example", verified_at: "2025-01-01T00:00:00Z" }),
    domain({ uuid: "d2", name: "new.example" }),
  ];
  world.httpEndpoints = [
    httpEndpoint({ uuid: "h1" }),
    httpEndpoint({ uuid: "h2", description: "Archive (https://archive.example/)" }),
  ];
  world.addressEndpoints = [addressEndpoint({ uuid: "a1" })];
  return world;
}

const created = `POST /organizations/acme/servers/app/routes`;

it("makes a route to an endpoint", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/routes/new`, worldWithDomain());
  await user.type(await screen.findByLabelText("Name"), "sales");
  expect(screen.getByText("The part before the @. Mail for sales+anything comes here, too.")).toBeVisible();
  await user.click(screen.getByRole("combobox", { name: "Domain" }));
  expect(screen.queryByRole("option", { name: "new.example" })).not.toBeInTheDocument();
  await user.click(await screen.findByRole("option", { name: "acme.example" }));
  await user.click(screen.getByRole("combobox", { name: "Endpoint" }));
  await user.click(await screen.findByRole("option", { name: /Help desk/ }));
  await user.click(screen.getByRole("button", { name: "Create route" }));
  expect(await screen.findByText("sales@acme.example has been created")).toBeVisible();
  await waitFor(() => expect(where()).toBe(`${serverUrl}/routes`));
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({
    name: "sales",
    domain: "d1",
    endpoint: "HTTPEndpoint#h1",
    additional_endpoints: [],
    spam_mode: "Mark",
    threat_mode: "Mark",
    dmarc_mode: "Mark",
  });
});

it("says why a domain cannot be chosen", async () => {
  renderApp(`${serverUrl}/routes/new`, worldWithDomain());
  expect(await screen.findByText(/new\.example cannot be chosen yet: ownership is not proven/)).toBeVisible();
  expect(screen.getByRole("link", { name: "See its records" })).toHaveAttribute("href", `${serverUrl}/domains/d2`);
});

it("puts what the API says at the fields", async () => {
  const { api, user } = renderApp(`${serverUrl}/routes/new?name=sales`, worldWithDomain());
  api.overrides.set(created, () =>
    problem(422, "Invalid", "The route is not valid.", [
      { field: "/name", code: "taken", message: "is already in use" },
      { field: "/domain", code: "blank", message: "can't be blank" },
      { field: "/endpoint", code: "blank", message: "must be chosen" },
    ]),
  );
  await user.click(await screen.findByRole("button", { name: "Create route" }));
  expect(await screen.findByText("3 fields need your attention.")).toBeVisible();
  expect(screen.getByLabelText("Name")).toBeInvalid();
  expect(screen.getByRole("combobox", { name: "Domain" })).toBeInvalid();
  expect(screen.getByText("Must be chosen")).toBeVisible();
});

it("needs no endpoint for mail that is stored, held, returned or refused", async () => {
  const { api, user } = renderApp(`${serverUrl}/routes/new?name=sales&domain=d1`, worldWithDomain());
  await user.click(await screen.findByRole("radio", { name: "Hold" }));
  expect(screen.queryByRole("combobox", { name: "Endpoint" })).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Create route" }));
  expect(await screen.findByText("sales@acme.example has been created")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "POST")?.body).toMatchObject({
    endpoint: "Hold",
    additional_endpoints: [],
  });
});

it("offers further endpoints, and only HTTP ones to a route for everything else", async () => {
  const { user } = renderApp(`${serverUrl}/routes/new?endpoint=HTTPEndpoint%23h1`, worldWithDomain());
  await user.click(await screen.findByRole("combobox", { name: "Further endpoints" }));
  expect(await screen.findByRole("option", { name: "boss@home.example" })).toBeVisible();
  expect(screen.queryByRole("option", { name: /Help desk/ })).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Everything else (*)" }));
  await user.click(screen.getByRole("combobox", { name: "Further endpoints" }));
  expect(await screen.findByRole("option", { name: /Archive/ })).toBeVisible();
  expect(screen.queryByRole("option", { name: "boss@home.example" })).not.toBeInTheDocument();
});

it("asks for no domain of the return path, and sends none", async () => {
  const { api, user } = renderApp(`${serverUrl}/routes/new?domain=d1&endpoint=HTTPEndpoint%23h1`, worldWithDomain());
  await user.click(await screen.findByRole("button", { name: "Return path" }));
  expect(screen.queryByRole("combobox", { name: "Domain" })).not.toBeInTheDocument();
  expect(screen.getByRole("radio", { name: "Reject" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Create route" }));
  await screen.findByText(/has been created/);
  expect(api.calls.find(({ method }) => method === "POST")?.body).toMatchObject({
    name: "__returnpath__",
    domain: null,
    endpoint: "HTTPEndpoint#h1",
  });
});

it("keeps what is typed while an endpoint is made", async () => {
  const { user, where } = renderApp(`${serverUrl}/routes/new`, worldWithDomain());
  await user.type(await screen.findByLabelText("Name"), "support");
  await user.click(screen.getByRole("button", { name: "New address endpoint" }));
  await user.type(await screen.findByLabelText("Address"), "ann@home.example");
  await user.click(screen.getByRole("button", { name: "Create endpoint" }));
  expect(await screen.findByLabelText("Name")).toHaveValue("support");
  expect(new URLSearchParams(where().split("?")[1]).get("endpoint")).toMatch(/^AddressEndpoint#/);
});

it("does not follow a link to elsewhere after an endpoint is made", async () => {
  const elsewhere = encodeURIComponent("/org/other/servers/app/routes/new");
  const { user, where } = renderApp(`${serverUrl}/address_endpoints/new?return_to=${elsewhere}`, worldWithDomain());
  await user.type(await screen.findByLabelText("Address"), "ann@home.example");
  await user.click(screen.getByRole("button", { name: "Create endpoint" }));
  expect(await screen.findByText(/has been created/)).toBeVisible();
  await waitFor(() => expect(where()).toBe(`${serverUrl}/address_endpoints`));
});

it("changes a route, shows its forward address, and deletes it after saying what is lost", async () => {
  const world = worldWithDomain();
  world.routes = [route({ uuid: "r1", endpoint: "HTTPEndpoint#h1" })];
  const { api, user, where } = renderApp(`${serverUrl}/routes/r1`, world);
  expect(await screen.findByRole("group", { name: "Forward address" })).toHaveTextContent(
    "aB3dE5gH@routes.acme.example",
  );
  // Its domain belongs to the organization and is not in the list of the server.
  expect(screen.getByRole("combobox", { name: "Domain" })).toHaveValue("acme.example");
  await user.click(screen.getByRole("radio", { name: "Bounce" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toMatchObject({ endpoint: "Bounce" });

  await user.click(screen.getByRole("button", { name: "Delete route" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete sales@acme.example?" });
  expect(dialog).toHaveTextContent("forward address stops working");
  await user.click(within(dialog).getByRole("button", { name: "Delete route" }));
  expect(await screen.findByText("No route yet")).toBeVisible();
  expect(where()).toBe(`${serverUrl}/routes`);
});
