import { ActionIcon, Group, Menu } from "@mantine/core";
import {
  IconCrown,
  IconDots,
  IconMailPlus,
  IconPencil,
  IconUserMinus,
  IconUserPlus,
  IconUsers,
} from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Member, memberList, memberRemove, organizationGet, organizationSetOwner } from "../../api/organizations";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { rolesUpTo, roleWords, useDenial } from "../../components/roles";
import { useOrg, useUser } from "../../components/scope";
import { EmptyState } from "../../ui/EmptyState";
import { openDialog } from "../../ui/overlays";
import { Invitations } from "./Invitations";
import { MemberChangeForm, NewcomerForm } from "./MemberForm";
import { reachOf } from "./words";

const nameOf = ({ user }: Member) => `${user.first_name} ${user.last_name}`.trim() || user.email_address;

export default function MemberListPage() {
  const org = useOrg();
  const user = useUser();
  const queryClient = useQueryClient();
  const { data: organization } = useSuspenseQuery(organizationGet(org));
  const query = useInfiniteQuery(memberList(org));

  const openChange = (member: Member) => {
    const close = openDialog({
      title: `Change ${nameOf(member)}`,
      children: <MemberChangeForm org={org} member={member} onDone={() => close()} />,
    });
  };
  const openNewcomer = (by: "invite" | "add") => {
    const close = openDialog({
      title: by === "invite" ? `Invite somebody to ${organization.name}` : "Add a user as a member",
      children: <NewcomerForm org={org} by={by} onDone={() => close()} />,
    });
  };
  const remove = (member: Member) =>
    ask({
      title: `Remove ${nameOf(member)}?`,
      body:
        member.user.uuid === user.uuid
          ? "You will no longer see this organization or its servers."
          : `${member.user.email_address} will no longer see this organization or its servers. The account itself stays.`,
      confirmLabel: "Remove member",
      success: `${nameOf(member)} has been removed`,
      action: async () => {
        await memberRemove(org, member.user.uuid);
        await refresh(queryClient, "member_list");
      },
    });
  const makeOwner = (member: Member) =>
    ask({
      title: `Make ${nameOf(member)} the owner?`,
      body: `They get all rights in ${organization.name}, and the mails about limits and suspensions. The owner until now stays a member.`,
      confirmLabel: "Make owner",
      success: `${nameOf(member)} owns ${organization.name} now`,
      action: async () => {
        await organizationSetOwner(org, member.user.uuid);
        await refresh(queryClient, "organization_get", "member_list");
      },
    });
  const mayChange = useDenial("change members") === undefined;
  const owns = (member: Member) => member.user.uuid === organization.owner?.uuid;
  const actions = (member: Member) =>
    !mayChange || !rolesUpTo(organization.role).includes(member.role) ? null : (
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${nameOf(member)}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => openChange(member)}>
            Change role
          </Menu.Item>
          {user.admin && !owns(member) && (
            <Menu.Item leftSection={<IconCrown size={16} aria-hidden />} onClick={() => makeOwner(member)}>
              Make owner
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconUserMinus size={16} aria-hidden />} color="red" onClick={() => remove(member)}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  const invite = (
    <ActionButton
      needs="change members"
      leftSection={<IconMailPlus size={16} aria-hidden />}
      onClick={() => openNewcomer("invite")}
    >
      Invite
    </ActionButton>
  );
  return (
    <Page
      title="Members"
      lead="People who may see or change this organization's servers."
      action={
        <Group gap={8}>
          {user.admin && (
            <ActionButton
              needs="change members"
              variant="default"
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={() => openNewcomer("add")}
            >
              Add a user
            </ActionButton>
          )}
          {invite}
        </Group>
      }
    >
      <QueryTable
        label="Members"
        query={query}
        rowKey={(member) => member.user.uuid}
        columns={[
          { id: "name", header: "Name", cell: (member) => <bdi style={{ fontWeight: 500 }}>{nameOf(member)}</bdi> },
          {
            id: "email",
            header: "E-mail address",
            cell: ({ user: { email_address } }) => <span title={email_address}>{email_address}</span>,
          },
          { id: "role", header: "Role", width: 130, cell: (member) => roleWords[member.role].label },
          { id: "servers", header: "Sees", width: 130, cell: reachOf },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(member) => ({
          first: <bdi style={{ fontWeight: 500 }}>{nameOf(member)}</bdi>,
          second: (
            <span>
              {roleWords[member.role].label} · {reachOf(member)} · {member.user.email_address}
            </span>
          ),
          side: actions(member),
        })}
        empty={
          <EmptyState icon={IconUsers} title="No members yet" action={invite}>
            Administrators of the installation see this organization anyway. Invite the people who work with it.
          </EmptyState>
        }
      />
      <div style={{ marginTop: 32 }}>
        <Invitations org={org} />
      </div>
    </Page>
  );
}
