import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { problem } from "../../test/fakeApi";
import { renderApp } from "../../test/renderApp";

/** The API wants the password before it makes a token. */
function startAsked() {
  const app = renderApp("/settings");
  let isConfirmed = false;
  app.api.overrides.set("POST /tokens", () =>
    isConfirmed
      ? Response.json({ token: "postal_2f9c0b7d5e4a1836", uuid: "t-1", name: "CI" }, { status: 201 })
      : problem(403, "step_up_required", "Confirm that it is you."),
  );
  app.api.overrides.set("POST /session/confirm", ({ body }) => {
    if (JSON.stringify(body) !== JSON.stringify({ password: "secret secret" })) {
      return problem(422, "invalid", "Some fields are not valid.", [
        { field: "/password", code: "invalid", message: "is not your current password" },
      ]);
    }
    isConfirmed = true;
    return undefined;
  });
  return app;
}

async function createToken(user: ReturnType<typeof renderApp>["user"]) {
  await user.click(await screen.findByRole("button", { name: "New token" }));
  await user.type(screen.getByLabelText("Name"), "CI");
  await user.click(screen.getByRole("button", { name: "Create token" }));
  return within(await screen.findByRole("dialog", { name: "Confirm that it is you" }));
}

it("asks for the password and sends the request once more, with its body", async () => {
  const { api, user } = startAsked();
  const dialog = await createToken(user);
  await user.type(await dialog.findByLabelText("Password"), "wrong");
  await user.click(dialog.getByRole("button", { name: "Confirm" }));
  expect(await dialog.findByText("Is not your current password")).toBeVisible();
  await user.type(dialog.getByLabelText("Password"), "secret secret");
  await user.click(dialog.getByRole("button", { name: "Confirm" }));

  expect(await screen.findByText("postal_2f9c0b7d5e4a1836")).toBeVisible();
  expect(screen.queryByRole("dialog", { name: "Confirm that it is you" })).toBeNull();
  const sent = api.calls.filter(({ method, path }) => method === "POST" && path === "/tokens");
  expect(sent).toHaveLength(2);
  expect(sent[1]?.body).toEqual(sent[0]?.body);
});

it("says what the API said when nothing is confirmed", async () => {
  const { api, user } = startAsked();
  const dialog = await createToken(user);
  await user.click(await dialog.findByRole("button", { name: "Cancel" }));
  expect(await screen.findByText("Confirm that it is you.")).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(api.calls.filter(({ path, method }) => method === "POST" && path === "/tokens")).toHaveLength(1);
});
