import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { domain, emptyWorld, ok } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

const path = "/organizations/acme/servers/app/domains";

it("shows for each record what to publish and what is seen now", async () => {
  const world = emptyWorld();
  world.domains = [domain({ uuid: "d1", verified_at: "2025-01-01T00:00:00Z", dkim: ok })];
  world.records = [
    {
      purpose: "spf",
      type: "TXT",
      name: "@",
      full_name: "acme.example",
      value: "v=spf1 include:spf.example ~all",
      ttl: 3600,
      required: true,
      found: [],
      status: "Missing",
      error: "No SPF record exists for this domain",
    },
  ];
  renderApp(`${serverUrl}/domains/d1`, world);
  const spf = within(await screen.findByRole("region", { name: "SPF record" }));
  expect(spf.getByText("v=spf1 include:spf.example ~all")).toBeVisible();
  expect(spf.getByText("Seen now")).toBeVisible();
  expect(spf.getByText("No SPF record exists for this domain")).toBeVisible();
  expect(spf.getByRole("button", { name: "Copy value of the SPF record" })).toBeVisible();
  expect(spf.getByRole("button", { name: "Copy full name of the SPF record" })).toBeVisible();
});

it("says when everything is in place and offers a test message", async () => {
  const world = emptyWorld();
  world.domains = [
    domain({
      uuid: "d1",
      verified_at: "2025-01-01T00:00:00Z",
      spf: ok,
      dkim: ok,
      mx: ok,
      return_path: ok,
      dns_ok: true,
    }),
  ];
  renderApp(`${serverUrl}/domains/d1`, world);
  expect(await screen.findByText("Everything is in place")).toBeVisible();
  expect(screen.getByRole("link", { name: "Send a test message" })).toBeVisible();
});

it("puts what the API says about a field at the field", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/domains/new`);
  api.overrides.set(`POST ${path}`, () =>
    problem(422, "Invalid", "The domain is not valid.", [
      { field: "/name", code: "taken", message: "is already added" },
    ]),
  );
  const field = await screen.findByLabelText("Domain");
  await user.type(field, "acme.example");
  await user.click(screen.getByRole("button", { name: "Add domain" }));
  expect(await screen.findByText("Is already added")).toBeVisible();
  expect(field).toBeInvalid();
  expect(where()).toBe(`${serverUrl}/domains/new`);
});

it("asks before a page with changes is left", async () => {
  const { user, where } = renderApp(`${serverUrl}/domains/new`);
  await user.type(await screen.findByLabelText("Domain"), "acme.example");
  await user.click(screen.getByRole("link", { name: "Queue" }));
  const dialog = await screen.findByRole("dialog", { name: "Leave without saving?" });
  expect(where()).toBe(`${serverUrl}/domains/new`);
  await user.click(within(dialog).getByRole("button", { name: "Leave" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
});
