import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { setLive } from "../api/list";
import { followEvents } from "../api/live";
import type { ServerPath } from "../api/servers";

/** Events of a blast come by the thousand; what is on screen is read again this often at most. */
const roundMilliseconds = 1_000;

/** Keeps what is on screen of a mail server current by its events. Without them it is polled. */
export function useLiveServer({ org, server }: ServerPath): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const path = { org, server };
    let messages = new Set<number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = () => {
      timer = undefined;
      const changed = messages;
      messages = new Set();
      void readAgain(queryClient, path, changed);
    };
    const end = followEvents(
      path,
      {},
      {
        onEvent: ({ message }) => {
          if (message) messages.add(message.id);
          timer ??= setTimeout(round, roundMilliseconds);
        },
        onLive: (live) => {
          if (!setLive(live)) return;
          // What changed between the two ways; and each answer decides anew whether it is polled.
          timer ??= setTimeout(round, 0);
          if (!live) void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isOfMessage(queryKey, path) });
        },
      },
    );
    return () => {
      end();
      clearTimeout(timer);
      setLive(false);
    };
  }, [queryClient, org, server]);
}

const lists = ["server_header", "message_list", "message_news", "message_held", "queue_list"];
const ofMessages = ["message_get", "message_deliveries", "message_activity"];

const isOf = (key: unknown, { org, server }: ServerPath) =>
  typeof key === "object" &&
  key !== null &&
  "org" in key &&
  "server" in key &&
  key.org === org &&
  key.server === server;

const isOfMessage = ([operation, key]: readonly unknown[], path: ServerPath) =>
  ofMessages.some((known) => known === operation) && isOf(key, path);

/** Rows never jump: a list of several pages stays, and offers what is new. */
function readAgain(queryClient: QueryClient, path: ServerPath, messages: Set<number>): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey, state }) => {
      const [operation, key, id] = queryKey;
      if (!isOf(key, path)) return false;
      if (ofMessages.some((known) => known === operation)) return typeof id === "number" && messages.has(id);
      return lists.some((known) => known === operation) && !hasSeveralPages(state.data);
    },
  });
}

const hasSeveralPages = (data: unknown) =>
  typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages) && data.pages.length > 1;
