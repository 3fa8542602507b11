import { ActionIcon, Menu } from "@mantine/core";
import { IconClock, IconDots, IconMailOff, IconSend, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type Invitation, invitationList, invitationResend, invitationRevoke } from "../../api/invitations";
import { refresh } from "../../api/list";
import { act, ask } from "../../components/ask";
import { QueryTable } from "../../components/QueryTable";
import { rolesUpTo, roleWords, useDenial, useRole } from "../../components/roles";
import { Mark } from "../../ui/Mark";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";
import { reachOf } from "./words";

/** Invitations that nobody has accepted yet. Without one there is nothing to say. */
export function Invitations({ org }: { org: string }) {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(invitationList(org));
  const own = useRole(org);
  const mayChange = useDenial("change members") === undefined;
  const resend = (invitation: Invitation) =>
    act(async () => {
      await invitationResend(org, invitation.uuid);
      await refresh(queryClient, "invite_list");
    }, `Another invitation is on its way to ${invitation.email_address}`);
  const revoke = (invitation: Invitation) =>
    ask({
      title: `Revoke the invitation of ${invitation.email_address}?`,
      body: "The link that was mailed stops working.",
      confirmLabel: "Revoke invitation",
      success: "The invitation has been revoked",
      action: async () => {
        await invitationRevoke(org, invitation.uuid);
        await refresh(queryClient, "invite_list");
      },
    });
  const actions = (invitation: Invitation) =>
    !mayChange ? null : (
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${invitation.email_address}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {rolesUpTo(own).includes(invitation.role) && (
            <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={() => void resend(invitation)}>
              Send again
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} color="red" onClick={() => revoke(invitation)}>
            Revoke
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  if (query.data && query.data.pages.every(({ items }) => items.length === 0)) return null;
  return (
    <Section title="Invitations" help="Mailed, and not accepted yet.">
      <QueryTable
        label="Invitations"
        query={query}
        rowKey={({ uuid }) => uuid}
        columns={[
          {
            id: "email",
            header: "E-mail address",
            cell: ({ email_address }) => <span title={email_address}>{email_address}</span>,
          },
          { id: "state", header: "State", width: 180, cell: (invitation) => <State invitation={invitation} /> },
          { id: "by", header: "Invited by", optional: true, cell: ({ invited_by }) => <bdi>{invited_by}</bdi> },
          { id: "role", header: "Role", width: 130, cell: ({ role }) => roleWords[role].label },
          { id: "servers", header: "Sees", width: 130, cell: reachOf },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(invitation) => ({
          first: <span>{invitation.email_address}</span>,
          second: (
            <>
              <State invitation={invitation} />
              <span>{roleWords[invitation.role].label}</span>
            </>
          ),
          side: actions(invitation),
        })}
        empty={null}
      />
    </Section>
  );
}

function State({ invitation }: { invitation: Invitation }) {
  return invitation.expired ? (
    <Mark tone="amber" icon={IconMailOff} title="The link no longer works. Send it again to renew it.">
      Expired
    </Mark>
  ) : (
    <Mark tone="blue" icon={IconClock} title="The link waits to be followed">
      Ends <Time at={invitation.expires_at} />
    </Mark>
  );
}
