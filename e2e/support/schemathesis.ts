/** Schemathesis (PyPI) over the document of the management API, as one caller. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Parameters } from "./everything.ts";
import { run } from "./process.ts";

const program = join(import.meta.dirname, "../.venv-api/bin/schemathesis");

/** What an answer has to be, whatever was asked. */
const checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"];

export type Caller = { name: string; token?: string };

/** Asks for every operation, with right and wrong values, and fails with what it found. The report is in `folder`. */
export async function examine(url: string, caller: Caller, folder: string, parameters: Parameters): Promise<string> {
  const ids = await operationIds(url);
  const lines = [
    `base-url = ${JSON.stringify(`${url}/api/v2`)}`,
    "continue-on-failure = true",
    "request-timeout = 20",
    "[generation]",
    "deterministic = true",
    "max-examples = 12",
    "no-shrink = true",
    "[phases.stateful]",
    "enabled = false",
    table("parameters", parameters.all),
    // Its answer does not end; mail/event_stream.spec.ts reads it.
    "[[operations]]",
    'include-operation-id = "event_stream"',
    "enabled = false",
  ];
  for (const [pattern, values] of parameters.byOperation) {
    const matching = ids.filter((id) => pattern.test(id));
    if (matching.length === 0) throw new Error(`no operation matches ${pattern}`);
    lines.push("[[operations]]", `include-operation-id = ${JSON.stringify(matching)}`, table("operations.parameters", values));
  }
  const config = join(folder, `schemathesis-${caller.name}.toml`);
  writeFileSync(config, lines.join("\n"));
  const header = caller.token === undefined ? [] : ["--header", `Authorization: Bearer ${caller.token}`];
  return run(
    program,
    [`--config-file=${config}`, "run", `${url}/api/v2/openapi.json`, "--checks", checks.join(","), "--warnings", "off", ...header],
    {
      env: {
        PATH: process.env["PATH"],
        PYTHONPATH: import.meta.dirname,
        SCHEMATHESIS_HOOKS: "schemathesis_hooks",
        PYTHONDONTWRITEBYTECODE: "1",
        NO_COLOR: "1",
        COLUMNS: "160",
      },
      cwd: folder,
    },
  );
}

function table(name: string, values: { [name: string]: string }): string {
  const lines = Object.entries(values).map(([key, value]) => `"path.${key}" = ${JSON.stringify(value)}`);
  return [`[${name}]`, ...lines].join("\n");
}

type Document = { paths: { [path: string]: { [method: string]: { operationId: string } } } };

async function operationIds(url: string): Promise<string[]> {
  const document = JSON.parse(await (await fetch(`${url}/api/v2/openapi.json`)).text()) as Document;
  return Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
}
