import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import {
  addressEndpoint,
  domain,
  emptyWorld,
  httpEndpoint,
  organization,
  route,
  server,
  smtpEndpoint,
} from "../test/data";
import { renderApp, serverUrl } from "../test/renderApp";

describe("addresses that Postal 3.3 put into mails and bookmarks", () => {
  it.each([
    ["messages/outgoing", "messages?scope=outgoing"],
    ["messages/incoming", "messages?scope=incoming"],
    ["limits", "edit"],
    ["retention", "edit"],
    ["help/outgoing", "help"],
    ["domains/d1/setup", "domains/d1"],
    ["routes/r1/edit", "routes/r1"],
    ["http_endpoints/h1/edit", "http_endpoints/h1"],
    ["smtp_endpoints/s1/edit", "smtp_endpoints/s1"],
    ["address_endpoints/a1/edit", "address_endpoints/a1"],
  ])("%s leads to %s", async (old, now) => {
    const world = emptyWorld();
    world.domains = [domain({ uuid: "d1" })];
    world.routes = [route({ uuid: "r1" })];
    world.httpEndpoints = [httpEndpoint({ uuid: "h1" })];
    world.smtpEndpoints = [smtpEndpoint({ uuid: "s1" })];
    world.addressEndpoints = [addressEndpoint({ uuid: "a1" })];
    const { where } = renderApp(`${serverUrl}/${old}`, world);
    await waitFor(() => expect(where()).toBe(`${serverUrl}/${now}`));
  });
});

describe("the frame", () => {
  it("names the server, its mode and its rate, and counts what waits", async () => {
    const world = emptyWorld();
    world.header = { ...world.header, queued: 12, held: 3, message_rate: 12.4, domains_total: 2, domains_faulty: 1 };
    renderApp(serverUrl, world);
    expect(await screen.findAllByText("12.4/min")).not.toHaveLength(0);
    expect(screen.getByRole("link", { name: "Queue 12" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Held 3" })).toBeVisible();
    expect(screen.getByRole("img", { name: "1 of 2 domains need attention" })).toBeVisible();
    expect(screen.getByText("Live")).toBeVisible();
  });

  it("moves with g and a letter", async () => {
    const { user, where } = renderApp(serverUrl);
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    await user.keyboard("gq");
    await waitFor(() => expect(where()).toBe(`${serverUrl}/queue`));
  });

  it("shows the keys on a question mark", async () => {
    const { user } = renderApp(serverUrl);
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  });

  it("switches servers by a searchable list", async () => {
    const world = emptyWorld();
    world.servers.push(server({ uuid: "s2", name: "newsletter", permalink: "newsletter" }));
    const { user, where } = renderApp(serverUrl, world);
    await user.click(await screen.findByRole("button", { name: "Server: app" }));
    await user.type(await screen.findByRole("textbox", { name: "Search server" }), "news{Enter}");
    await waitFor(() => expect(where()).toBe("/org/acme/servers/newsletter"));
  });

  it("finds a message by its number in the palette", async () => {
    const { user } = renderApp(serverUrl);
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    await user.click(screen.getByRole("button", { name: /^Search/ }));
    await user.type(await screen.findByPlaceholderText(/message id/), "5127");
    expect(await screen.findByText(/Message/, { selector: "[data-action] *" })).toBeVisible();
  });
});

describe("the start page", () => {
  it("brings a member of a single organization there at once", async () => {
    const world = emptyWorld();
    if (world.session) world.session.user = { ...world.session.user, admin: false };
    const { where } = renderApp("/", world);
    await waitFor(() => expect(where()).toBe("/org/acme"));
  });

  it("lists several organizations", async () => {
    const world = emptyWorld();
    world.organizations.push(organization({ uuid: "o2", name: "Globex", permalink: "globex" }));
    renderApp("/", world);
    const table = within(await screen.findByRole("table", { name: "Organizations" }));
    expect(table.getByRole("link", { name: "Globex" })).toBeVisible();
  });

  it("says that an organization does not exist", async () => {
    renderApp("/org/nobody");
    expect(await screen.findByText("There is nothing here")).toBeVisible();
  });
});
