import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, emptyWorld, message } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";
import { progressText } from "./BulkBar";

const path = "/organizations/acme/servers/app/bulk-actions";
const action = {
  uuid: "b-1",
  action: "retry",
  state: "waiting",
  done: 0,
  skipped: 0,
  starts_at: at(0),
  created_at: at(0),
};

it("does the same to all held messages and says how far it is", async () => {
  const world = emptyWorld();
  world.messages = [message({ is_held: true, status: "Held" })];
  const { api, user } = renderApp(`${serverUrl}/messages/held`, world);
  api.overrides.set(`POST ${path}`, () => Response.json(action, { status: 202 }));
  api.overrides.set(`GET ${path}/b-1`, () => ({ ...action, state: "done", done: 1, skipped: 2, finished_at: at(0) }));
  await user.click(await screen.findByRole("button", { name: "All of these" }));
  await user.click(await screen.findByRole("menuitem", { name: "Send all now" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Send all of them now?" }));
  await user.click(dialog.getByRole("button", { name: "Send all now" }));
  expect(await screen.findByText("Send all now: 1 done, 2 could not be changed")).toBeVisible();
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({ action: "retry", filter: { held: true } });
});

it("can be undone before it begins", async () => {
  const world = emptyWorld();
  world.messages = [message({ is_held: true, status: "Held" })];
  const { api, user } = renderApp(`${serverUrl}/messages/held`, world);
  const waiting = { ...action, action: "cancel_hold" };
  let state = waiting;
  api.overrides.set(`POST ${path}`, () => Response.json(waiting, { status: 202 }));
  api.overrides.set(`GET ${path}/b-1`, () => state);
  api.overrides.set(`POST ${path}/b-1/cancel`, () => {
    state = { ...waiting, state: "cancelled", ...{ finished_at: at(0) } };
    return state;
  });
  await user.click(await screen.findByRole("button", { name: "All of these" }));
  await user.click(await screen.findByRole("menuitem", { name: "Cancel all holds" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Cancel all holds?" }));
  await user.click(dialog.getByRole("button", { name: "Cancel all holds" }));
  await user.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("Cancel all holds: stopped after 0")).toBeVisible();
});

it("says in words how far it is", () => {
  const running = { ...action, action: "retry" as const, state: "running" as const, done: 5, total: 9 };
  expect(progressText(running)).toBe("Send all now: 5 of 9 done");
  expect(progressText({ ...running, total: undefined, skipped: 1 })).toBe(
    "Send all now: 5 done, 1 could not be changed",
  );
});
