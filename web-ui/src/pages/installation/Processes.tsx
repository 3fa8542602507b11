import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { Process } from "../../api/statistics";
import { Mark } from "../../ui/Mark";
import { Time, useNow } from "../../ui/Time";
import { Plain } from "./BusyTables";

/** Silent for longer is dead: what it held becomes due again. */
const deadMilliseconds = 60_000;

export function Processes({ processes }: { processes: Process[] }) {
  const now = useNow();
  if (processes.length === 0) return <Text c="dimmed">No process has said that it lives.</Text>;
  return (
    <Plain
      label="Processes"
      align="left"
      headers={["Process", "State", "Roles", "Version", "Started", "Last sign of life"]}
      rows={processes.map((process) => ({
        key: `${process.host} ${process.pid} ${process.started_at}`,
        cells: [
          `${process.host} (${process.pid})`,
          now - Date.parse(process.heartbeat_at) > deadMilliseconds ? (
            <Mark key="state" tone="red" icon={IconAlertTriangle}>
              Silent
            </Mark>
          ) : (
            <Mark key="state" tone="green" icon={IconCircleCheck}>
              Alive
            </Mark>
          ),
          process.roles.join(", "),
          process.version,
          <Time key="started" at={process.started_at} />,
          <Time key="heartbeat" at={process.heartbeat_at} />,
        ],
      }))}
    />
  );
}
