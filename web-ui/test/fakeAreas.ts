import { at, domain, message, type World } from "./data";
import { accountRoutes } from "./fakeAccounts";
import { problem, type Call } from "./fakeApi";
import { ipAddress, ipPool, ipRule, suppression, trackDomain, webhook, webhookEvents } from "./samples";

export interface Tools {
  page: (items: unknown[], call: Call) => unknown;
  found: (item: unknown) => unknown;
  fieldsOf: (body: unknown) => Record<string, unknown>;
}

export type Handlers = Record<string, (call: Call, ...params: string[]) => unknown>;

/** What goes on around messages: events, figures, lists, tracking, proofs. */
export const areaRoutes = (world: World, tools: Tools): Handlers => ({
  ...accountRoutes(world, tools),
  ...webhookRoutes(world, tools),
  ...domainRoutes(world, tools),
  ...listRoutes(world, tools),
  ...ipPoolRoutes(world, tools),
  ...suppressionRoutes(world, tools),
});

const webhookRoutes = (world: World, { page, found, fieldsOf }: Tools): Handlers => ({
  "GET .*/webhooks": (call) => page(world.webhooks, call),
  "POST .*/webhooks": ({ body }) => {
    const made = webhook({ ...fieldsOf(body), uuid: "w-1" });
    world.webhooks.push(made);
    return Response.json({ ...made, secret: "whsec_c2VjcmV0" }, { status: 201 });
  },
  "GET .*/webhooks/events": () => ({ items: webhookEvents }),
  "GET .*/webhooks/history": (call) =>
    page(
      world.attempts.filter(
        ({ success, event, webhook_uuid }) =>
          (!call.query.success || call.query.success === String(success)) &&
          (!call.query.event || call.query.event === event) &&
          (!call.query.webhook || call.query.webhook === webhook_uuid),
      ),
      call,
    ),
  "POST .*/webhooks/history/replay": () => ({ requests: 1, has_more: false }),
  "POST .*/webhooks/history/([^/]+)/replay": () => undefined,
  "GET .*/webhooks/history/([^/]+)": (_call, uuid) => {
    const attempts = world.attempts.filter(({ request_uuid }) => request_uuid === uuid);
    const [first] = attempts;
    return found(
      first && { uuid, event: first.event, format: first.format, payload: { a: 1 }, event_at: at(-5), attempts },
    );
  },
  "GET .*/webhooks/([^/]+)": (_call, uuid) => found(world.webhooks.find((known) => known.uuid === uuid)),
  "PATCH .*/webhooks/([^/]+)": ({ body }, uuid) => {
    world.webhooks = world.webhooks.map((known) =>
      known.uuid === uuid ? { ...known, ...fieldsOf(body), disabled_at: undefined } : known,
    );
    return found(world.webhooks.find((known) => known.uuid === uuid));
  },
  "POST .*/webhooks/[^/]+/test": () => ({ uuid: "q9", success: true, status_code: 204, body: "", duration_ms: 12 }),
  "POST .*/webhooks/[^/]+/(?:reveal|rotate)_secret": () => ({
    secret: "whsec_c2VjcmV0",
    url: "https://shop.acme.example/postal",
    headers: [{ name: "Authorization", value: "Bearer 1" }],
  }),
});

