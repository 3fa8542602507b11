import { IconCircleCheck, IconCode, IconPlayerStop } from "@tabler/icons-react";
import type { Server } from "../api/servers";
import { Mark } from "../ui/Mark";

/** Live, development or suspended, in one word. */
export function ServerMark({ server, filled = false }: { server: Server; filled?: boolean }) {
  switch (server.status) {
    case "Live":
      return (
        <Mark tone="green" icon={IconCircleCheck} filled={filled} title="Mail is sent and received">
          Live
        </Mark>
      );
    case "Development":
      return (
        <Mark tone="grey" icon={IconCode} filled={filled} title="Mail is accepted and held, never sent by itself">
          Development
        </Mark>
      );
    case "Suspended":
      return (
        <Mark tone="red" icon={IconPlayerStop} filled={filled} title={server.suspension_reason ?? "Mail is refused"}>
          Suspended
        </Mark>
      );
  }
}
