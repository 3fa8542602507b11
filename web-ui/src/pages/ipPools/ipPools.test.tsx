import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld, organization, server } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { ipAddress, ipPool, ipRule, organizationIpPool } from "../../../test/samples";

function worldWithPools() {
  const world = emptyWorld();
  world.info = { ...world.info, use_ip_pools: true };
  world.ipPools = [ipPool(), ipPool({ uuid: "p2", name: "Newsletters", default: false })];
  world.ipAddresses = [ipAddress(), ipAddress({ id: 2, ipv4: "192.0.2.11", priority: 10, machines: [] })];
  world.organizationIpPools = [
    organizationIpPool(),
    organizationIpPool({ uuid: "p2", name: "Newsletters", default: false, assigned: false, servers: 1, rules: 2 }),
  ];
  return world;
}

it("lists the pools to administrators and makes one", async () => {
  const { api, user, where } = renderApp("/", worldWithPools());
  await user.click(await screen.findByRole("link", { name: "IP pools" }));
  const row = await screen.findByRole("row", { name: /Transactional/ });
  expect(row).toHaveTextContent("Default");
  await user.click(screen.getByRole("link", { name: "New IP pool" }));
  await user.type(await screen.findByLabelText("Name"), "Warming up");
  await user.click(screen.getByRole("button", { name: "Create IP pool" }));
  await waitFor(() => expect(where()).toBe("/ip_pools/p-1"));
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({ name: "Warming up", default: false });
});

it("shows neither pools nor rules where they are not in use, and says so on their pages", async () => {
  const world = worldWithPools();
  world.info = { ...world.info, use_ip_pools: false };
  renderApp("/ip_pools", world);
  expect(await screen.findByText("IP pools are not in use")).toBeVisible();
  expect(screen.queryByRole("link", { name: "IP pools" })).not.toBeInTheDocument();
});

it("does not lead members to the pools of the installation", async () => {
  const world = worldWithPools();
  world.session = { user: { ...alice, admin: false }, remembered: false, two_factor_required: false };
  renderApp("/?all", world);
  expect(await screen.findByRole("heading", { level: 1, name: "Organizations" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "IP pools" })).not.toBeInTheDocument();
});

it("says which addresses are on a machine, and adds one", async () => {
  const { api, user } = renderApp("/ip_pools/p1", worldWithPools());
  expect(await screen.findByRole("row", { name: /192\.0\.2\.10.*100.*Present/ })).toBeVisible();
  expect(screen.getByRole("row", { name: /192\.0\.2\.11.*10.*Missing/ })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Add address" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add an address" }));
  await user.type(dialog.getByLabelText("IPv4 address"), " 192.0.2.12 ");
  await user.type(dialog.getByLabelText("Host name"), "mail3.acme.example");
  await user.clear(dialog.getByLabelText("Priority"));
  await user.type(dialog.getByLabelText("Priority"), "5");
  await user.click(dialog.getByRole("button", { name: "Add address" }));
  expect(await screen.findByText("The address has been added")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({
    ipv4: "192.0.2.12",
    hostname: "mail3.acme.example",
    priority: 5,
  });
});

