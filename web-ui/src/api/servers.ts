import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize, pollUnlessLive } from "./list";
import { ifMatch } from "./versions";

/** Permalinks of an organization and of one of its servers. */
export interface ServerPath {
  org: string;
  server: string;
}

export type Server = components["schemas"]["ServerView"];
export type ServerHeader = components["schemas"]["HeaderView"];
export type ServerUpdate = components["schemas"]["ServerUpdate"];

export const serverList = (org: string) =>
  listQuery(["server_list", org], (cursor) =>
    body(client.GET("/organizations/{org}/servers", { params: { path: { org }, query: { limit: pageSize, cursor } } })),
  );

export const serverGet = (path: ServerPath) =>
  queryOptions({
    queryKey: ["server_get", path],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}", { params: { path } })),
    staleTime: 30_000,
  });

export const serverHeader = (path: ServerPath) =>
  queryOptions({
    queryKey: ["server_header", path],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/header", { params: { path } })),
    refetchInterval: pollUnlessLive,
  });

export const serverCreate = (org: string, values: components["schemas"]["ServerCreate"]) =>
  body(client.POST("/organizations/{org}/servers", { params: { path: { org } }, body: values }));

export const serverUpdate = (path: ServerPath, values: ServerUpdate, version?: string) =>
  body(client.PATCH("/organizations/{org}/servers/{server}", { params: { path }, body: values, ...ifMatch(version) }));

export const serverDelete = (path: ServerPath, confirm: string) =>
  done(client.DELETE("/organizations/{org}/servers/{server}", { params: { path }, body: { confirm } }));

export const serverSuspend = (path: ServerPath, reason: string) =>
  done(client.POST("/organizations/{org}/servers/{server}/suspend", { params: { path }, body: { reason } }));

export const serverUnsuspend = (path: ServerPath) =>
  done(client.POST("/organizations/{org}/servers/{server}/unsuspend", { params: { path } }));

export const deletedServers = (org: string) =>
  queryOptions({
    queryKey: ["server_list_deleted", org],
    queryFn: () => body(client.GET("/organizations/{org}/deleted-servers", { params: { path: { org } } })),
  });

export const serverRestore = (org: string, uuid: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/restore", { params: { path: { org, server: uuid } } }));
