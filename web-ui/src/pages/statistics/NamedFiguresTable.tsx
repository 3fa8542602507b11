import { IconChartBar } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Page } from "../../api/list";
import type { NamedFigures } from "../../api/statistics";
import { QueryTable } from "../../components/QueryTable";
import { EmptyState } from "../../ui/EmptyState";
import { formatCount, formatDuration, formatPercent } from "../../util/format";

interface NamedFiguresTableProps {
  label: string;
  /** Of the first column. */
  header: string;
  query: UseInfiniteQueryResult<InfiniteData<Page<NamedFigures>>>;
  /** What `outgoing` counts. */
  outgoing?: string;
  /** Opens and clicks are counted, too. */
  hasTracking?: boolean;
  rowTo?: (row: NamedFigures) => string | undefined;
  /** What to do when there is nothing. */
  children: ReactNode;
}

/** Outgoing mail by domain or by tag, the most first. */
export function NamedFiguresTable({
  label,
  header,
  query,
  outgoing = "Accepted",
  hasTracking = true,
  rowTo,
  children,
}: NamedFiguresTableProps) {
  const count = (id: "outgoing" | "sent" | "deferred" | "unique_opens" | "unique_clicks", title: string) => ({
    id,
    header: title,
    width: 90,
    align: "right" as const,
    cell: (row: NamedFigures) => formatCount(row[id]),
  });
  return (
    <QueryTable
      label={label}
      query={query}
      rowKey={({ name }) => name ?? ""}
      rowTo={rowTo}
      columns={[
        { id: "name", header, cell: nameOf },
        count("outgoing", outgoing),
        count("sent", "Sent"),
        { ...count("deferred", "Delayed"), optional: true },
        { id: "bounce_rate", header: "Bounce rate", width: 110, align: "right", cell: bounceRate },
        { id: "median", header: "Median time", width: 120, align: "right", cell: median },
        ...(hasTracking
          ? [
              { ...count("unique_opens", "Opened"), optional: true },
              { ...count("unique_clicks", "Clicked"), optional: true },
            ]
          : []),
      ]}
      narrow={(row) => ({
        first: nameOf(row),
        second: `${formatCount(row.outgoing)} ${outgoing.toLowerCase()} · ${bounceRate(row)} bounced · ${median(row)}`,
      })}
      empty={
        <EmptyState icon={IconChartBar} title="Nothing counted yet">
          {children}
        </EmptyState>
      }
    />
  );
}

/** Only so many names are told apart on a day. */
const nameOf = ({ name }: NamedFigures) => (name === undefined ? "All others" : <bdi title={name}>{name}</bdi>);

const bounceRate = (row: NamedFigures) => formatPercent(row.bounce_rate);

const median = ({ median_delivery_seconds: seconds }: NamedFigures) =>
  seconds === undefined ? "–" : formatDuration(seconds * 1000);
