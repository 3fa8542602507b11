import { type Event, type EventFilter, eventStreamUrl, isEvent } from "./events";
import type { ServerPath } from "./servers";

/** Before a refused stream is asked for again. The browser itself comes back when a connection breaks. */
const retryMilliseconds = 10_000;

export interface Listener {
  onEvent: (event: Event) => void;
  /** Whether events arrive as they happen. */
  onLive?: (live: boolean) => void;
}

/**
 * Follows what happens in a mail server while the page is visible, and catches up when it is seen again: a browser has
 * only so many connections to one host. Answers how to end it.
 */
export function followEvents(path: ServerPath, filter: EventFilter, { onEvent, onLive }: Listener): () => void {
  if (typeof EventSource === "undefined") return () => undefined;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = "";

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    onLive?.(false);
  };
  const open = () => {
    close();
    const opened = new EventSource(eventStreamUrl(path, filter, seen));
    source = opened;
    opened.onopen = () => onLive?.(true);
    opened.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      seen = lastEventId;
      const event: unknown = JSON.parse(data);
      if (isEvent(event)) onEvent(event);
    };
    opened.onerror = () => {
      onLive?.(false);
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMilliseconds);
    };
  };
  const onVisibility = () => {
    if (document.visibilityState === "hidden") close();
    else if (source === null) open();
  };

  document.addEventListener("visibilitychange", onVisibility);
  // Without a network a connection stays open, and silent, until it times out.
  window.addEventListener("offline", close);
  window.addEventListener("online", onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("offline", close);
    window.removeEventListener("online", onVisibility);
    close();
  };
}
