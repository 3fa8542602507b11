/** Clients that come from the document, and the manual's script that needs none, against the running server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { removeFolder, run, temporaryFolder } from "../support/process.ts";
import { expect, test } from "../fixtures.ts";

const root = resolve(import.meta.dirname, "../..");
const programs = resolve(import.meta.dirname, "../.venv-api/bin");

test("a Python client, generated from the document, manages and sends", async ({ postal, api, shop, receiver }) => {
  const folder = temporaryFolder("generated");
  const client = join(folder, "postal_client");
  const said = await run(join(programs, "openapi-python-client"), [
    ...["generate", "--path", join(root, "openapi/management.json"), "--config", join(root, "openapi/python-client.yml")],
    ...["--meta", "none", "--output-path", client, "--fail-on-warning"],
  ]);
  expect(said).not.toContain("WARNING");
  const script = join(root, "e2e/support/generated_client.py");
  const seen = await run(join(programs, "python"), [script, client, postal.url, api.token, shop.from, "ann@receiver.example"]);
  removeFolder(folder);
  expect(JSON.parse(seen)).toEqual({
    credential: { listed: true, deleted: 204 },
    sent: { status: "Sent", metadata: { order: "4711" }, subject: "By a generated client" },
    repeated: { same: true, replayed: "true" },
    raw: true,
    pages: [1, 1, true],
    unknown: { status: 404, code: "not_found", fields: [] },
    wrong: { status: 422, code: "invalid", fields: expect.arrayContaining(["/from"]) },
  });
  await expect.poll(() => receiver.arrivedFor("ann@receiver.example").length).toBe(2);
});

test("the manual's script sets everything up with curl", async ({ postal, api, nameServer, receiver, sink }) => {
  const script = spawn("sh", [join(root, "docs/manual/setup-with-curl.sh")], {
    env: {
      PATH: process.env["PATH"],
      POSTAL_URL: postal.url,
      POSTAL_TOKEN: api.token,
      DOMAIN: "curl.example",
      APPLICATION: sink.url(""),
      RECIPIENT: "ann@receiver.example",
      WAIT: "60",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  for await (const line of createInterface(script.stdout)) {
    said.push(line);
    // As the reader of the output does, put the records into the DNS.
    const record = /"type":"TXT".*"full_name":"([^"]+)".*"value":"((?:[^"\\]|\\.)*)"/.exec(line);
    if (record?.[1] !== undefined && record[2] !== undefined) {
      await nameServer.add([`${record[1]}. TXT "${record[2].replace(/(.{200})/g, '$1" "')}"`]);
    }
  }
  if (script.exitCode === null) await once(script, "close");
  expect(script.exitCode, said.join("\n")).toBe(0);
  expect(said.at(-1)).toMatch(/^ {2}Message \d+: Sent$/);
  const [mail] = receiver.arrivedFor("ann@receiver.example");
  expect(mail?.text).toContain("DKIM-Signature");
  await expect.poll(() => sink.requests.some(({ path }) => path === "/events")).toBe(true);

  // What it printed works: mail to the route reaches the application.
  const key = /X-Server-API-Key: (\S+)/.exec(said.join("\n"))?.[1] ?? "";
  const answer = await fetch(`${postal.url}/api/v1/send/message`, {
    method: "POST",
    headers: { "X-Server-API-Key": key, "Content-Type": "application/json" },
    body: JSON.stringify({ from: "support@curl.example", to: ["ann@receiver.example"], subject: "v1", plain_body: "v1" }),
  });
  expect(JSON.parse(await answer.text())).toMatchObject({ status: "success" });
});
