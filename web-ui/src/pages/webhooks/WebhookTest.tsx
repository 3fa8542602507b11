import { Alert, Group, NativeSelect, Stack } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "../../api/errors";
import { refresh } from "../../api/list";
import type { ServerPath } from "../../api/servers";
import { type Webhook, webhookEvents, webhookTest } from "../../api/webhooks";
import { ActionButton } from "../../components/ActionButton";
import { CodeBlock } from "../../ui/CodeBlock";
import { Section } from "../../ui/Section";
import { formatDuration } from "../../util/format";
import { statusText } from "./words";

/** An example of an event, sent now, and what came back. */
export function WebhookTest({ path, webhook }: { path: ServerPath; webhook: Webhook }) {
  const queryClient = useQueryClient();
  const { data: events } = useQuery(webhookEvents(path));
  const [event, setEvent] = useState("message.sent");
  const test = useMutation({
    mutationFn: () => webhookTest(path, webhook.uuid, event),
    onSettled: () => refresh(queryClient, "webhook_history_list"),
  });
  const names = events?.items ?? [];
  return (
    <Section title="Try it" help="Sends an example of an event now, with the signatures of real ones.">
      <Stack gap={12} maw={760}>
        <Group align="flex-end" gap={8}>
          <NativeSelect
            label="Event"
            value={event}
            onChange={(change) => setEvent(change.currentTarget.value)}
            data={names.map(({ name, legacy_name }) => ({
              value: name,
              label: webhook.format === "legacy" ? (legacy_name ?? name) : name,
            }))}
          />
          <ActionButton
            needs="change webhooks"
            variant="default"
            leftSection={<IconSend size={16} aria-hidden />}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            Send test
          </ActionButton>
        </Group>
        {test.isError && (
          <Alert color="red" role="alert">
            {messageOf(test.error)}
          </Alert>
        )}
        {test.data && (
          <Alert
            role="status"
            color={test.data.success ? "green" : "red"}
            icon={test.data.success ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
            title={`${statusText(test.data.status_code)}, after ${formatDuration(test.data.duration_ms)}`}
          >
            {test.data.body === "" ? (
              "The answer had no body."
            ) : (
              <CodeBlock code={test.data.body} label="Body of the answer" wrap />
            )}
          </Alert>
        )}
      </Stack>
    </Section>
  );
}
