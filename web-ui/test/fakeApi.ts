import { areaRoutes } from "./fakeAreas";
import { addressEndpoint, at, emptyWorld, httpEndpoint, route, smtpEndpoint, type World } from "./data";

export interface Call {
  method: string;
  path: string;
  /** The last value of each; `search` has all. */
  query: Record<string, string>;
  search: URLSearchParams;
  body: unknown;
  headers: Headers;
}

type Answer = unknown;
type Handler = (call: Call, ...params: string[]) => Answer;

export const problem = (status: number, code: string, message: string, fields: Answer[] = []) =>
  new Response(JSON.stringify({ type: "about:blank", title: message, status, code, message, fields }), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });

const option = (kind: string, { uuid, description }: { uuid: string; description: string }) => ({
  selector: `${kind}#${uuid}`,
  kind,
  description,
});

const fieldsOf = (body: unknown): Record<string, unknown> =>
  typeof body === "object" && body !== null ? { ...body } : {};

function bodyOf(request: Request, text: string): unknown {
  if (text === "") return null;
  return request.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : text;
}

/** The management API in memory: enough of it for pages to work on. Records what it was asked. */
export class FakeApi {
  readonly world: World;
  readonly calls: Call[] = [];
  /** Answers that a test wants instead: key is `METHOD /path`. */
  readonly overrides = new Map<string, (call: Call) => Answer>();

  constructor(world: World = emptyWorld()) {
    this.world = world;
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const call: Call = {
      // The server answers HEAD as GET, and sends no body.
      method: request.method === "HEAD" ? "GET" : request.method,
      path: decodeURIComponent(url.pathname.replace(/^\/api\/v2/, "")),
      query: Object.fromEntries(url.searchParams),
      search: url.searchParams,
      body: bodyOf(request, text),
      headers: request.headers,
    };
    this.calls.push(call);
    const answer = this.answer(call);
    if (answer instanceof Response) return answer;
    if (answer === undefined) return new Response(null, { status: 204 });
    return typeof answer === "string" ? new Response(answer) : Response.json(answer);
  };

  private answer(call: Call): Answer {
    const override = this.overrides.get(`${call.method} ${call.path}`);
    if (override) return override(call);
    for (const [route, handler] of Object.entries({ ...this.areas(), ...this.routes })) {
      const [method = "", pattern = ""] = route.split(" ");
      const match = new RegExp(`^${pattern}$`).exec(call.path);
      if (method === call.method && match) return handler(call, ...match.slice(1));
    }
    return problem(404, "NotFound", "There is no such thing.");
  }

  private readonly page = <T>(items: T[], { query }: Call) => {
    const start = Number(query.cursor ?? 0);
    const limit = Number(query.limit ?? 30);
    const next = start + limit;
    return { items: items.slice(start, next), next_cursor: next < items.length ? String(next) : null };
  };

  private readonly found = (item: unknown): Answer => item ?? problem(404, "NotFound", "There is no such thing.");

  private readonly areas = () => areaRoutes(this.world, { page: this.page, found: this.found, fieldsOf });

