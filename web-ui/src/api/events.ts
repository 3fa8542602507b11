import { body, client } from "./client";
import type { components, operations } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";

export type Event = components["schemas"]["EventView"];
export type EventType = Event["type"];
export type EventFilter = Omit<NonNullable<operations["event_list"]["parameters"]["query"]>, "limit" | "cursor">;

export const eventList = (path: ServerPath, filter: EventFilter) =>
  listQuery(["event_list", path, filter], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/events", {
        params: { path, query: { ...filter, limit: pageSize, cursor } },
      }),
    ),
  );

const segment = encodeURIComponent;

/** What the stream sends is an event, or the server is not ours. */
export const isEvent = (value: unknown): value is Event =>
  typeof value === "object" && value !== null && "id" in value && "type" in value && "created_at" in value;

/** Parameters of a URL; a list becomes a parameter for each of its values. */
export function parametersOf(values: object): URLSearchParams {
  const pairs = Object.entries(values).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one) => [name, String(one)]),
  );
  return new URLSearchParams(pairs);
}

const url = ({ org, server }: ServerPath, list: string, parameters: URLSearchParams) =>
  `/api/v2/organizations/${segment(org)}/servers/${segment(server)}/${list}${parameters.size > 0 ? `?${parameters}` : ""}`;

/** Where the browser downloads all events that a filter means. */
export const eventExportUrl = (path: ServerPath, filter: EventFilter) =>
  url(path, "events/export", parametersOf(filter));

/** Where the browser downloads all messages that a filter means. */
export const messageExportUrl = (path: ServerPath, filter: object, format: "csv" | "ndjson") =>
  url(path, "messages/export", parametersOf({ ...filter, format }));

/** `seen`: the last event that is known, after which the stream begins. The present has no end to be asked for. */
export const eventStreamUrl = (path: ServerPath, filter: EventFilter, seen: string) => {
  const parameters = parametersOf({ ...filter, last_event_id: seen === "" ? undefined : seen });
  parameters.delete("before");
  parameters.delete("after");
  return url(path, "events/stream", parameters);
};
