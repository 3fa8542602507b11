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

const domainPage = (path: ServerPath, limit: number, cursor?: string) =>
  body(client.GET("/organizations/{org}/servers/{server}/domains", { params: { path, query: { limit, cursor } } }));

export const domainList = (path: ServerPath) =>
  listQuery(["domain_list", path], (cursor) => domainPage(path, pageSize, cursor));

/** All of them, to choose from. */
export const domainChoices = (path: ServerPath) =>
  queryOptions({
    queryKey: ["domain_list", path, "all"],
    queryFn: () => everything((limit, cursor) => domainPage(path, limit, cursor)),
  });

export const domainGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["domain_get", path, uuid],
    queryFn: () =>
      body(
        client.GET("/organizations/{org}/servers/{server}/domains/{domain}", {
          params: { path: { ...path, domain: uuid } },
        }),
      ),
  });

export const domainRecords = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["domain_records", path, uuid],
    queryFn: () =>
      body(
        client.GET("/organizations/{org}/servers/{server}/domains/{domain}/records", {
          params: { path: { ...path, domain: uuid } },
        }),
      ),
  });

export const domainCreate = (path: ServerPath, values: DomainCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/domains", { params: { path }, body: values }));

const item = (path: ServerPath, uuid: string) => ({ params: { path: { ...path, domain: uuid } } });

/** Another way to prove the ownership. What the way before has sent or asked for proves nothing any more. */
export const domainUpdate = (path: ServerPath, uuid: string, verification_method: VerificationMethod) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/domains/{domain}", {
      ...item(path, uuid),
      body: { verification_method },
    }),
  );

export const domainVerifyEmailSend = (path: ServerPath, uuid: string, address: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/domains/{domain}/verify_email_send", {
      ...item(path, uuid),
      body: { address },
    }),
  );

export const domainVerifyEmailConfirm = (path: ServerPath, uuid: string, code: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/domains/{domain}/verify_email_confirm", {
      ...item(path, uuid),
      body: { code },
    }),
  );

/** Makes a key that signs as soon as its record is seen. */
export const domainDkimRotate = (path: ServerPath, uuid: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/domains/{domain}/dkim_rotate", item(path, uuid)));

/** Takes a key of one's own, which signs as soon as its record is seen. */
export const domainDkimImport = (path: ServerPath, uuid: string, values: components["schemas"]["DkimImport"]) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/domains/{domain}/dkim_import", {
      ...item(path, uuid),
      body: values,
    }),
  );

/** Drops the key that waits for its record. */
export const domainDkimCancel = (path: ServerPath, uuid: string) =>
  done(client.POST("/organizations/{org}/servers/{server}/domains/{domain}/dkim_cancel", item(path, uuid)));

/** Where the browser downloads the records, for DNS providers that import them. */
export const domainZoneFileUrl = ({ org, server }: ServerPath, uuid: string) =>
  `/api/v2/organizations/${encodeURIComponent(org)}/servers/${encodeURIComponent(server)}/domains/${encodeURIComponent(uuid)}/zone_file`;

/** Looks at all records now, the proof of ownership included. */
export const domainCheck = (path: ServerPath, uuid: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/domains/{domain}/check", {
      params: { path: { ...path, domain: uuid } },
    }),
  );

export const domainVerify = (path: ServerPath, uuid: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/domains/{domain}/verify_dns", {
      params: { path: { ...path, domain: uuid } },
    }),
  );

export const domainDelete = (path: ServerPath, uuid: string) =>
  done(
    client.DELETE("/organizations/{org}/servers/{server}/domains/{domain}", {
      params: { path: { ...path, domain: uuid } },
    }),
  );

/** Domains that mail may be sent from; those whose records are right come first. */
export const sendingDomains = (domains: Domain[]) =>
  domains.filter((domain) => domain.verified_at).toSorted((a, b) => Number(b.dns_ok) - Number(a.dns_ok));
