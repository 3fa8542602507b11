import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { differencesOf } from "./differences";
import { emptyWorld } from "../../test/data";
import { problem } from "../../test/fakeApi";
import { renderApp, serverUrl } from "../../test/renderApp";

const path = "/organizations/acme/servers/app";

const conflict = (current: object) =>
  Response.json(
    { code: "precondition_failed", message: "Somebody has changed this.", fields: [], current },
    { status: 412, headers: { ETag: '"2"' } },
  );

it("shows both values when somebody else has changed the same, and saves what the person decides", async () => {
  const { api, user } = renderApp(`${serverUrl}/edit`);
  const section = within(await screen.findByRole("region", { name: "General" }));
  const sent: (string | null)[] = [];
  api.overrides.set(`PATCH ${path}`, ({ headers }) => {
    sent.push(headers.get("If-Match"));
    if (sent.length > 1) return { ...api.world.servers[0], name: "Mine" };
    return conflict({ ...api.world.servers[0], name: "Theirs" });
  });
  await user.clear(section.getByLabelText("Name"));
  await user.type(section.getByLabelText("Name"), "Mine");
  await user.click(section.getByRole("button", { name: "Save" }));
  const row = within(await section.findByRole("row", { name: /^Name/ }));
  expect(row.getByText("Mine")).toBeVisible();
  expect(row.getByText("Theirs")).toBeVisible();
  await user.click(section.getByRole("button", { name: "Save mine" }));
  expect(await section.findByText("Saved")).toBeVisible();
  expect(sent[1]).toBe('"2"');
});

it("takes what is there", async () => {
  const { api, user } = renderApp(`${serverUrl}/edit`);
  const section = within(await screen.findByRole("region", { name: "General" }));
  api.overrides.set(`PATCH ${path}`, () => conflict({ ...api.world.servers[0], name: "Theirs" }));
  await user.type(section.getByLabelText("Name"), " of mine");
  await user.click(section.getByRole("button", { name: "Save" }));
  await user.click(await section.findByRole("button", { name: "Take what is there" }));
  expect(section.getByLabelText("Name")).toHaveValue("Theirs");
  expect(section.queryByText("Somebody else has changed this meanwhile")).not.toBeInTheDocument();
});

it("does not take one form of a page for somebody else who has changed what another one shows", async () => {
  const world = emptyWorld();
  const sent: (string | null)[] = [];
  const answer = () => Response.json(world.servers[0], { headers: { ETag: `"${sent.length}"` } });
  const { api, user } = renderApp(`${serverUrl}/edit`, world);
  api.overrides.set(`GET ${path}`, answer);
  api.overrides.set(`PATCH ${path}`, ({ headers, body }) => {
    sent.push(headers.get("If-Match"));
    world.servers = world.servers.map((known) => Object.assign({ ...known }, body));
    return answer();
  });
  const general = within(await screen.findByRole("region", { name: "General" }));
  await user.type(general.getByLabelText("Name"), " of mine");
  await user.click(general.getByRole("button", { name: "Save" }));
  expect(await general.findByText("Saved")).toBeVisible();
  const spam = within(screen.getByRole("region", { name: "Spam" }));
  await user.clear(spam.getByLabelText("Spam from"));
  await user.type(spam.getByLabelText("Spam from"), "6");
  await user.click(spam.getByRole("button", { name: "Save" }));
  expect(await spam.findByText("Saved")).toBeVisible();
  await user.type(general.getByLabelText("Name"), " now");
  await user.click(general.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toEqual(['"0"', '"1"', '"2"']));
});

it("moves to the first refused field of the form that was sent, in the moment it is marked", async () => {
  const { api, user } = renderApp(`${serverUrl}/edit`);
  const refuse = (field: string) =>
    api.overrides.set(`PATCH ${path}`, () =>
      problem(422, "Invalid", "The server is not valid.", [{ field, code: "invalid", message: "is not valid" }]),
    );
  const general = within(await screen.findByRole("region", { name: "General" }));
  refuse("/name");
  await user.click(general.getByRole("button", { name: "Save" }));
  expect(await general.findByText("Is not valid")).toBeVisible();
  expect(general.getByLabelText("Name")).toHaveFocus();
  const spam = within(screen.getByRole("region", { name: "Spam" }));
  refuse("/spam_failure_threshold");
  await user.click(spam.getByRole("button", { name: "Save" }));
  expect(await spam.findByText("Is not valid")).toBeVisible();
  expect(spam.getByLabelText("Refused from")).toHaveFocus();
});

it("compares what both know, under the name that each has for it", () => {
  const values = { name: "a", limit: "", hold: true, key: "192.0.2.1", domain: "uuid" };
  const current = { name: "a", hold: false, network: "192.0.2.2", domain: { uuid: "uuid" }, status: "Live" };
  expect(differencesOf(values, current, { network: "key" })).toEqual([
    { name: "hold", mine: true, theirs: false },
    { name: "key", mine: "192.0.2.1", theirs: "192.0.2.2" },
  ]);
  expect(differencesOf({ limit: 5 }, {})).toEqual([{ name: "limit", mine: 5, theirs: "" }]);
});
