import { Anchor, Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { type AuditEntry, auditExportUrl, type AuditFilter, auditList } from "../../api/audit";
import { FilterBar, type FilterKey } from "../../components/FilterBar";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { EmptyState } from "../../ui/EmptyState";
import { openDialog } from "../../ui/overlays";
import { Time } from "../../ui/Time";
import { Entry } from "./Entry";
import { actionWords, actorWords, objectWords, placeOf } from "./words";

const keys: FilterKey[] = [
  { key: "actor", help: "E-mail address or UUID of who did it" },
  { key: "object", help: "Name, UUID or number of what was changed" },
  { key: "action", help: "Such as server_delete" },
  {
    key: "period",
    help: "How far back",
    single: true,
    values: [
      { value: "1", label: "24 hours" },
      { value: "7", label: "7 days" },
      { value: "30", label: "30 days" },
    ],
  },
];

const dayMilliseconds = 86_400_000;

/** `opened`: when the page was, so that the answer to the same question keeps its name. */
function filterOf(search: URLSearchParams, opened: number): AuditFilter {
  const days = Number(search.get("period") ?? "");
  const after = days > 0 ? new Date(opened - days * dayMilliseconds).toISOString() : undefined;
  return {
    actor: search.get("actor") ?? undefined,
    object: search.get("object") ?? undefined,
    action: search.get("action") ?? undefined,
    after,
  };
}

/** Who changed what: in an organization, or in the whole installation. */
export default function AuditLogPage() {
  const { org } = useParams();
  const [search] = useSearchParams();
  const [opened] = useState(() => Date.now());
  const filter = filterOf(search, opened);
  const query = useInfiniteQuery(auditList(org, filter));
  const isFiltered = keys.some(({ key }) => search.has(key));
  const show = (entry: AuditEntry) =>
    openDialog({ title: actionWords(entry), size: "lg", children: <Entry entry={entry} /> });
  const details = (entry: AuditEntry) => (
    <Button
      size="compact-sm"
      variant="subtle"
      onClick={() => show(entry)}
      aria-label={`Details of ${actionWords(entry)}`}
    >
      Details
    </Button>
  );
  return (
    <Page
      title="Audit log"
      wide
      lead={<FilterBar keys={keys} placeholder="Filter by actor, object, action or period" />}
    >
      <QueryTable
        label="Changes"
        query={query}
        rowKey={({ id }) => id}
        columns={[
          { id: "action", header: "Action", width: 200, cell: actionWords },
          {
            id: "object",
            header: "Object",
            cell: (entry) => <bdi title={objectWords(entry)}>{objectWords(entry)}</bdi>,
          },
          { id: "place", header: "Where", width: 130, optional: true, cell: (entry) => <bdi>{placeOf(entry)}</bdi> },
          { id: "actor", header: "Who", cell: (entry) => <bdi title={entry.actor_name}>{actorWords(entry)}</bdi> },
          { id: "address", header: "Address", width: 120, optional: true, cell: ({ ip_address }) => ip_address ?? "" },
          { id: "time", header: "Time", width: 110, cell: ({ created_at }) => <Time at={created_at} /> },
          { id: "details", header: "Details", quiet: true, width: 90, align: "right", cell: details },
        ]}
        narrow={(entry) => ({
          first: (
            <span>
              <span style={{ fontWeight: 500 }}>{actionWords(entry)}</span> <bdi>{objectWords(entry)}</bdi>
            </span>
          ),
          second: (
            <>
              <bdi>{actorWords(entry)}</bdi> <Time at={entry.created_at} />
            </>
          ),
          side: details(entry),
        })}
        empty={
          <EmptyState icon={IconHistory} title={isFiltered ? "Nothing matches" : "Nothing has been changed yet"}>
            Every change is written down here with who made it. Entries are kept for a year, unless the installation
            says otherwise.
          </EmptyState>
        }
      />
      {query.data?.pages[0]?.items.length ? (
        <Group gap={16} mt={16}>
          <Text c="dimmed">Download {isFiltered ? "what matches" : "all of it"}:</Text>
          <Anchor href={auditExportUrl(org, "csv", filter)} download>
            CSV
          </Anchor>
          <Anchor href={auditExportUrl(org, "ndjson", filter)} download>
            JSON lines
          </Anchor>
        </Group>
      ) : null}
    </Page>
  );
}
