import { body, client } from "./client";
import type { components, operations } from "./generated/schema";
import { listQuery, pageSize } from "./list";

export type AuditEntry = components["schemas"]["AuditEntryView"];
export type AuditFilter = Omit<NonNullable<operations["audit_list"]["parameters"]["query"]>, "limit" | "cursor">;

/** `org`: `undefined` for the whole installation. */
export const auditList = (org: string | undefined, filter: AuditFilter) =>
  listQuery(["audit_list", org, filter], (cursor) => {
    const query = { ...filter, limit: pageSize, cursor };
    return org === undefined
      ? body(client.GET("/audit-log", { params: { query } }))
      : body(client.GET("/organizations/{org}/audit-log", { params: { path: { org }, query } }));
  });

/** Where the browser downloads what matches. */
export function auditExportUrl(org: string | undefined, format: "csv" | "ndjson", filter: AuditFilter): string {
  const base = org === undefined ? "/api/v2" : `/api/v2/organizations/${encodeURIComponent(org)}`;
  const search = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value);
  return `${base}/audit-log/export?${search.toString()}`;
}
