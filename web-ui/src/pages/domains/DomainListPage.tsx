import { Text } from "@mantine/core";
import { IconPlus, IconWorld } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { domainList } from "../../api/domains";
import { pollMilliseconds } from "../../api/list";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useDomainOwner } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { DomainMark, ListedCheck } from "./marks";

/** What this server can use besides its own. */
function SharedDomains({ org }: { org: string }) {
  const { data } = useInfiniteQuery(domainList({ org }));
  const names = data?.pages.flatMap(({ items }) => items.map(({ name }) => name)) ?? [];
  if (names.length === 0) return null;
  return (
    <Text c="dimmed" mb={12}>
      Also those of the organization: <Link to={paths.domains({ org })}>{listOf(names)}</Link>
    </Text>
  );
}

/** The first few by name. */
const listOf = (names: string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");

export default function DomainListPage() {
  const owner = useDomainOwner();
  const query = useInfiniteQuery({ ...domainList(owner), refetchInterval: pollMilliseconds });
  const add = (
    <ActionButton needs="change domains" to={paths.domainNew(owner)} leftSection={<IconPlus size={16} aria-hidden />}>
      Add domain
    </ActionButton>
  );
  return (
    <Page
      title="Domains"
      lead={
        owner.server === undefined
          ? "All servers of the organization send from and receive for these."
          : "Mail is sent from and received for these."
      }
      action={add}
    >
      {owner.server !== undefined && <SharedDomains org={owner.org} />}
      <QueryTable
        label="Domains"
        query={query}
        rowKey={(domain) => domain.uuid}
        rowTo={(domain) => paths.domain(owner, domain.uuid)}
        columns={[
          { id: "name", header: "Name", cell: (domain) => <span style={{ fontWeight: 500 }}>{domain.name}</span> },
          { id: "state", header: "State", width: 190, cell: (domain) => <DomainMark domain={domain} /> },
          { id: "spf", header: "SPF", width: 105, cell: (domain) => <ListedCheck check={domain.spf} /> },
          { id: "dkim", header: "DKIM", width: 105, cell: (domain) => <ListedCheck check={domain.dkim} /> },
          {
            id: "return",
            header: "Return path",
            width: 105,
            optional: true,
            cell: (domain) => <ListedCheck check={domain.return_path} optional />,
          },
          {
            id: "mx",
            header: "MX",
            width: 105,
            optional: true,
            cell: (domain) => <ListedCheck check={domain.mx} optional />,
          },
          {
            id: "checked",
            header: "Checked",
            width: 110,
            cell: (domain) => (domain.dns_checked_at ? <Time at={domain.dns_checked_at} /> : "Not yet"),
          },
        ]}
        narrow={(domain) => ({
          first: <span style={{ fontWeight: 500, overflow: "hidden", textOverflow: "ellipsis" }}>{domain.name}</span>,
          second: <DomainMark domain={domain} />,
        })}
        empty={
          <EmptyState icon={IconWorld} title="No domain yet" action={add}>
            {owner.server === undefined
              ? "A domain added here can be used by all servers of the organization; one added to a server only by that one. "
              : "Add the domain that your mail comes from. "}
            You will get the DNS records to publish and see when they work.
          </EmptyState>
        }
      />
    </Page>
  );
}
