import { Alert } from "@mantine/core";
import { IconPlayerStop, IconPlus, IconServer } from "@tabler/icons-react";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { organizationGet } from "../../api/organizations";
import { serverList } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useOrg } from "../../components/scope";
import { ServerMark } from "../../components/ServerMark";
import { ServerRate } from "../../components/ServerRate";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { DeletedServers } from "./DeletedServers";

export default function ServerListPage() {
  const org = useOrg();
  const { data: organization } = useSuspenseQuery(organizationGet(org));
  const query = useInfiniteQuery(serverList(org));
  const create = (
    <ActionButton needs="change servers" to={paths.serverNew(org)} leftSection={<IconPlus size={16} aria-hidden />}>
      New server
    </ActionButton>
  );
  return (
    <Page title="Servers" lead={`Mail servers of ${organization.name}.`} action={create}>
      {organization.suspended && (
        <Alert color="red" icon={<IconPlayerStop aria-hidden />} title="This organization is suspended" mb={24}>
          {organization.suspension_reason ?? "Ask an administrator of this installation for the reason."} None of its
          servers accepts or sends mail meanwhile; what was queued is held.
        </Alert>
      )}
      <QueryTable
        label="Servers"
        query={query}
        rowKey={(server) => server.uuid}
        rowTo={(server) => paths.server({ org, server: server.permalink })}
        columns={[
          { id: "name", header: "Name", cell: (server) => <bdi style={{ fontWeight: 500 }}>{server.name}</bdi> },
          { id: "status", header: "Status", width: 160, cell: (server) => <ServerMark server={server} /> },
          { id: "user", header: "SMTP user name", cell: (server) => server.smtp_username },
          {
            id: "rate",
            header: "Rate",
            width: 110,
            align: "right",
            cell: (server) => <ServerRate path={{ org, server: server.permalink }} />,
          },
        ]}
        narrow={(server) => ({
          first: <bdi style={{ fontWeight: 500 }}>{server.name}</bdi>,
          second: (
            <>
              <ServerMark server={server} />
              <ServerRate path={{ org, server: server.permalink }} />
            </>
          ),
        })}
        empty={
          <EmptyState icon={IconServer} title="No mail server yet" action={create}>
            A mail server sends and receives for its own domains, with its own credentials and limits. Most applications
            need one, and a second one in development mode for tests.
          </EmptyState>
        }
      />
      <DeletedServers org={org} />
    </Page>
  );
}
