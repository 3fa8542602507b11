import { Button, Group } from "@mantine/core";
import { IconHistory, IconPlus, IconWebhook } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { type Webhook, webhookList } from "../../api/webhooks";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { eventsText, WebhookMark } from "./words";

export default function WebhookListPage() {
  const path = useServerPath();
  const query = useInfiniteQuery(webhookList(path));
  const create = (
    <ActionButton needs="change webhooks" to={paths.webhookNew(path)} leftSection={<IconPlus size={16} aria-hidden />}>
      New webhook
    </ActionButton>
  );
  const name = (webhook: Webhook) => (
    <bdi title={webhook.name} style={{ overflow: "hidden", textOverflow: "ellipsis", fontWeight: 500 }}>
      {webhook.name}
    </bdi>
  );
  return (
    <Page
      title="Webhooks"
      lead="Your applications are told what happens, while it happens."
      action={
        <Group gap={8}>
          <Button
            component={Link}
            to={paths.webhookHistory(path)}
            variant="default"
            leftSection={<IconHistory size={16} aria-hidden />}
          >
            History
          </Button>
          {create}
        </Group>
      }
    >
      <QueryTable
        label="Webhooks"
        query={query}
        rowKey={({ uuid }) => uuid}
        rowTo={({ uuid }) => paths.webhook(path, uuid)}
        columns={[
          { id: "name", header: "Name", cell: name },
          { id: "url", header: "URL", cell: ({ url }) => <bdi title={url}>{url}</bdi> },
          { id: "events", header: "Events", width: 220, optional: true, cell: eventsText },
          { id: "state", header: "State", width: 170, cell: (webhook) => <WebhookMark webhook={webhook} /> },
          { id: "used", header: "Last success", width: 130, cell: (webhook) => <LastSuccess webhook={webhook} /> },
        ]}
        narrow={(webhook) => ({
          first: name(webhook),
          second: <bdi>{webhook.url}</bdi>,
          side: <WebhookMark webhook={webhook} />,
        })}
        empty={
          <EmptyState icon={IconWebhook} title="No webhook yet" action={create}>
            A webhook gets a signed POST request for each event you choose: delivered, delayed, bounced, opened and
            more.
          </EmptyState>
        }
      />
    </Page>
  );
}

function LastSuccess({ webhook }: { webhook: Webhook }) {
  return webhook.last_used_at ? <Time at={webhook.last_used_at} /> : <>Never</>;
}
