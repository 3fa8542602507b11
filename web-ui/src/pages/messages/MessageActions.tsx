import { Button, Group } from "@mantine/core";
import { IconBan, IconRefresh, IconSend, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refresh } from "../../api/list";
import {
  type MessageDetails,
  messageCancelHold,
  messageOperations,
  messageRemoveFromQueue,
  messageRetry,
} from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { act, ask } from "../../components/ask";
import { retried } from "./retried";
import { ScheduleActions } from "./ScheduleActions";

/** What can be done with the message in its present state. */
export function MessageActions({ path, message }: { path: ServerPath; message: MessageDetails }) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const changed = () => refresh(queryClient, ...messageOperations);
  const { queue, is_held: held } = message;

  const retry = async () => {
    setBusy(true);
    await act(async () => {
      const result = await messageRetry(path, message.id);
      await changed();
      return result;
    }, retried("The message"));
    setBusy(false);
  };
  const cancelHold = () =>
    ask({
      title: "Cancel the hold?",
      body: `The message to ${message.rcpt_to} will not be sent. It stays in the list of messages.`,
      confirmLabel: "Cancel hold",
      success: "The hold has been cancelled",
      action: async () => {
        await messageCancelHold(path, message.id);
        await changed();
      },
    });
  const remove = () =>
    ask({
      title: "Remove from the queue?",
      body: `The message to ${message.rcpt_to} will not be tried again. It stays in the list of messages.`,
      confirmLabel: "Remove from queue",
      success: "The message has been removed from the queue",
      action: async () => {
        await messageRemoveFromQueue(path, message.id);
        await changed();
      },
    });

  if (message.status === "Scheduled") return <ScheduleActions path={path} message={message} />;
  if (queue?.is_taken) {
    return (
      <Button disabled title="It is being delivered at this moment">
        Being delivered
      </Button>
    );
  }
  const reason = message.store_content ? "has been removed" : "was not kept, as its sender asked";
  const gone = message.has_content ? undefined : `The content ${reason}, so that it cannot be sent again`;
  return (
    <Group gap={8}>
      {queue && (
        <ActionButton
          needs="change messages"
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={remove}
        >
          Remove from queue
        </ActionButton>
      )}
      {held && (
        <ActionButton
          needs="change messages"
          variant="default"
          leftSection={<IconBan size={16} aria-hidden />}
          onClick={cancelHold}
        >
          Cancel hold
        </ActionButton>
      )}
      <ActionButton
        needs="change messages"
        variant={held || queue ? "filled" : "default"}
        leftSection={held ? <IconSend size={16} aria-hidden /> : <IconRefresh size={16} aria-hidden />}
        disabled={gone !== undefined}
        title={gone}
        loading={busy}
        onClick={() => void retry()}
      >
        {held ? "Release" : queue ? "Retry now" : "Deliver again"}
      </ActionButton>
    </Group>
  );
}
