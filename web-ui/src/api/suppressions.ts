import { body, client, done } from "./client";
import type { components, operations } from "./generated/schema";
import { listQuery, pageSize } from "./list";

export type Suppression = components["schemas"]["SuppressionView"];
export type SuppressionCreate = components["schemas"]["SuppressionCreate"];
export type SuppressionKind = components["schemas"]["SuppressionKind"];
export type SuppressionState = components["schemas"]["SuppressionState"];
/** What came of a file, or would come of it. */
export type SuppressionImport = components["schemas"]["ImportView"];
/** `list` is for servers, which see the list of their organization, too. */
export type SuppressionFilter = Omit<
  NonNullable<operations["suppression_list"]["parameters"]["query"]>,
  "limit" | "cursor"
>;
export type SuppressionDefaults = Omit<
  NonNullable<operations["suppression_import"]["parameters"]["query"]>,
  "dry_run" | "columns"
>;
type FileFormat = components["schemas"]["FileFormat"];

/** Whose list: that of a server, or without one that of the organization. */
export interface SuppressionPlace {
  org: string;
  server?: string | undefined;
}

export const suppressionList = ({ org, server }: SuppressionPlace, { list, ...filter }: SuppressionFilter) =>
  listQuery(["suppression_list", { org, server }, { list, ...filter }], (cursor) => {
    const query = { ...filter, limit: pageSize, cursor };
    return body(
      server === undefined
        ? client.GET("/organizations/{org}/suppressions", { params: { path: { org }, query } })
        : client.GET("/organizations/{org}/servers/{server}/suppressions", {
            params: { path: { org, server }, query: { ...query, list } },
          }),
    );
  });

export const suppressionCreate = ({ org, server }: SuppressionPlace, values: SuppressionCreate) =>
  body(
    server === undefined
      ? client.POST("/organizations/{org}/suppressions", { params: { path: { org } }, body: values })
      : client.POST("/organizations/{org}/servers/{server}/suppressions", {
          params: { path: { org, server } },
          body: values,
        }),
  );

export const suppressionRemove = ({ org, server }: SuppressionPlace, address: string) =>
  done(
    server === undefined
      ? client.DELETE("/organizations/{org}/suppressions/{address}", { params: { path: { org, address } } })
      : client.DELETE("/organizations/{org}/servers/{server}/suppressions/{address}", {
          params: { path: { org, server, address } },
        }),
  );

/** Adds what a file says, or only counts it. `defaults`: for what its rows do not say. */
export async function suppressionImport(
  { org, server }: SuppressionPlace,
  file: File,
  isDryRun: boolean,
  defaults: SuppressionDefaults,
) {
  const query = { ...defaults, dry_run: isDryRun };
  const sent = {
    body: await file.text(),
    bodySerializer: (text: string) => text,
    headers: { "Content-Type": /\.(?:nd)?jsonl?$/i.test(file.name) ? "application/x-ndjson" : "text/csv" },
  };
  return body(
    server === undefined
      ? client.POST("/organizations/{org}/suppressions/import", { params: { path: { org }, query }, ...sent })
      : client.POST("/organizations/{org}/servers/{server}/suppressions/import", {
          params: { path: { org, server }, query },
          ...sent,
        }),
  );
}

/** Where the browser downloads the entries that fulfil the filter; of a server those of its own list. */
export function suppressionExportUrl(
  { org, server }: SuppressionPlace,
  format: FileFormat,
  filter: Omit<SuppressionFilter, "list">,
) {
  const query = new URLSearchParams({ format, ...filter });
  const owner = [encodeURIComponent(org), ...(server === undefined ? [] : ["servers", encodeURIComponent(server)])];
  return `/api/v2/organizations/${owner.join("/")}/suppressions/export?${query.toString()}`;
}
