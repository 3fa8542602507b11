import { Alert, Button, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { webhookCreate, webhookOperations } from "../../api/webhooks";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { CodeBlock } from "../../ui/CodeBlock";
import { WebhookForm } from "./WebhookForm";

export default function WebhookNewPage() {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [created, setCreated] = useState<Awaited<ReturnType<typeof webhookCreate>> | null>(null);
  if (created) {
    return (
      <Page
        title={created.name}
        action={
          <Button component={Link} to={paths.webhook(path, created.uuid)}>
            Send a test event
          </Button>
        }
      >
        <Stack gap={16} maw={760}>
          <Alert color="green" icon={<IconCircleCheck aria-hidden />} title="The webhook is ready">
            With this secret your application checks that requests come from here. It can be shown again later.
          </Alert>
          <CodeBlock code={created.secret} label="Signing secret" wrap />
        </Stack>
      </Page>
    );
  }
  return (
    <Page title="New webhook">
      <WebhookForm
        webhook={null}
        onCancel={() => void navigate(paths.webhooks(path))}
        onSubmit={async (values) => {
          const answer = await webhookCreate(path, values);
          await refresh(queryClient, ...webhookOperations);
          setCreated(answer);
        }}
      />
    </Page>
  );
}
