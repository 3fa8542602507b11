import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import { IconHistory, IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { refresh } from "../../api/list";
import {
  type WebhookAttempt,
  webhookEvents,
  webhookHistoryList,
  webhookList,
  webhookReplayFailed,
} from "../../api/webhooks";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { formatDuration, plural } from "../../util/format";
import { AttemptMark } from "./words";

const day = 24 * 60 * 60 * 1000;

export default function WebhookHistoryPage() {
  const path = useServerPath();
  const queryClient = useQueryClient();
  const [parameters, setParameters] = useSearchParams();
  const webhook = parameters.get("webhook") ?? undefined;
  const event = parameters.get("event") ?? undefined;
  const outcome = parameters.get("success");
  const success = outcome === null ? undefined : outcome === "true";
  const query = useInfiniteQuery(webhookHistoryList(path, { webhook, event, success }));
  const webhooks = useInfiniteQuery(webhookList(path));
  const { data: events } = useQuery(webhookEvents(path));
  const known = webhooks.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (name: string, value: string) =>
    setParameters((old) => {
      if (value === "") old.delete(name);
      else old.set(name, value);
      return old;
    });
  const replay = () =>
    ask({
      title: "Send again what was given up?",
      body: "Requests of the last three days that failed for good are queued again, with their old ids: so receivers tell them from new ones.",
      confirmLabel: "Send again",
      success: ({ requests, has_more }) =>
        `${plural(requests, "request")} ${requests === 1 ? "is" : "are"} sent again${has_more ? "; there are more, do it once more" : ""}`,
      action: async () => {
        const answer = await webhookReplayFailed(path, {
          since: new Date(Date.now() - 3 * day).toISOString(),
          ...(webhook && { webhook }),
        });
        await refresh(queryClient, "webhook_history_list");
        return answer;
      },
    });
  return (
    <Page
      title="Webhook history"
      wide
      lead={
        <Group gap={12} align="flex-end">
          <NativeSelect
            label="Webhook"
            value={webhook ?? ""}
            onChange={(change) => set("webhook", change.currentTarget.value)}
            data={[{ value: "", label: "All" }, ...known.map(({ uuid, name }) => ({ value: uuid, label: name }))]}
          />
          <NativeSelect
            label="Event"
            value={event ?? ""}
            onChange={(change) => set("event", change.currentTarget.value)}
            data={[
              { value: "", label: "All" },
              ...(events?.items ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
          />
          <SegmentedControl
            aria-label="Outcome"
            value={outcome ?? ""}
            onChange={(value) => set("success", value)}
            data={[
              { value: "", label: "All" },
              { value: "true", label: "Taken" },
              { value: "false", label: "Failed" },
            ]}
          />
        </Group>
      }
      action={
        <ActionButton
          needs="change webhooks"
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={replay}
        >
          Replay failed
        </ActionButton>
      }
    >
      <QueryTable
        label="Webhook attempts"
        query={query}
        rowKey={({ id }) => id}
        rowTo={({ request_uuid }) => paths.webhookRequest(path, request_uuid)}
        columns={[
          { id: "state", header: "Answer", width: 150, cell: (attempt) => <AttemptMark attempt={attempt} /> },
          { id: "event", header: "Event", width: 220, link: true, cell: ({ event: name }) => name },
          { id: "url", header: "URL", cell: ({ url }) => <bdi title={url}>{url}</bdi> },
          { id: "attempt", header: "Attempt", width: 90, align: "right", cell: ({ attempt }) => attempt },
          { id: "duration", header: "Took", width: 100, optional: true, align: "right", cell: took },
          { id: "time", header: "Time", width: 130, cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
        narrow={(attempt) => ({
          first: attempt.event,
          second: (
            <>
              <bdi>{attempt.url}</bdi> <Time at={attempt.created_at} />
            </>
          ),
          side: <AttemptMark attempt={attempt} />,
        })}
        empty={
          <EmptyState icon={IconHistory} title="No requests">
            {webhook || event || outcome
              ? "Nothing matches. The history is kept for ten days."
              : "Every attempt of the last ten days is listed here, with what was sent and what came back."}
          </EmptyState>
        }
      />
    </Page>
  );
}

const took = ({ duration_ms }: WebhookAttempt) => formatDuration(duration_ms);
