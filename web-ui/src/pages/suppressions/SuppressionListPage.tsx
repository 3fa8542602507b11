import { ActionIcon, Tooltip } from "@mantine/core";
import { IconBan, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Suppression, suppressionList, suppressionRemove } from "../../api/suppressions";
import { ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useDenial } from "../../components/roles";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time, useNow } from "../../ui/Time";

export default function SuppressionListPage() {
  const path = useServerPath();
  const queryClient = useQueryClient();
  const mayChange = useDenial("change suppressions") === undefined;
  const query = useInfiniteQuery(suppressionList(path));
  const remove = (suppression: Suppression) =>
    ask({
      title: "Allow mail to this address again?",
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
  const messagesTo = ({ address }: Suppression) =>
    paths.messages(path, new URLSearchParams({ to: address }).toString());
  return (
    <Page title="Suppressions" lead="Messages to these recipients are held, because earlier ones failed for good.">
      <QueryTable
        label="Suppressions"
        query={query}
        rowKey={({ address }) => address}
        rowTo={messagesTo}
        columns={[
          { id: "address", header: "Recipient", cell: ({ address }) => <span title={address}>{address}</span> },
          { id: "reason", header: "Reason", width: 220, cell: ({ reason }) => sentence(reason) },
          { id: "added", header: "Added", width: 120, cell: ({ created_at }) => <Time at={created_at} /> },
          { id: "expires", header: "Expires", width: 120, cell: (suppression) => <Expiry suppression={suppression} /> },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(suppression) => ({
          first: <span style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{suppression.address}</span>,
          second: (
            <>
              <span>{sentence(suppression.reason)}</span>
              <Expiry suppression={suppression} />
            </>
          ),
          side: actions(suppression),
        })}
        empty={
          <EmptyState icon={IconBan} title="No address is suppressed">
            A recipient is added when its mail fails for good repeatedly, and removed as soon as a message gets through.
          </EmptyState>
        }
      />
    </Page>
  );
}

function Expiry({ suppression }: { suppression: Suppression }) {
  const now = useNow();
  if (!suppression.keep_until) return <>Never</>;
  const isOver = suppression.is_expired || Date.parse(suppression.keep_until) < now;
  return isOver ? <>Expired</> : <Time at={suppression.keep_until} />;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
