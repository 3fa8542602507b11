import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { delivery, emptyWorld, message, organization, queued } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

function worldWith(values: Parameters<typeof message>[0]) {
  const world = emptyWorld();
  world.messages = [message(values)];
  world.deliveries = [delivery()];
  return world;
}

it("answers in one sentence what became of the message", async () => {
  renderApp(`${serverUrl}/messages/1`, worldWith({}));
  expect(await screen.findByText(/Delivered to mx1\.client\.example over TLS 1\.3/)).toBeVisible();
  expect(screen.getByRole("heading", { level: 1, name: "Your order" })).toBeVisible();
  expect(screen.queryByText("Bounce of")).not.toBeInTheDocument();
});

it("shows the remote's reply and folds the dialogue", async () => {
  const world = worldWith({});
  world.deliveries = [delivery({ dialogue: "> MAIL FROM:<shop@acme.example>" })];
  const { user } = renderApp(`${serverUrl}/messages/1`, world);
  expect(await screen.findByText("250 2.0.0 Ok: queued as 4ZkT9x1b2c")).toBeVisible();
  const dialogue = screen.getByLabelText("SMTP dialogue");
  expect(dialogue).not.toBeVisible();
  await user.click(screen.getByText("SMTP dialogue"));
  expect(dialogue).toBeVisible();
});

