import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";
import { ifMatch } from "./versions";

export type Webhook = components["schemas"]["WebhookView"];
export type WebhookCreate = components["schemas"]["WebhookCreate"];
export type WebhookUpdate = components["schemas"]["WebhookUpdate"];
export type WebhookEvent = components["schemas"]["WebhookEventView"];
export type WebhookAttempt = components["schemas"]["WebhookAttemptView"];
export type WebhookReplay = components["schemas"]["WebhookReplay"];

/** What of the history is shown. */
export interface WebhookHistoryFilter {
  webhook?: string | undefined;
  event?: string | undefined;
  success?: boolean | undefined;
}

const item = (path: ServerPath, uuid: string) => ({ params: { path: { ...path, uuid } } });

/** Operations whose answers change with a webhook. */
export const webhookOperations = ["webhook_list", "webhook_get", "webhook_history_list"];

export const webhookList = (path: ServerPath) =>
  listQuery(["webhook_list", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/webhooks", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

export const webhookGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["webhook_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/webhooks/{uuid}", item(path, uuid))),
  });

export const webhookEvents = (path: ServerPath) =>
  queryOptions({
    queryKey: ["webhook_events", path],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/webhooks/events", { params: { path } })),
    staleTime: Infinity,
  });

export const webhookCreate = (path: ServerPath, values: WebhookCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/webhooks", { params: { path }, body: values }));

export const webhookUpdate = (path: ServerPath, uuid: string, values: WebhookUpdate, version?: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/webhooks/{uuid}", {
      ...item(path, uuid),
      body: values,
      ...ifMatch(version),
    }),
  );

export const webhookDelete = (path: ServerPath, uuid: string) =>
  done(client.DELETE("/organizations/{org}/servers/{server}/webhooks/{uuid}", item(path, uuid)));

export const webhookRevealSecret = (path: ServerPath, uuid: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/webhooks/{uuid}/reveal_secret", item(path, uuid)));

export const webhookRotateSecret = (path: ServerPath, uuid: string) =>
  body(client.POST("/organizations/{org}/servers/{server}/webhooks/{uuid}/rotate_secret", item(path, uuid)));

export const webhookTest = (path: ServerPath, uuid: string, event: string) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/webhooks/{uuid}/test", {
      ...item(path, uuid),
      body: { event },
    }),
  );

export const webhookHistoryList = (path: ServerPath, filter: WebhookHistoryFilter) =>
  listQuery(["webhook_history_list", path, filter], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/webhooks/history", {
        params: { path, query: { ...filter, limit: pageSize, cursor } },
      }),
    ),
  );

export const webhookHistoryGet = (path: ServerPath, uuid: string) =>
  queryOptions({
    queryKey: ["webhook_history_get", path, uuid],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/webhooks/history/{uuid}", item(path, uuid))),
  });

/** Sends one request again. */
export const webhookReplay = (path: ServerPath, uuid: string) =>
  done(client.POST("/organizations/{org}/servers/{server}/webhooks/history/{uuid}/replay", item(path, uuid)));

/** Sends again what was given up. */
export const webhookReplayFailed = (path: ServerPath, values: WebhookReplay) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/webhooks/history/replay", { params: { path }, body: values }),
  );
