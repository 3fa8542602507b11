import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { use } from "react";
import { messageOf } from "../../api/errors";
import type { Graph, Range } from "../../api/statistics";
import { BarChart, type Series } from "../../ui/BarChart";
import { TimeZone } from "../../ui/Time";
import { endOf, pointTime } from "./pointTime";

/** In the colours of the states. What is delayed counts attempts: one message may be delayed several times. */
const series: Series[] = [
  { id: "sent", label: "Sent", tone: "green", stack: "outgoing" },
  { id: "deferred", label: "Delayed attempts", tone: "amber", stack: "outgoing" },
  { id: "failed", label: "Failed", tone: "red", stack: "outgoing" },
  { id: "held", label: "Held", tone: "violet", stack: "outgoing" },
  { id: "incoming", label: "Incoming", tone: "grey", stack: "incoming" },
];

interface MailChartProps {
  query: UseQueryResult<Graph>;
  height?: number;
  /** Somebody wants to see this part. */
  onPick?: (range: Range) => void;
}

export function MailChart({ query, height = 200, onPick }: MailChartProps) {
  const zone = use(TimeZone);
  if (query.isPending) return <Skeleton height={height + 60} role="status" aria-label="Loading the chart" />;
  if (!query.data) {
    return (
      <Alert color="red" title="The chart could not be loaded">
        <Stack align="flex-start" gap={8}>
          {messageOf(query.error)}
          <Button variant="default" size="xs" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </Stack>
      </Alert>
    );
  }
  const { period, points } = query.data;
  return (
    <BarChart
      label={`Mail per ${period}`}
      series={series}
      height={height}
      onPick={
        onPick &&
        ((first, last) => {
          const [from, to] = [points[first], points[last]];
          if (from && to) onPick({ since: from.starts_at, until: endOf(to.starts_at, period) });
        })
      }
      bars={points.map(({ starts_at, figures }) => ({
        label: pointTime(starts_at, period, zone),
        values: { ...figures },
      }))}
    />
  );
}
