import { ActionIcon, Anchor, Group, Text, Tooltip } from "@mantine/core";
import { IconBan, IconPlus, IconTrash, IconUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { refresh } from "../../api/list";
import { type Suppression, suppressionExportUrl, suppressionList, suppressionRemove } from "../../api/suppressions";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useDenial } from "../../components/roles";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time, useNow } from "../../ui/Time";
import { KindMark } from "./kinds";
import { SuppressionFilterBar, suppressionFilterOf } from "./SuppressionFilterBar";

export default function SuppressionListPage() {
  const path = useServerPath();
  const queryClient = useQueryClient();
  const mayChange = useDenial("change suppressions") === undefined;
  const filter = suppressionFilterOf(useSearchParams()[0]);
  const query = useInfiniteQuery(suppressionList(path, filter));
  const remove = (suppression: Suppression) =>
    ask({
      title: `Allow mail to ${isDomain(suppression) ? "this domain" : "this address"} again?`,
      body: `${suppression.address} is on the list because of ${suppression.reason}. If it still fails, it will be added again.`,
      confirmLabel: "Remove from list",
      success: `${suppression.address} has been removed`,
      action: async () => {
        await suppressionRemove(path, suppression.address);
        await refresh(queryClient, "suppression_list");
      },
    });
  const actions = (suppression: Suppression) =>
    !mayChange ? null : (
      <Tooltip label="Remove from list">
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={() => remove(suppression)}
          aria-label={`Remove ${suppression.address}`}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  const add = (
    <Group gap={8}>
      <ActionButton
        needs="change suppressions"
        to={paths.suppressionImport(path)}
        variant="default"
        leftSection={<IconUpload size={16} aria-hidden />}
      >
        Import
      </ActionButton>
      <ActionButton
        needs="change suppressions"
        to={paths.suppressionNew(path)}
        leftSection={<IconPlus size={16} aria-hidden />}
      >
        Add address
      </ActionButton>
    </Group>
  );
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page title="Suppressions" lead={<SuppressionFilterBar />} action={add}>
      <Text c="dimmed" mb={12}>
        Messages to these recipients are held.
      </Text>
      <QueryTable
        label="Suppressions"
        query={query}
        rowKey={({ address }) => address}
        rowTo={(suppression) =>
          isDomain(suppression)
            ? undefined
            : paths.messages(path, new URLSearchParams({ to: suppression.address }).toString())
        }
        columns={[
          { id: "address", header: "Recipient", cell: ({ address }) => <span title={address}>{address}</span> },
          { id: "kind", header: "Kind", width: 140, cell: ({ kind }) => <KindMark kind={kind} /> },
          { id: "reason", header: "Reason", width: 220, optional: true, cell: reasonOf },
          { id: "cause", header: "Cause", width: 130, cell: (suppression) => <Cause suppression={suppression} /> },
          { id: "added", header: "Added", width: 110, cell: ({ created_at }) => <Time at={created_at} /> },
          { id: "expires", header: "Expires", width: 110, cell: (suppression) => <Expiry suppression={suppression} /> },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(suppression) => ({
          first: <span style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{suppression.address}</span>,
          second: (
            <>
              <KindMark kind={suppression.kind} />
              <Expiry suppression={suppression} />
            </>
          ),
          side: actions(suppression),
        })}
        empty={
          isFiltered ? (
            <EmptyState
              icon={IconBan}
              title="Nothing matches"
              action={<Link to={paths.suppressions(path)}>Show the whole list</Link>}
            >
              No entry of the list fulfils these conditions.
            </EmptyState>
          ) : (
            <EmptyState icon={IconBan} title="No address is suppressed">
              A recipient is added when its mail fails for good repeatedly, and removed as soon as a message gets
              through.
            </EmptyState>
          )
        }
      />
      {query.data?.pages[0]?.items.length ? (
        <Group gap={16} mt={16}>
          <Text c="dimmed">Download {isFiltered ? "what matches" : "the list"}:</Text>
          <Anchor href={suppressionExportUrl(path, "csv", filter)} download>
            CSV
          </Anchor>
          <Anchor href={suppressionExportUrl(path, "ndjson", filter)} download>
            JSON lines
          </Anchor>
        </Group>
      ) : null}
    </Page>
  );
}

const isDomain = ({ address }: Suppression) => address.startsWith("@");

const reasonOf = ({ reason, note }: Suppression) => {
  const text = [sentence(reason), note].filter(Boolean).join(" · ");
  return <bdi title={text}>{text}</bdi>;
};

function Cause({ suppression: { message_id: id } }: { suppression: Suppression }) {
  const path = useServerPath();
  return id === undefined ? "–" : <Link to={paths.message(path, id)}>Message {id}</Link>;
}

function Expiry({ suppression }: { suppression: Suppression }) {
  const now = useNow();
  if (!suppression.keep_until) return <>Never</>;
  const isOver = suppression.is_expired || Date.parse(suppression.keep_until) < now;
  return isOver ? <>Expired</> : <Time at={suppression.keep_until} />;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