  private readonly routes: Record<string, Handler> = {
    "GET /info": () => this.world.info,
    "GET /session": () => this.world.session ?? problem(401, "Unauthorized", "Log in first."),
    "POST /session": () => problem(401, "InvalidLogin", "The e-mail address or the password is wrong."),
    "DELETE /session": () => undefined,
    "PUT /me/password": () => undefined,
    "GET /tokens": (call) => this.page(this.world.tokens, call),
    "POST /tokens": () => ({ token: "postal_2f9c0b7d5e4a1836", uuid: "t-1", name: "Terraform" }),
    "GET /organizations": (call) => this.page(this.world.organizations, call),
    "GET /organizations/([^/]+)": (_call, org) =>
      this.found(this.world.organizations.find(({ permalink }) => permalink === org)),
    "GET /organizations/[^/]+/members": (call) => this.page(this.world.members, call),
    "GET /organizations/[^/]+/servers": (call) => this.page(this.world.servers, call),
    "GET /organizations/[^/]+/servers/([^/]+)": (_call, name) =>
      this.found(this.world.servers.find(({ permalink }) => permalink === name)),
    "PATCH /organizations/[^/]+/servers/([^/]+)": (_call, name) =>
      this.found(this.world.servers.find(({ permalink }) => permalink === name)),
    "GET .*/header": () => this.world.header,
    "GET .*/domains": (call) => this.page(this.world.domains, call),
    "GET .*/domains/([^/]+)": (_call, uuid) => this.found(this.world.domains.find((domain) => domain.uuid === uuid)),
    "GET .*/domains/[^/]+/records": () => ({ items: this.world.records }),
    "POST .*/domains/([^/]+)/(?:check|verify_dns)": (_call, uuid) => {
      const domain = this.world.domains.find((candidate) => candidate.uuid === uuid);
      return this.found(domain && { ...domain, dns_checked_at: at(0) });
    },
    "GET .*/credentials": (call) => this.page(this.world.credentials, call),
    "POST .*/credentials": () => ({
      uuid: this.world.credentials[0]?.uuid ?? "c-1",
      type: "API",
      name: "Shop",
      key: "Ab3dEf9hKlMn0pQrStUvWxYz",
    }),
    "GET .*/credentials/([^/]+)": (_call, uuid) =>
      this.found(this.world.credentials.find((credential) => credential.uuid === uuid)),
    "DELETE .*/credentials/([^/]+)": (_call, uuid) => {
      this.world.credentials = this.world.credentials.filter((credential) => credential.uuid !== uuid);
      return undefined;
    },
    "GET .*/routes": (call) => this.page(this.world.routes, call),
    "POST .*/routes": ({ body }) => {
      const values = fieldsOf(body);
      const domain = this.world.domains.find(({ uuid }) => uuid === values.domain);
      const made = {
        ...route(),
        ...values,
        uuid: "r-1",
        description: `${String(values.name)}@${domain?.name ?? ""}`,
      };
      this.world.routes.push(made);
      return Response.json(made, { status: 201 });
    },
    "GET .*/routes/endpoint_options": () => ({
      items: [
        ...this.world.httpEndpoints.map((endpoint) => option("HTTPEndpoint", endpoint)),
        ...this.world.smtpEndpoints.map((endpoint) => option("SMTPEndpoint", endpoint)),
        ...this.world.addressEndpoints.map((endpoint) => option("AddressEndpoint", endpoint)),
      ],
    }),
    "GET .*/routes/([^/]+)": (_call, uuid) => this.found(this.world.routes.find((route) => route.uuid === uuid)),
    "PATCH .*/routes/([^/]+)": ({ body }, uuid) => {
      this.world.routes = this.world.routes.map((route) =>
        route.uuid === uuid ? { ...route, ...fieldsOf(body), domain: route.domain } : route,
      );
      return this.found(this.world.routes.find((route) => route.uuid === uuid));
    },
    "DELETE .*/routes/([^/]+)": (_call, uuid) => {
      this.world.routes = this.world.routes.filter((route) => route.uuid !== uuid);
      return undefined;
    },
    "GET .*/http-endpoints": (call) => this.page(this.world.httpEndpoints, call),
    "POST .*/http-endpoints": ({ body }) => {
      const made = httpEndpoint({ ...fieldsOf(body), uuid: "e-1" });
      this.world.httpEndpoints.push(made);
      return Response.json(made, { status: 201 });
    },
    "GET .*/http-endpoints/([^/]+)": (_call, uuid) =>
      this.found(this.world.httpEndpoints.find((endpoint) => endpoint.uuid === uuid)),
    "PATCH .*/http-endpoints/([^/]+)": (_call, uuid) =>
      this.found(this.world.httpEndpoints.find((endpoint) => endpoint.uuid === uuid)),
    "DELETE .*/http-endpoints/([^/]+)": (_call, uuid) => {
      this.world.httpEndpoints = this.world.httpEndpoints.filter((endpoint) => endpoint.uuid !== uuid);
      const users = this.world.routes.filter(({ endpoint }) => endpoint === `HTTPEndpoint#${uuid}`);
      return { routes: users.map((user) => ({ uuid: user.uuid, description: user.description, effect: "rejects" })) };
    },
    "GET .*/smtp-endpoints": (call) => this.page(this.world.smtpEndpoints, call),
    "POST .*/smtp-endpoints": ({ body }) => Response.json(smtpEndpoint(fieldsOf(body)), { status: 201 }),
    "GET .*/smtp-endpoints/([^/]+)": (_call, uuid) =>
      this.found(this.world.smtpEndpoints.find((endpoint) => endpoint.uuid === uuid)),
    "PATCH .*/smtp-endpoints/([^/]+)": (_call, uuid) =>
      this.found(this.world.smtpEndpoints.find((endpoint) => endpoint.uuid === uuid)),
    "GET .*/address-endpoints": (call) => this.page(this.world.addressEndpoints, call),
    "POST .*/address-endpoints": ({ body }) => Response.json(addressEndpoint(fieldsOf(body)), { status: 201 }),
    "GET .*/address-endpoints/([^/]+)": (_call, uuid) =>
      this.found(this.world.addressEndpoints.find((endpoint) => endpoint.uuid === uuid)),
    "GET .*/messages": (call) =>
      this.page(
        this.world.messages.filter(
          ({ status, scope }) =>
            (!call.search.has("status") || call.search.has("status", status)) &&
            (!call.query.scope || call.query.scope === scope),
        ),
        call,
      ),
    "POST .*/messages": () =>
      Response.json(
        {
          id: 1,
          message_id: "a1b2@acme.example",
          recipients: [{ address: "bob@client.example", status: "queued", message_id: 1, token: "k3Jd8sKw02Lqp9Zx" }],
        },
        { status: 202 },
      ),
    "GET .*/messages/held": (call) =>
      this.page(
        this.world.messages.filter(({ is_held }) => is_held),
        call,
      ),
    "GET .*/messages/(\\d+)": (_call, id) =>
      this.found(this.world.messages.find((message) => message.id === Number(id))),
    "GET .*/messages/\\d+/deliveries": () => ({ items: this.world.deliveries }),
    "GET .*/messages/\\d+/plain": () => "Dear Bob,\n\nyour order is on its way.",
    "GET .*/messages/\\d+/html": () =>
      "<h1>Hello Bob</h1><p>Your order is on its way.</p><img src='https://t.example/p.png'>",
    "GET .*/messages/\\d+/headers": () => ({
      items: [
        { name: "subject", values: ["Your order"] },
        { name: "x-postal-msgid", values: ["k3Jd8sKw02Lqp9Zx"] },
      ],
    }),
    "GET .*/messages/\\d+/attachments": () => ({
      items: [{ index: 0, name: "invoice.pdf", content_type: "application/pdf", size_bytes: 48213 }],
    }),
    "GET .*/messages/\\d+/raw": () => "Subject: Your order\r\n\r\nDear Bob,\r\n",
    "POST .*/messages/(\\d+)/retry": (_call, id) => {
      const message = this.world.messages.find((candidate) => candidate.id === Number(id));
      return this.found(
        message && { result: message.is_held ? "released" : message.queue ? "hurried" : "redelivered" },
      );
    },
    "POST .*/messages/(\\d+)/(?:cancel_hold|remove_from_queue)": (_call, id) =>
      this.found(this.world.messages.find((message) => message.id === Number(id))),
    "GET .*/queue": (call) => this.page(this.world.queue, call),
  };
}
