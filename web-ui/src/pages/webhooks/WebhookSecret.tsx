import { Group, Stack, Text } from "@mantine/core";
import { IconEye, IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import type { ServerPath } from "../../api/servers";
import { type Webhook, webhookOperations, webhookRevealSecret, webhookRotateSecret } from "../../api/webhooks";
import { ActionButton } from "../../components/ActionButton";
import { ask, fail } from "../../components/ask";
import { CodeBlock } from "../../ui/CodeBlock";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";

/** The secret of the signatures: shown on a click only, and replaced without a gap. */
export function WebhookSecret({ path, webhook }: { path: ServerPath; webhook: Webhook }) {
  const queryClient = useQueryClient();
  const reveal = useMutation({
    mutationFn: () => webhookRevealSecret(path, webhook.uuid),
    onError: fail,
    gcTime: 0,
  });
  const rotate = () =>
    ask({
      title: "Make a new signing secret?",
      body: "For 24 hours requests carry signatures of both secrets, so that your application can change over.",
      confirmLabel: "Make a new secret",
      success: "There is a new secret",
      action: async () => {
        await webhookRotateSecret(path, webhook.uuid);
        await refresh(queryClient, ...webhookOperations);
        await reveal.mutateAsync();
      },
    });
  return (
    <Section
      title="Signing secret"
      help="Requests carry the header fields webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks, and the RSA signatures of Postal 3."
    >
      <Stack gap={12} maw={760}>
        {reveal.data && <CodeBlock code={reveal.data.secret} label="Signing secret" wrap />}
        {reveal.data && reveal.data.headers.length > 0 && (
          <CodeBlock
            code={reveal.data.headers.map(({ name, value }) => `${name}: ${value}`).join("\n")}
            label="Header fields of your own"
            wrap
          />
        )}
        {webhook.previous_secret_until && (
          <Text c="dimmed">
            The secret before signs too until <Time at={webhook.previous_secret_until} />.
          </Text>
        )}
        <Group gap={8}>
          {!reveal.data && (
            <ActionButton
              needs="change webhooks"
              variant="default"
              leftSection={<IconEye size={16} aria-hidden />}
              loading={reveal.isPending}
              onClick={() => reveal.mutate()}
            >
              Show secret
            </ActionButton>
          )}
          <ActionButton
            needs="change webhooks"
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={rotate}
          >
            New secret
          </ActionButton>
        </Group>
      </Stack>
    </Section>
  );
}
