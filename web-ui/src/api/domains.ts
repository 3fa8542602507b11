import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { everything, listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";

export type Domain = components["schemas"]["DomainView"];
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

export const domainCreate = (path: ServerPath, name: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/domains", { params: { path }, body: { name } }));

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
