import { useQuery } from "@tanstack/react-query";
import { serverHeader, type ServerPath } from "../api/servers";
import { formatRate } from "../util/format";

/** Messages per minute of a server, live. */
export function ServerRate({ path }: { path: ServerPath }) {
  const { data } = useQuery(serverHeader(path));
  return (
    <span className="tabular" style={{ color: "var(--mantine-color-dimmed)", fontSize: 12, whiteSpace: "nowrap" }}>
      {data ? formatRate(data.message_rate) : ""}
    </span>
  );
}
