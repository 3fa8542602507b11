import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Domain } from "../../api/domains";
import type { ServerPath } from "../../api/servers";
import { trackDomainAll } from "../../api/trackDomains";
import { ActionButton } from "../../components/ActionButton";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import { TrackDomainMark, trackedText } from "../tracking/words";

/** Whether mail from the domain is tracked, and where that is decided. */
export function TrackingLine({ domain, path }: { domain: Domain; path: ServerPath }) {
  const { data } = useQuery(trackDomainAll(path));
  if (!data || !domain.verified_at) return null;
  const track = data.find(({ domain_uuid }) => domain_uuid === domain.uuid);
  return (
    <Section
      title="Tracking"
      help={track ? undefined : "Optional: see which messages are opened and which links followed."}
    >
      {track ? (
        <div style={{ display: "flex", flexWrap: "wrap", gap: 12 }}>
          <Link to={paths.trackDomain(path, track.uuid)}>{track.full_name}</Link>
          <TrackDomainMark domain={track} />
          <span>{trackedText(track)}</span>
        </div>
      ) : (
        <ActionButton needs="change domains" variant="default" to={paths.trackDomainNew(path, domain.uuid)}>
          Set up tracking
        </ActionButton>
      )}
    </Section>
  );
}
