import type { TrackDomain } from "../../api/trackDomains";
import { CheckMark } from "../domains/marks";

export function TrackDomainMark({ domain }: { domain: TrackDomain }) {
  return <CheckMark check={{ status: domain.dns_status, error: domain.dns_error }} />;
}

/** "Clicks and opens", "Clicks", "Opens", "Nothing". */
export function trackedText({ track_clicks: clicks, track_loads: opens }: TrackDomain): string {
  if (clicks) return opens ? "Clicks and opens" : "Clicks";
  return opens ? "Opens" : "Nothing";
}
