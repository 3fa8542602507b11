import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import {
  type Figures as Counts,
  serverGraph,
  type Span,
  spans,
  statisticsDomains,
  statisticsTags,
} from "../../api/statistics";
import { Figure, Figures } from "../../components/Figure";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import { formatCount, formatPercent } from "../../util/format";
import { MailChart } from "./MailChart";
import { NamedFiguresTable } from "./NamedFiguresTable";

const spanWords: Record<Span, { label: string; tables: string }> = {
  "24h": { label: "24 hours", tables: "Today, counted by day in UTC." },
  "30d": { label: "30 days", tables: "The last 30 days, counted by day in UTC." },
  "12m": { label: "12 months", tables: "The last 92 days: older figures by name are not kept." },
};

const usual: Span = "30d";

export default function StatisticsPage() {
  const path = useServerPath();
  const [search, setSearch] = useSearchParams();
  const span = spans.find((known) => known === search.get("span")) ?? usual;
  const graph = useQuery(serverGraph(path, span));
  const domains = useInfiniteQuery(statisticsDomains(path, span));
  const tags = useInfiniteQuery(statisticsTags(path, span));
  return (
    <Page
      title="Statistics"
      lead={
        <SegmentedControl
          aria-label="Period"
          value={span}
          onChange={(value) => setSearch(value === usual ? {} : { span: value }, { replace: true })}
          data={spans.map((value) => ({ value, label: spanWords[value].label }))}
        />
      }
    >
      <Section title="Totals">
        <Totals total={graph.data?.total} />
      </Section>
      <Section title="Mail over time" help="Outgoing mail by what became of it, and incoming mail beside it.">
        <MailChart query={graph} />
      </Section>
      <Section title="Receiving domains" help={spanWords[span].tables}>
        <NamedFiguresTable label="Receiving domains" header="Domain" query={domains}>
          A domain is listed when mail has been sent to it.
        </NamedFiguresTable>
      </Section>
      <Section title="Tags" help={spanWords[span].tables}>
        <NamedFiguresTable
          label="Tags"
          header="Tag"
          query={tags}
          rowTo={({ name }) =>
            name === undefined ? undefined : paths.messages(path, new URLSearchParams({ tag: name }).toString())
          }
        >
          Give messages a tag when you send them, and they are counted by it.
        </NamedFiguresTable>
      </Section>
    </Page>
  );
}

function Totals({ total }: { total: Counts | undefined }) {
  const count = (pick: (counts: Counts) => number) => total && formatCount(pick(total));
  const share = (part: number, whole: number) => (whole === 0 ? "" : formatPercent((part / whole) * 100));
  return (
    <Figures>
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
