import { Anchor, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconChartBar, IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { use } from "react";
import { Link, useSearchParams } from "react-router";
import {
  type Figures as Counts,
  knownPart,
  type Range,
  serverGraph,
  type Span,
  spans,
  statisticsDomains,
  statisticsProviders,
  statisticsTags,
} from "../../api/statistics";
import { Figure, Figures } from "../../components/Figure";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Section } from "../../ui/Section";
import { TimeZone } from "../../ui/Time";
import { formatCount, formatPercent } from "../../util/format";
import { MailChart } from "./MailChart";
import { NamedFiguresTable } from "./NamedFiguresTable";
import { rangeWords } from "./pointTime";

const spanWords: Record<Span, { label: string; tables: string }> = {
  "24h": { label: "24 hours", tables: "Today, counted by day in UTC." },
  "30d": { label: "30 days", tables: "The last 30 days, counted by day in UTC." },
  "12m": { label: "12 months", tables: "The last 92 days: older figures by name are not kept." },
};

const usual: Span = "30d";

/** The chosen range of the URL. What is no range is none. */
function rangeOf(search: URLSearchParams): Range | undefined {
  const [since, until] = [search.get("since") ?? "", search.get("until") ?? ""];
  const isRange = Date.parse(since) < Date.parse(until);
  return isRange ? { since, until } : undefined;
}

export default function StatisticsPage() {
  const path = useServerPath();
  const [search, setSearch] = useSearchParams();
  const span = spans.find((known) => known === search.get("span")) ?? usual;
  const range = rangeOf(search);
  const graph = useQuery(serverGraph(path, span, range));
  const show = (shown: Span, part?: Range) =>
    setSearch({ ...(shown !== usual && { span: shown }), ...part }, { replace: part === undefined });
  const messagesWith = (conditions: Record<string, string>) =>
    paths.messages(
      path,
      new URLSearchParams({ ...conditions, ...(range && { after: range.since, before: range.until }) }).toString(),
    );
  return (
    <Page
      title="Statistics"
      lead={
        <SegmentedControl
          aria-label="Period"
          value={range ? "" : span}
          onChange={(value) => show(spans.find((known) => known === value) ?? usual)}
          data={spans.map((value) => ({ value, label: spanWords[value].label }))}
        />
      }
    >
      {range && <Chosen range={range} messages={messagesWith({})} onClear={() => show(span)} />}
      <Section title="Totals">
        <Totals total={graph.data?.total} />
      </Section>
      <Section
        title="Mail over time"
        help="Outgoing mail by what became of it, and incoming mail beside it. Click a column, or draw over several, to see that part."
      >
        <MailChart query={graph} onPick={(part) => show(span, part)} />
      </Section>
      {range && !knownPart(range) ? (
        <EmptyState icon={IconChartBar} title="Too long ago for more">
          Figures by domain, provider and tag are kept for 92 days.
        </EmptyState>
      ) : (
        <ByName
          span={span}
          range={range}
          help={range ? "The days of this time, counted in UTC." : spanWords[span].tables}
          messagesWith={messagesWith}
        />
      )}
    </Page>
  );
}

/** What is shown instead of the whole period, and what can be done with it. */
function Chosen({ range, messages, onClear }: { range: Range; messages: string; onClear: () => void }) {
  const zone = use(TimeZone);
  return (
    <Group gap={16} mb={20} role="status">
      <Text fw={500}>{rangeWords(range.since, range.until, zone)}</Text>
      <Anchor component={Link} to={messages}>
        Messages of this time
      </Anchor>
      <Button variant="subtle" size="compact-sm" leftSection={<IconX size={14} aria-hidden />} onClick={onClear}>
        Whole period
      </Button>
    </Group>
  );
}

interface ByNameProps {
  span: Span;
  range: Range | undefined;
  help: string;
  messagesWith: (conditions: Record<string, string>) => string;
}

function ByName({ span, range, help, messagesWith }: ByNameProps) {
  const path = useServerPath();
  const domains = useInfiniteQuery(statisticsDomains(path, span, range));
  const providers = useInfiniteQuery(statisticsProviders(path, span, range));
  const tags = useInfiniteQuery(statisticsTags(path, span, range));
  const rowTo = (key: string) =>
    function to({ name }: { name?: string }) {
      return name === undefined ? undefined : messagesWith({ [key]: name });
    };
  return (
    <>
      <Section title="Receiving domains" help={help}>
        <NamedFiguresTable label="Receiving domains" header="Domain" query={domains} rowTo={rowTo("to_domain")}>
          A domain is listed when mail has been sent to it.
        </NamedFiguresTable>
      </Section>
      <Section title="Mail providers" help={`Whose hosts took or refused the mail. ${help}`}>
        <NamedFiguresTable
          label="Mail providers"
          header="Provider"
          outgoing="Decided"
          hasTracking={false}
          query={providers}
        >
          A provider is listed when one of its hosts has answered.
        </NamedFiguresTable>
      </Section>
      <Section title="Tags" help={help}>
        <NamedFiguresTable label="Tags" header="Tag" query={tags} rowTo={rowTo("tag")}>
          Give messages a tag when you send them, and they are counted by it.
        </NamedFiguresTable>
      </Section>
    </>
  );
}

function Totals({ total }: { total: Counts | undefined }) {
  const count = (pick: (counts: Counts) => number) => total && formatCount(pick(total));
  const share = (part: number, whole: number) => (whole === 0 ? "" : formatPercent((part / whole) * 100));
  return (
    <Figures inFours>
      <Figure name="Outgoing" value={count(({ outgoing }) => outgoing)} unit="messages accepted" />
      <Figure name="Sent" value={count(({ sent }) => sent)} unit="taken by a host" />
      <Figure
        name="Bounces"
        value={count(({ bounces }) => bounces)}
        unit={total ? `${share(total.bounces, total.outgoing) || "none"} of what was accepted` : ""}
      />
      <Figure name="Held" value={count(({ held }) => held)} unit="waited for a person" />
      <Figure name="Complaints" value={count(({ complaints }) => complaints)} unit="of recipients" />
      <Figure name="Opened" value={count(({ unique_opens }) => unique_opens)} unit="messages" />
      <Figure name="Clicked" value={count(({ unique_clicks }) => unique_clicks)} unit="messages" />
      <Figure name="Incoming" value={count(({ incoming }) => incoming)} unit="messages accepted" />
    </Figures>
  );
}
