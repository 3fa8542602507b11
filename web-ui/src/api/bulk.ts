import { queryOptions } from "@tanstack/react-query";
import { body, client } from "./client";
import type { components } from "./generated/schema";
import type { ServerPath } from "./servers";

export type BulkAction = components["schemas"]["BulkActionView"];
export type BulkKind = components["schemas"]["BulkActionKind"];
export type BulkFilter = components["schemas"]["BulkActionFilter"];

const item = (path: ServerPath, uuid: string) => ({ params: { path: { ...path, uuid } } });

export const bulkCreate = (path: ServerPath, action: BulkKind, filter: BulkFilter) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/bulk-actions", { params: { path }, body: { action, filter } }),
  );

/** Asked again until it has ended. */
export const bulkGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["bulk_action_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/bulk-actions/{uuid}", item(path, uuid))),
    refetchInterval: ({ state }) => (state.data?.finished_at ? false : 1_000),
  });

export const bulkCancel = (path: ServerPath, uuid: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/bulk-actions/{uuid}/cancel", item(path, uuid)));
