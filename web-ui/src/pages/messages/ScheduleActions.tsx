import { Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconBan, IconCalendarTime } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type MessageDetails, messageOperations, messageReschedule, messageUnschedule } from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { ApiForm } from "../../components/ApiForm";
import { ask, succeed } from "../../components/ask";
import { openDialog } from "../../ui/overlays";
import { localInput } from "../../util/time";

interface ScheduleProps {
  path: ServerPath;
  message: MessageDetails;
}

/** A message that waits for its time can get another one, or none. */
export function ScheduleActions({ path, message }: ScheduleProps) {
  const queryClient = useQueryClient();
  const changed = () => refresh(queryClient, ...messageOperations);
  const cancel = () =>
    ask({
      title: "Do not send this message?",
      body: `The message to ${message.rcpt_to} will not be sent. It stays in the list of messages.`,
      confirmLabel: "Do not send",
      success: "The message will not be sent",
      action: async () => {
        await messageUnschedule(path, message.id);
        await changed();
      },
    });
  const change = () => {
    const close = openDialog({
      title: "Send at another time",
      children: (
        <TimeForm
          message={message}
          onSubmit={async (sendAt) => {
            await messageReschedule(path, message.id, sendAt);
            await changed();
            close();
            succeed("The message has a new time");
          }}
        />
      ),
    });
  };
  return (
    <Group gap={8}>
      <ActionButton
        needs="send messages"
        variant="default"
        leftSection={<IconBan size={16} aria-hidden />}
        onClick={cancel}
      >
        Do not send
      </ActionButton>
      <ActionButton needs="send messages" leftSection={<IconCalendarTime size={16} aria-hidden />} onClick={change}>
        Change time
      </ActionButton>
    </Group>
  );
}

interface TimeFormProps {
  message: MessageDetails;
  onSubmit: (sendAt: string) => Promise<void>;
}

function TimeForm({ message, onSubmit }: TimeFormProps) {
  const form = useForm({ initialValues: { send_at: localInput(message.scheduled_at) } });
  return (
    <ApiForm
      form={form}
      submitLabel="Change time"
      onSubmit={({ send_at }) => {
        const time = new Date(send_at);
        return onSubmit(Number.isNaN(time.getTime()) ? send_at : time.toISOString());
      }}
    >
      <TextInput
        label="Send at"
        type="datetime-local"
        description="In your own time zone, at most 30 days ahead."
        data-autofocus
        {...form.getInputProps("send_at")}
      />
    </ApiForm>
  );
}