const ipPoolRoutes = (world: World, { page, found, fieldsOf }: Tools): Handlers => ({
  "GET /ip-pools": (call) => page(world.ipPools, call),
  "POST /ip-pools": ({ body }) => {
    const made = ipPool({ ...fieldsOf(body), uuid: "p-1" });
    world.ipPools.push(made);
    return Response.json(made, { status: 201 });
  },
  "GET /ip-pools/([^/]+)": (_call, uuid) => found(world.ipPools.find((known) => known.uuid === uuid)),
  "PATCH /ip-pools/([^/]+)": ({ body }, uuid) => {
    world.ipPools = world.ipPools.map((known) => (known.uuid === uuid ? { ...known, ...fieldsOf(body) } : known));
    return found(world.ipPools.find((known) => known.uuid === uuid));
  },
  "DELETE /ip-pools/([^/]+)": (_call, uuid) => {
    if (world.ipAddresses.length > 0) return problem(409, "has_addresses", "The pool still has 1 IP addresses.");
    world.ipPools = world.ipPools.filter((known) => known.uuid !== uuid);
    return undefined;
  },
  "GET /ip-pools/[^/]+/addresses": (call) => page(world.ipAddresses, call),
  "POST /ip-pools/[^/]+/addresses": ({ body }) => {
    const made = ipAddress({ ...fieldsOf(body), id: 99, machines: [] });
    world.ipAddresses.push(made);
    return Response.json(made, { status: 201 });
  },
  "PATCH /ip-pools/[^/]+/addresses/(\\d+)": ({ body }, id) => {
    world.ipAddresses = world.ipAddresses.map((known) =>
      known.id === Number(id) ? { ...known, ...fieldsOf(body) } : known,
    );
    return found(world.ipAddresses.find((known) => known.id === Number(id)));
  },
  "DELETE /ip-pools/[^/]+/addresses/(\\d+)": (_call, id) => {
    world.ipAddresses = world.ipAddresses.filter((known) => known.id !== Number(id));
    return undefined;
  },
  "GET /organizations/[^/]+/ip-pools": () => ({ items: world.organizationIpPools }),
  "PUT /organizations/[^/]+/ip-pools": () => ({ items: world.organizationIpPools }),
  "GET .*/ip-pool-rules": (call) => page(world.ipRules, call),
  "POST .*/ip-pool-rules": ({ body }) => {
    const made = ipRule({ ...fieldsOf(body), uuid: "r-1" });
    world.ipRules.unshift(made);
    return Response.json(made, { status: 201 });
  },
  "GET .*/ip-pool-rules/([^/]+)": (_call, uuid) => found(world.ipRules.find((known) => known.uuid === uuid)),
  "PATCH .*/ip-pool-rules/([^/]+)": (_call, uuid) => found(world.ipRules.find((known) => known.uuid === uuid)),
  "DELETE .*/ip-pool-rules/([^/]+)": (_call, uuid) => {
    world.ipRules = world.ipRules.filter((known) => known.uuid !== uuid);
    return undefined;
  },
});

const domainRoutes = (world: World, { page, found, fieldsOf }: Tools): Handlers => ({
  "GET .*/track-domains": (call) => page(world.trackDomains, call),
  "POST .*/track-domains": ({ body }) => {
    const values = fieldsOf(body);
    const full_name = `${String(values.name)}.acme.example`;
    const made = trackDomain({ ...values, uuid: "t-1", domain: "acme.example", full_name, dns_status: "Missing" });
    world.trackDomains.push(made);
    return Response.json(made, { status: 201 });
  },
  "GET .*/track-domains/([^/]+)": (_call, uuid) => found(world.trackDomains.find((known) => known.uuid === uuid)),
  "PATCH .*/track-domains/([^/]+)": ({ body }, uuid) => {
    world.trackDomains = world.trackDomains.map((known) =>
      known.uuid === uuid ? { ...known, ...fieldsOf(body) } : known,
    );
    return found(world.trackDomains.find((known) => known.uuid === uuid));
  },
  "DELETE .*/track-domains/([^/]+)": (_call, uuid) => {
    world.trackDomains = world.trackDomains.filter((known) => known.uuid !== uuid);
    return undefined;
  },
  "POST .*/track-domains/([^/]+)/check": (_call, uuid) => {
    world.trackDomains = world.trackDomains.map((known) =>
      known.uuid === uuid ? { ...known, dns_status: "OK", dns_error: undefined } : known,
    );
    return found(world.trackDomains.find((known) => known.uuid === uuid));
  },
  "POST .*/domains": ({ body }) => {
    const made = domain({ ...fieldsOf(body), uuid: "d-1" });
    world.domains.push(made);
    return Response.json(made, { status: 201 });
  },
  "PATCH .*/domains/([^/]+)": ({ body }, uuid) => {
    world.domains = world.domains.map((known) =>
      known.uuid === uuid
        ? {
            ...known,
            ...fieldsOf(body),
            verify_email_addresses: ["postmaster@acme.example", "hostmaster@acme.example"],
          }
        : known,
    );
    return found(world.domains.find((known) => known.uuid === uuid));
  },
  "POST .*/domains/[^/]+/verify_email_send": ({ body }) => ({ ...fieldsOf(body), expires_at: at(15) }),
  "POST .*/domains/([^/]+)/verify_email_confirm": ({ body }, uuid) => {
    if (fieldsOf(body).code !== "12345678") {
      return problem(422, "Invalid", "The code is not valid.", [
        { field: "/code", code: "invalid", message: "is not the one of the last mail" },
      ]);
    }
    world.domains = world.domains.map((known) => (known.uuid === uuid ? { ...known, verified_at: at(0) } : known));
    return found(world.domains.find((known) => known.uuid === uuid));
  },
  "POST .*/domains/[^/]+/dkim_rotate": () => ({ items: world.records }),
  "POST .*/domains/[^/]+/dkim_import": () => ({ items: world.records }),
  "POST .*/domains/[^/]+/dkim_cancel": () => undefined,
});

