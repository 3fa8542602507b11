import { Button, Center, Skeleton, Table } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { IconAlertTriangle, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useNavigate } from "react-router";
import { messageOf } from "../api/errors";
import type { Page } from "../api/list";
import { EmptyState } from "../ui/EmptyState";
import { RefreshBar } from "../ui/RefreshBar";
import { Time } from "../ui/Time";
import classes from "./QueryTable.module.css";
import { useRowKeys } from "./useRowKeys";

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Fixed width, in px or as a share of the table ("22%"); columns without share the rest. */
  width?: number | string;
  /** Left out under 1200 px. */
  optional?: boolean;
  /** Leads where the row leads; the first column when none says so. */
  link?: boolean;
  align?: "right";
  /** The header is only read aloud. */
  quiet?: boolean;
}

interface QueryTableProps<T> {
  /** Accessible name of the table. */
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  rowKey: (row: T) => string | number;
  /** Where the row leads. */
  rowTo?: ((row: T) => string | undefined) | undefined;
  columns: Column<T>[];
  /** The row under 600 px: two lines. */
  narrow: (row: T) => { first: ReactNode; second: ReactNode; side?: ReactNode };
  /** Actions on the row that has the focus. */
  keys?: Record<string, (row: T) => void>;
  empty: ReactNode;
}

/** A list read by cursor: rows that a keyboard can walk, more of them at the end, and something to say when empty. */
export function QueryTable<T>({ label, query, rowKey, rowTo, columns, narrow, keys, empty }: QueryTableProps<T>) {
  const isNarrow = useMediaQuery("(max-width: 599px)", false, { getInitialValueInEffect: false });
  const container = useRef<HTMLDivElement>(null);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  useRowKeys(container, rows, keys);

  if (query.isPending) return <TableSkeleton label={label} columns={columns.length} />;
  if (query.isError && rows.length === 0) {
    return (
      <EmptyState
        icon={IconAlertTriangle}
        title={`${label} could not be loaded`}
        action={<Button onClick={() => void query.refetch()}>Try again</Button>}
      >
        {messageOf(query.error)}
      </EmptyState>
    );
  }
  if (rows.length === 0) return query.hasNextPage ? <NothingYet query={query} /> : <>{empty}</>;

  const list = { label, rows, rowKey, rowTo };
  return (
    <div ref={container}>
      <RefreshBar active={query.isRefetching && !query.isFetchingNextPage} />
      {isNarrow ? <NarrowList {...list} narrow={narrow} /> : <WideTable {...list} columns={columns} />}
      <More query={query} />
    </div>
  );
}

interface ListProps<T> {
  label: string;
  rows: T[];
  rowKey: (row: T) => string | number;
  rowTo: ((row: T) => string | undefined) | undefined;
}

function WideTable<T>({ label, rows, rowKey, rowTo, columns }: ListProps<T> & { columns: Column<T>[] }) {
  const navigate = useNavigate();
  const linked = columns.find((column) => column.link) ?? columns[0];
  return (
    <Table
      className={classes.table}
      layout="fixed"
      aria-label={label}
      verticalSpacing={0}
      horizontalSpacing={12}
      borderColor="var(--postal-hairline)"
    >
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ id, header, width, align, quiet, optional }) => (
            <Table.Th key={id} w={width} ta={align} className={classes.th} data-optional={optional} scope="col">
              {quiet ? <span className={classes.quiet}>{header}</span> : header}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => {
          const to = rowTo?.(row);
          return (
            // The link in one cell is what keyboards use; the row is a larger target for the mouse.
            <Table.Tr
              key={rowKey(row)}
              data-row
              className={to ? classes.clickable : classes.row}
              onClick={(event) => {
                if (to && isPlainClick(event)) void navigate(to);
              }}
            >
              {columns.map(({ id, cell, align, optional }) => (
                <Table.Td key={id} ta={align} className={classes.td} data-optional={optional}>
                  {id === linked?.id && to ? (
                    <Link to={to} className={classes.link} data-row-focus>
                      {cell(row)}
                    </Link>
                  ) : (
                    cell(row)
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function NarrowList<T>({ label, rows, rowKey, rowTo, narrow }: ListProps<T> & Pick<QueryTableProps<T>, "narrow">) {
  return (
    <ul className={classes.list} aria-label={label}>
      {rows.map((row) => {
        const to = rowTo?.(row);
        const { first, second, side } = narrow(row);
        const lines = (
          <>
            <span className={classes.first}>{first}</span>
            <span className={classes.second}>{second}</span>
          </>
        );
        return (
          <li key={rowKey(row)} data-row className={classes.entry}>
            {to ? (
              <Link to={to} className={classes.lines} data-row-focus>
                {lines}
              </Link>
            ) : (
              <div className={classes.lines}>{lines}</div>
            )}
            {side}
          </li>
        );
      })}
    </ul>
  );
}

/** One request searches only so many messages; the next one goes on where it stopped. */
function NothingYet<T>({ query }: { query: UseInfiniteQueryResult<InfiniteData<Page<T>>> }) {
  const until = query.data?.pages.at(-1)?.searched_until;
  return (
    <EmptyState icon={IconSearch} title="Nothing found so far" action={<More query={query} />}>
      {until && (
        <>
          Searched back to <Time at={until} />.
        </>
      )}
    </EmptyState>
  );
}

/** Reads on by itself when its button comes near the window; the button is for everybody else. */
function More<T>({ query }: { query: UseInfiniteQueryResult<InfiniteData<Page<T>>> }) {
  const button = useRef<HTMLButtonElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    const element = button.current;
    if (!element || isFetchingNextPage || isFetchNextPageError || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <Center mt={16}>
      <Button ref={button} variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchNextPageError ? "Loading failed. Try again" : "Load more"}
      </Button>
    </Center>
  );
}

/** In the shape of what comes. */
function TableSkeleton({ label, columns }: { label: string; columns: number }) {
  return (
    <div role="status" aria-label={`Loading ${label.toLowerCase()}`} className={classes.skeleton}>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className={classes.skeletonRow}>
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} height={12} radius={4} width={`${45 + ((row * 7 + column * 13) % 40)}%`} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** Not on a control of its own, not with a modifier key, not the end of selecting text. */
function isPlainClick(event: React.MouseEvent): boolean {
  const control = event.target instanceof Element && event.target.closest("a, button, input, label, [role=menu]");
  const selecting = window.getSelection()?.isCollapsed === false;
  return !control && !selecting && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey;
}
