import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld, message, route } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

function worldWith(count: number) {
  const world = emptyWorld();
  world.messages = Array.from({ length: count }, (_, index) =>
    message({ id: count - index, subject: `Order ${count - index}`, status: index % 2 ? "SoftFail" : "Sent" }),
  );
  return world;
}

it("shows state, subject and addresses of each message", async () => {
  renderApp(`${serverUrl}/messages`, worldWith(1));
  const table = await screen.findByRole("table", { name: "Messages" });
  expect(table).toHaveTextContent("Sent");
  expect(screen.getByRole("link", { name: "Order 1" })).toHaveAttribute("href", `${serverUrl}/messages/1`);
  expect(table).toHaveTextContent("shop@acme.example");
  expect(table).toHaveTextContent("bob@client.example");
});

it("turns a typed condition into a chip in the URL and asks the API for it", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/messages`, worldWith(4));
  await user.type(await screen.findByRole("textbox", { name: "Filter" }), "status: delayed{Enter}");
  expect(where()).toBe(`${serverUrl}/messages?status=SoftFail`);
  expect(await screen.findByRole("button", { name: "Remove status: delayed" })).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("link", { name: "Order 4" })).not.toBeInTheDocument());
  expect(api.calls.at(-1)?.query.status ?? api.calls.find(({ query }) => query.status)?.query.status).toBe("SoftFail");
});

it("asks for any of several statuses, and for days as instants", async () => {
  const { api } = renderApp(`${serverUrl}/messages?status=SoftFail&status=Sent&after=2025-11-22`, worldWith(2));
  expect(await screen.findByRole("link", { name: "Order 1" })).toBeVisible();
  const call = api.calls.find(({ path }) => path.endsWith("/messages"));
  expect(call?.search.getAll("status")).toEqual(["SoftFail", "Sent"]);
  expect(call?.query.after).toBe(new Date("2025-11-22T00:00").toISOString());
});

it("does not call an unfinished search empty", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages?subject=order`, worldWith(1));
  const path = "GET /organizations/acme/servers/app/messages";
  api.overrides.set(path, () => ({ items: [], next_cursor: "0", searched_until: "2025-11-22T12:00:00Z" }));
  expect(await screen.findByText("Nothing found so far")).toBeVisible();
  expect(screen.queryByText("No message matches")).not.toBeInTheDocument();
  api.overrides.delete(path);
  await user.click(screen.getByRole("button", { name: "Load more" }));
  expect(await screen.findByRole("link", { name: "Order 1" })).toBeVisible();
});

it("says what is wrong with a condition that it does not understand", async () => {
  const { user } = renderApp(`${serverUrl}/messages`, worldWith(1));
  await user.type(await screen.findByRole("textbox", { name: "Filter" }), "hello{Enter}");
  expect(await screen.findByText(/“hello” is no condition/)).toBeVisible();
});

it("offers to clear the filter when nothing matches", async () => {
  const { user, where } = renderApp(`${serverUrl}/messages?status=Held`, worldWith(2));
  expect(await screen.findByText("No message matches")).toBeVisible();
  const [clear] = screen.getAllByRole("button", { name: "Clear filter" });
  if (clear) await user.click(clear);
  expect(where()).toBe(`${serverUrl}/messages`);
});

it("shows one direction by one click, and keeps the rest of the filter", async () => {
  const world = worldWith(2);
  world.messages.push(message({ id: 3, subject: "Question", scope: "incoming", status: "Sent" }));
  const { user, where } = renderApp(`${serverUrl}/messages?status=Sent`, world);
  expect(await screen.findByRole("link", { name: "Order 2" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Incoming" }));
  expect(where()).toBe(`${serverUrl}/messages?status=Sent&scope=incoming`);
  expect(await screen.findByRole("link", { name: "Question" })).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("link", { name: "Order 2" })).not.toBeInTheDocument());
  expect(screen.getByRole("button", { name: "Incoming" })).toHaveAttribute("aria-pressed", "true");
});

it("takes routes by name, and asks the API for them as it knows them", async () => {
  const world = worldWith(1);
  world.routes = [route({ uuid: "r1" })];
  const { api, user, where } = renderApp(`${serverUrl}/messages`, world);
  await screen.findByRole("link", { name: "Order 1" });
  await user.type(screen.getByRole("textbox", { name: "Filter" }), "route: sales@acme.example spam: yes{Enter}");
  expect(where()).toBe(`${serverUrl}/messages?route=r1&spam=true`);
  expect(await screen.findByRole("button", { name: "Remove route: sales@acme.example" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Remove spam: yes" })).toBeVisible();
  await waitFor(() => expect(api.calls.some(({ query }) => query.route === "r1" && query.spam === "true")).toBe(true));
});

it("says what receiving still needs", async () => {
  renderApp(`${serverUrl}/messages?scope=incoming`, worldWith(1));
  expect(await screen.findByText("Nothing received yet")).toBeVisible();
  expect(await screen.findByRole("link", { name: "Set up a route" })).toHaveAttribute("href", `${serverUrl}/routes`);
});

it("explains an empty server and shows the way on", async () => {
  renderApp(`${serverUrl}/messages`);
  expect(await screen.findByText("No message yet")).toBeVisible();
  expect(screen.getByRole("link", { name: "How to send" })).toBeVisible();
});

it("loads more by cursor", async () => {
  const { user } = renderApp(`${serverUrl}/messages`, worldWith(60));
  await user.click(await screen.findByRole("button", { name: "Load more" }));
  expect(await screen.findByRole("link", { name: "Order 1" })).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Load more" })).not.toBeInTheDocument();
});

it("moves from row to row with j and k and opens with Enter", async () => {
  const { user, where } = renderApp(`${serverUrl}/messages`, worldWith(3));
  await screen.findByRole("link", { name: "Order 3" });
  await user.keyboard("jj");
  expect(screen.getByRole("link", { name: "Order 2" })).toHaveFocus();
  await user.keyboard("k");
  expect(screen.getByRole("link", { name: "Order 3" })).toHaveFocus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(where()).toBe(`${serverUrl}/messages/3`));
});

it("retries the message of the row with r", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages`, worldWith(2));
  await screen.findByRole("link", { name: "Order 2" });
  await user.keyboard("jjr");
  expect(await screen.findByText("Message 1 is delivered again")).toBeVisible();
  expect(api.calls.some(({ method, path }) => method === "POST" && path.endsWith("/messages/1/retry"))).toBe(true);
});

it("says when the list cannot be loaded, and tries again", async () => {
  const { api, user } = renderApp(`${serverUrl}/messages`, worldWith(1));
  const path = "GET /organizations/acme/servers/app/messages";
  api.overrides.set(path, () => new Response(null, { status: 500 }));
  expect(await screen.findByText("Messages could not be loaded")).toBeVisible();
  api.overrides.delete(path);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Order 1" })).toBeVisible();
});
