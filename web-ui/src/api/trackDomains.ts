import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { everything, listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";
import { ifMatch } from "./versions";

export type TrackDomain = components["schemas"]["TrackDomainView"];
export type TrackDomainCreate = components["schemas"]["TrackDomainCreate"];
export type TrackDomainUpdate = components["schemas"]["TrackDomainUpdate"];

/** Operations whose answers change with a track domain. */
export const trackDomainOperations = ["track_domain_list", "track_domain_get"];

const item = (path: ServerPath, uuid: string) => ({ params: { path: { ...path, uuid } } });

const trackDomainPage = (path: ServerPath, limit: number, cursor?: string) =>
  body(
    client.GET("/organizations/{org}/servers/{server}/track-domains", { params: { path, query: { limit, cursor } } }),
  );

export const trackDomainList = (path: ServerPath) =>
  listQuery(["track_domain_list", path], (cursor) => trackDomainPage(path, pageSize, cursor));

/** All of them, to find those of one domain. */
export const trackDomainAll = (path: ServerPath) =>
  queryOptions({
    queryKey: ["track_domain_list", path, "all"],
    queryFn: () => everything((limit, cursor) => trackDomainPage(path, limit, cursor)),
  });

export const trackDomainGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["track_domain_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/track-domains/{uuid}", item(path, uuid))),
  });

export const trackDomainCreate = (path: ServerPath, values: TrackDomainCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/track-domains", { params: { path }, body: values }));

export const trackDomainUpdate = (path: ServerPath, uuid: string, values: TrackDomainUpdate, version?: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/track-domains/{uuid}", {
      ...item(path, uuid),
      body: values,
      ...ifMatch(version),
    }),
  );

export const trackDomainDelete = (path: ServerPath, uuid: string) =>
  done(client.DELETE("/organizations/{org}/servers/{server}/track-domains/{uuid}", item(path, uuid)));

export const trackDomainCheck = (path: ServerPath, uuid: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/track-domains/{uuid}/check", item(path, uuid)));
