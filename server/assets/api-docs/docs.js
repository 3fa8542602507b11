// Shows openapi.json as a page. Everything is set as text, nothing as HTML.
"use strict";

const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const nameOf = (schema) => (schema.$ref ?? "").split("/").pop();

// A schema in the form of an example: names with types, references followed once per branch.
function outline(schema, schemas, seen = []) {
  if (!schema) return null;
  if (schema.$ref) {
    const name = nameOf(schema);
    return seen.includes(name) ? name : outline(schemas[name], schemas, [...seen, name]);
  }
  const parts = schema.allOf ?? schema.oneOf ?? schema.anyOf;
  if (parts) return outline(parts[0], schemas, seen);
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.type === "array") return [outline(schema.items, schemas, seen)];
  if (schema.properties) {
    const required = schema.required ?? [];
    const entries = Object.entries(schema.properties);
    return Object.fromEntries(
      entries.map(([name, property]) => [required.includes(name) ? name : `${name}?`, outline(property, schemas, seen)]),
    );
  }
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? "any");
}

function body(title, content, schemas) {
  const media = Object.entries(content ?? {})[0];
  if (!media) return [];
  const [type, { schema }] = media;
  const text = JSON.stringify(outline(schema, schemas), null, 2);
  return [element("p", {}, element("strong", { textContent: title }), ` ${type}`), element("pre", { textContent: text })];
}

function parameters(list) {
  if (!list?.length) return [];
  const rows = list.map((parameter) =>
    element(
      "tr",
      {},
      element("td", {}, element("code", { textContent: parameter.name })),
      element("td", { textContent: parameter.in }),
      element("td", { textContent: parameter.required ? "required" : "optional" }),
      element("td", { textContent: parameter.description ?? "" }),
    ),
  );
  return [element("table", {}, element("tbody", {}, ...rows))];
}

function operation(path, method, value, schemas) {
  const summary = element(
    "summary",
    {},
    element("span", { className: "method", textContent: method.toUpperCase() }),
    element("code", { textContent: path }),
    element("span", { className: "summary", textContent: value.summary ?? "" }),
  );
  const answers = Object.entries(value.responses ?? {}).filter(([status]) => status.startsWith("2"));
  const node = element(
    "details",
    { id: value.operationId },
    summary,
    element("p", { textContent: value.description ?? "" }),
    element("p", {}, "Operation ", element("code", { textContent: value.operationId })),
    ...parameters(value.parameters),
    ...body("Request", value.requestBody?.content, schemas),
    ...answers.flatMap(([status, answer]) => body(`Answer ${status}`, answer.content, schemas)),
  );
  node.dataset.text = `${method} ${path} ${value.operationId} ${value.summary ?? ""}`.toLowerCase();
  return node;
}

function show(api) {
  document.getElementById("description").textContent = api.info.description ?? "";
  const areas = new Map();
  const prefix = api.servers?.[0]?.url ?? "";
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, value] of Object.entries(methods)) {
      const area = value.tags?.[0] ?? "Other";
      const node = operation(prefix + path, method, value, api.components?.schemas ?? {});
      areas.set(area, [...(areas.get(area) ?? []), node]);
    }
  }
  const sections = [...areas].map(([area, nodes]) =>
    element("section", {}, element("h2", { textContent: area }), ...nodes),
  );
  document.getElementById("operations").replaceChildren(...sections);
}

function find(text) {
  for (const section of document.querySelectorAll("#operations section")) {
    const nodes = [...section.querySelectorAll("details")];
    for (const node of nodes) node.hidden = !node.dataset.text.includes(text.trim().toLowerCase());
    section.hidden = nodes.every((node) => node.hidden);
  }
}

document.getElementById("filter").addEventListener("input", (event) => find(event.target.value));

fetch("/api/v2/openapi.json")
  .then((answer) => answer.json())
  .then(show)
  .catch(() => {
    document.getElementById("description").textContent = "The document could not be read. Reload the page.";
  });
