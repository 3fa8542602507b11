import { Table, UnstyledButton } from "@mantine/core";
import { type PointerEvent, useState } from "react";
import { formatCount } from "../util/format";
import classes from "./BarChart.module.css";
import { type Tone, toneColor } from "./tone";

export interface Series {
  id: string;
  label: string;
  tone: Tone;
  /** Series with the same name stand on each other; stacks stand side by side. */
  stack: string;
}

export interface Bar {
  label: string;
  values: Record<string, number>;
}

interface BarChartProps {
  /** Accessible name. */
  label: string;
  series: Series[];
  bars: Bar[];
  /** In px. */
  height?: number;
  /** Somebody clicked a bar, or drew over several: the first and the last of them. */
  onPick?: ((first: number, last: number) => void) | undefined;
}

/** Share of a bar's place that is left empty on its right. */
const gap = 0.2;

/** Counts over time. The same figures are in a table below, for everybody who does not see or trust the bars. */
export function BarChart({ label, series, bars, height = 200, onPick }: BarChartProps) {
  const brush = useBrush(bars.length, onPick);
  const stacks = [...new Set(series.map(({ stack }) => stack))];
  const inStack = (stack: string) => series.filter((one) => one.stack === stack);
  const sum = (bar: Bar, of: Series[]) => of.reduce((total, { id }) => total + (bar.values[id] ?? 0), 0);
  const top = ceiling(Math.max(0, ...bars.flatMap((bar) => stacks.map((stack) => sum(bar, inStack(stack))))));
  const width = (1 - gap) / stacks.length;
  return (
    <figure className={classes.figure} aria-label={label}>
      <ul className={classes.legend}>
        {series.map(({ id, label: name, tone }) => (
          <li key={id}>
            <span className={classes.swatch} style={{ background: toneColor(tone) }} aria-hidden />
            {name}
          </li>
        ))}
      </ul>
      <div className={classes.plot} style={{ height }} aria-hidden>
        <span className={classes.top}>{formatCount(top)}</span>
        <svg
          viewBox={`0 0 ${bars.length} 100`}
          preserveAspectRatio="none"
          className={onPick ? classes.pickable : classes.svg}
          {...brush.handlers}
        >
          {bars.map((bar, place) => (
            <g key={place}>
              <title>{description(bar, series)}</title>
              <rect x={place} y={0} width={1} height={100} className={classes.hover} />
              {stacks.flatMap((stack, index) => {
                const here = inStack(stack);
                return here.map((one, level) => {
                  const below = (sum(bar, here.slice(0, level)) / top) * 100;
                  const size = ((bar.values[one.id] ?? 0) / top) * 100;
                  return (
                    <rect
                      key={one.id}
                      x={place + gap / 2 + index * width}
                      y={100 - below - size}
                      width={width}
                      height={size}
                      fill={toneColor(one.tone)}
                    />
                  );
                });
              })}
            </g>
          ))}
          {brush.drawn && (
            <rect
              x={brush.drawn.first}
              y={0}
              width={brush.drawn.last - brush.drawn.first + 1}
              height={100}
              className={classes.drawn}
            />
          )}
        </svg>
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{bars[0]?.label}</span>
        <span>{bars.length > 1 ? bars.at(-1)?.label : ""}</span>
      </div>
      <details className={classes.details}>
        <summary>Show as table</summary>
        <FiguresTable label={label} series={series} bars={bars} onPick={onPick} />
      </details>
    </figure>
  );
}

interface Drawn {
  first: number;
  last: number;
}

/** A mouse, pen or finger that draws over bars. Keyboards choose in the table. */
function useBrush(count: number, onPick: BarChartProps["onPick"]) {
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const drawn: Drawn | null = drag && { first: Math.min(drag.from, drag.to), last: Math.max(drag.from, drag.to) };
  if (!onPick || count === 0) return { drawn: null, handlers: {} };
  const placeOf = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const place = Math.floor(((clientX - left) / Math.max(width, 1)) * count);
    return Math.max(0, Math.min(count - 1, place));
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const place = placeOf(event);
      setDrag({ from: place, to: place });
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (drag) setDrag({ from: drag.from, to: placeOf(event) });
    },
    onPointerUp: () => {
      setDrag(null);
      if (drawn) onPick(drawn.first, drawn.last);
    },
    // A finger that scrolls the page means nothing here.
    onPointerCancel: () => setDrag(null),
  };
  return { drawn, handlers };
}

function FiguresTable({ label, series, bars, onPick }: Pick<BarChartProps, "label" | "series" | "bars" | "onPick">) {
  return (
    <Table aria-label={label} borderColor="var(--postal-hairline)">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Time</Table.Th>
          {series.map(({ id, label: name }) => (
            <Table.Th key={id} scope="col" ta="right">
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bars.map((bar, place) => (
          <Table.Tr key={place}>
            <Table.Th scope="row">
              {onPick ? (
                <UnstyledButton className={classes.pick} onClick={() => onPick(place, place)}>
                  {bar.label}
                </UnstyledButton>
              ) : (
                bar.label
              )}
            </Table.Th>
            {series.map(({ id }) => (
              <Table.Td key={id} ta="right">
                {formatCount(bar.values[id] ?? 0)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const description = (bar: Bar, series: Series[]) =>
  [bar.label, ...series.map(({ id, label }) => `${label}: ${formatCount(bar.values[id] ?? 0)}`)].join("\n");

/** The next figure that reads well: 1, 2, 5 and their tenfolds. */
export function ceiling(value: number): number {
  if (value <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}
