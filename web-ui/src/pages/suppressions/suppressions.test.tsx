import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld, organization } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { suppression } from "../../../test/samples";

const path = "/organizations/acme/servers/app/suppressions";
const url = `${serverUrl}/messages/suppressions`;

function worldWithTwo() {
  const world = emptyWorld();
  world.suppressions = [
    suppression({ message_id: 7 }),
    suppression({ address: "@spam.example", kind: "manual", reason: "a person", note: "Traps", keep_until: at(60) }),
  ];
  return world;
}

it("shows kind, cause and end, and leads to the messages of an address", async () => {
  renderApp(url, worldWithTwo());
  const gone = await screen.findByRole("row", { name: /gone@client\.example/ });
  expect(gone).toHaveTextContent("Bounce");
  expect(gone).toHaveTextContent("Never");
  expect(within(gone).getByRole("link", { name: "Message 7" })).toHaveAttribute("href", `${serverUrl}/messages/7`);
  expect(within(gone).getByRole("link", { name: "gone@client.example" })).toBeVisible();
  const domain = screen.getByRole("row", { name: /@spam\.example/ });
  expect(domain).toHaveTextContent("By hand");
  expect(domain).toHaveTextContent("A person · Traps");
  expect(within(domain).getByRole("link", { name: "@spam.example" })).toHaveAttribute(
    "href",
    `${serverUrl}/messages?to_domain=spam.example`,
  );
  expect(screen.getByRole("link", { name: "CSV" })).toHaveAttribute("href", `/api/v2${path}/export?format=csv`);
});

it("filters in the URL, exports what matches, and says when nothing does", async () => {
  const { user, where } = renderApp(url, worldWithTwo());
  await screen.findByRole("row", { name: /gone@client\.example/ });
  await user.selectOptions(screen.getByLabelText("Kind"), "By hand");
  await waitFor(() => expect(screen.queryByText("gone@client.example")).not.toBeInTheDocument());
  expect(where()).toBe(`${url}?kind=manual`);
  expect(await screen.findByRole("link", { name: "JSON lines" })).toHaveAttribute(
    "href",
    `/api/v2${path}/export?format=ndjson&kind=manual`,
  );
  await user.type(screen.getByLabelText("Address begins with"), "bob@");
  expect(await screen.findByText("Nothing matches")).toBeVisible();
  expect(where()).toBe(`${url}?kind=manual&prefix=bob%40`);
});

it("adds a domain until a time, and puts a refusal at the field", async () => {
  const { api, user, where } = renderApp(`${url}/new`);
  await user.type(await screen.findByLabelText("Address"), "@spam.example");
  await user.selectOptions(screen.getByLabelText("Kind"), "Complaint");
  await user.click(screen.getByRole("radio", { name: "At a time" }));
  await user.type(screen.getByLabelText("End"), "2030-01-31T12:00");
  api.overrides.set(`POST ${path}`, () =>
    problem(422, "Invalid", "The entry is not valid.", [
      { field: "/keep_until", code: "invalid", message: "must be in the future" },
    ]),
  );
  await user.click(screen.getByRole("button", { name: "Add to list" }));
  expect(await screen.findByText("Must be in the future")).toBeVisible();
  expect(screen.getByLabelText("End")).toBeInvalid();
  api.overrides.clear();
  await user.click(screen.getByRole("button", { name: "Add to list" }));
  expect(await screen.findByText("@spam.example is on the list")).toBeVisible();
  expect(where()).toBe(url);
  expect(api.calls.findLast(({ method }) => method === "POST")?.body).toEqual({
    address: "@spam.example",
    kind: "complaint",
    keep_until: new Date("2030-01-31T12:00").toISOString(),
  });
});

it("looks at a file before it imports it, and names the rows that are wrong", async () => {
  const { api, user } = renderApp(`${url}/import`);
  const csv = "address\nbob@client.example\nnonsense\n";
  await user.upload(await screen.findByLabelText("File"), new File([csv], "list.csv", { type: "text/csv" }));
  await user.click(screen.getByRole("button", { name: "Look at the file" }));
  expect(await screen.findByText("Nothing is changed yet")).toBeVisible();
  expect(screen.getByRole("row", { name: "3 address is no address" })).toBeVisible();
  const imports = () => api.calls.filter(({ path: called }) => called.endsWith("/import"));
  expect(imports().map(({ query }) => query.dry_run)).toEqual(["true"]);
  await user.click(screen.getByRole("button", { name: "Import 1 row" }));
  expect(await screen.findByText("The file has been imported")).toBeVisible();
  expect(imports().map(({ query }) => query.dry_run)).toEqual(["true", "false"]);
  const last = imports().at(-1);
  expect(last?.body).toBe(csv);
  expect(last?.headers.get("Content-Type")).toBe("text/csv");
  expect(last?.query.kind).toBe("manual");
});

