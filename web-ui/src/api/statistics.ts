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

const hour = 60 * 60 * 1000;

const graphOf: Record<Span, () => { period: Period; since?: string }> = {
  // A period of hours alone would be 48 of them.
  "24h": () => ({ period: "hour", since: ago(23 * hour) }),
  "30d": () => ({ period: "day" }),
  "12m": () => ({ period: "month" }),
};

/** Lists are counted by day and kept for 92 days. */
const listSince: Record<Span, () => string> = {
  "24h": () => ago(0),
  "30d": () => ago(29 * 24 * hour),
  "12m": () => ago(91 * 24 * hour),
};

const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const minute = 60_000;

/** Without a span what the API thinks fits the age of the server. */
export const serverGraph = (path: ServerPath, span?: Span) =>
  queryOptions({
    queryKey: ["server_graph", path, span],
    queryFn: () =>
      body(
        client.GET("/organizations/{org}/servers/{server}/graph", {
          params: { path, query: span && graphOf[span]() },
        }),
      ),
    refetchInterval: minute,
  });

export const statisticsDomains = (path: ServerPath, span: Span) =>
  listQuery(["server_statistics_domains", path, span], () =>
    body(
      client.GET("/organizations/{org}/servers/{server}/statistics/domains", {
        params: { path, query: { since: listSince[span]() } },
      }),
    ),
  );

export const statisticsTags = (path: ServerPath, span: Span) =>
  listQuery(["server_statistics_tags", path, span], () =>
    body(
      client.GET("/organizations/{org}/servers/{server}/statistics/tags", {
        params: { path, query: { since: listSince[span]() } },
      }),
    ),
  );

export type InstallationStats = components["schemas"]["StatsView"];
export type ServerStats = InstallationStats["servers"][number];
export type Process = InstallationStats["processes"][number];

/** Figures of the whole installation: the last `hours` hours, and what waits now. */
export const statsGet = (hours: number) =>
  queryOptions({
    queryKey: ["stats_get", hours],
    queryFn: () => body(client.GET("/stats", { params: { query: { hours, limit: 50 } } })),
    refetchInterval: minute / 2,
  });
