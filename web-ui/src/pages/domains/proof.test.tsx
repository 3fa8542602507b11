import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { at, domain, emptyWorld } from "../../../test/data";
import { problem } from "../../../test/fakeApi";
import { renderApp, serverUrl } from "../../../test/renderApp";

type Domain = ReturnType<typeof domain>;
type DomainRecord = ReturnType<typeof emptyWorld>["records"][number];

const path = "/organizations/acme/servers/app/domains/d1";

function worldWith(values: Partial<Domain>, records: DomainRecord[] = []) {
  const world = emptyWorld();
  world.domains = [domain({ uuid: "d1", ...values })];
  world.records = records;
  return world;
}

const record = (values: Partial<DomainRecord>): DomainRecord => ({
  purpose: "dkim",
  type: "TXT",
  name: "postal-a1._domainkey",
  full_name: "postal-a1._domainkey.acme.example",
  value: "v=DKIM1; p=AAAABBBB",
  ttl: 3600,
  required: true,
  found: [],
  ...values,
});

it("adds a domain that is proven by mail", async () => {
  const { api, user, where } = renderApp(`${serverUrl}/domains/new`);
  await user.type(await screen.findByLabelText("Domain"), "acme.example");
  await user.click(screen.getByRole("radio", { name: "By mail" }));
  await user.click(screen.getByRole("button", { name: "Add domain" }));
  await waitFor(() => expect(where()).toBe(`${serverUrl}/domains/d-1`));
  expect(api.calls.find(({ method }) => method === "POST")?.body).toEqual({
    name: "acme.example",
    verification_method: "Email",
  });
});

it("changes to a proof by mail, sends a code, refuses a wrong one and takes the right one", async () => {
  const { api, user } = renderApp(`${serverUrl}/domains/d1`, worldWith({}));
  await user.click(await screen.findByRole("button", { name: "Prove it by mail instead" }));
  await user.selectOptions(await screen.findByLabelText("Send the code to"), "hostmaster@acme.example");
  await user.click(screen.getByRole("button", { name: "Send code" }));
  expect(await screen.findByText(/on its way to hostmaster@acme\.example/)).toBeVisible();
  await user.type(screen.getByLabelText("Code"), "1111 1111");
  await user.click(screen.getByRole("button", { name: "Verify domain" }));
  expect(await screen.findByText("Is not the one of the last mail")).toBeVisible();
  expect(screen.getByLabelText("Code")).toBeInvalid();
  await user.clear(screen.getByLabelText("Code"));
  await user.type(screen.getByLabelText("Code"), "1234 5678");
  await user.click(screen.getByRole("button", { name: "Verify domain" }));
  expect(await screen.findByText("acme.example is verified")).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("region", { name: "Proof of ownership" })).not.toBeInTheDocument());
  const sent = api.calls.filter(({ path: called }) => called.endsWith("verify_email_confirm"));
  expect(sent.map(({ body }) => body)).toEqual([{ code: "11111111" }, { code: "12345678" }]);
});

it("does not look for a record while the proof comes by mail", async () => {
  const values = { verification_method: "Email" as const, verify_email_addresses: ["postmaster@acme.example"] };
  const { api } = renderApp(`${serverUrl}/domains/d1`, worldWith(values));
  expect(await screen.findByLabelText("Send the code to")).toBeVisible();
  await waitFor(() => expect(api.calls.some(({ path: called }) => called === `${path}/check`)).toBe(true));
  expect(api.calls.some(({ path: called }) => called.endsWith("verify_dns"))).toBe(false);
});

it("says when no code can be sent", async () => {
  const values = { verification_method: "Email" as const, verify_email_addresses: ["postmaster@acme.example"] };
  const { api, user } = renderApp(`${serverUrl}/domains/d1`, worldWith(values));
  api.overrides.set(`POST ${path}/verify_email_send`, () =>
    problem(422, "TooMany", "Five codes have been sent to this address within an hour."),
  );
  await user.click(await screen.findByRole("button", { name: "Send code" }));
  expect(await screen.findByText(/Five codes have been sent/)).toBeVisible();
});

