// Writes the types of the management API: `npm run generate [document]`.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = process.argv[2] ?? "../openapi/management.json";
const target = "src/api/generated/schema.ts";

const document = JSON.parse(await readFile(source, "utf8"));

const banner = "// Generated from openapi/management.json by `npm run generate`. Do not edit.\n\n";
// A property with a default may be left out of a request.
await writeFile(target, banner + astToString(await openapiTS(document, { defaultNonNullable: false })));
