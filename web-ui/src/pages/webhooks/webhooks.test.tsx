import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld, organization } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { attempt, webhook } from "../../../test/samples";

const path = "/organizations/acme/servers/app/webhooks";

function worldWith(values: Parameters<typeof webhook>[0] = {}) {
  const world = emptyWorld();
  world.webhooks = [webhook(values)];
  return world;
}

it("lists webhooks with what they get and whether they work", async () => {
  const world = worldWith({ last_used_at: at(-5) });
  world.webhooks.push(webhook({ uuid: "w2", name: "Desk", failing_since: at(-60), last_failure: "500" }));
  renderApp(`${serverUrl}/webhooks`, world);
  const shop = await screen.findByRole("row", { name: /Shop/ });
  expect(shop).toHaveTextContent("All events");
  expect(shop).toHaveTextContent("Working");
  expect(screen.getByRole("row", { name: /Desk/ })).toHaveTextContent("Failing");
});

it("shows the secret of a new webhook", async () => {
  const { api, user } = renderApp(`${serverUrl}/webhooks/new`);
  await user.type(await screen.findByLabelText("Name"), "Shop");
  await user.type(screen.getByLabelText("URL"), "https://shop.acme.example/postal");
  await user.click(screen.getByRole("radio", { name: "Chosen events" }));
  await user.click(await screen.findByRole("checkbox", { name: "message.sent" }));
  await user.click(screen.getByRole("button", { name: "Create webhook" }));
  expect(await screen.findByText("whsec_c2VjcmV0")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({
    name: "Shop",
    url: "https://shop.acme.example/postal",
    enabled: true,
    all_events: false,
    events: ["message.sent"],
    format: "v2",
    headers: [],
  });
});

it("puts what the API says at the fields, also about one of several header fields", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/webhooks/new`);
  api.overrides.set(`POST ${path}`, () =>
    problem(422, "Invalid", "The webhook is not valid.", [
      { field: "/url", code: "invalid", message: "must not be private" },
      { field: "/headers/0/name", code: "invalid", message: "is one that requests have anyway" },
    ]),
  );
  await user.click(await screen.findByRole("button", { name: "Create webhook" }));
  expect(await screen.findByText("Must not be private")).toBeVisible();
  expect(screen.getByText("Is one that requests have anyway")).toBeVisible();
  expect(screen.getByLabelText("URL")).toBeInvalid();
  expect(where()).toBe(`${serverUrl}/webhooks/new`);
});

it("sends an example and shows what came back, a failure too", async () => {
  const { api, user } = renderApp(`${serverUrl}/webhooks/w1`, worldWith());
  await user.selectOptions(
    await screen.findByLabelText("Event"),
    await screen.findByRole("option", { name: "message.bounced" }),
  );
  await user.click(screen.getByRole("button", { name: "Send test" }));
  expect(await screen.findByText("204, after 12 ms")).toBeVisible();
  expect(api.calls.find(({ path }) => path.endsWith("/test"))?.body).toEqual({ event: "message.bounced" });
  api.overrides.set(`POST ${path}/w1/test`, () => ({
    uuid: "q9",
    success: false,
    status_code: -2,
    body: "connection refused",
    duration_ms: 3,
  }));
  await user.click(screen.getByRole("button", { name: "Send test" }));
  expect(await screen.findByText("No connection, after 3 ms")).toBeVisible();
});

it("shows the secret only when asked", async () => {
  const { user } = renderApp(`${serverUrl}/webhooks/w1`, worldWith({ header_names: ["Authorization"] }));
  const show = await screen.findByRole("button", { name: "Show secret" });
  expect(screen.queryByText("whsec_c2VjcmV0")).not.toBeInTheDocument();
  await user.click(show);
  expect(await screen.findByText("whsec_c2VjcmV0")).toBeVisible();
  expect(screen.getByText("Authorization: Bearer 1")).toBeVisible();
});

it("says why Postal disabled a webhook and enables it again", async () => {
  const values = { enabled: false, disabled_at: at(-60), disabled_reason: "It answered 410 Gone." };
  const { api, user } = renderApp(`${serverUrl}/webhooks/w1`, worldWith(values));
  expect(await screen.findByText(/It answered 410 Gone\./)).toBeVisible();
  expect(screen.getByRole("checkbox", { name: "Enabled" })).not.toBeChecked();
  await user.click(screen.getByRole("button", { name: "Enable again" }));
  await waitFor(() => expect(screen.queryByText("Postal has disabled this webhook")).not.toBeInTheDocument());
  expect(api.calls.find(({ method }) => method === "PATCH")?.body).toEqual({ enabled: true });
  expect(screen.getByRole("checkbox", { name: "Enabled" })).toBeChecked();
});

it("filters the history in the URL and replays what failed", async () => {
  const world = worldWith();
  world.attempts = [
    attempt(),
    attempt({ id: 2, request_uuid: "q2", event: "message.bounced", success: false, status_code: 500 }),
  ];
  const { api, user, where } = renderApp(`${serverUrl}/webhooks/history`, world);
  expect(await screen.findByRole("link", { name: "message.sent" })).toBeVisible();
  await user.click(screen.getByRole("radio", { name: "Failed" }));
  await waitFor(() => expect(screen.queryByRole("link", { name: "message.sent" })).not.toBeInTheDocument());
  expect(where()).toBe(`${serverUrl}/webhooks/history?success=false`);
  await user.click(screen.getByRole("button", { name: "Replay failed" }));
  const dialog = await screen.findByRole("dialog", { name: "Send again what was given up?" });
  await user.click(within(dialog).getByRole("button", { name: "Send again" }));
  expect(await screen.findByText("1 request is sent again")).toBeVisible();
  expect(api.calls.some(({ path }) => path.endsWith("/history/replay"))).toBe(true);
});

it("shows one request with every attempt, and says when it cannot be sent again", async () => {
  const world = worldWith();
  world.attempts = [
    attempt({ success: false, status_code: -1, body: "no answer in 5 s" }),
    attempt({ id: 2, attempt: 2 }),
  ];
  const { api, user } = renderApp(`${serverUrl}/webhooks/history/q1`, world);
  const first = await screen.findByRole("region", { name: "Attempt 1" });
  expect(first).toHaveTextContent("Timed out");
  expect(first).toHaveTextContent("no answer in 5 s");
  await user.click(screen.getByRole("button", { name: "Send again" }));
  expect(await screen.findByText("The request is sent again")).toBeVisible();
  api.overrides.set(`POST ${path}/history/q1/replay`, () => problem(409, "Conflict", "The webhook is disabled."));
  await user.click(screen.getByRole("button", { name: "Send again" }));
  expect(await screen.findByText("The webhook is disabled.")).toBeVisible();
});

it("lets a viewer read, and says who may change", async () => {
  const world = worldWith();
  world.organizations = [organization({ role: "viewer" })];
  const { user } = renderApp(`${serverUrl}/webhooks/w1`, world);
  const test = await screen.findByRole("button", { name: "Send test" });
  expect(test).toHaveAttribute("aria-disabled", "true");
  expect(test).toHaveAttribute("title", expect.stringContaining("It takes developer or more to change webhooks."));
  expect(screen.getByLabelText("URL")).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Show secret" }));
  expect(screen.queryByText("whsec_c2VjcmV0")).not.toBeInTheDocument();
});