it("shows what is found beside what is expected, long values in strings, and DMARC's next step", async () => {
  const world = worldWith({ verified_at: at(-9), dmarc: { policy: "none", suggestion: "Ask for quarantine." } }, [
    record({ strings: ["v=DKIM1; p=AAAA", "BBBB"], status: "Invalid", error: "Another key", found: ["v=DKIM1; p=ZZ"] }),
    record({ purpose: "dmarc", name: "_dmarc", full_name: "_dmarc.acme.example", value: "v=DMARC1", status: "OK" }),
  ]);
  renderApp(`${serverUrl}/domains/d1`, world);
  const dkim = within(await screen.findByRole("region", { name: "DKIM record" }));
  expect(dkim.getByText("v=DKIM1; p=ZZ")).toBeVisible();
  expect(dkim.getByRole("button", { name: "Copy value of the DKIM record in strings" })).toBeVisible();
  const dmarc = within(screen.getByRole("region", { name: "DMARC record" }));
  expect(dmarc.getByText(/delivered all the same/)).toBeVisible();
  expect(dmarc.getByText("Ask for quarantine.")).toBeVisible();
  expect(screen.getByRole("link", { name: "Download as zone file" })).toHaveAttribute(
    "href",
    `/api/v2${path}/zone_file`,
  );
});

it("makes a new DKIM key, and drops one that waits", async () => {
  const world = worldWith({ verified_at: at(-9) }, [record({ dkim_key: "active" })]);
  const { api, user } = renderApp(`${serverUrl}/domains/d1`, world);
  await user.click(await screen.findByRole("button", { name: "Make a new key" }));
  world.records.push(record({ dkim_key: "pending", full_name: "postal-b2._domainkey.acme.example" }));
  const making = await screen.findByRole("dialog", { name: "Make a new DKIM key?" });
  await user.click(within(making).getByRole("button", { name: "Make a new key" }));
  expect(await screen.findByRole("region", { name: "DKIM, new key record" })).toBeVisible();
  api.overrides.set(`POST ${path}/dkim_cancel`, () => problem(422, "nothing_pending", "No key waits."));
  await user.click(screen.getByRole("button", { name: "Drop the new key" }));
  const dropping = await screen.findByRole("dialog", { name: "Drop the new DKIM key?" });
  await user.click(within(dropping).getByRole("button", { name: "Drop the new key" }));
  expect(await within(dropping).findByText("No key waits.")).toBeVisible();
});

it("imports a key, and puts a refusal at the field", async () => {
  const world = worldWith({ verified_at: at(-10) }, [record({ dkim_key: "active" })]);
  const { api, user } = renderApp(`${serverUrl}/domains/d1`, world);
  await user.click(await screen.findByRole("button", { name: "Import a key" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Import a DKIM key for acme.example" }));
  await user.type(dialog.getByLabelText("Selector"), "mail2025");
  await user.click(dialog.getByLabelText("Private key"));
  await user.paste("no key");
  api.overrides.set(`POST ${path}/dkim_import`, () =>
    problem(422, "Invalid", "The key is not valid.", [
      { field: "/private_key", code: "invalid", message: "is not an RSA private key in PEM" },
    ]),
  );
  await user.click(dialog.getByRole("button", { name: "Import key" }));
  expect(await dialog.findByText("Is not an RSA private key in PEM")).toBeVisible();
  expect(dialog.getByLabelText("Private key")).toBeInvalid();
  api.overrides.clear();
  await user.click(dialog.getByRole("button", { name: "Import key" }));
  expect(await screen.findByText(/signs as soon as its record is seen/)).toBeVisible();
  expect(api.calls.findLast(({ path: called }) => called.endsWith("/dkim_import"))?.body).toEqual({
    selector: "mail2025",
    private_key: "no key",
  });
});