it("puts refusals at the fields of an address, and empties IPv6 with null", async () => {
  const { api, user } = renderApp("/ip_pools/p1", worldWithPools());
  await user.click(await screen.findByRole("button", { name: "Actions for 192.0.2.10" }));
  await user.click(await screen.findByRole("menuitem", { name: "Change" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Change 192.0.2.10" }));
  api.overrides.set("PATCH /ip-pools/p1/addresses/1", () =>
    problem(422, "invalid", "Some fields are not valid.", [
      { field: "/ipv4", code: "taken", message: "has already been taken" },
    ]),
  );
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByText("Has already been taken")).toBeVisible();
  expect(dialog.getByLabelText("IPv4 address")).toBeInvalid();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toMatchObject({ ipv6: null, priority: 100 });
});

it("says why a pool with addresses stays", async () => {
  const { user, where } = renderApp("/ip_pools/p1", worldWithPools());
  await user.click(await screen.findByRole("button", { name: "Delete IP pool" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete Transactional?" }));
  await user.click(dialog.getByRole("button", { name: "Delete IP pool" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("The pool still has 1 IP addresses.");
  expect(where()).toBe("/ip_pools/p1");
});

it("shows an organization's pools, and what it still uses", async () => {
  const { api, user } = renderApp("/org/acme/ip_pools", worldWithPools());
  const main = within(await screen.findByRole("region", { name: "Transactional" }));
  expect(main.getByText("192.0.2.10")).toBeVisible();
  expect(main.getByText("mail1.acme.example")).toBeVisible();
  const old = screen.getByRole("region", { name: "Newsletters" });
  expect(old).toHaveTextContent("Taken away");
  expect(old).toHaveTextContent("1 server and 2 rules");
  await user.click(screen.getByRole("button", { name: "Choose pools" }));
  const dialog = within(await screen.findByRole("dialog", { name: "IP pools of this organization" }));
  expect(await dialog.findByRole("checkbox", { name: "Transactional" })).toBeChecked();
  await user.click(dialog.getByRole("checkbox", { name: "Newsletters" }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("The pools have been set")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PUT")?.body).toEqual({ ip_pools: ["p1", "p2"] });
});

it("lets members see pools and not choose them", async () => {
  const world = worldWithPools();
  world.session = { user: { ...alice, admin: false }, remembered: false, two_factor_required: false };
  renderApp("/org/acme/ip_pools", world);
  expect(await screen.findByRole("region", { name: "Transactional" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Choose pools" })).not.toBeInTheDocument();
});

it("makes a rule of a server, and names what follows", async () => {
  const world = worldWithPools();
  world.servers = [server({ ip_pool: "p1", ip_pool_name: "Transactional" })];
  const { api, user, where } = renderApp(`${serverUrl}/ip_pool_rules`, world);
  expect(await screen.findByText("No rule yet")).toBeVisible();
  expect(await screen.findByText(/by the server’s pool/)).toHaveTextContent("by the server’s pool, Transactional.");
  const [create] = screen.getAllByRole("link", { name: "New rule" });
  if (create) await user.click(create);
  await user.type(await screen.findByLabelText("From"), "news@acme.example{Enter}*.acme.example");
  await user.click(screen.getByRole("button", { name: "Create rule" }));
  await waitFor(() => expect(where()).toBe(`${serverUrl}/ip_pool_rules`));
  const call = api.calls.find(({ method }) => method === "POST");
  expect(call?.path).toBe("/organizations/acme/servers/app/ip-pool-rules");
  expect(call?.body).toEqual({ ip_pool: "p1", from_text: "news@acme.example\n*.acme.example" });
});

it("says above the form that a rule needs a condition", async () => {
  const { api, user } = renderApp("/org/acme/ip_pool_rules/new", worldWithPools());
  api.overrides.set("POST /organizations/acme/ip-pool-rules", () =>
    problem(422, "invalid", "Some fields are not valid.", [
      { field: "", code: "required", message: "At least one rule condition must be specified" },
    ]),
  );
  await user.click(await screen.findByRole("button", { name: "Create rule" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("At least one rule condition must be specified");
});

it("changes and deletes a rule of an organization", async () => {
  const world = worldWithPools();
  world.ipRules = [ipRule({ from_text: "news@acme.example", ip_pool: "p2", ip_pool_name: "Newsletters" })];
  const { api, user, where } = renderApp("/org/acme/ip_pool_rules", world);
  const row = await screen.findByRole("row", { name: /From news@acme\.example or to gmail\.com.*Newsletters/ });
  await user.click(within(row).getByRole("link"));
  expect(await screen.findByRole("option", { name: "Newsletters (taken away)" })).toBeInTheDocument();
  await user.clear(screen.getByLabelText("To"));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toEqual({
    ip_pool: "p2",
    from_text: "news@acme.example",
    to_text: null,
  });
  await user.click(screen.getByRole("button", { name: "Delete rule" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete this IP rule?" }));
  await user.click(dialog.getByRole("button", { name: "Delete rule" }));
  await waitFor(() => expect(where()).toBe("/org/acme/ip_pool_rules"));
});

it("tells a viewer why nothing can be changed", async () => {
  const world = worldWithPools();
  world.organizations = [organization({ role: "viewer" })];
  world.ipRules = [ipRule()];
  renderApp(`${serverUrl}/ip_pool_rules`, world);
  expect(await screen.findByRole("button", { name: "New rule" })).toHaveAttribute("aria-disabled", "true");
});

it("chooses the pool of a server", async () => {
  const world = worldWithPools();
  world.servers = [server({ ip_pool: "p2", ip_pool_name: "Newsletters" })];
  world.header = { ...world.header, ip_pool_name: "Newsletters" };
  const { api, user } = renderApp(`${serverUrl}/edit`, world);
  expect(await screen.findByText(/^Pool/)).toHaveTextContent("Pool Newsletters");
  const choice = await screen.findByLabelText("IP pool");
  expect(await within(choice).findByRole("option", { name: "Newsletters (taken away)" })).toBeInTheDocument();
  await user.selectOptions(choice, "Transactional (default)");
  const section = within(screen.getByRole("region", { name: "General" }));
  await user.click(section.getByRole("button", { name: "Save" }));
  expect(await section.findByText("Saved")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toMatchObject({ ip_pool: "p1" });
});

it("offers the default pool to a new server", async () => {
  const { api, user } = renderApp("/org/acme/servers/new", worldWithPools());
  api.overrides.set("POST /organizations/acme/servers", () => Response.json(server(), { status: 201 }));
  expect(await screen.findByRole("option", { name: "Transactional (default)" })).toBeInTheDocument();
  expect(screen.queryByRole("option", { name: /Newsletters/ })).not.toBeInTheDocument();
  await user.type(screen.getByLabelText("Name"), "Shop");
  await user.click(screen.getByRole("button", { name: "Create server" }));
  await waitFor(() =>
    expect(api.calls.find(({ method }) => method === "POST")?.body).toMatchObject({ name: "Shop", ip_pool: "p1" }),
  );
});

it.each([
  ["/ip_pools/p1/edit", "/ip_pools/p1"],
  ["/ip_pools/p1/ip_addresses/new", "/ip_pools/p1"],
  ["/ip_pools/p1/ip_addresses/1/edit", "/ip_pools/p1"],
  ["/org/acme/ip_pool_rules/r1/edit", "/org/acme/ip_pool_rules/r1"],
  [`${serverUrl}/ip_pool_rules/r1/edit`, `${serverUrl}/ip_pool_rules/r1`],
])("%s, of Postal 3.3, leads to %s", async (old, now) => {
  const world = worldWithPools();
  world.ipRules = [ipRule()];
  const { where } = renderApp(old, world);
  await waitFor(() => expect(where()).toBe(now));
});
