import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, domain, emptyWorld, organization } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { trackDomain } from "../../../test/samples";

const path = "/organizations/acme/servers/app/track-domains";

function worldWith(values: Parameters<typeof trackDomain>[0] = {}) {
  const world = emptyWorld();
  world.domains = [domain({ uuid: "d1", verified_at: at(-100), dns_ok: true })];
  world.trackDomains = [trackDomain(values)];
  return world;
}

it("lists tracking domains below the domains", async () => {
  const { user } = renderApp(`${serverUrl}/domains`, worldWith());
  await user.click(await screen.findByRole("link", { name: "Tracking domains" }));
  const row = await screen.findByRole("row", { name: /click\.acme\.example/ });
  expect(row).toHaveTextContent("OK");
  expect(row).toHaveTextContent("Clicks and opens");
});

it("makes one for a verified domain", async () => {
  const world = worldWith();
  world.trackDomains = [];
  world.domains.push(domain({ uuid: "d2", name: "other.example" }));
  const { api, user, where } = renderApp(`${serverUrl}/track_domains/new`, world);
  const choice = await screen.findByLabelText("Domain");
  expect(within(choice).queryByRole("option", { name: "other.example" })).not.toBeInTheDocument();
  await user.clear(screen.getByLabelText("Name"));
  await user.type(screen.getByLabelText("Name"), "go");
  expect(screen.getByText(/go\.acme\.example/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Create tracking domain" }));
  await waitFor(() => expect(where()).toBe(`${serverUrl}/track_domains/t-1`));
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({ domain: "d1", name: "go" });
});

it("puts a refusal at the field", async () => {
  const { api, user } = renderApp(`${serverUrl}/track_domains/new`, worldWith());
  api.overrides.set(`POST ${path}`, () =>
    problem(422, "Invalid", "It is not valid.", [
      { field: "/domain", code: "taken", message: "has a track domain already" },
    ]),
  );
  await user.click(await screen.findByRole("button", { name: "Create tracking domain" }));
  expect(await screen.findByText("Has a track domain already")).toBeVisible();
  expect(screen.getByLabelText("Domain")).toBeInvalid();
});

it("shows the record to publish and checks it", async () => {
  const values = { dns_status: "Missing" as const, dns_error: "There is no CNAME record." };
  const { user } = renderApp(`${serverUrl}/track_domains/t1`, worldWith(values));
  expect(await screen.findByText("There is no CNAME record.")).toBeVisible();
  expect(screen.getByText("track.postal.acme.example")).toBeVisible();
  expect(screen.getByRole("button", { name: "Copy value of the CNAME record" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Check now" }));
  await waitFor(() => expect(screen.queryByText("There is no CNAME record.")).not.toBeInTheDocument());
});

it("saves what is tracked", async () => {
  const { api, user } = renderApp(`${serverUrl}/track_domains/t1`, worldWith());
  await user.click(await screen.findByRole("checkbox", { name: "Track opens" }));
  await user.type(screen.getByLabelText("Hosts whose links stay as they are"), "pay.example{Enter}");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toEqual({
    track_clicks: true,
    track_loads: false,
    ssl_enabled: true,
    excluded_click_domains: ["pay.example"],
  });
});

it("asks before a deletion", async () => {
  const { user, where } = renderApp(`${serverUrl}/track_domains/t1`, worldWith());
  await user.click(await screen.findByRole("button", { name: "Delete tracking domain" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete click.acme.example?" });
  await user.click(within(dialog).getByRole("button", { name: "Delete tracking domain" }));
  await waitFor(() => expect(where()).toBe(`${serverUrl}/track_domains`));
});

it("tells a viewer why nothing can be changed", async () => {
  const world = worldWith();
  world.organizations = [organization({ role: "viewer" })];
  renderApp(`${serverUrl}/track_domains/t1`, world);
  expect(await screen.findByRole("button", { name: "Check now" })).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByRole("checkbox", { name: "Track clicks" })).toBeDisabled();
});

it("is named on the page of its domain", async () => {
  renderApp(`${serverUrl}/domains/d1`, worldWith());
  const link = await screen.findByRole("link", { name: "click.acme.example" });
  expect(link).toHaveAttribute("href", `${serverUrl}/track_domains/t1`);
});
