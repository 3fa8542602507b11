import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";
import { ifMatch } from "./versions";

export type Credential = components["schemas"]["CredentialView"];
export type CredentialCreate = components["schemas"]["CredentialCreate"];
export type CredentialCreated = components["schemas"]["CredentialCreated"];
export type CredentialUpdate = components["schemas"]["CredentialUpdate"];

export const credentialList = (path: ServerPath) =>
  listQuery(["credential_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/credentials", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

export const credentialGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["credential_get", path, uuid],
    queryFn: () =>
      body(
        client.GET("/organizations/{org}/servers/{server}/credentials/{uuid}", { params: { path: { ...path, uuid } } }),
      ),
  });

/** The answer is the only place where the key is ever shown. */
export const credentialCreate = (path: ServerPath, values: CredentialCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/credentials", { params: { path }, body: values }));

export const credentialUpdate = (path: ServerPath, uuid: string, values: CredentialUpdate, version?: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/credentials/{uuid}", {
      params: { path: { ...path, uuid } },
      body: values,
      ...ifMatch(version),
    }),
  );

/** SMTP keys only: clients need them back for CRAM-MD5, so that they are kept encrypted. */
export const credentialReveal = (path: ServerPath, uuid: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/credentials/{uuid}/reveal", {
      params: { path: { ...path, uuid } },
    }),
  );

export const credentialDelete = (path: ServerPath, uuid: string) =>
  done(
    client.DELETE("/organizations/{org}/servers/{server}/credentials/{uuid}", { params: { path: { ...path, uuid } } }),
  );

export type CredentialRotated = components["schemas"]["CredentialRotated"];

/** The key before works on for a day. */
export const credentialRotate = (path: ServerPath, uuid: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/credentials/{uuid}/rotate", {
      params: { path: { ...path, uuid } },
      body: {},
    }),
  );
