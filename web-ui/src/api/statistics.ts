import { queryOptions } from "@tanstack/react-query";
import { body, client } from "./client";
import type { components } from "./generated/schema";
import { listQuery } from "./list";
import type { ServerPath } from "./servers";

export type Figures = components["schemas"]["FiguresView"];
export type NamedFigures = components["schemas"]["NamedFiguresView"];
export type Graph = components["schemas"]["GraphView"];
export type Period = Graph["period"];

/** What a page shows at once. */
export const spans = ["24h", "30d", "12m"] as const;
export type Span = (typeof spans)[number];

/** A span of time that somebody has chosen (ISO 8601), instead of one that ends now. */
export interface Range {
  since: string;
  until: string;
}

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** Hours, and figures by name, are kept for 92 days. The last of them may end while somebody looks. */
const kept = 91 * day;

const graphOf: Record<Span, () => { period: Period; since?: string }> = {
  // A period of hours alone would be 48 of them.
  "24h": () => ({ period: "hour", since: ago(23 * hour) }),
  "30d": () => ({ period: "day" }),
  "12m": () => ({ period: "month" }),
};

/** Lists are counted by day and kept for 92 days. */
const listSince: Record<Span, () => string> = {
  "24h": () => ago(0),
  "30d": () => ago(29 * day),
  "12m": () => ago(kept),
};

const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const minute = 60_000;

/** What fits the length of the range, of what is still known. */
export function periodOf({ since, until }: Range, now = Date.now()): Period {
  const length = Date.parse(until) - Date.parse(since);
  if (length <= 3 * day && Date.parse(since) >= now - kept) return "hour";
  return length <= 100 * day ? "day" : "month";
}

/** The part of a range of which figures by name are known; `undefined`: they are forgotten. */
export function knownPart({ since, until }: Range, now = Date.now()): Range | undefined {
  const oldest = now - kept;
  if (Date.parse(until) <= oldest) return undefined;
  return { since: new Date(Math.max(Date.parse(since), oldest)).toISOString(), until };
}

/** Without a span what the API thinks fits the age of the server. */
export const serverGraph = (path: ServerPath, span?: Span, range?: Range) =>
  queryOptions({
    queryKey: ["server_graph", path, span, range],
    queryFn: () =>
      body(
        client.GET("/organizations/{org}/servers/{server}/graph", {
          params: { path, query: range ? { period: periodOf(range), ...range } : span && graphOf[span]() },
        }),
      ),
    refetchInterval: minute,
  });

const listOf = (span: Span, range: Range | undefined) => (range && knownPart(range)) ?? { since: listSince[span]() };

export const statisticsDomains = (path: ServerPath, span: Span, range?: Range) =>
  listQuery(["server_statistics_domains", path, span, range], () =>
    body(
      client.GET("/organizations/{org}/servers/{server}/statistics/domains", {
        params: { path, query: listOf(span, range) },
      }),
    ),
  );

export const statisticsProviders = (path: ServerPath, span: Span, range?: Range) =>
  listQuery(["server_statistics_providers", path, span, range], () =>
    body(
      client.GET("/organizations/{org}/servers/{server}/statistics/providers", {
        params: { path, query: listOf(span, range) },
      }),
    ),
  );

export const statisticsTags = (path: ServerPath, span: Span, range?: Range) =>
  listQuery(["server_statistics_tags", path, span, range], () =>
    body(
      client.GET("/organizations/{org}/servers/{server}/statistics/tags", {
        params: { path, query: listOf(span, range) },
      }),
    ),
  );
