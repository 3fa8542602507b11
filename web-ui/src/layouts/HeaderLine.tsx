import { Group, Progress, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { organizationGet } from "../api/organizations";
import { type Server, serverGet, serverHeader } from "../api/servers";
import { ServerMark } from "../components/ServerMark";
import { formatCount, formatRate } from "../util/format";
import classes from "./HeaderLine.module.css";

/** Below the title: what the page belongs to, its mode or suspension, its rate and how much of the limit is used. */
export function HeaderLine({ org, server }: { org: string | undefined; server: string | undefined }) {
  if (org && server) return <ServerLine org={org} server={server} />;
  return org ? <OrganizationLine org={org} /> : null;
}

function OrganizationLine({ org }: { org: string }) {
  const { data } = useQuery(organizationGet(org));
  return data ? <div className={classes.line}>{data.name}</div> : null;
}

function ServerLine({ org, server }: { org: string; server: string }) {
  const { data } = useQuery(serverGet({ org, server }));
  const header = useQuery(serverHeader({ org, server }));
  if (!data) return null;
  const paused = header.isError || header.failureCount > 0 || header.fetchStatus === "paused";
  return (
    <Group className={classes.line} gap={8} wrap="nowrap">
      <span className={classes.name} title={data.name} dir="auto">
        {data.name}
      </span>
      <Dot />
      <ServerMark server={data} />
      {header.data && !paused && (
        <>
          <Group gap={8} wrap="nowrap" className={classes.rate}>
            <Dot />
            <span className="tabular">{formatRate(header.data.message_rate)}</span>
          </Group>
          {header.data.ip_pool_name && (
            <Tooltip label="Mail leaves by this IP pool, unless a rule says otherwise">
              <Group gap={8} wrap="nowrap" className={classes.limit}>
                <Dot />
                <span className={classes.pool}>
                  Pool <bdi>{header.data.ip_pool_name}</bdi>
                </span>
              </Group>
            </Tooltip>
          )}
          <SendLimit server={data} used={header.data.outgoing_60_min} />
        </>
      )}
      {paused && (
        <Text span size="xs" role="status" className={classes.figure}>
          Live updates paused, retrying
        </Text>
      )}
    </Group>
  );
}

function SendLimit({ server, used }: { server: Server; used: number }) {
  const limit = server.send_limit;
  if (typeof limit !== "number") return null;
  const percent = limit > 0 ? (used / limit) * 100 : 100;
  const color =
    percent >= 100 ? "var(--tone-red)" : percent >= 90 ? "var(--tone-amber)" : "var(--mantine-color-accent-6)";
  const text = `${formatCount(used)} of ${formatCount(limit)} messages sent in 60 minutes`;
  return (
    <Tooltip label={text}>
      <Group gap={8} wrap="nowrap" className={classes.limit}>
        <Dot />
        <Progress value={Math.min(100, percent)} color={color} size={6} w={72} aria-label={text} />
        <span className="tabular">
          {formatCount(used)}/{formatCount(limit)}
        </span>
      </Group>
    </Tooltip>
  );
}

function Dot() {
  return (
    <span aria-hidden className={classes.dot}>
      ·
    </span>
  );
}
