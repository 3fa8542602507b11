import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { webhookDelete, webhookGet, webhookOperations, webhookUpdate } from "../../api/webhooks";
import { ActionButton } from "../../components/ActionButton";
import { act, ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { Time } from "../../ui/Time";
import { WebhookForm } from "./WebhookForm";
import { WebhookSecret } from "./WebhookSecret";
import { WebhookTest } from "./WebhookTest";
import { WebhookMark } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(webhookGet(serverPathOf(params), params.webhook ?? ""));
  return null;
}

export default function WebhookPage() {
  const path = useServerPath();
  const uuid = useParams().webhook ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: webhook } = useSuspenseQuery(webhookGet(path, uuid));
  const enable = () =>
    act(async () => {
      await webhookUpdate(path, uuid, { enabled: true });
      await refresh(queryClient, ...webhookOperations);
    }, `${webhook.name} is enabled, and what waited is sent now`);
  const remove = () =>
    ask({
      title: `Delete ${webhook.name}?`,
      body: "What is queued for it is not sent any more. Its history stays until it is ten days old.",
      confirmLabel: "Delete webhook",
      success: `${webhook.name} has been deleted`,
      action: async () => {
        await webhookDelete(path, uuid);
        await navigate(paths.webhooks(path));
        await refresh(queryClient, ...webhookOperations);
      },
    });
  return (
    <Page
      title={webhook.name}
      lead={
        <Group gap={16}>
          <WebhookMark webhook={webhook} filled />
          <bdi>{webhook.url}</bdi>
          {webhook.last_used_at && (
            <span>
              Last success <Time at={webhook.last_used_at} />
            </span>
          )}
        </Group>
      }
      action={
        <Button
          component={Link}
          to={paths.webhookHistory(path, new URLSearchParams({ webhook: uuid }).toString())}
          variant="default"
          leftSection={<IconHistory size={16} aria-hidden />}
        >
          History
        </Button>
      }
    >
      {webhook.disabled_at ? (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="Postal has disabled this webhook" mb={24}>
          <Group justify="space-between">
            <span>
              {webhook.disabled_reason} (<Time at={webhook.disabled_at} />)
            </span>
            <ActionButton needs="change webhooks" variant="default" onClick={() => void enable()}>
              Enable again
            </ActionButton>
          </Group>
        </Alert>
      ) : (
        webhook.failing_since && (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title="Requests are failing" mb={24}>
            Since <Time at={webhook.failing_since} />: {webhook.last_failure}. After three days it is disabled.
          </Alert>
        )
      )}
      <WebhookForm
        // A rotated secret must not throw away what somebody is typing; a form that says "disabled" must go.
        key={webhook.disabled_at ?? webhook.uuid}
        webhook={webhook}
        onSubmit={async (values, version) => {
          const saved = await webhookUpdate(path, uuid, values, version);
          await refresh(queryClient, ...webhookOperations);
          return saved;
        }}
      />
      <WebhookTest path={path} webhook={webhook} />
      <WebhookSecret path={path} webhook={webhook} />
      <DangerZone>
        <Danger
          title="Delete this webhook"
          help="What is queued for it is not sent any more."
          label="Delete webhook"
          needs="change webhooks"
          onClick={remove}
        />
      </DangerZone>
      <Text size="sm" c="dimmed" mt={24}>
        Created <Time at={webhook.created_at} />
      </Text>
    </Page>
  );
}
