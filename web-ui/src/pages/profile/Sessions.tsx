import { Button, Group, Stack } from "@mantine/core";
import { IconCircleCheck, IconDevices, IconLogout } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type OwnSession, ownSessionEnd, ownSessionEndOthers, ownSessionList, sessionPersist } from "../../api/session";
import { act, ask } from "../../components/ask";
import { QueryTable } from "../../components/QueryTable";
import { EmptyState } from "../../ui/EmptyState";
import { Mark } from "../../ui/Mark";
import { Time } from "../../ui/Time";
import { deviceName } from "../../util/device";

/** Where one is logged in, and the ways to end that. */
export function Sessions() {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(ownSessionList());
  const changed = () => refresh(queryClient, "own_session_list");
  const sessions = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const own = sessions.find(({ current }) => current);
  const end = (session: OwnSession) =>
    act(
      async () => {
        await ownSessionEnd(session.uuid);
        await changed();
      },
      `${deviceName(session.user_agent)} is logged out`,
    );
  const endOthers = () =>
    ask({
      title: "End all other sessions?",
      body: "All your devices but this one are logged out at once. API tokens go on working.",
      confirmLabel: "End other sessions",
      success: "You are logged in here only",
      action: async () => {
        await ownSessionEndOthers();
        await changed();
      },
    });
  const remember = () =>
    act(async () => {
      await sessionPersist();
      await refresh(queryClient, "own_session_list", "session_get");
    }, "You stay logged in here for two months");
  const actions = (session: OwnSession) =>
    session.current ? null : (
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={() => void end(session)}
        aria-label={`End session of ${deviceName(session.user_agent)}`}
      >
        End
      </Button>
    );
  return (
    <Stack gap={16} align="stretch">
      <QueryTable
        label="Sessions"
        query={query}
        rowKey={({ uuid }) => uuid}
        columns={[
          { id: "device", header: "Device", cell: (session) => <Device session={session} /> },
          { id: "address", header: "IP address", width: 180, optional: true, cell: addressOf },
          {
            id: "seen",
            header: "Last seen",
            width: 130,
            cell: ({ last_activity_at }) => <Time at={last_activity_at} />,
          },
          { id: "ends", header: "Ends", width: 150, cell: (session) => <End session={session} /> },
          { id: "actions", header: "Actions", quiet: true, width: 80, align: "right", cell: actions },
        ]}
        narrow={(session) => ({
          first: <Device session={session} />,
          second: (
            <span>
              {addressOf(session)} · <Time at={session.last_activity_at} />
            </span>
          ),
          side: actions(session),
        })}
        empty={
          <EmptyState icon={IconDevices} title="No session">
            You use a token, which has no session.
          </EmptyState>
        }
      />
      <Group gap={8}>
        {sessions.some(({ current }) => !current) && (
          <Button variant="default" leftSection={<IconLogout size={16} aria-hidden />} onClick={endOthers}>
            End all other sessions
          </Button>
        )}
        {own && !own.remembered && (
          <Button variant="default" onClick={() => void remember()}>
            Remember this device
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const addressOf = ({ ip_address }: OwnSession) => ip_address ?? "Unknown";

function Device({ session }: { session: OwnSession }) {
  return (
    <Group gap={8} wrap="nowrap" component="span">
      <span title={session.user_agent} style={{ fontWeight: 500, overflow: "hidden", textOverflow: "ellipsis" }}>
        {deviceName(session.user_agent)}
      </span>
      {session.current && (
        <Mark tone="green" icon={IconCircleCheck}>
          This one
        </Mark>
      )}
    </Group>
  );
}

/** A session that is not remembered goes on as long as it is used. */
function End({ session }: { session: OwnSession }) {
  return session.remembered ? (
    <Time at={session.expires_at} />
  ) : (
    <span title="Not remembered: it ends when it has not been used for a while">When unused</span>
  );
}
