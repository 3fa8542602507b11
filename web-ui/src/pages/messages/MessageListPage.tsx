import { Button, Group } from "@mantine/core";
import { IconFilterOff, IconMail, IconSend } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { pollMilliseconds } from "../../api/list";
import { messageList } from "../../api/messages";
import { ActionButton } from "../../components/ActionButton";
import { FilterBar } from "../../components/FilterBar";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { filterOf, messageFilterKeys } from "./filter";
import { MessageTable } from "./MessageTable";
import { NewMessages } from "./NewMessages";

export default function MessageListPage() {
  const path = useServerPath();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const filtered = Object.keys(filter).length > 0;
  const query = useInfiniteQuery({
    ...messageList(path, filter),
    // Rows never jump: what is new is offered, and one status is not worth reading all pages again.
    refetchInterval: (state) => ((state.state.data?.pages.length ?? 0) > 1 ? false : pollMilliseconds),
  });
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
        <FilterBar
          keys={messageFilterKeys}
          placeholder="Filter, for example to: someone@example.com or status: delayed"
        />
      }
      action={test}
    >
      <NewMessages path={path} filter={filter} shown={query} />
      <MessageTable
        label="Messages"
        path={path}
        query={query}
        empty={
          filtered ? (
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
