import { Group, Stack } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useParams } from "react-router";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { webhookHistoryGet, webhookReplay } from "../../api/webhooks";
import { ActionButton } from "../../components/ActionButton";
import { act } from "../../components/ask";
import { Page } from "../../components/Page";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { CodeBlock } from "../../ui/CodeBlock";
import { Facts } from "../../ui/Facts";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";
import { formatDuration } from "../../util/format";
import { AttemptMark } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(webhookHistoryGet(serverPathOf(params), params.request ?? ""));
  return null;
}

/** One request: what was sent, and what came back each time. */
export default function WebhookRequestPage() {
  const path = useServerPath();
  const uuid = useParams().request ?? "";
  const queryClient = useQueryClient();
  const { data: request } = useSuspenseQuery(webhookHistoryGet(path, uuid));
  const last = request.attempts.at(-1);
  const again = () =>
    act(async () => {
      await webhookReplay(path, uuid);
      await refresh(queryClient, "webhook_history_get", "webhook_history_list");
    }, "The request is sent again");
  return (
    <Page
      title={request.event}
      lead={last && <AttemptMark attempt={last} filled />}
      action={
        <ActionButton
          needs="change webhooks"
          leftSection={<IconSend size={16} aria-hidden />}
          onClick={() => void again()}
        >
          Send again
        </ActionButton>
      }
    >
      <Facts
        facts={[
          ["Happened", <Time key="event" at={request.event_at} />],
          ["Request", <code key="uuid">{request.uuid}</code>],
          [
            "Message",
            last?.message_id === undefined ? null : (
              <Link key="message" to={paths.message(path, last.message_id)}>
                {last.message_id}
              </Link>
            ),
          ],
          ["URL", last ? <bdi key="url">{last.url}</bdi> : null],
        ]}
      />
      <Section title="Payload">
        <CodeBlock code={JSON.stringify(request.payload, null, 2)} label="Payload" />
      </Section>
      <Section title="Attempts">
        <Stack gap={20}>
          {request.attempts.map((attempt) => (
            <Stack key={attempt.id} gap={8} component="section" aria-label={`Attempt ${attempt.attempt}`}>
              <Group gap={16}>
                <span>Attempt {attempt.attempt}</span>
                <AttemptMark attempt={attempt} />
                <span>{formatDuration(attempt.duration_ms)}</span>
                <Time at={attempt.created_at} />
              </Group>
              {attempt.body !== "" && (
                <CodeBlock code={attempt.body} label={`Answer to attempt ${attempt.attempt}`} wrap />
              )}
            </Stack>
          ))}
        </Stack>
      </Section>
    </Page>
  );
}
