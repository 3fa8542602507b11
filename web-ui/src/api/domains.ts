import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { everything, listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";

export type Domain = components["schemas"]["DomainView"];
export type DomainCreate = components["schemas"]["DomainCreate"];
export type VerificationMethod = components["schemas"]["VerificationMethod"];
export type DomainRecord = components["schemas"]["RecordView"];
export type Check = components["schemas"]["CheckView"];

/** Domains belong to a mail server, or to an organization for all of its servers. */
export interface DomainOwner {
  org: string;
  server?: string | undefined;
}

// The same operations on both. What a path does not name is not sent.
const all = ({ server }: DomainOwner) =>
  server === undefined ? "/organizations/{org}/domains" : "/organizations/{org}/servers/{server}/domains";
const one = (owner: DomainOwner) => `${all(owner)}/{domain}` as const;
const place = ({ org, server = "" }: DomainOwner) => ({ org, server });
const item = (owner: DomainOwner, uuid: string) => ({ params: { path: { ...place(owner), domain: uuid } } });

const domainPage = (owner: DomainOwner, limit: number, cursor?: string) =>
  body(client.GET(all(owner), { params: { path: place(owner), query: { limit, cursor } } }));

export const domainList = (owner: DomainOwner) =>
  listQuery(["domain_list", owner], (cursor) => domainPage(owner, pageSize, cursor));

/** All that a mail server can use, to choose from: its own and those of its organization. */
export const domainChoices = (path: ServerPath) =>
  queryOptions({
    queryKey: ["domain_list", path, "all"],
    queryFn: async () => {
      const [own, shared] = await Promise.all(
        [path, { org: path.org }].map((owner) => everything((limit, cursor) => domainPage(owner, limit, cursor))),
      );
      return [...(own ?? []), ...(shared ?? [])];
    },
  });

export const domainGet = (owner: DomainOwner, uuid: string) =>
  queryOptions({
    queryKey: ["domain_get", owner, uuid],
    queryFn: () => body(client.GET(one(owner), item(owner, uuid))),
  });

export const domainRecords = (owner: DomainOwner, uuid: string) =>
  queryOptions({
    queryKey: ["domain_records", owner, uuid],
    queryFn: () => body(client.GET(`${one(owner)}/records`, item(owner, uuid))),
  });

export const domainCreate = (owner: DomainOwner, values: DomainCreate) =>
  body(client.POST(all(owner), { params: { path: place(owner) }, body: values }));

/** Another way to prove the ownership. What the way before has sent or asked for proves nothing any more. */
export const domainUpdate = (owner: DomainOwner, uuid: string, verification_method: VerificationMethod) =>
  body(client.PATCH(one(owner), { ...item(owner, uuid), body: { verification_method } }));

export const domainVerifyEmailSend = (owner: DomainOwner, uuid: string, address: string) =>
  body(client.POST(`${one(owner)}/verify_email_send`, { ...item(owner, uuid), body: { address } }));

export const domainVerifyEmailConfirm = (owner: DomainOwner, uuid: string, code: string) =>
  body(client.POST(`${one(owner)}/verify_email_confirm`, { ...item(owner, uuid), body: { code } }));

/** Makes a key that signs as soon as its record is seen. */
export const domainDkimRotate = (owner: DomainOwner, uuid: string) =>
  body(client.POST(`${one(owner)}/dkim_rotate`, item(owner, uuid)));

/** Takes a key of one's own, which signs as soon as its record is seen. */
export const domainDkimImport = (owner: DomainOwner, uuid: string, values: components["schemas"]["DkimImport"]) =>
  body(client.POST(`${one(owner)}/dkim_import`, { ...item(owner, uuid), body: values }));

/** Drops the key that waits for its record. */
export const domainDkimCancel = (owner: DomainOwner, uuid: string) =>
  done(client.POST(`${one(owner)}/dkim_cancel`, item(owner, uuid)));

/** Where the browser downloads the records, for DNS providers that import them. */
export const domainZoneFileUrl = ({ org, server }: DomainOwner, uuid: string) =>
  `/api/v2/organizations/${encodeURIComponent(org)}${server === undefined ? "" : `/servers/${encodeURIComponent(server)}`}/domains/${encodeURIComponent(uuid)}/zone_file`;

/** Looks at all records now, the proof of ownership included. */
export const domainCheck = (owner: DomainOwner, uuid: string) =>
  body(client.POST(`${one(owner)}/check`, item(owner, uuid)));

export const domainVerify = (owner: DomainOwner, uuid: string) =>
  body(client.POST(`${one(owner)}/verify_dns`, item(owner, uuid)));

export const domainDelete = (owner: DomainOwner, uuid: string) => done(client.DELETE(one(owner), item(owner, uuid)));

/** Domains that mail may be sent from; those whose records are right come first. */
export const sendingDomains = (domains: Domain[]) =>
  domains.filter((domain) => domain.verified_at).toSorted((a, b) => Number(b.dns_ok) - Number(a.dns_ok));
