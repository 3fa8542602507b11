import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import {
  IconCalendarClock,
  IconClick,
  IconInbox,
  IconLock,
  IconLockOpen,
  IconMailOpened,
  IconRobot,
  type Icon,
} from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { messageOf } from "../../api/errors";
import type { Activity, Delivery, MessageDetails } from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { statusWords } from "../../components/MessageMark";
import { paths } from "../../paths";
import { Time } from "../../ui/Time";
import { type Tone, toneColor } from "../../ui/tone";
import { formatDuration, plural } from "../../util/format";
import { hostOf, tlsVersionOf } from "./headline";
import { reasonText } from "./reasons";
import classes from "./Timeline.module.css";

interface TimelineProps {
  path: ServerPath;
  message: MessageDetails;
  deliveries: UseQueryResult<{ items: Delivery[] }>;
  /** What readers did with it. */
  activity: Activity[];
}

/** Everything that happened to the message, in order, and what comes next. */
export function Timeline({ path, message, deliveries, activity }: TimelineProps) {
  if (deliveries.isError && !deliveries.data) {
    return (
      <Alert color="red" title="The deliveries could not be loaded">
        <Stack align="flex-start" gap={8}>
          {messageOf(deliveries.error)}
          <Button variant="default" size="xs" onClick={() => void deliveries.refetch()}>
            Try again
          </Button>
        </Stack>
      </Alert>
    );
  }
  const attempts = deliveries.data?.items.toSorted((a, b) => a.id - b.id) ?? [];
  return (
    <ol className={classes.timeline}>
      <Event icon={IconInbox} tone="grey" title="Accepted" at={message.created_at}>
        {acceptance(message)}
      </Event>
      {deliveries.isPending && <Skeleton height={56} component="li" />}
      {inOrder(attempts, activity).map((happening, index) =>
        "is_machine" in happening ? (
          <Reading key={`reading ${index}`} activity={happening} />
        ) : (
          <Attempt key={happening.id} path={path} delivery={happening} />
        ),
      )}
      {message.queue && (
        <Event
          icon={IconCalendarClock}
          tone="blue"
          title={message.queue.is_taken ? "Being delivered" : "Next attempt"}
          at={message.queue.due_at}
        >
          {message.queue.attempts > 0 ? `After ${plural(message.queue.attempts, "attempt")}` : "First attempt"}
          {message.queue.is_manual && ", asked for by a person"}
        </Event>
      )}
    </ol>
  );
}

/** Attempts keep their order; what readers did comes at its time. */
function inOrder(attempts: Delivery[], activity: Activity[]): (Delivery | Activity)[] {
  return [...attempts, ...activity].toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
}

function Reading({ activity: { type, url, ip_address, user_agent, is_machine, created_at } }: { activity: Activity }) {
  const word = type === "open" ? "Opened" : "Link followed";
  const program = [ip_address, user_agent].filter(Boolean).join(", ");
  return (
    <Event
      icon={is_machine ? IconRobot : type === "open" ? IconMailOpened : IconClick}
      tone={is_machine ? "grey" : "green"}
      title={is_machine ? `${word} by a machine` : word}
      at={created_at}
    >
      {url && <bdi>{url}</bdi>}
      <div className={classes.facts}>{program}</div>
    </Event>
  );
}

function acceptance(message: MessageDetails): ReactNode {
  const by = message.credential
    ? `With the credential ${message.credential.name}`
    : message.client_ip
      ? `From ${message.client_ip}`
      : null;
  const tls =
    message.received_with_tls === true ? "over TLS" : message.received_with_tls === false ? "without encryption" : null;
  const route = message.route ? `by the route ${message.route.description}` : null;
  return [by, tls, route].filter(Boolean).join(", ");
}

function Attempt({ path, delivery }: { path: ServerPath; delivery: Delivery }) {
  const { word, tone, icon } = statusWords[delivery.status];
  const host = hostOf(delivery);
  const reason = delivery.status === "Sent" ? null : reasonText(delivery.reason);
  return (
    <Event icon={icon} tone={tone} title={word} at={delivery.created_at}>
      {reason && <div className={classes.reason}>{reason.charAt(0).toUpperCase() + reason.slice(1)}</div>}
      <div>
        <Details path={path} text={delivery.details} />
      </div>
      {host && (
        <div className={classes.facts}>
          <span>
            {host}
            {delivery.mx_address && delivery.mx_address !== host && ` (${delivery.mx_address})`}
          </span>
          <Security delivery={delivery} />
          {typeof delivery.duration_ms === "number" && <span>{formatDuration(delivery.duration_ms)}</span>}
        </div>
      )}
      {delivery.output && <pre className={classes.output}>{delivery.output}</pre>}
      {delivery.dialogue && (
        <details className={classes.details}>
          <summary>SMTP dialogue</summary>
          <Dialogue text={delivery.dialogue} />
        </details>
      )}
    </Event>
  );
}

function Security({ delivery }: { delivery: Delivery }) {
  return delivery.sent_with_tls ? (
    <span className={classes.security} title={delivery.tls}>
      <IconLock size={14} aria-hidden /> {tlsVersionOf(delivery)}
    </span>
  ) : (
    <span className={classes.security}>
      <IconLockOpen size={14} aria-hidden /> Not encrypted
    </span>
  );
}

/** `<msg:17>` in details is a link to that message; everything else is plain text. */
function Details({ path, text }: { path: ServerPath; text: string }) {
  return text.split(/(<msg:\d+>)/).map((part, index) => {
    const id = /^<msg:(\d+)>$/.exec(part)?.[1];
    return id ? (
      <Link key={index} to={paths.message(path, Number(id))}>
        message {id}
      </Link>
    ) : (
      part
    );
  });
}

function Dialogue({ text }: { text: string }) {
  return (
    // Long lines scroll, so it must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={classes.dialogue} tabIndex={0} role="group" aria-label="SMTP dialogue">
      {text}
    </pre>
  );
}

interface EventProps {
  icon: Icon;
  tone: Tone;
  title: string;
  at: string;
  children?: ReactNode;
}

function Event({ icon: EventIcon, tone, title, at, children }: EventProps) {
  return (
    <li className={classes.event}>
      <span className={classes.icon} style={{ color: toneColor(tone) }}>
        <EventIcon size={18} aria-hidden />
      </span>
      <div className={classes.body}>
        <div className={classes.head}>
          <strong style={{ color: tone === "grey" ? undefined : toneColor(tone) }}>{title}</strong>
          <span className={classes.time}>
            <Time at={at} />
          </span>
        </div>
        {children}
      </div>
    </li>
  );
}
