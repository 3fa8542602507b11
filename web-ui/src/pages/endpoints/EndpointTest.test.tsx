import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { emptyWorld, httpEndpoint } from "../../../test/data";
import { renderApp, serverUrl } from "../../../test/renderApp";

it("sends a sample and shows what it would mean for a message", async () => {
  const world = emptyWorld();
  world.httpEndpoints = [httpEndpoint({ uuid: "e-9" })];
  const { api, user } = renderApp(`${serverUrl}/http_endpoints/e-9`, world);
  api.overrides.set("POST /organizations/acme/servers/app/http-endpoints/e-9/test", () => ({
    result: "retried",
    http_status: 503,
    details: "Received a 503 from https://app.example.com/",
    output: "later",
    duration_ms: 12,
  }));
  await user.click(await screen.findByRole("button", { name: "Send sample" }));
  expect(await screen.findByText("The message would be tried again later")).toBeVisible();
  expect(screen.getByText("later")).toBeVisible();
});
