import { Alert, Button, Group, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type BulkAction, bulkCancel, bulkCreate, type BulkFilter, bulkGet, type BulkKind } from "../../api/bulk";
import { refresh } from "../../api/list";
import { messageOperations } from "../../api/messages";
import { act, ask } from "../../components/ask";
import { useDenial } from "../../components/roles";
import { useServerPath } from "../../components/scope";

interface Words {
  label: string;
  question: string;
  body: string;
}

const words: Record<BulkKind, Words> = {
  retry: {
    label: "Send all now",
    question: "Send all of them now?",
    body: "What waits is tried at once, what is held is released, and what is finished is delivered again.",
  },
  cancel_hold: {
    label: "Cancel all holds",
    question: "Cancel all holds?",
    body: "These messages will not be sent. They stay in the list of messages.",
  },
  remove_from_queue: {
    label: "Remove all from the queue",
    question: "Remove all of them from the queue?",
    body: "These messages will not be sent. They stay in the list of messages.",
  },
  suppress_recipients: {
    label: "Suppress all recipients",
    question: "Put all their recipients on the suppression list?",
    body: "Nothing more is sent to the recipients of these outgoing messages until somebody removes them from the list.",
  },
};

interface BulkBarProps {
  /** The messages on this page and all further ones. */
  filter: BulkFilter;
  kinds: BulkKind[];
}

/** Does the same to all messages of a list, and shows how far that is. */
export function BulkBar({ filter, kinds }: BulkBarProps) {
  const path = useServerPath();
  const denied = useDenial("change messages");
  const [action, setAction] = useState<BulkAction>();
  const start = (kind: BulkKind) =>
    ask({
      title: words[kind].question,
      body: words[kind].body,
      confirmLabel: words[kind].label,
      success: "It is done in the background",
      action: async () => setAction(await bulkCreate(path, kind, filter)),
    });
  return (
    <Group gap={12} mb={12}>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            disabled={denied !== undefined}
            title={denied}
          >
            All of these
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map((kind) => (
            <Menu.Item key={kind} onClick={() => start(kind)}>
              {words[kind].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {action && <Progress key={action.uuid} begun={action} />}
    </Group>
  );
}

function Progress({ begun }: { begun: BulkAction }) {
  const path = useServerPath();
  const queryClient = useQueryClient();
  const { data: action = begun } = useQuery(bulkGet(path, begun.uuid));
  const hasEnded = action.finished_at !== undefined;
  useEffect(() => {
    if (hasEnded) void refresh(queryClient, ...messageOperations);
  }, [hasEnded, queryClient]);
  const cancel = () =>
    void act(async () => {
      await bulkCancel(path, begun.uuid);
      await refresh(queryClient, "bulk_action_get");
    }, "It has been stopped");
  return (
    <Alert role="status" color={hasEnded ? "green" : "blue"} py={4} px={12}>
      <Group gap={12}>
        <span>{progressText(action)}</span>
        {!hasEnded && (
          <Button variant="subtle" size="compact-xs" onClick={cancel}>
            {action.state === "waiting" ? "Undo" : "Stop"}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

export function progressText({ action, state, done, skipped, total }: BulkAction): string {
  const of = total === undefined || state === "done" ? "" : ` of ${total}`;
  const left = skipped > 0 ? `, ${skipped} could not be changed` : "";
  switch (state) {
    case "waiting":
      return `${words[action].label}: begins in a moment`;
    case "running":
      return `${words[action].label}: ${done}${of} done${left}`;
    case "done":
      return `${words[action].label}: ${done} done${left}`;
    case "cancelled":
      return `${words[action].label}: stopped after ${done}${left}`;
  }
}
