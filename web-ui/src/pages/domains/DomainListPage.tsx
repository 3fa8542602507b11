import { IconPlus, IconWorld } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { domainList } from "../../api/domains";
import { pollMilliseconds } from "../../api/list";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { DomainMark, ListedCheck } from "./marks";

export default function DomainListPage() {
  const path = useServerPath();
  const query = useInfiniteQuery({ ...domainList(path), refetchInterval: pollMilliseconds });
  const add = (
    <ActionButton needs="change domains" to={paths.domainNew(path)} leftSection={<IconPlus size={16} aria-hidden />}>
      Add domain
    </ActionButton>
  );
  return (
    <Page title="Domains" lead="Mail is sent from and received for these." action={add}>
      <QueryTable
        label="Domains"
        query={query}
        rowKey={(domain) => domain.uuid}
        rowTo={(domain) => paths.domain(path, domain.uuid)}
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
            Add the domain that your mail comes from. You will get the DNS records to publish and see when they work.
          </EmptyState>
        }
      />
    </Page>
  );
}
