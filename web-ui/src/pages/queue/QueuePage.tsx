import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconClock, IconClockPause, IconLoader2, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { pollUnlessLive, refresh } from "../../api/list";
import { messageOperations, messageRemoveFromQueue, messageRetry } from "../../api/messages";
import { type QueueEntry, queueList } from "../../api/queue";
import { act, ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useDenial } from "../../components/roles";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Mark } from "../../ui/Mark";
import { Time, useNow } from "../../ui/Time";
import { Address, Subject } from "../messages/MessageTable";
import { retried } from "../messages/retried";

export default function QueuePage() {
  const path = useServerPath();
  const queryClient = useQueryClient();
  const mayChange = useDenial("change messages") === undefined;
  const query = useInfiniteQuery({ ...queueList(path), refetchInterval: pollUnlessLive });
  const changed = () => refresh(queryClient, ...messageOperations);

  const retry = (entry: QueueEntry) =>
    void act(
      async () => {
        const result = await messageRetry(path, entry.message_id);
        await changed();
        return result;
      },
      retried(`Message ${entry.message_id}`),
    );
  const remove = (entry: QueueEntry) =>
    ask({
      title: "Remove from the queue?",
      body: `The message ${entry.message ? `to ${entry.message.rcpt_to}` : entry.message_id} will not be tried again. It stays in the list of messages.`,
      confirmLabel: "Remove from queue",
      success: "The message has been removed from the queue",
      action: async () => {
        await messageRemoveFromQueue(path, entry.message_id);
        await changed();
      },
    });
  const actions = (entry: QueueEntry) =>
    entry.is_taken || !mayChange ? null : (
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <Tooltip label="Retry now">
          <ActionIcon
            variant="subtle"
            onClick={() => retry(entry)}
            aria-label={`Retry message ${entry.message_id} now`}
          >
            <IconRefresh size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Remove from queue">
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={() => remove(entry)}
            aria-label={`Remove message ${entry.message_id} from the queue`}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    );
  return (
    <Page title="Queue" wide lead="What is being delivered or waits for its next attempt.">
      <QueryTable
        label="Queued messages"
        query={query}
        rowKey={(entry) => entry.message_id}
        rowTo={(entry) => paths.message(path, entry.message_id)}
        keys={mayChange ? { r: retry } : {}}
        columns={[
          {
            id: "subject",
            header: "Subject",
            cell: (entry) => <Subject message={entry.message ?? {}} />,
          },
          {
            id: "to",
            header: "To",
            cell: (entry) => <Address address={entry.message?.rcpt_to ?? entry.destination} />,
          },
          { id: "next", header: "Next attempt", width: 170, cell: (entry) => <NextAttempt entry={entry} /> },
          { id: "attempts", header: "Attempts", width: 90, align: "right", cell: (entry) => entry.attempts },
          { id: "queued", header: "Queued", width: 110, cell: (entry) => <Time at={entry.created_at} /> },
          { id: "actions", header: "Actions", quiet: true, width: 96, align: "right", cell: actions },
        ]}
        narrow={(entry) => ({
          first: <Subject message={entry.message ?? {}} />,
          second: (
            <>
              <Address address={entry.message?.rcpt_to ?? entry.destination} />
              <span style={{ flex: "none" }}>
                <NextAttempt entry={entry} />
              </span>
            </>
          ),
          side: actions(entry),
        })}
        empty={
          <EmptyState icon={IconCircleCheck} title="The queue is empty">
            Everything has been delivered or has failed for good.
          </EmptyState>
        }
      />
    </Page>
  );
}

function NextAttempt({ entry }: { entry: QueueEntry }) {
  const now = useNow();
  if (entry.is_taken) {
    return (
      <Mark tone="blue" icon={IconLoader2}>
        Being delivered
      </Mark>
    );
  }
  return Date.parse(entry.due_at) <= now ? (
    <Mark tone="blue" icon={IconClock}>
      As soon as possible
    </Mark>
  ) : (
    <Mark tone="amber" icon={IconClockPause}>
      <Time at={entry.due_at} />
    </Mark>
  );
}
