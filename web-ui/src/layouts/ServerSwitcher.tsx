import { IconList, IconPlus, IconServer } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Server, serverGet, serverList } from "../api/servers";
import { ServerRate } from "../components/ServerRate";
import { paths } from "../paths";
import { toneColor } from "../ui/tone";
import { byRecency } from "../util/recent";
import { Switcher } from "./Switcher";

interface ServerSwitcherProps {
  org: string;
  server: string | undefined;
  onNavigate?: (() => void) | undefined;
}

export function ServerSwitcher({ org, server, onNavigate }: ServerSwitcherProps) {
  const list = useInfiniteQuery(serverList(org));
  const current = useQuery({ ...serverGet({ org, server: server ?? "" }), enabled: server !== undefined });
  const servers = byRecency(list.data?.pages.flatMap((page) => page.items) ?? [], (item) => `${org}/${item.permalink}`);
  return (
    <Switcher
      label="Server"
      current={server === undefined ? "Choose a server" : (current.data?.name ?? server)}
      muted={server === undefined}
      icon={current.data ? <StatusDot server={current.data} /> : <IconServer size={18} aria-hidden />}
      choices={servers.map((item) => ({
        to: paths.server({ org, server: item.permalink }),
        name: item.name,
        mark: <StatusDot server={item} />,
        detail: <ServerRate path={{ org, server: item.permalink }} />,
      }))}
      extra={[
        { to: paths.organization(org), name: "All servers", mark: <IconList size={18} aria-hidden /> },
        { to: paths.serverNew(org), name: "New server", mark: <IconPlus size={18} aria-hidden /> },
      ]}
      onNavigate={onNavigate}
    />
  );
}

function StatusDot({ server }: { server: Server }) {
  const tone = server.status === "Live" ? "green" : server.status === "Suspended" ? "red" : "grey";
  return (
    <span style={{ width: 20, display: "grid", placeItems: "center", flex: "none" }}>
      <span
        role="img"
        aria-label={server.status}
        title={server.status}
        style={{ width: 8, height: 8, borderRadius: 4, background: toneColor(tone) }}
      />
    </span>
  );
}
