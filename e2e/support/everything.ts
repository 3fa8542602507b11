/** One of each thing that the management API knows, made through it, so that its operations find something. */
import type { Api, Message, Page } from "./api.ts";
import type { Shop } from "./postal.ts";
import { until } from "./process.ts";

type Uuid = { uuid: string };

/** Values of path parameters: for all operations, and for those whose id matches. */
export type Parameters = { all: { [name: string]: string }; byOperation: [RegExp, { [name: string]: string }][] };

/**
 * Two of each kind, one of them for the operations that take things away. A message that is sent, one that is held and a
 * scheduled one; an invitation; a suppressed address; a webhook request in the history.
 */
export async function makeEverything(api: Api, shop: Shop): Promise<Parameters> {
  const { server } = shop;
  const byOperation: Parameters["byOperation"] = [];
  const pair = async (resource: string, name: string, make: (n: number) => Promise<Uuid>): Promise<string> => {
    const [kept, doomed] = [await make(1), await make(2)];
    byOperation.push([new RegExp(`^${resource}_(delete|revoke)$`), { [name]: doomed.uuid }]);
    byOperation.push([new RegExp(`^${resource}_(?!delete$|revoke$|history|replay)`), { [name]: kept.uuid }]);
    return kept.uuid;
  };
  const post = (path: string, body: object) => api.post<Uuid>(path, body);

  const domain = await pair("domain", "domain", (n) => post(`${server}/domains`, { name: `everything${n}.example` }));
  await pair("organization_domain", "domain", (n) => post("/organizations/acme/domains", { name: `all${n}.example` }));
  await pair("track_domain", "uuid", async (n) => {
    const { uuid } = await post(`${server}/domains`, { name: `tracked${n}.example` });
    return post(`${server}/track-domains`, { name: "click", domain: uuid });
  });
  await pair("credential", "uuid", (n) => post(`${server}/credentials`, { type: "API", name: `Key ${n}` }));
  await pair("http_endpoint", "uuid", (n) =>
    post(`${server}/http-endpoints`, { name: `Application ${n}`, url: `http://127.0.0.1:9/${n}` }),
  );
  await pair("smtp_endpoint", "uuid", (n) => post(`${server}/smtp-endpoints`, { name: `Hub ${n}`, hostname: `hub${n}.example` }));
  await pair("address_endpoint", "uuid", (n) => post(`${server}/address-endpoints`, { address: `box${n}@all.example` }));
  await pair("route", "uuid", (n) => post(`${server}/routes`, { name: `info${n}`, domain, endpoint: "Hold" }));
  await pair("webhook", "uuid", (n) =>
    post(`${server}/webhooks`, { name: `Hook ${n}`, url: `http://127.0.0.1:9/hook${n}`, all_events: true }),
  );
  await pair("user", "user", (n) =>
    post("/users", { first_name: "Una", last_name: "User", email_address: `una${n}@users.example`, password: "correct horse battery" }),
  );
  await pair("suppression", "address", async (n) => {
    const address = `suppressed${n}@receiver.example`;
    await api.post(`${server}/suppressions`, { address, reason: "by hand" });
    return { uuid: address };
  });
  await pair("invite", "uuid", (n) =>
    post("/organizations/acme/invites", { email_address: `guest${n}@users.example`, role: "viewer" }),
  );

  const send = async (to: string, more: object = {}): Promise<number> => {
    const body = { from: shop.from, to: [to], subject: "Everything", text: "Text", html: "<p>Text</p>", ...more };
    const attachments = [{ filename: "a.txt", content_type: "text/plain", content: "dGV4dA==" }];
    const sent = await api.post<{ recipients: { message_id: number }[] }>(`${server}/messages`, { ...body, attachments });
    return sent.recipients[0]?.message_id ?? 0;
  };
  const id = await send("everything@receiver.example", { tags: ["everything"], metadata: { order: "1" } });
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const scheduled = await send("later@receiver.example", { send_at: inAnHour });
  byOperation.push([/^message_(reschedule|unschedule)$/, { id: String(scheduled) }]);
  await until("the message is sent", async () => (await api.get<Message>(`${server}/messages/${id}`)).status === "Sent");
  const request = await until("a webhook request is in the history", async () => {
    const { items } = await api.get<Page<{ request_uuid: string }>>(`${server}/webhooks/history`);
    return items[0]?.request_uuid;
  });
  byOperation.push([/^webhook_(history_get|replay)$/, { uuid: request }]);
  return { all: { org: "acme", server: "mail", id: String(id), index: "0" }, byOperation };
}