it("says why a file cannot be read, and asks for one", async () => {
  const { api, user } = renderApp(`${url}/import`);
  await user.click(await screen.findByRole("button", { name: "Look at the file" }));
  expect(await screen.findByText("Choose a file")).toBeVisible();
  api.overrides.set(`POST ${path}/import`, () => problem(422, "Invalid", "The file has no column named address."));
  await user.upload(screen.getByLabelText("File"), new File(["a,b\n"], "list.csv"));
  await user.click(screen.getByRole("button", { name: "Look at the file" }));
  expect(await screen.findByText("The file has no column named address.")).toBeVisible();
});

it("asks before it removes an entry", async () => {
  const { user } = renderApp(url, worldWithTwo());
  await user.click(await screen.findByRole("button", { name: "Remove gone@client.example" }));
  const dialog = await screen.findByRole("dialog", { name: "Allow mail to this address again?" });
  await user.click(within(dialog).getByRole("button", { name: "Remove from list" }));
  expect(await screen.findByText("gone@client.example has been removed")).toBeVisible();
});

it("tells a viewer why nothing can be added", async () => {
  const world = worldWithTwo();
  world.organizations = [organization({ role: "viewer" })];
  renderApp(url, world);
  const add = await screen.findByRole("button", { name: "Add address" });
  expect(add).toHaveAttribute("title", expect.stringContaining("It takes support or more to change suppressions."));
  expect(screen.queryByRole("button", { name: /^Remove/ })).not.toBeInTheDocument();
});

const shared = "/org/acme/suppressions";

function worldWithShared() {
  const world = worldWithTwo();
  world.organizationSuppressions = [
    suppression({ address: "@trap.example", list: "organization", kind: "manual", reason: "spam traps" }),
  ];
  return world;
}

it("shows the organization's entries on a server, where they cannot be removed", async () => {
  const { user, where } = renderApp(url, worldWithShared());
  const row = await screen.findByRole("row", { name: /@trap\.example/ });
  expect(within(row).getByRole("link", { name: "Organization" })).toHaveAttribute("href", shared);
  expect(within(row).queryByRole("button")).not.toBeInTheDocument();
  await user.selectOptions(screen.getByLabelText("List"), "This server");
  await waitFor(() => expect(screen.queryByText("@trap.example")).not.toBeInTheDocument());
  expect(where()).toBe(`${url}?list=server`);
});

it("has a page for the list of the organization", async () => {
  const { api, user } = renderApp(shared, worldWithShared());
  const row = await screen.findByRole("row", { name: /@trap\.example/ });
  expect(within(row).queryByRole("link")).not.toBeInTheDocument();
  expect(screen.queryByText("gone@client.example")).not.toBeInTheDocument();
  expect(screen.queryByLabelText("List")).not.toBeInTheDocument();
  expect(screen.getByRole("link", { name: "CSV" })).toHaveAttribute(
    "href",
    "/api/v2/organizations/acme/suppressions/export?format=csv",
  );
  await user.click(screen.getByRole("button", { name: "Remove @trap.example" }));
  const dialog = await screen.findByRole("dialog", { name: "Allow mail to this domain again?" });
  await user.click(within(dialog).getByRole("button", { name: "Remove from list" }));
  expect(await screen.findByText("No address is suppressed")).toBeVisible();
  expect(api.calls.findLast(({ method }) => method === "DELETE")?.path).toBe(
    "/organizations/acme/suppressions/@trap.example",
  );
});

it("adds to the organization's list and imports into it", async () => {
  const { api, user, where } = renderApp(`${shared}/new`);
  await user.type(await screen.findByLabelText("Address"), "ann@client.example");
  await user.click(screen.getByRole("button", { name: "Add to list" }));
  await waitFor(() => expect(where()).toBe(shared));
  expect(api.calls.findLast(({ method }) => method === "POST")?.path).toBe("/organizations/acme/suppressions");
  await user.click(await screen.findByRole("link", { name: "Import" }));
  await user.upload(await screen.findByLabelText("File"), new File(["address\na@x.example\nbad\n"], "list.csv"));
  await user.click(screen.getByRole("button", { name: "Look at the file" }));
  expect(await screen.findByText("Nothing is changed yet")).toBeVisible();
  expect(api.calls.findLast(({ method }) => method === "POST")?.path).toBe("/organizations/acme/suppressions/import");
});

it("says when the list of the server is switched off", async () => {
  const world = worldWithTwo();
  world.servers = world.servers.map((known) => ({ ...known, suppression_enabled: false }));
  renderApp(url, world);
  expect(await screen.findByText("The list of this server is switched off")).toBeVisible();
  expect(screen.getByRole("link", { name: /in the settings/ })).toHaveAttribute("href", `${serverUrl}/edit`);
});
