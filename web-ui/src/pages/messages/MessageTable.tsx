import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Page, refresh } from "../../api/list";
import { type Message, messageOperations, messageRetry } from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { act } from "../../components/ask";
import { MessageMark } from "../../components/MessageMark";
import { QueryTable } from "../../components/QueryTable";
import { useDenial } from "../../components/roles";
import { paths } from "../../paths";
import { Time } from "../../ui/Time";
import { formatBytes } from "../../util/format";
import classes from "./MessageTable.module.css";
import { ReadMarks } from "./ReadMarks";
import { retried } from "./retried";

interface MessageTableProps {
  label: string;
  path: ServerPath;
  query: UseInfiniteQueryResult<InfiniteData<Page<Message>>>;
  empty: ReactNode;
}

/** Messages, newest first: status, subject, from and to, time, size. `r` retries, `h` releases. */
export function MessageTable({ label, path, query, empty }: MessageTableProps) {
  const queryClient = useQueryClient();
  const mayChange = useDenial("change messages") === undefined;
  const retry = (message: Message) =>
    void act(
      async () => {
        const result = await messageRetry(path, message.id);
        await refresh(queryClient, ...messageOperations);
        return result;
      },
      retried(`Message ${message.id}`),
    );
  return (
    <QueryTable
      label={label}
      query={query}
      rowKey={(message) => message.id}
      rowTo={(message) => paths.message(path, message.id)}
      keys={
        mayChange
          ? {
              r: retry,
              h: (message) => {
                if (message.is_held) retry(message);
              },
            }
          : {}
      }
      columns={[
        { id: "status", header: "Status", width: 126, cell: (message) => <MessageMark status={message.status} /> },
        { id: "subject", header: "Subject", link: true, cell: (message) => <Subject message={message} /> },
        {
          id: "from",
          header: "From",
          width: "20%",
          optional: true,
          cell: (message) => <Address address={message.mail_from} />,
        },
        { id: "to", header: "To", width: "26%", cell: (message) => <Address address={message.rcpt_to} /> },
        {
          id: "read",
          header: "Read",
          width: 70,
          optional: true,
          cell: (message) => <ReadMarks message={message} />,
        },
        { id: "time", header: "Time", width: 110, cell: (message) => <Time at={message.created_at} /> },
        {
          id: "size",
          header: "Size",
          width: 84,
          align: "right",
          optional: true,
          cell: (message) => <span className={classes.muted}>{formatBytes(message.size_bytes)}</span>,
        },
      ]}
      narrow={(message) => ({
        first: (
          <>
            <Subject message={message} />
            <span className={classes.fixed}>
              <Time at={message.created_at} />
            </span>
          </>
        ),
        second: (
          <>
            <span className={classes.ellipsis}>
              {message.scope === "incoming" ? "from " : "to "}
              <Address address={message.scope === "incoming" ? message.mail_from : message.rcpt_to} />
            </span>
            <span className={classes.fixed}>
              <MessageMark status={message.status} />
            </span>
          </>
        ),
      })}
      empty={empty}
    />
  );
}

export function Subject({ message }: { message: Pick<Message, "subject"> & { tag?: string | null } }) {
  return (
    <span className={classes.ellipsis} title={message.subject ?? undefined}>
      {message.subject ? (
        <bdi className={classes.subject}>{message.subject}</bdi>
      ) : (
        <span className={classes.muted}>No subject</span>
      )}
      {message.tag && <span className={classes.tag}>{message.tag}</span>}
    </span>
  );
}

/** An envelope address. The null reverse-path of bounces is written as such (RFC 5321 §4.5.5). */
export function Address({ address }: { address: string | null | undefined }) {
  return address ? (
    <span title={address} className={classes.ellipsis}>
      {address}
    </span>
  ) : (
    <span className={classes.muted} title="Null reverse-path: a bounce or an automatic reply">
      none
    </span>
  );
}
