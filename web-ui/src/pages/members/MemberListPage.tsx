import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconPlus, IconUserMinus, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Member, memberList, memberRemove } from "../../api/organizations";
import { ask } from "../../components/ask";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { roleWords, useDenial } from "../../components/roles";
import { useOrg, useUser } from "../../components/scope";
import { openDialog } from "../../ui/overlays";
import { EmptyState } from "../../ui/EmptyState";
import { plural } from "../../util/format";
import { MemberForm } from "./MemberForm";

const nameOf = ({ user }: Member) => `${user.first_name} ${user.last_name}`.trim() || user.email_address;
const reachOf = (member: Member) => (member.has_all_servers ? "All servers" : plural(member.servers.length, "server"));

export default function MemberListPage() {
  const org = useOrg();
  const user = useUser();
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(memberList(org));

  const openForm = (member: Member | null) => {
    const close = openDialog({
      title: member ? `Change ${nameOf(member)}` : "Add a member",
      children: <MemberForm org={org} member={member} onDone={() => close()} />,
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
  const mayChange = useDenial("change members") === undefined;
  const actions = (member: Member) =>
    !mayChange ? null : (
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${nameOf(member)}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => openForm(member)}>
            Change role
          </Menu.Item>
          <Menu.Item leftSection={<IconUserMinus size={16} aria-hidden />} color="red" onClick={() => remove(member)}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  const add = (
    <ActionButton
      needs="change members"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => openForm(null)}
    >
      Add member
    </ActionButton>
  );
  return (
    <Page title="Members" lead="People who may see or change this organization's servers." action={add}>
      <QueryTable
        label="Members"
        query={query}
        rowKey={(member) => member.user.uuid}
        columns={[
          { id: "name", header: "Name", cell: (member) => <bdi style={{ fontWeight: 500 }}>{nameOf(member)}</bdi> },
          { id: "email", header: "E-mail address", cell: (member) => member.user.email_address },
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
          <EmptyState icon={IconUsers} title="No members yet" action={add}>
            Administrators of the installation see this organization anyway. Add the people who work with it.
          </EmptyState>
        }
      />
    </Page>
  );
}
