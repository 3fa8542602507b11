import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { everything, listQuery, pageSize } from "./list";
import { ifMatch } from "./versions";

export type Organization = components["schemas"]["OrganizationView"];
export type Member = components["schemas"]["MemberView"];
export type MemberAdd = components["schemas"]["MemberAdd"];
export type MemberUpdate = components["schemas"]["MemberUpdate"];
export type Role = Member["role"];
type OrganizationUpdate = components["schemas"]["OrganizationUpdate"];

export const organizationList = () =>
  listQuery(["organization_list"], (cursor) =>
    body(client.GET("/organizations", { params: { query: { limit: pageSize, cursor } } })),
  );

export const organizationGet = (org: string) =>
  queryOptions({
    queryKey: ["organization_get", org],
    queryFn: () => body(client.GET("/organizations/{org}", { params: { path: { org } } })),
    staleTime: 30_000,
  });

export const organizationCreate = (values: components["schemas"]["OrganizationCreate"]) =>
  body(client.POST("/organizations", { body: values }));

export const organizationUpdate = (org: string, values: OrganizationUpdate, version?: string) =>
  body(client.PATCH("/organizations/{org}", { params: { path: { org } }, body: values, ...ifMatch(version) }));

export const organizationDelete = (org: string, confirm: string) =>
  done(client.DELETE("/organizations/{org}", { params: { path: { org } }, body: { confirm } }));

export const organizationSuspend = (org: string, reason: string) =>
  body(client.POST("/organizations/{org}/suspend", { params: { path: { org } }, body: { reason } }));

export const organizationUnsuspend = (org: string) =>
  body(client.POST("/organizations/{org}/unsuspend", { params: { path: { org } } }));

/** `user`: UUID or e-mail address. */
export const organizationSetOwner = (org: string, user: string) =>
  body(client.POST("/organizations/{org}/set_owner", { params: { path: { org } }, body: { user } }));

/** All of them, to choose from. */
export const organizationChoices = () =>
  queryOptions({
    queryKey: ["organization_list", "all"],
    queryFn: () =>
      everything((limit, cursor) => body(client.GET("/organizations", { params: { query: { limit, cursor } } }))),
  });

export const memberList = (org: string) =>
  listQuery(["member_list", org], (cursor) =>
    body(client.GET("/organizations/{org}/members", { params: { path: { org }, query: { limit: pageSize, cursor } } })),
  );

export const memberAdd = (org: string, values: MemberAdd) =>
  body(client.POST("/organizations/{org}/members", { params: { path: { org } }, body: values }));

export const memberUpdate = (org: string, user: string, values: MemberUpdate) =>
  body(client.PATCH("/organizations/{org}/members/{user}", { params: { path: { org, user } }, body: values }));

export const memberRemove = (org: string, user: string) =>
  done(client.DELETE("/organizations/{org}/members/{user}", { params: { path: { org, user } } }));
