// Writes the types of the management API: `npm run generate [document]`.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = process.argv[2] ?? "../openapi/management.json";
const target = "src/api/generated/schema.ts";

const document = JSON.parse(await readFile(source, "utf8"));

// PATCH takes an explicit null as "clear this field". The document cannot say so: poem-openapi describes the type of
// such a field (`MaybeUndefined<T>`) as plain `T`.
for (const operations of Object.values(document.paths)) {
  const reference =
    operations.patch?.requestBody?.content?.["application/json; charset=utf-8"]?.schema?.$ref ??
    operations.patch?.requestBody?.content?.["application/json"]?.schema?.$ref;
  const schema = reference && document.components.schemas[reference.split("/").at(-1)];
  for (const [name, property] of Object.entries(schema?.properties ?? {})) {
    if (schema.required?.includes(name)) continue;
    schema.properties[name] = property.$ref ? { nullable: true, allOf: [property] } : { ...property, nullable: true };
  }
}

// poem-openapi calls every list in a query required, though none of them is.
for (const operations of Object.values(document.paths)) {
  for (const parameter of Object.values(operations).flatMap((operation) => operation.parameters ?? [])) {
    if (parameter.in === "query" && parameter.schema.type === "array") parameter.required = false;
  }
}

const banner = "// Generated from openapi/management.json by `npm run generate`. Do not edit.\n\n";
// A property with a default may be left out of a request.
await writeFile(target, banner + astToString(await openapiTS(document, { defaultNonNullable: false })));
