import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconLogout, IconMailForward, IconPencil, IconPlus, IconTrash, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { infoGet } from "../../api/session";
import { type Account, userList } from "../../api/users";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useUser } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { AdminMark, LoginMark, nameOf } from "./UserMarks";
import { useUserActions } from "./useUserActions";

export default function UserListPage() {
  const query = useInfiniteQuery(userList());
  const { data: info } = useQuery(infoGet());
  const provider = info?.oidc_enabled ? info.oidc_name : null;
  const create = (
    <Button component={Link} to={paths.userNew()} leftSection={<IconPlus size={16} aria-hidden />}>
      New user
    </Button>
  );
  const actions = (user: Account) => <UserMenu user={user} byPassword={info?.local_authentication_enabled ?? true} />;
  return (
    <Page title="Users" lead="Everybody who can log in to this installation." action={create}>
      <QueryTable
        label="Users"
        query={query}
        rowKey={(user) => user.uuid}
        rowTo={(user) => paths.user(user.uuid)}
        columns={[
          { id: "name", header: "Name", cell: (user) => <bdi style={{ fontWeight: 500 }}>{nameOf(user)}</bdi> },
          {
            id: "email",
            header: "E-mail address",
            cell: ({ email_address }) => <span title={email_address}>{email_address}</span>,
          },
          { id: "admin", header: "Rights", width: 160, cell: (user) => <AdminMark user={user} /> },
          ...(provider === null
            ? []
            : [
                {
                  id: "login",
                  header: "Login",
                  width: 150,
                  cell: (user: Account) => <LoginMark user={user} provider={provider} />,
                },
              ]),
          {
            id: "created",
            header: "Created",
            width: 120,
            optional: true,
            cell: (user) => <Time at={user.created_at} />,
          },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(user) => ({
          first: (
            <>
              <bdi style={{ fontWeight: 500 }}>{nameOf(user)}</bdi>
              <AdminMark user={user} />
            </>
          ),
          second: <span>{user.email_address}</span>,
          side: actions(user),
        })}
        empty={
          <EmptyState icon={IconUsers} title="No users" action={create}>
            Users belong to organizations, or administer the installation.
          </EmptyState>
        }
      />
    </Page>
  );
}

function UserMenu({ user, byPassword }: { user: Account; byPassword: boolean }) {
  const self = useUser();
  const { sendReset, endSessions, remove } = useUserActions();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${nameOf(user)}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={paths.user(user.uuid)} leftSection={<IconPencil size={16} aria-hidden />}>
          Edit
        </Menu.Item>
        {byPassword && (
          <Menu.Item leftSection={<IconMailForward size={16} aria-hidden />} onClick={() => void sendReset(user)}>
            Send reset link
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => endSessions(user)}>
          End sessions
        </Menu.Item>
        {user.uuid !== self.uuid && (
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} color="red" onClick={() => remove(user)}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
