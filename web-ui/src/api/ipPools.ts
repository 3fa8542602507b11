import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { everything, listQuery, pageSize } from "./list";
import { ifMatch } from "./versions";

export type IpPool = components["schemas"]["IpPoolView"];
export type IpAddress = components["schemas"]["IpAddressView"];
export type OrganizationIpPool = components["schemas"]["OrganizationIpPoolView"];
export type IpRule = components["schemas"]["IpPoolRuleView"];
export type IpRuleCreate = components["schemas"]["IpPoolRuleCreate"];
export type IpRuleUpdate = components["schemas"]["IpPoolRuleUpdate"];

/** Permalinks of an organization, and of one of its servers when the rules are that server's. */
export interface RuleOwner {
  org: string;
  server?: string | undefined;
}

/** Operations whose answers change with a pool or its addresses. */
export const ipPoolOperations = ["ip_pool_list", "ip_pool_get", "ip_address_list", "organization_ip_pool_list"];

/** Operations whose answers change with a rule. */
export const ipRuleOperations = ["ip_pool_rule_list", "ip_pool_rule_get", "organization_ip_pool_list"];

const poolPage = (limit: number, cursor?: string) =>
  body(client.GET("/ip-pools", { params: { query: { limit, cursor } } }));

export const ipPoolList = () => listQuery(["ip_pool_list"], (cursor) => poolPage(pageSize, cursor));

/** All of them, to choose from. */
export const ipPoolAll = () => queryOptions({ queryKey: ["ip_pool_list", "all"], queryFn: () => everything(poolPage) });

export const ipPoolGet = (uuid: string) =>
  queryOptions({
    queryKey: ["ip_pool_get", uuid],
    queryFn: () => body(client.GET("/ip-pools/{uuid}", { params: { path: { uuid } } })),
  });

export const ipPoolCreate = (values: components["schemas"]["IpPoolCreate"]) =>
  body(client.POST("/ip-pools", { body: values }));

export const ipPoolUpdate = (uuid: string, values: components["schemas"]["IpPoolUpdate"], version?: string) =>
  body(client.PATCH("/ip-pools/{uuid}", { params: { path: { uuid } }, body: values, ...ifMatch(version) }));

export const ipPoolDelete = (uuid: string) => done(client.DELETE("/ip-pools/{uuid}", { params: { path: { uuid } } }));

export const ipAddressList = (uuid: string) =>
  listQuery(["ip_address_list", uuid], (cursor) =>
    body(client.GET("/ip-pools/{uuid}/addresses", { params: { path: { uuid }, query: { limit: pageSize, cursor } } })),
  );

export const ipAddressCreate = (uuid: string, values: components["schemas"]["IpAddressCreate"]) =>
  body(client.POST("/ip-pools/{uuid}/addresses", { params: { path: { uuid } }, body: values }));

export const ipAddressUpdate = (uuid: string, id: number, values: components["schemas"]["IpAddressUpdate"]) =>
  body(client.PATCH("/ip-pools/{uuid}/addresses/{id}", { params: { path: { uuid, id } }, body: values }));

export const ipAddressDelete = (uuid: string, id: number) =>
  done(client.DELETE("/ip-pools/{uuid}/addresses/{id}", { params: { path: { uuid, id } } }));

/** What the organization may use, and what it still uses. */
export const organizationIpPools = (org: string) =>
  queryOptions({
    queryKey: ["organization_ip_pool_list", org],
    queryFn: () => body(client.GET("/organizations/{org}/ip-pools", { params: { path: { org } } })),
  });

export const organizationIpPoolSet = (org: string, ip_pools: string[]) =>
  body(client.PUT("/organizations/{org}/ip-pools", { params: { path: { org } }, body: { ip_pools } }));

const ofOrganization = "/organizations/{org}/ip-pool-rules";
const ofServer = "/organizations/{org}/servers/{server}/ip-pool-rules";

export const ipRuleList = ({ org, server }: RuleOwner) =>
  listQuery(["ip_pool_rule_list", org, server], (cursor) => {
    const query = { limit: pageSize, cursor };
    return server === undefined
      ? body(client.GET(ofOrganization, { params: { path: { org }, query } }))
      : body(client.GET(ofServer, { params: { path: { org, server }, query } }));
  });

export const ipRuleGet = ({ org, server }: RuleOwner, uuid: string) =>
  queryOptions({
    queryKey: ["ip_pool_rule_get", org, server, uuid],
    queryFn: () =>
      server === undefined
        ? body(client.GET(`${ofOrganization}/{uuid}`, { params: { path: { org, uuid } } }))
        : body(client.GET(`${ofServer}/{uuid}`, { params: { path: { org, server, uuid } } })),
  });

export const ipRuleCreate = ({ org, server }: RuleOwner, values: IpRuleCreate) =>
  server === undefined
    ? body(client.POST(ofOrganization, { params: { path: { org } }, body: values }))
    : body(client.POST(ofServer, { params: { path: { org, server } }, body: values }));

export const ipRuleUpdate = ({ org, server }: RuleOwner, uuid: string, values: IpRuleUpdate, version?: string) => {
  const change = { body: values, ...ifMatch(version) };
  return server === undefined
    ? body(client.PATCH(`${ofOrganization}/{uuid}`, { params: { path: { org, uuid } }, ...change }))
    : body(client.PATCH(`${ofServer}/{uuid}`, { params: { path: { org, server, uuid } }, ...change }));
};

export const ipRuleDelete = ({ org, server }: RuleOwner, uuid: string) =>
  server === undefined
    ? done(client.DELETE(`${ofOrganization}/{uuid}`, { params: { path: { org, uuid } } }))
    : done(client.DELETE(`${ofServer}/{uuid}`, { params: { path: { org, server, uuid } } }));
