import { Button, Center } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { type InfiniteData, type UseInfiniteQueryResult, useQuery } from "@tanstack/react-query";
import type { Page } from "../../api/list";
import { type Message, type MessageFilter, messageNews } from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { plural } from "../../util/format";

interface NewMessagesProps {
  path: ServerPath;
  filter: MessageFilter;
  shown: UseInfiniteQueryResult<InfiniteData<Page<Message>>>;
}

/** "12 new": offered while several pages are shown, so that rows do not move under somebody's eyes. */
export function NewMessages({ path, filter, shown }: NewMessagesProps) {
  const pages = shown.data?.pages ?? [];
  const { data } = useQuery({ ...messageNews(path, filter), enabled: pages.length > 1 });
  const newest = pages[0]?.items[0]?.id;
  const count = newest === undefined ? 0 : (data?.items.filter((message) => message.id > newest).length ?? 0);
  if (pages.length < 2 || count === 0) return null;
  return (
    <Center role="status" style={{ position: "sticky", top: 72, zIndex: 2 }}>
      <Button
        size="xs"
        radius="xl"
        leftSection={<IconArrowUp size={14} aria-hidden />}
        onClick={() => {
          window.scrollTo({ top: 0 });
          void shown.refetch();
        }}
      >
        {plural(count, "new message")}
      </Button>
    </Center>
  );
}
