import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { everything, listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";
import { ifMatch } from "./versions";

export type Route = components["schemas"]["RouteView"];
export type RouteMode = components["schemas"]["RouteMode"];
export type RouteCreate = components["schemas"]["RouteCreate"];
export type RouteUpdate = components["schemas"]["RouteUpdate"];
export type Treatment = components["schemas"]["Treatment"];
export type EndpointKind = components["schemas"]["EndpointKind"];
export type EndpointOption = components["schemas"]["EndpointOptionView"];

const routePage = (path: ServerPath, limit: number, cursor?: string) =>
  body(client.GET("/organizations/{org}/servers/{server}/routes", { params: { path, query: { limit, cursor } } }));

export const routeList = (path: ServerPath) =>
  listQuery(["route_list", path], (cursor) => routePage(path, pageSize, cursor));

/** All of them, to choose from. */
export const routeChoices = (path: ServerPath) =>
  queryOptions({
    queryKey: ["route_list", path, "all"],
    queryFn: () => everything((limit, cursor) => routePage(path, limit, cursor)),
  });

const item = (path: ServerPath, uuid: string) => ({ params: { path: { ...path, uuid } } });

export const routeGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["route_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/routes/{uuid}", item(path, uuid))),
  });

export const routeCreate = (path: ServerPath, values: RouteCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/routes", { params: { path }, body: values }));

export const routeUpdate = (path: ServerPath, uuid: string, values: RouteUpdate, version?: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/routes/{uuid}", {
      ...item(path, uuid),
      body: values,
      ...ifMatch(version),
    }),
  );

export const routeDelete = (path: ServerPath, uuid: string) =>
  done(client.DELETE("/organizations/{org}/servers/{server}/routes/{uuid}", item(path, uuid)));

/** Everything that a route can point to. */
export const endpointOptions = (path: ServerPath) =>
  queryOptions({
    queryKey: ["route_endpoint_options", path],
    queryFn: async () =>
      (await body(client.GET("/organizations/{org}/servers/{server}/routes/endpoint_options", { params: { path } })))
        .items,
  });

/** Everything that changes with a route or an endpoint: each names the other, or counts it. */
export const routingOperations = [
  "route_list",
  "route_get",
  "route_endpoint_options",
  "http_endpoint_list",
  "http_endpoint_get",
  "smtp_endpoint_list",
  "smtp_endpoint_get",
  "address_endpoint_list",
  "address_endpoint_get",
];

/** Which route takes an address, and why. */
export const routeTest = (path: ServerPath, address: string) =>
  body(client.GET("/organizations/{org}/servers/{server}/routes/test", { params: { path, query: { address } } }));
