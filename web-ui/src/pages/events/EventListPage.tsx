import { Button, Group, Switch } from "@mantine/core";
import { IconActivity, IconDownload, IconFilterOff } from "@tabler/icons-react";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { type Event, eventExportUrl, eventList } from "../../api/events";
import type { Page as ListPage } from "../../api/list";
import { followEvents } from "../../api/live";
import type { ServerPath } from "../../api/servers";
import { FilterBar } from "../../components/FilterBar";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Mark } from "../../ui/Mark";
import { Time } from "../../ui/Time";
import { eventFilterKeys, eventFilterOf } from "./filter";
import { eventWords } from "./words";

/** Rows that the live list keeps: older ones are found by the filter. */
const maxLiveRows = 500;

export default function EventListPage() {
  const path = useServerPath();
  const [search, setSearch] = useSearchParams();
  const filter = eventFilterOf(search);
  const query = useInfiniteQuery(eventList(path, filter));
  const isWanted = search.get("live") === "true";
  const isConnected = useTail(path, search, isWanted && query.isSuccess);
  const setLive = (live: boolean) =>
    setSearch(
      (old) => {
        if (live) old.set("live", "true");
        else old.delete("live");
        return old;
      },
      { replace: true, preventScrollReset: true },
    );
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Events"
      wide
      lead={
        <FilterBar keys={eventFilterKeys} placeholder="Filter, for example to: someone@example.com or type: bounced" />
      }
      action={
        <Group gap={16}>
          <Switch
            label="Live"
            checked={isWanted}
            onChange={(change) => setLive(change.currentTarget.checked)}
            {...(isWanted && !isConnected && { description: "Connecting" })}
          />
          <Button
            component="a"
            href={eventExportUrl(path, filter)}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Export
          </Button>
        </Group>
      }
    >
      <QueryTable
        label="Events"
        query={query}
        rowKey={({ id }) => id}
        rowTo={({ message }) => message && paths.message(path, message.id)}
        columns={[
          { id: "type", header: "Event", width: 160, cell: (event) => <EventMark event={event} /> },
          { id: "to", header: "Recipient", width: "24%", cell: (event) => <bdi>{whom(event)}</bdi> },
          { id: "subject", header: "Subject", link: true, cell: subjectOf },
          { id: "details", header: "Details", optional: true, cell: (event) => <bdi>{detailsOf(event)}</bdi> },
          { id: "time", header: "Time", width: 130, cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
        narrow={(event) => ({
          first: <bdi>{whom(event) || eventWords[event.type].word}</bdi>,
          second: (
            <>
              <bdi>{subjectOf(event)}</bdi> <Time at={event.created_at} />
            </>
          ),
          side: <EventMark event={event} />,
        })}
        empty={
          isFiltered ? (
            <EmptyState
              icon={IconFilterOff}
              title="No event matches"
              action={
                <Button variant="default" onClick={() => setSearch({})}>
                  Clear filter
                </Button>
              }
            >
              Nothing that happened fits. Events are kept as long as their messages.
            </EmptyState>
          ) : (
            <EmptyState icon={IconActivity} title="Nothing happened yet">
              What becomes of each message appears here: accepted, sent, delayed, opened, bounced.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

function EventMark({ event: { type, bot } }: { event: Event }) {
  const { word, tone, icon } = eventWords[type];
  return (
    <Mark tone={bot ? "grey" : tone} icon={icon} title={bot ? `${type}, by a machine` : type}>
      {bot ? `${word} (machine)` : word}
    </Mark>
  );
}

/** A value of what else an event says, when it is text. */
function textOf(data: unknown, name: string): string {
  if (typeof data !== "object" || data === null) return "";
  const value: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

const whom = ({ message, data }: Event) => message?.rcpt_to ?? textOf(data, "address");

const subjectOf = ({ message }: Event) => (message ? message.subject || "No subject" : "");

const detailsOf = ({ delivery, data }: Event) =>
  delivery?.output ?? delivery?.details ?? (textOf(data, "url") || textOf(data, "reason"));

/** Puts what happens on top of the list; answers whether it arrives. */
function useTail({ org, server }: ServerPath, search: URLSearchParams, isOn: boolean): boolean {
  const queryClient = useQueryClient();
  const [isConnected, setConnected] = useState(false);
  const text = search.toString();
  useEffect(() => {
    if (!isOn) return;
    const path = { org, server };
    const filter = eventFilterOf(new URLSearchParams(text));
    const { queryKey } = eventList(path, filter);
    const end = followEvents(path, filter, {
      onEvent: (event) => queryClient.setQueryData(queryKey, (data) => data && withEvent(data, event)),
      onLive: (live) => {
        setConnected(live);
        // What happened before the connection was there.
        if (live) void queryClient.invalidateQueries({ queryKey });
      },
    });
    return () => {
      end();
      setConnected(false);
    };
  }, [queryClient, org, server, text, isOn]);
  return isConnected;
}

type Pages<P> = InfiniteData<ListPage<Event>, P>;

/** On top, once. */
export function withEvent<P>(data: Pages<P>, event: Event): Pages<P> {
  const [first, ...others] = data.pages;
  if (!first || data.pages.some(({ items }) => items.some(({ id }) => id === event.id))) return data;
  const items = [event, ...first.items];
  // Rows that are cut off would be missing before the next page.
  if (others.length > 0 || items.length <= maxLiveRows) return { ...data, pages: [{ ...first, items }, ...others] };
  return { ...data, pages: [{ ...first, items: items.slice(0, maxLiveRows) }] };
}
