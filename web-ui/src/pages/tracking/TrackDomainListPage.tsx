import { IconLink, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { pollMilliseconds } from "../../api/list";
import { type TrackDomain, trackDomainList } from "../../api/trackDomains";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { trackedText, TrackDomainMark } from "./words";

export default function TrackDomainListPage() {
  const path = useServerPath();
  const query = useInfiniteQuery({ ...trackDomainList(path), refetchInterval: pollMilliseconds });
  const create = (
    <ActionButton
      needs="change domains"
      to={paths.trackDomainNew(path)}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      New tracking domain
    </ActionButton>
  );
  const name = ({ full_name }: TrackDomain) => (
    <span title={full_name} style={{ fontWeight: 500, overflow: "hidden", textOverflow: "ellipsis" }}>
      {full_name}
    </span>
  );
  return (
    <Page title="Tracking domains" lead="Links and images of your mail lead to these names first." action={create}>
      <QueryTable
        label="Tracking domains"
        query={query}
        rowKey={({ uuid }) => uuid}
        rowTo={({ uuid }) => paths.trackDomain(path, uuid)}
        columns={[
          { id: "name", header: "Name", cell: name },
          { id: "state", header: "CNAME", width: 130, cell: (domain) => <TrackDomainMark domain={domain} /> },
          { id: "tracked", header: "Tracked", width: 160, cell: trackedText },
          {
            id: "checked",
            header: "Checked",
            width: 120,
            optional: true,
            cell: ({ dns_checked_at: time }) => (time ? <Time at={time} /> : "Not yet"),
          },
        ]}
        narrow={(domain) => ({
          first: name(domain),
          second: trackedText(domain),
          side: <TrackDomainMark domain={domain} />,
        })}
        empty={
          <EmptyState icon={IconLink} title="Nothing is tracked yet" action={create}>
            With a name such as click.example.com you see which messages are opened and which links are followed.
          </EmptyState>
        }
      />
    </Page>
  );
}