it("releases a held message", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages/1`, worldWith({ status: "Held", is_held: true }));
  await user.click(await screen.findByRole("button", { name: "Release" }));
  expect(await screen.findByText("The message has been released")).toBeVisible();
  expect(api.calls.some(({ method, path }) => method === "POST" && path.endsWith("/messages/1/retry"))).toBe(true);
});

it("asks before it removes a message from the queue", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages/1`, worldWith({ status: "SoftFail", queue: queued() }));
  await user.click(await screen.findByRole("button", { name: "Remove from queue" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove from the queue?" });
  expect(dialog).toHaveTextContent("bob@client.example");
  const isRemoval = ({ path }: { path: string }) => path.endsWith("/remove_from_queue");
  expect(api.calls.some(isRemoval)).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Remove from queue" }));
  expect(await screen.findByText("The message has been removed from the queue")).toBeVisible();
  expect(api.calls.some(isRemoval)).toBe(true);
});

it("offers nothing while a delivery is in progress", async () => {
  renderApp(`${serverUrl}/messages/1`, worldWith({ status: "Pending", queue: queued({ is_taken: true }) }));
  expect(await screen.findByRole("button", { name: "Being delivered" })).toBeDisabled();
});

it("shows HTML in a frame without scripts and without remote images until asked", async () => {
  const { user } = renderApp(`${serverUrl}/messages/1/html`, worldWith({}));
  const frame = await screen.findByTitle("Message as HTML");
  expect(frame).toHaveAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  const src = "/api/v2/organizations/acme/servers/app/messages/1/html";
  expect(frame).toHaveAttribute("src", src);
  await user.click(screen.getByRole("button", { name: "Show images" }));
  expect(screen.getByTitle("Message as HTML")).toHaveAttribute("src", `${src}?remote_images=true`);
});

it("shows the text and every value of a header field", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages/1/plain`, worldWith({}));
  expect(await screen.findByText(/your order is on its way/)).toBeVisible();
  const path = "GET /organizations/acme/servers/app/messages/1/headers";
  api.overrides.set(path, () => ({ items: [{ name: "received", values: ["from a", "from b"] }] }));
  await user.click(screen.getByRole("tab", { name: "Headers" }));
  expect(await screen.findByRole("row", { name: "received from a" })).toBeVisible();
  expect(screen.getByRole("row", { name: "received from b" })).toBeVisible();
});

it("shows a viewer what happened, not the content, and says who may do more", async () => {
  const world = worldWith({ status: "SoftFail", queue: queued() });
  world.organizations = [organization({ role: "viewer" })];
  const { api, user } = renderApp(`${serverUrl}/messages/1`, world);
  const retry = await screen.findByRole("button", { name: "Retry now" });
  expect(retry).toHaveAccessibleDescription("Your role here is viewer. It takes support or more to change messages.");
  await user.click(retry);
  await user.click(screen.getByRole("tab", { name: "Source" }));
  expect(await screen.findByText("Your role here is viewer. It takes support or more to read content.")).toBeVisible();
  expect(screen.queryByRole("link", { name: "Download source" })).not.toBeInTheDocument();
  expect(api.calls.filter(({ method, path }) => method !== "GET" || path.endsWith("/raw"))).toEqual([]);
});

it("says that there is no HTML instead of showing an empty frame", async () => {
  const world = worldWith({});
  const { api, user } = renderApp(`${serverUrl}/messages/1`, world);
  const path = "GET /organizations/acme/servers/app/messages/1/html";
  api.overrides.set(path, () => problem(404, "NotFound", "There is no such HTML body."));
  await user.click(await screen.findByRole("tab", { name: "HTML" }));
  expect(await screen.findByText("This message has no HTML part")).toBeVisible();
});

it("turns a reference to another message into a link and leaves other markup as text", async () => {
  const world = worldWith({});
  world.deliveries = [delivery({ details: "Bounce received <msg:17> <b>bold</b>" })];
  renderApp(`${serverUrl}/messages/1`, world);
  expect(await screen.findByRole("link", { name: "message 17" })).toHaveAttribute("href", `${serverUrl}/messages/17`);
  expect(screen.getByText(/<b>bold<\/b>/)).toBeVisible();
});

it("shows of received mail who handed it in, which route took it, and what it is a bounce of", async () => {
  const route = { uuid: "r1", description: "sales@acme.example" };
  const endpoint = { uuid: "h1", kind: "HTTPEndpoint", description: "Help desk (https://desk.example/)" } as const;
  const received = { scope: "incoming", client_ip: "192.0.2.7", client_helo: "mx.client.example" } as const;
  renderApp(`${serverUrl}/messages/1`, worldWith({ ...received, route, endpoint, is_bounce: true, bounce_for_id: 17 }));
  const facts = within(await screen.findByRole("complementary", { name: "Facts" }));
  expect(facts.getByText("192.0.2.7 (mx.client.example)")).toBeVisible();
  expect(facts.getByRole("link", { name: "sales@acme.example" })).toHaveAttribute("href", `${serverUrl}/routes/r1`);
  expect(facts.getByRole("link", { name: /Help desk/ })).toHaveAttribute("href", `${serverUrl}/http_endpoints/h1`);
  expect(facts.getByRole("link", { name: "message 17" })).toHaveAttribute("href", `${serverUrl}/messages/17`);
});

it("shows what was found in a message, to a viewer too", async () => {
  const world = worldWith({
    scope: "incoming",
    spam_status: "Spam",
    spam_score: 6.5,
    threat: true,
    threat_details: "Eicar-Signature",
    spam_checks: [
      { code: "SPF_PASS", score: -0.5 },
      { code: "BAYES_99", score: 7, description: "Looks like spam" },
    ],
  });
  world.organizations = [organization({ role: "viewer" })];
  const { api } = renderApp(`${serverUrl}/messages/1/spam_checks`, world);
  api.overrides.set("GET /organizations/acme/servers/app/messages/1", () => ({
    ...world.messages[0],
    verification: { spf: "fail", spf_domain: "client.example", ip: "192.0.2.7" },
  }));
  const checks = within(await screen.findByRole("table", { name: "Spam checks" }));
  expect(checks.getAllByRole("row").map((row) => row.textContent)).toEqual([
    "ScoreCheck",
    "7.0BAYES_99Looks like spam",
    "-0.5SPF_PASS",
  ]);
  expect(screen.getAllByText("Spam, score 6.5")).not.toHaveLength(0);
  expect(screen.getByText("client.example says that 192.0.2.7 must not send its mail.")).toBeVisible();
  expect(screen.getByRole("alert", { name: "A threat was found" })).toHaveTextContent("Eicar-Signature");
});

it("says that nothing was checked", async () => {
  renderApp(`${serverUrl}/messages/1/spam_checks`, worldWith({}));
  expect(await screen.findByText("Nothing was checked")).toBeVisible();
});

it("says in words why an attempt failed", async () => {
  const world = worldWith({ status: "HardFail" });
  world.deliveries = [delivery({ status: "HardFail", reason: "quota" })];
  renderApp(`${serverUrl}/messages/1`, world);
  expect(await screen.findByText("The mailbox is full")).toBeVisible();
});

it("says that a message does not exist", async () => {
  renderApp(`${serverUrl}/messages/99`);
  expect(await screen.findByText("There is nothing here")).toBeVisible();
});
