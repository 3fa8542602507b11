import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { addressEndpoint, at, emptyWorld, httpEndpoint, route, smtpEndpoint } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

it("lists each kind with what is special about it, its routes and its last use", async () => {
  const world = emptyWorld();
  world.httpEndpoints = [httpEndpoint({ routes_count: 2, last_used_at: at(-5) })];
  world.smtpEndpoints = [smtpEndpoint({ ssl_mode: "TLS" })];
  world.addressEndpoints = [addressEndpoint({ routes_count: 1 })];
  const { user } = renderApp(`${serverUrl}/http_endpoints`, world);
  const http = await screen.findByRole("row", { name: /Help desk/ });
  expect(http).toHaveTextContent("https://desk.acme.example/mail");
  expect(http).toHaveTextContent("Taken apart, JSON");
  expect(http).toHaveTextContent("2 routes");
  expect(http).toHaveTextContent("Last used 5 min ago");
  await user.click(screen.getByRole("link", { name: "SMTP endpoints" }));
  const smtp = await screen.findByRole("row", { name: /Mailboxes/ });
  expect(smtp).toHaveTextContent("imap.acme.example:465");
  expect(smtp).toHaveTextContent("Not used yet");
  await user.click(screen.getByRole("link", { name: "Address endpoints" }));
  expect(await screen.findByRole("row", { name: /boss@home\.example/ })).toHaveTextContent("1 route");
});

it("shows what the application gets, as the form says", async () => {
  const { user } = renderApp(`${serverUrl}/http_endpoints/new`);
  const example = await screen.findByLabelText("Example of a request body");
  expect(example).toHaveTextContent('"plain_body"');
  expect(example).toHaveTextContent('"attachments"');
  await user.click(screen.getByRole("radio", { name: "As it came" }));
  expect(example).toHaveTextContent('"base64": true');
  expect(screen.queryByLabelText("Attachments too")).not.toBeInTheDocument();
  await user.click(screen.getByRole("radio", { name: "Form fields" }));
  expect(example).toHaveTextContent("rcpt_to=help@shop.example");
});

it("puts what the API says about an HTTP endpoint at the fields", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/http_endpoints/new`);
  api.overrides.set("POST /organizations/acme/servers/app/http-endpoints", () =>
    problem(422, "Invalid", "The endpoint is not valid.", [
      { field: "/name", code: "blank", message: "can't be blank" },
      { field: "/url", code: "invalid", message: "must begin with http:// or https://" },
    ]),
  );
  await user.click(await screen.findByRole("button", { name: "Create endpoint" }));
  expect(await screen.findByText("Must begin with http:// or https://")).toBeVisible();
  expect(screen.getByLabelText("Name")).toHaveFocus();
  expect(screen.getByLabelText("URL")).toBeInvalid();
  expect(where()).toBe(`${serverUrl}/http_endpoints/new`);
});

it("sends no port when the usual one is meant", async () => {
  const { api, user } = renderApp(`${serverUrl}/smtp_endpoints/new`);
  await user.type(await screen.findByLabelText("Name"), "Mailboxes");
  await user.type(screen.getByLabelText("Host"), "imap.acme.example");
  expect(screen.getByLabelText("Port")).toHaveAttribute("placeholder", "25");
  await user.click(screen.getByRole("radio", { name: "TLS" }));
  expect(screen.getByLabelText("Port")).toHaveAttribute("placeholder", "465");
  await user.click(screen.getByRole("button", { name: "Create endpoint" }));
  await screen.findByText(/has been created/);
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({
    name: "Mailboxes",
    hostname: "imap.acme.example",
    port: null,
    ssl_mode: "TLS",
  });
});

it("says before a deletion how many routes it concerns, and afterwards what became of them", async () => {
  const world = emptyWorld();
  world.httpEndpoints = [httpEndpoint({ uuid: "h1", routes_count: 1 })];
  world.routes = [route({ endpoint: "HTTPEndpoint#h1" })];
  const { user, where } = renderApp(`${serverUrl}/http_endpoints/h1`, world);
  await user.click(await screen.findByRole("button", { name: "Delete endpoint" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete Help desk?" });
  expect(dialog).toHaveTextContent("1 route points to it.");
  expect(dialog).toHaveTextContent("one without refuses all mail from then on");
  await user.click(within(dialog).getByRole("button", { name: "Delete endpoint" }));
  expect(await screen.findByText("Help desk has been deleted. sales@acme.example refuses mail now.")).toBeVisible();
  await waitFor(() => expect(where()).toBe(`${serverUrl}/http_endpoints`));
});
