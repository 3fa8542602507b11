import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, emptyWorld } from "../../../test/data";
import { renderApp } from "../../../test/renderApp";

const withProvider = () => {
  const world = emptyWorld();
  return { ...world, info: { ...world.info, oidc_enabled: true, oidc_name: "Acme ID" } };
};

it("says who the provider says that the user is", async () => {
  const { api } = renderApp("/settings", withProvider());
  const linked = { oidc: true, oidc_uid: "a-17", oidc_issuer: "https://id.example" };
  api.overrides.set("GET /me", () => ({ ...alice, has_password: false, ...linked }));
  expect(await screen.findByText("Linked with a-17 at https://id.example")).toBeVisible();
});

it("says how an account is linked", async () => {
  renderApp("/settings", withProvider());
  expect(await screen.findByText(/^Not linked\. Log in with Acme ID as alice@acme\.example to link it;/)).toBeVisible();
});

it("says nothing where there is no provider", async () => {
  renderApp("/settings", emptyWorld());
  expect(await screen.findByRole("heading", { name: "My settings" })).toBeVisible();
  expect(screen.queryByRole("heading", { name: "Single sign-on" })).not.toBeInTheDocument();
});
