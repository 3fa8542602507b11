import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconBan, IconPlayerPause, IconSend } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { pollUnlessLive, refresh } from "../../api/list";
import { type Message, messageCancelHold, messageHeld, messageOperations, messageRetry } from "../../api/messages";
import { act, ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useDenial } from "../../components/roles";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { BulkBar } from "./BulkBar";
import { Address, Subject } from "./MessageTable";
import { retried } from "./retried";

export default function HeldPage() {
  const path = useServerPath();
  const queryClient = useQueryClient();
  const mayChange = useDenial("change messages") === undefined;
  const query = useInfiniteQuery({ ...messageHeld(path), refetchInterval: pollUnlessLive });
  const changed = () => refresh(queryClient, ...messageOperations);

  const release = (message: Message) =>
    void act(
      async () => {
        const result = await messageRetry(path, message.id);
        await changed();
        return result;
      },
      retried(`Message ${message.id}`),
    );
  const cancel = (message: Message) =>
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
  const actions = (message: Message) =>
    !mayChange ? null : (
      <Group gap={4} wrap="nowrap" justify="flex-end">
        <Tooltip label="Release">
          <ActionIcon variant="subtle" onClick={() => release(message)} aria-label={`Release message ${message.id}`}>
            <IconSend size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Cancel hold">
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={() => cancel(message)}
            aria-label={`Cancel hold of message ${message.id}`}
          >
            <IconBan size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    );
  const until = (message: Message) => (message.hold_expires_at ? <Time at={message.hold_expires_at} /> : "No end");
  return (
    <Page title="Held" wide lead="These wait for a person. Release them to be sent, or cancel the hold.">
      <BulkBar filter={{ held: true }} kinds={["retry", "cancel_hold", "suppress_recipients"]} />
      <QueryTable
        label="Held messages"
        query={query}
        rowKey={(message) => message.id}
        rowTo={(message) => paths.message(path, message.id)}
        keys={mayChange ? { r: release, h: release } : {}}
        columns={[
          { id: "subject", header: "Subject", cell: (message) => <Subject message={message} /> },
          {
            id: "from",
            header: "From",
            width: "20%",
            optional: true,
            cell: (message) => <Address address={message.mail_from} />,
          },
          { id: "to", header: "To", width: "26%", cell: (message) => <Address address={message.rcpt_to} /> },
          { id: "time", header: "Accepted", width: 120, cell: (message) => <Time at={message.created_at} /> },
          { id: "until", header: "Hold ends", width: 120, cell: until },
          { id: "actions", header: "Actions", quiet: true, width: 96, align: "right", cell: actions },
        ]}
        narrow={(message) => ({
          first: <Subject message={message} />,
          second: (
            <span style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
              to {message.rcpt_to} · ends {until(message)}
            </span>
          ),
          side: actions(message),
        })}
        empty={
          <EmptyState icon={IconPlayerPause} title="Nothing is held">
            Messages are held in development mode, by a credential or a route that says so, by the suppression list, or
            when the send limit is reached.
          </EmptyState>
        }
      />
    </Page>
  );
}
