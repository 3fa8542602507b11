import { body, client, done } from "./client";
import type { components, operations } from "./generated/schema";
import { listQuery, pageSize } from "./list";
import type { ServerPath } from "./servers";

export type Suppression = components["schemas"]["SuppressionView"];
export type SuppressionCreate = components["schemas"]["SuppressionCreate"];
export type SuppressionKind = components["schemas"]["SuppressionKind"];
export type SuppressionState = components["schemas"]["SuppressionState"];
/** What came of a file, or would come of it. */
export type SuppressionImport = components["schemas"]["ImportView"];
export type SuppressionFilter = Omit<
  NonNullable<operations["suppression_list"]["parameters"]["query"]>,
  "limit" | "cursor"
>;
export type SuppressionDefaults = Omit<
  NonNullable<operations["suppression_import"]["parameters"]["query"]>,
  "dry_run" | "columns"
>;
type FileFormat = components["schemas"]["FileFormat"];

export const suppressionList = (path: ServerPath, filter: SuppressionFilter) =>
  listQuery(["suppression_list", path, filter], (cursor) =>
    body(
      client.GET("/organizations/{org}/servers/{server}/suppressions", {
        params: { path, query: { ...filter, limit: pageSize, cursor } },
      }),
    ),
  );

export const suppressionCreate = (path: ServerPath, values: SuppressionCreate) =>
  body(client.POST("/organizations/{org}/servers/{server}/suppressions", { params: { path }, body: values }));

export const suppressionRemove = (path: ServerPath, address: string) =>
  done(
    client.DELETE("/organizations/{org}/servers/{server}/suppressions/{address}", {
      params: { path: { ...path, address } },
    }),
  );

/** Adds what a file says, or only counts it. `defaults`: for what its rows do not say. */
export const suppressionImport = async (
  path: ServerPath,
  file: File,
  isDryRun: boolean,
  defaults: SuppressionDefaults,
) =>
  body(
    client.POST("/organizations/{org}/servers/{server}/suppressions/import", {
      params: { path, query: { ...defaults, dry_run: isDryRun } },
      body: await file.text(),
      bodySerializer: (text) => text,
      headers: { "Content-Type": /\.(?:nd)?jsonl?$/i.test(file.name) ? "application/x-ndjson" : "text/csv" },
    }),
  );

/** Where the browser downloads the entries that fulfil the filter. */
export function suppressionExportUrl({ org, server }: ServerPath, format: FileFormat, filter: SuppressionFilter) {
  const query = new URLSearchParams({ format, ...filter });
  return `/api/v2/organizations/${encodeURIComponent(org)}/servers/${encodeURIComponent(server)}/suppressions/export?${query.toString()}`;
}
