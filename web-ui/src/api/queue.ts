import { body, client } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";

export type QueueEntry = components["schemas"]["QueuedMessageView"];

export const queueList = (path: ServerPath) =>
  listQuery(["queue_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/queue", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );
