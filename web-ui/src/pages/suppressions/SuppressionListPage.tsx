import { ActionIcon, Alert, Anchor, Group, Text, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconPlus, IconTrash, IconUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { refresh } from "../../api/list";
import type { ServerPath } from "../../api/servers";
import { type Suppression, suppressionExportUrl, suppressionList, suppressionRemove } from "../../api/suppressions";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useDenial } from "../../components/roles";
import { usePlace, useServer } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time, useNow } from "../../ui/Time";
import { KindMark, listWords } from "./kinds";
import { SuppressionFilterBar, suppressionFilterOf } from "./SuppressionFilterBar";

export default function SuppressionListPage() {
  const path = usePlace();
  const queryClient = useQueryClient();
  const mayChange = useDenial("change suppressions") === undefined;
  const isShared = path.server === undefined;
  const { list, ...conditions } = suppressionFilterOf(useSearchParams()[0]);
  const filter = { ...conditions, ...(list && !isShared && { list }) };
  const query = useInfiniteQuery(suppressionList(path, filter));
  /** Of the organization's list, seen from a server. */
  const isForeign = (suppression: Suppression) => !isShared && suppression.list === "organization";
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
    !mayChange || isForeign(suppression) ? null : (
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
    <Page title="Suppressions" lead={<SuppressionFilterBar hasLists={!isShared} />} action={add}>
      {path.server !== undefined && <SwitchedOff path={{ org: path.org, server: path.server }} />}
      <Text c="dimmed" mb={12}>
        {isShared
          ? "Messages to these recipients are held on every server of the organization."
          : "Messages to these recipients are held."}
      </Text>
      <QueryTable
        label="Suppressions"
        query={query}
        rowKey={({ address, list }) => `${list} ${address}`}
        rowTo={({ address }) => {
          const { org, server } = path;
          if (server === undefined) return undefined;
          const [key, value] = address.startsWith("@") ? ["to_domain", address.slice(1)] : ["to", address];
          return paths.messages({ org, server }, new URLSearchParams([[key, value]]).toString());
        }}
        columns={[
          { id: "address", header: "Recipient", cell: ({ address }) => <span title={address}>{address}</span> },
          { id: "kind", header: "Kind", width: 120, cell: ({ kind }) => <KindMark kind={kind} /> },
          { id: "reason", header: "Reason", width: 160, optional: true, cell: reasonOf },
          ...(isShared
            ? []
            : [
                {
                  id: "list",
                  header: "List",
                  width: 120,
                  cell: ({ list }: Suppression) => <ListName list={list} org={path.org} />,
                },
                {
                  id: "cause",
                  header: "Cause",
                  width: 110,
                  optional: true,
                  cell: (suppression: Suppression) => <Cause suppression={suppression} />,
                },
              ]),
          { id: "added", header: "Added", width: 100, cell: ({ created_at }) => <Time at={created_at} /> },
          { id: "expires", header: "Expires", width: 90, cell: (suppression) => <Expiry suppression={suppression} /> },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(suppression) => ({
          first: <span style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{suppression.address}</span>,
          second: (
            <>
              <KindMark kind={suppression.kind} />
              {isForeign(suppression) && <ListName list={suppression.list} org={path.org} />}
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
              {isShared
                ? "Add addresses and domains that no server of the organization shall send to. Failures fill only the list of the server concerned."
                : "A recipient is added when its mail fails for good repeatedly, and removed as soon as a message gets through."}
            </EmptyState>
          )
        }
      />
      {query.data?.pages[0]?.items.length ? (
        <Group gap={16} mt={16}>
          <Text c="dimmed">
            Download {isFiltered ? "what matches" : isShared ? "the list" : "the list of this server"}:
          </Text>
          <Anchor href={suppressionExportUrl(path, "csv", conditions)} download>
            CSV
          </Anchor>
          <Anchor href={suppressionExportUrl(path, "ndjson", conditions)} download>
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
  const { org, server } = usePlace();
  return id === undefined || server === undefined ? (
    "–"
  ) : (
    <Link to={paths.message({ org, server }, id)}>Message {id}</Link>
  );
}

/** Entries of the organization are changed in its own list. */
function ListName({ list, org }: { list: Suppression["list"]; org: string }) {
  return list === "server" ? listWords.server : <Link to={paths.suppressions({ org })}>{listWords.organization}</Link>;
}

/** Nobody should wonder why mail goes to an address that stands here. */
function SwitchedOff({ path }: { path: ServerPath }) {
  const server = useServer();
  if (server.suppression_enabled) return null;
  return (
    <Alert
      mb={16}
      color="yellow"
      icon={<IconAlertTriangle aria-hidden />}
      title="The list of this server is switched off"
    >
      It keeps nothing back, and failures add nothing to it. The list of the organization still counts.{" "}
      <Link to={paths.serverSettings(path)}>Change that in the settings</Link>
    </Alert>
  );
}

function Expiry({ suppression }: { suppression: Suppression }) {
  const now = useNow();
  if (!suppression.keep_until) return <>Never</>;
  const isOver = suppression.is_expired || Date.parse(suppression.keep_until) < now;
  return isOver ? <>Expired</> : <Time at={suppression.keep_until} />;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
