import { Alert, Anchor, Group } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { pollMilliseconds } from "../../api/list";
import { messageList } from "../../api/messages";
import { serverHeader, type ServerPath } from "../../api/servers";
import { serverGraph } from "../../api/statistics";
import { Figure, Figures } from "../../components/Figure";
import { Page } from "../../components/Page";
import { useServer, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import { formatCount, formatRate } from "../../util/format";
import { MessageTable } from "../messages/MessageTable";
import { MailChart } from "../statistics/MailChart";
import { Checklist } from "./Checklist";

const newest = 6;

export default function ServerPage() {
  const path = useServerPath();
  const server = useServer();
  const header = useQuery(serverHeader(path));
  const messages = useInfiniteQuery({ ...messageList(path, {}, newest), refetchInterval: pollMilliseconds });
  const none = messages.data?.pages[0]?.items.length === 0;
  const latest = messages.data && { ...messages, hasNextPage: false };
  return (
    <Page title="Overview">
      {server.status === "Suspended" && (
        <Alert color="red" icon={<IconPlayerStop aria-hidden />} title="This server is suspended" mb={24}>
          {server.suspension_reason ?? "Ask an administrator of this installation for the reason."} Mail is neither
          accepted nor sent meanwhile; what was queued is held.
        </Alert>
      )}
      <Section title="Now">
        <Figures>
          <Figure
            name="Outgoing"
            value={header.data && formatCount(header.data.outgoing_60_min)}
            unit="in 60 minutes"
            to={paths.messages(path, "scope=outgoing")}
          />
          <Figure
            name="Incoming"
            value={header.data && formatCount(header.data.incoming_60_min)}
            unit="in 60 minutes"
            to={paths.messages(path, "scope=incoming")}
          />
          <Figure
            name="Queued"
            value={header.data && formatCount(header.data.queued)}
            unit={header.data ? `at ${formatRate(header.data.message_rate)}` : ""}
            to={paths.queue(path)}
          />
          <Figure
            name="Held"
            value={header.data && formatCount(header.data.held)}
            unit="wait for a person"
            to={paths.held(path)}
          />
          <Figure
            name="Bounce rate"
            value={header.data && `${header.data.bounce_rate.toFixed(1)} %`}
            unit="in 30 days"
            to={paths.messages(path, "scope=outgoing&status=HardFail&status=Bounced")}
          />
        </Figures>
      </Section>
      <Checklist path={path} hasMessages={none ? false : messages.data ? true : undefined} />
      {latest && !none && (
        <Section title="Mail over time">
          <OverviewChart path={path} />
        </Section>
      )}
      {latest && !none && (
        <Section title="Latest messages">
          <MessageTable label="Latest messages" path={path} query={latest} empty={null} />
          <Group mt={12}>
            <Anchor component={Link} to={paths.messages(path)}>
              All messages
            </Anchor>
          </Group>
        </Section>
      )}
    </Page>
  );
}

/** What the API thinks fits the age of the server. */
function OverviewChart({ path }: { path: ServerPath }) {
  const graph = useQuery(serverGraph(path));
  const navigate = useNavigate();
  return (
    <>
      <MailChart
        query={graph}
        height={120}
        onPick={(range) => void navigate(paths.statistics(path, new URLSearchParams({ ...range }).toString()))}
      />
      <Group mt={12}>
        <Anchor component={Link} to={paths.statistics(path)}>
          All statistics
        </Anchor>
      </Group>
    </>
  );
}
