import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, delivery, emptyWorld, message, organization } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { activity } from "../../../test/samples";
import { localInput } from "../../util/time";

const path = "/organizations/acme/servers/app/messages/1";

function worldWith(values: Parameters<typeof message>[0]) {
  const world = emptyWorld();
  world.messages = [message(values)];
  world.deliveries = [delivery()];
  return world;
}

const scheduled = () => worldWith({ status: "Scheduled", scheduled_at: at(180) });

it("shows what readers did in its place, machines marked", async () => {
  const world = worldWith({ tracked_links: 2, tracked_images: 1, loaded_at: at(-1) });
  world.activity = [
    activity({ type: "click", url: "https://acme.example/order", created_at: at(-1) }),
    activity({ is_machine: true, user_agent: "GoogleImageProxy", created_at: at(-2) }),
  ];
  renderApp(`${serverUrl}/messages/1`, world);
  const machine = await screen.findByText("Opened by a machine");
  const click = screen.getByText("Link followed");
  expect(screen.getByText("https://acme.example/order")).toBeVisible();
  expect(machine.compareDocumentPosition(click)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(screen.getByText("2 links and opens")).toBeVisible();
});

it("asks for no activity when nothing is tracked", async () => {
  const { api } = renderApp(`${serverUrl}/messages/1`, worldWith({}));
  expect(await screen.findByText(/Delivered to/)).toBeVisible();
  expect(api.calls.some(({ path: called }) => called.endsWith("/activity"))).toBe(false);
});

it("shows tags and metadata among the facts", async () => {
  renderApp(`${serverUrl}/messages/1`, worldWith({ tags: ["order", "eu"], metadata: { customer: "4711" } }));
  const facts = await screen.findByRole("complementary", { name: "Facts" });
  expect(facts).toHaveTextContent("customer: 4711");
  expect(within(facts).getByRole("link", { name: "eu" })).toHaveAttribute(
    "href",
    `${serverUrl}/messages?scope=outgoing&tag=eu`,
  );
});

it("gives a scheduled message another time, and says why one is refused", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages/1`, scheduled());
  expect(await screen.findByText("To be sent in 3 h.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Change time" }));
  const dialog = await screen.findByRole("dialog", { name: "Send at another time" });
  const field = within(dialog).getByLabelText("Send at");
  await user.clear(field);
  await user.type(field, "2030-01-31T12:00");
  api.overrides.set(`PATCH ${path}/schedule`, () =>
    problem(422, "Invalid", "The time is not valid.", [
      { field: "/send_at", code: "invalid", message: "is more than 30 days ahead" },
    ]),
  );
  await user.click(within(dialog).getByRole("button", { name: "Change time" }));
  expect(await within(dialog).findByText("Is more than 30 days ahead")).toBeVisible();
  api.overrides.clear();
  await user.click(within(dialog).getByRole("button", { name: "Change time" }));
  expect(await screen.findByText("The message has a new time")).toBeVisible();
  expect(api.calls.findLast(({ method }) => method === "PATCH")?.body).toEqual({
    send_at: new Date("2030-01-31T12:00").toISOString(),
  });
});

it("does not send a scheduled message, unless it is being sent", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages/1`, scheduled());
  await user.click(await screen.findByRole("button", { name: "Do not send" }));
  const dialog = await screen.findByRole("dialog", { name: "Do not send this message?" });
  api.overrides.set(`DELETE ${path}/schedule`, () => problem(409, "Conflict", "It is being sent."));
  await user.click(within(dialog).getByRole("button", { name: "Do not send" }));
  expect(await within(dialog).findByText("It is being sent.")).toBeVisible();
  api.overrides.clear();
  await user.click(within(dialog).getByRole("button", { name: "Do not send" }));
  expect(await screen.findByText("The message will not be sent")).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("button", { name: "Change time" })).not.toBeInTheDocument());
});

it("tells a viewer why the time cannot be changed", async () => {
  const world = scheduled();
  world.organizations = [organization({ role: "viewer" })];
  renderApp(`${serverUrl}/messages/1`, world);
  const change = await screen.findByRole("button", { name: "Change time" });
  expect(change).toHaveAttribute("title", expect.stringContaining("It takes developer or more to send messages."));
});

it("marks opened and clicked messages in the list", async () => {
  renderApp(`${serverUrl}/messages`, worldWith({ loaded_at: at(-1), clicked_at: at(-1) }));
  expect(await screen.findByRole("img", { name: "Opened" })).toBeVisible();
  expect(screen.getByRole("img", { name: "Clicked" })).toBeVisible();
});

it("writes a time as its field wants it", () => {
  const local = localInput("2025-11-22T10:05:30Z");
  expect(local).toMatch(/^2025-11-2[123]T\d\d:05$/);
  expect(new Date(local).toISOString()).toBe("2025-11-22T10:05:00.000Z");
  expect(localInput(undefined)).toBe("");
});
