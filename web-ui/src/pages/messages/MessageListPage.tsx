import { Button, Group, Stack } from "@mantine/core";
import { IconFilterOff, IconInbox, IconMail, IconSend } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { messageExportUrl } from "../../api/events";
import { pollUnlessLive } from "../../api/list";
import { type MessageFilter, messageList } from "../../api/messages";
import { routeChoices } from "../../api/routes";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { ExportMenu } from "../../components/ExportMenu";
import { FilterBar } from "../../components/FilterBar";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { filterKeysWith, filterOf } from "./filter";
import { MessageTable } from "./MessageTable";
import { Directions } from "./Directions";
import { NewMessages } from "./NewMessages";

export default function MessageListPage() {
  const path = useServerPath();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const filtered = Object.keys(filter).length > 0;
  const query = useInfiniteQuery({
    ...messageList(path, filter),
    // Rows never jump: what is new is offered, and one status is not worth reading all pages again.
    refetchInterval: (state) => ((state.state.data?.pages.length ?? 0) > 1 ? false : pollUnlessLive()),
  });
  const routes = useQuery(routeChoices(path));
  const test = (
    <ActionButton needs="send messages" to={paths.messageNew(path)} leftSection={<IconSend size={16} aria-hidden />}>
      Send a test message
    </ActionButton>
  );
  return (
    <Page
      title="Messages"
      wide
      lead={
        <Stack gap={12}>
          <Directions />
          <FilterBar
            keys={filterKeysWith(routes.data)}
            placeholder="Filter, for example to: someone@example.com or status: delayed"
          />
        </Stack>
      }
      action={
        <Group gap={8}>
          <ExportMenu
            label="Export messages"
            items={[
              { label: "CSV", href: messageExportUrl(path, filter, "csv") },
              { label: "One JSON object per line", href: messageExportUrl(path, filter, "ndjson") },
            ]}
          />
          {test}
        </Group>
      }
    >
      <NewMessages path={path} filter={filter} shown={query} />
      <MessageTable
        label="Messages"
        path={path}
        query={query}
        empty={
          isOnly(filter, "scope", "incoming") ? (
            <NothingReceived path={path} hasRoutes={routes.data === undefined || routes.data.length > 0} />
          ) : filtered ? (
            <EmptyState
              icon={IconFilterOff}
              title="No message matches"
              action={
                <Button variant="default" onClick={() => setSearch({})}>
                  Clear filter
                </Button>
              }
            >
              Nothing fits all {search.size > 1 ? `${search.size} conditions` : "of this condition"}. Remove one to see
              more.
            </EmptyState>
          ) : (
            <EmptyState
              icon={IconMail}
              title="No message yet"
              action={
                <Group>
                  {test}
                  <Button component={Link} to={paths.help(path)} variant="default">
                    How to send
                  </Button>
                </Group>
              }
            >
              Everything that this server sends or receives appears here.
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

const isOnly = (filter: MessageFilter, key: keyof MessageFilter, value: string) =>
  filter[key] === value && Object.keys(filter).length === 1;

/** What receiving still needs, or how long ago it was set up. */
function NothingReceived({ path, hasRoutes }: { path: ServerPath; hasRoutes: boolean }) {
  return hasRoutes ? (
    <EmptyState
      icon={IconInbox}
      title="Nothing received yet"
      action={
        <Button component={Link} to={paths.domains(path)} variant="default">
          See domains
        </Button>
      }
    >
      There are routes. Mail arrives as soon as the MX record of your domain leads here, or when it is forwarded to the
      forward address of a route.
    </EmptyState>
  ) : (
    <EmptyState
      icon={IconInbox}
      title="Nothing received yet"
      action={
        <ActionButton needs="change routes" to={paths.routes(path)}>
          Set up a route
        </ActionButton>
      }
    >
      A route says which address is taken and where its mail goes. Without one everything that arrives is refused.
    </EmptyState>
  );
}