const listRoutes = (world: World, { page, found, fieldsOf }: Tools): Handlers => ({
  "GET .*/events": (call) => page(world.events, call),
  "GET .*/graph": () => world.graph,
  "GET .*/statistics/domains": (call) => page(world.domainFigures, call),
  "GET .*/statistics/providers": (call) => page(world.providerFigures, call),
  "GET .*/statistics/tags": (call) => page(world.tagFigures, call),
  "GET .*/messages/\\d+/activity": (call) => page(world.activity, call),
  "PATCH .*/messages/(\\d+)/schedule": ({ body }, id) => {
    world.messages = world.messages.map((known) =>
      known.id === Number(id) ? message({ ...known, scheduled_at: String(fieldsOf(body).send_at) }) : known,
    );
    return found(world.messages.find((known) => known.id === Number(id)));
  },
  "DELETE .*/messages/(\\d+)/schedule": (_call, id) => {
    world.messages = world.messages.map((known) =>
      known.id === Number(id) ? message({ ...known, status: "Cancelled", queue: undefined }) : known,
    );
    return found(world.messages.find((known) => known.id === Number(id)));
  },
});

/** A server sees the list of its organization behind its own. */
const suppressionRoutes = (world: World, { page, fieldsOf }: Tools): Handlers => ({
  "GET .*/suppressions": (call) => {
    const isServer = call.path.includes("/servers/");
    const seen = isServer ? [...world.suppressions, ...world.organizationSuppressions] : world.organizationSuppressions;
    const matching = seen.filter(
      ({ address, kind, is_expired, list }) =>
        address.startsWith(call.query.prefix ?? "") &&
        (!call.query.kind || call.query.kind === kind) &&
        (!call.query.list || call.query.list === list) &&
        (!call.query.state || (call.query.state === "expired") === is_expired),
    );
    return page(matching, call);
  },
  "POST .*/suppressions": ({ body, path }) => {
    const isServer = path.includes("/servers/");
    const made = suppression({ kind: "manual", list: isServer ? "server" : "organization", ...fieldsOf(body) });
    (isServer ? world.suppressions : world.organizationSuppressions).push(made);
    return Response.json(made, { status: 201 });
  },
  "DELETE .*/suppressions/(.+)": ({ path }, address) => {
    const others = (all: World["suppressions"]) => all.filter((known) => known.address !== address);
    if (path.includes("/servers/")) world.suppressions = others(world.suppressions);
    else world.organizationSuppressions = others(world.organizationSuppressions);
    return undefined;
  },
  "POST .*/suppressions/import": ({ query, body }) => ({
    is_dry_run: query.dry_run === "true",
    rows: String(body).trim().split("\n").length - 1,
    new: 1,
    duplicate: 0,
    invalid: 1,
    invalid_rows: [{ line: 3, fields: [{ field: "address", code: "invalid", message: "is no address" }] }],
  }),
});
