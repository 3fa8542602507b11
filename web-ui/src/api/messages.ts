import { queryOptions } from "@tanstack/react-query";
import { body, bodyOrNull, client, done, isThere, textOrNull } from "./client";
import type { components, operations } from "./generated/schema";
import { listQuery, pageSize, pollUnlessLive } from "./list";
import type { ServerPath } from "./servers";

export type Message = components["schemas"]["MessageView"];
export type MessageDetails = components["schemas"]["MessageDetailsView"];
export type MessageStatus = Message["status"];
export type Delivery = components["schemas"]["DeliveryView"];
export type Activity = components["schemas"]["ActivityView"];
export type RetryResult = components["schemas"]["RetryResult"];
export type MessageSend = components["schemas"]["MessageSend"];
export type MessageSent = components["schemas"]["MessageSendView"];
export type MessageFilter = Omit<NonNullable<operations["message_list"]["parameters"]["query"]>, "limit" | "cursor">;

const messagePage = (path: ServerPath, filter: MessageFilter, limit: number, cursor?: string) =>
  body(
    client.GET("/organizations/{org}/servers/{server}/messages", {
      params: { path, query: { ...filter, limit, cursor } },
    }),
  );

export const messageList = (path: ServerPath, filter: MessageFilter, limit = pageSize) =>
  listQuery(["message_list", path, filter, limit], (cursor) => messagePage(path, filter, limit, cursor));

/** Only the first page, to see what has come since a list was read. */
export const messageNews = (path: ServerPath, filter: MessageFilter) =>
  queryOptions({
    queryKey: ["message_news", path, filter],
    queryFn: () => messagePage(path, filter, pageSize),
    refetchInterval: pollUnlessLive,
  });

export const messageHeld = (path: ServerPath) =>
  listQuery(["message_held", path], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/messages/held", {
        params: { path, query: { limit: pageSize, cursor } },
      }),
    ),
  );

const item = (path: ServerPath, id: number) => ({ params: { path: { ...path, id } } });

export const messageGet = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_get", path, id],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/messages/{id}", item(path, id))),
    refetchInterval: pollUnlessLive,
  });

export const messageDeliveries = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_deliveries", path, id],
    queryFn: () => body(client.GET("/organizations/{org}/servers/{server}/messages/{id}/deliveries", item(path, id))),
    refetchInterval: pollUnlessLive,
  });

/** The newest clicks and opens; more than a hundred of them say nothing new. */
export const messageActivity = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_activity", path, id],
    queryFn: () =>
      body(
        client.GET("/organizations/{org}/servers/{server}/messages/{id}/activity", {
          params: { path: { ...path, id }, query: { limit: 100 } },
        }),
      ),
    refetchInterval: pollUnlessLive,
  });

// The content of a message never changes; only retention removes it.
const content = { staleTime: 5 * 60_000 };

export const messagePlain = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_plain", path, id],
    queryFn: () =>
      textOrNull(
        client.GET("/organizations/{org}/servers/{server}/messages/{id}/plain", { ...item(path, id), parseAs: "text" }),
      ),
    ...content,
  });

/** Whether there is HTML. A frame fetches it, once, from `messageHtmlUrl`. */
export const messageHasHtml = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_html", path, id],
    queryFn: () => isThere(messageHtmlUrl(path, id, false)),
    ...content,
  });

export const messageHeaders = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_headers", path, id],
    queryFn: () =>
      bodyOrNull(client.GET("/organizations/{org}/servers/{server}/messages/{id}/headers", item(path, id))),
    ...content,
  });

export const messageAttachments = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_attachments", path, id],
    queryFn: () =>
      bodyOrNull(client.GET("/organizations/{org}/servers/{server}/messages/{id}/attachments", item(path, id))),
    ...content,
  });

export const messageSource = (path: ServerPath, id: number) =>
  queryOptions({
    queryKey: ["message_raw", path, id],
    queryFn: () =>
      textOrNull(
        client.GET("/organizations/{org}/servers/{server}/messages/{id}/raw", { ...item(path, id), parseAs: "text" }),
      ),
    ...content,
  });

const segment = encodeURIComponent;

const messageUrl = ({ org, server }: ServerPath, id: number) =>
  `/api/v2/organizations/${segment(org)}/servers/${segment(server)}/messages/${id}`;

/** Where the browser downloads the message as it was sent. */
export const messageRawUrl = (path: ServerPath, id: number) => `${messageUrl(path, id)}/raw`;

/** A page for a sandboxed frame. Remote images only when asked for, because they report who read the message. */
export const messageHtmlUrl = (path: ServerPath, id: number, remoteImages: boolean) =>
  `${messageUrl(path, id)}/html${remoteImages ? "?remote_images=true" : ""}`;

export const attachmentUrl = (path: ServerPath, id: number, index: number) =>
  `${messageUrl(path, id)}/attachments/${index}`;

/** What became of it: a retry also releases held messages and delivers finished ones again. */
export const messageRetry = async (path: ServerPath, id: number): Promise<RetryResult> =>
  (await body(client.POST("/organizations/{org}/servers/{server}/messages/{id}/retry", item(path, id)))).result;

export const messageCancelHold = (path: ServerPath, id: number) =>
  done(client.POST("/organizations/{org}/servers/{server}/messages/{id}/cancel_hold", item(path, id)));

export const messageRemoveFromQueue = (path: ServerPath, id: number) =>
  done(client.POST("/organizations/{org}/servers/{server}/messages/{id}/remove_from_queue", item(path, id)));

/** Stores the message; without `validate_only` the answer names what was stored. */
export const messageSend = async (
  path: ServerPath,
  values: Omit<MessageSend, "validate_only">,
): Promise<MessageSent> => {
  const answer = await body(
    client.POST("/organizations/{org}/servers/{server}/messages", { params: { path }, body: values }),
  );
  if (!("message_id" in answer)) throw new Error("The message was looked at, but not sent.");
  return answer;
};

export const messageReschedule = (path: ServerPath, id: number, sendAt: string) =>
  body(
    client.PATCH("/organizations/{org}/servers/{server}/messages/{id}/schedule", {
      ...item(path, id),
      body: { send_at: sendAt },
    }),
  );

/** Then it is not sent at all. */
export const messageUnschedule = (path: ServerPath, id: number) =>
  body(client.DELETE("/organizations/{org}/servers/{server}/messages/{id}/schedule", item(path, id)));

/** Everything that changes when a message is retried, released or removed. */
export const messageOperations = [
  "message_list",
  "message_held",
  "message_get",
  "message_deliveries",
  "queue_list",
  "server_header",
];

/** A test message comes in by the route that has this address. */
export const messageSendIncoming = (path: ServerPath, values: components["schemas"]["MessageSendIncoming"]) =>
  body(client.POST("/organizations/{org}/servers/{server}/messages/send_incoming", { params: { path }, body: values }));
