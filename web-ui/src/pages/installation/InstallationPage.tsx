import { Alert, Button, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { messageOf } from "../../api/errors";
import { type InstallationStats, statsGet } from "../../api/statistics";
import { Figure, Figures } from "../../components/Figure";
import { Page } from "../../components/Page";
import { Section } from "../../ui/Section";
import { useNow } from "../../ui/Time";
import { formatCount, formatDuration, formatPercent } from "../../util/format";
import { BusyOrganizations, BusyServers } from "./BusyTables";
import { Processes } from "./Processes";

const spans = [
  { value: "24", label: "24 hours" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
];

const usual = "24";

/** Whether anything is stuck, for whom, and what runs. */
export default function InstallationPage() {
  const [search, setSearch] = useSearchParams();
  const span = spans.find(({ value }) => value === search.get("hours"))?.value ?? usual;
  const stats = useQuery(statsGet(Number(span)));
  return (
    <Page
      title="Installation"
      lead={
        <SegmentedControl
          aria-label="Period"
          value={span}
          onChange={(value) => setSearch(value === usual ? {} : { hours: value }, { replace: true })}
          data={spans}
        />
      }
    >
      {stats.isPending && (
        <Stack gap={24} role="status" aria-label="Loading the installation">
          <Skeleton height={80} />
          <Skeleton height={200} />
        </Stack>
      )}
      {stats.isError && !stats.data && (
        <Alert color="red" role="alert" title="The figures could not be loaded">
          <Stack align="flex-start" gap={8}>
            {messageOf(stats.error)}
            <Button variant="default" size="xs" onClick={() => void stats.refetch()}>
              Try again
            </Button>
          </Stack>
        </Alert>
      )}
      {stats.data && <Loaded stats={stats.data} />}
    </Page>
  );
}

function Loaded({ stats }: { stats: InstallationStats }) {
  return (
    <>
      <Section title="Waiting now">
        <Waiting stats={stats} />
      </Section>
      <Section title="Mail in this period" help={`${formatCount(mailOf(stats.total))} messages since the beginning.`}>
        <Recent stats={stats} />
      </Section>
      <Section title="Servers" help="Those with the most mail first, with what waits in them.">
        <BusyServers servers={stats.servers} />
      </Section>
      <Section title="Organizations">
        <BusyOrganizations organizations={stats.organizations} />
      </Section>
      <Section title="Processes" help="Each says every 15 seconds that it lives; silent for a minute is dead.">
        <Processes processes={stats.processes} />
      </Section>
    </>
  );
}

const mailOf = ({ incoming, outgoing }: InstallationStats["total"]) => incoming + outgoing;

function Waiting({ stats: { servers } }: { stats: InstallationStats }) {
  const now = useNow();
  const queued = servers.reduce((sum, server) => sum + server.queued, 0);
  const [oldest] = servers
    .flatMap(({ oldest_queued_at, name }) => (oldest_queued_at ? [{ at: oldest_queued_at, name }] : []))
    .toSorted((a, b) => a.at.localeCompare(b.at));
  return (
    <Figures>
      <Figure name="Queued" value={formatCount(queued)} unit="in the servers below" />
      <Figure
        name="Oldest"
        value={oldest ? formatDuration(Math.max(0, now - Date.parse(oldest.at))) : "–"}
        unit={oldest ? `waits in ${oldest.name}` : "nothing waits"}
      />
    </Figures>
  );
}

function Recent({ stats: { recent } }: { stats: InstallationStats }) {
  const share = (part: number) =>
    recent.outgoing === 0
      ? "nothing was accepted"
      : `${formatPercent((part / recent.outgoing) * 100)} of what was accepted`;
  return (
    <Figures>
      <Figure name="Outgoing" value={formatCount(recent.outgoing)} unit="messages accepted" />
      <Figure name="Sent" value={formatCount(recent.sent)} unit="taken by a host" />
      <Figure name="Bounces" value={formatCount(recent.bounces)} unit={share(recent.bounces)} />
      <Figure name="Held" value={formatCount(recent.held)} unit="waited for a person" />
      <Figure name="Incoming" value={formatCount(recent.incoming)} unit="messages accepted" />
      <Figure name="Errors" value={formatCount(recent.errors)} unit="attempts, by our own fault" />
    </Figures>
  );
}
