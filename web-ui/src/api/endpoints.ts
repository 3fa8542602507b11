import { queryOptions } from "@tanstack/react-query";
import { body, client } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";
import { ifMatch } from "./versions";

export type HttpEndpoint = components["schemas"]["HttpEndpointView"];
export type HttpEndpointCreate = components["schemas"]["HttpEndpointCreate"];
export type HttpEndpointUpdate = components["schemas"]["HttpEndpointUpdate"];
export type SmtpEndpoint = components["schemas"]["SmtpEndpointView"];
export type SmtpEndpointCreate = components["schemas"]["SmtpEndpointCreate"];
export type SmtpEndpointUpdate = components["schemas"]["SmtpEndpointUpdate"];
export type AddressEndpoint = components["schemas"]["AddressEndpointView"];
export type AddressEndpointCreate = components["schemas"]["AddressEndpointCreate"];
export type AddressEndpointUpdate = components["schemas"]["AddressEndpointUpdate"];
/** What every kind has. */
export type Endpoint = HttpEndpoint | SmtpEndpoint | AddressEndpoint;
/** What became of the routes that pointed to a deleted one. */
export type EndpointDeleted = components["schemas"]["EndpointDeleted"];

const item = (path: ServerPath, uuid: string) => ({ params: { path: { ...path, uuid } } });

export const httpEndpointList = (path: ServerPath) =>
  listQuery(["http_endpoint_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/http-endpoints", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

export const httpEndpointGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["http_endpoint_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/http-endpoints/{uuid}", item(path, uuid))),
  });

export const httpEndpointCreate = (path: ServerPath, values: HttpEndpointCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/http-endpoints", { params: { path }, body: values }));

export const httpEndpointUpdate = (path: ServerPath, uuid: string, values: HttpEndpointUpdate, version?: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/http-endpoints/{uuid}", {
      ...item(path, uuid),
      body: values,
      ...ifMatch(version),
    }),
  );

export const httpEndpointDelete = (path: ServerPath, uuid: string) =>
  body(client.DELETE("/organizations/{org}/servers/{server}/http-endpoints/{uuid}", item(path, uuid)));

export const smtpEndpointList = (path: ServerPath) =>
  listQuery(["smtp_endpoint_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/smtp-endpoints", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

export const smtpEndpointGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["smtp_endpoint_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/smtp-endpoints/{uuid}", item(path, uuid))),
  });

export const smtpEndpointCreate = (path: ServerPath, values: SmtpEndpointCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/smtp-endpoints", { params: { path }, body: values }));

export const smtpEndpointUpdate = (path: ServerPath, uuid: string, values: SmtpEndpointUpdate, version?: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/smtp-endpoints/{uuid}", {
      ...item(path, uuid),
      body: values,
      ...ifMatch(version),
    }),
  );

export const smtpEndpointDelete = (path: ServerPath, uuid: string) =>
  body(client.DELETE("/organizations/{org}/servers/{server}/smtp-endpoints/{uuid}", item(path, uuid)));

export const addressEndpointList = (path: ServerPath) =>
  listQuery(["address_endpoint_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/address-endpoints", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

export const addressEndpointGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["address_endpoint_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/address-endpoints/{uuid}", item(path, uuid))),
  });

export const addressEndpointCreate = (path: ServerPath, values: AddressEndpointCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/address-endpoints", { params: { path }, body: values }));

export const addressEndpointUpdate = (
  path: ServerPath,
  uuid: string,
  values: AddressEndpointUpdate,
  version?: string,
) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/address-endpoints/{uuid}", {
      ...item(path, uuid),
      body: values,
      ...ifMatch(version),
    }),
  );

export const addressEndpointDelete = (path: ServerPath, uuid: string) =>
  body(client.DELETE("/organizations/{org}/servers/{server}/address-endpoints/{uuid}", item(path, uuid)));

/** A sample message, sent now; made up when nothing is said about it. */
export const httpEndpointTest = (path: ServerPath, uuid: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/http-endpoints/{uuid}/test", { ...item(path, uuid), body: {} }),
  );
