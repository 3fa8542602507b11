import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";

export type Suppression = components["schemas"]["SuppressionView"];

export const suppressionList = (path: ServerPath) =>
  listQuery(["suppression_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/suppressions", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

export const suppressionRemove = (path: ServerPath, address: string) =>
  done(
    client.DELETE("/organizations/{org}/servers/{server}/suppressions/{address}", {
      params: { path: { ...path, address } },
    }),
  );
