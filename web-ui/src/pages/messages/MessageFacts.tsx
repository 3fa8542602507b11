import { Link } from "react-router";
import type { MessageDetails } from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { paths } from "../../paths";
import { Facts } from "../../ui/Facts";
import { Time } from "../../ui/Time";
import { formatBytes, plural } from "../../util/format";
import { SpamMark, ThreatMark } from "./ChecksTab";

/** What is known about the message itself. Addresses lead to the other messages of the same kind. */
export function MessageFacts({ path, message }: { path: ServerPath; message: MessageDetails }) {
  const filtered = (key: string, value: string) =>
    paths.messages(path, new URLSearchParams({ scope: message.scope, [key]: value }).toString());
  return (
    <Facts
      facts={[
        ["Subject", message.subject ? <bdi key="subject">{message.subject}</bdi> : null],
        [
          "From",
          message.mail_from ? (
            <Link to={filtered("from", message.mail_from)}>{message.mail_from}</Link>
          ) : (
            "none (null reverse-path)"
          ),
        ],
        ["To", <Link to={filtered("to", message.rcpt_to)}>{message.rcpt_to}</Link>],
        ["Direction", message.scope === "incoming" ? "Incoming" : "Outgoing"],
        ["Client", client(message)],
        ["Accepted", <Time at={message.created_at} />],
        ["Size", formatBytes(message.size_bytes)],
        ["To be sent", message.scheduled_at ? <Time at={message.scheduled_at} /> : null],
        [
          message.tags.length > 1 ? "Tags" : "Tag",
          message.tags.length > 0 ? <Tags tags={message.tags} to={filtered} /> : null,
        ],
        ["Metadata", Object.keys(message.metadata).length > 0 ? <Metadata values={message.metadata} /> : null],
        ["Tracking", tracking(message)],
        [
          "Credential",
          message.credential ? (
            <Link to={paths.credential(path, message.credential.uuid)}>{message.credential.name}</Link>
          ) : null,
        ],
        [
          "Route",
          message.route ? <Link to={paths.route(path, message.route.uuid)}>{message.route.description}</Link> : null,
        ],
        [
          "Endpoint",
          message.endpoint ? (
            <Link to={paths.endpoint(path, message.endpoint.kind, message.endpoint.uuid)}>
              {message.endpoint.description}
            </Link>
          ) : null,
        ],
        [
          "Bounce of",
          message.bounce_for_id === undefined ? (
            message.is_bounce ? (
              "a message that is not known here"
            ) : null
          ) : (
            <Link to={paths.message(path, message.bounce_for_id)}>message {message.bounce_for_id}</Link>
          ),
        ],
        ["Spam", message.spam_status === "NotChecked" ? null : <SpamMark message={message} />],
        ["Threat", message.threat ? <ThreatMark message={message} /> : null],
        [
          "Domain",
          message.domain ? <Link to={paths.domain(path, message.domain.uuid)}>{message.domain.name}</Link> : null,
        ],
        ["Message-ID", message.message_id ? <code>{message.message_id}</code> : null],
        [
          "Received over",
          message.received_with_tls === undefined
            ? null
            : message.received_with_tls
              ? "TLS"
              : "an unencrypted connection",
        ],
        ["Hold ends", message.hold_expires_at ? <Time at={message.hold_expires_at} /> : null],
        ["Id", String(message.id)],
        ["Token", <code>{message.token}</code>],
      ]}
    />
  );
}

interface TagsProps {
  tags: string[];
  to: (key: string, value: string) => string;
}

function Tags({ tags, to }: TagsProps) {
  return tags.map((tag, index) => (
    <span key={tag}>
      {index > 0 && ", "}
      <Link to={to("tag", tag)}>{tag}</Link>
    </span>
  ));
}

/** What the application gave the message along. */
function Metadata({ values }: { values: MessageDetails["metadata"] }) {
  return Object.entries(values).map(([key, value]) => (
    <div key={key}>
      <code>{key}</code>: <bdi>{value}</bdi>
    </div>
  ));
}

function tracking({ tracked_links: links, tracked_images: images }: MessageDetails): string | null {
  const parts = [links > 0 ? plural(links, "link") : "", images > 0 ? "opens" : ""].filter(Boolean);
  return parts.length > 0 ? parts.join(" and ") : null;
}

/** `192.0.2.7 (mx.client.example)`: the address, and the name that the client gave itself. */
function client({ client_ip, client_helo }: MessageDetails): string | null {
  if (!client_ip) return null;
  return client_helo ? `${client_ip} (${client_helo})` : client_ip;
}
