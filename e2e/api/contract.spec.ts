/** What the document says is what happens: every operation, asked with right and wrong values by four kinds of callers. */
import { makeEverything } from "../support/everything.ts";
import { examine } from "../support/schemathesis.ts";
import { expect, test } from "../fixtures.ts";

for (const name of ["administrator", "member", "scope", "nobody"] as const) {
  test(`every answer to ${name} is in the document`, async ({ postal, api, shop }) => {
    test.setTimeout(900_000);
    const parameters = await makeEverything(api, shop);
    const token = async () => {
      switch (name) {
        case "administrator":
          return api.token;
        case "member":
          return (await postal.member("acme", "mia@acme.example", "developer")).token;
        case "scope":
          return (await api.post<{ token: string }>("/tokens", { name: "scope", scopes: ["domains:read"] })).token;
        case "nobody":
          return undefined;
      }
    };
    const said = await examine(postal.url, { name, token: await token() }, postal.folder, parameters);
    expect(said).toContain("No issues found");
  });
}
