/** Classes of failures in words, for the middle of a sentence. */
const reasons: Record<string, string> = {
  invalid_recipient: "no such mailbox",
  bad_domain: "no such domain, or one that takes no mail",
  inactive_mailbox: "the mailbox is no longer used",
  quota: "the mailbox is full",
  too_large: "the message is too large",
  rate_limit: "too much mail in too short a time",
  greylist: "the host wants to be asked again later",
  block: "the host blocks our address or domain",
  authentication: "SPF, DKIM or DMARC did not convince the host",
  policy: "the host's rules or its spam filter refuse the message",
  too_many_recipients: "too many recipients at once",
  connection: "no connection",
  routing: "the host does not know where the mail belongs",
  protocol: "the two hosts did not understand each other",
  relay_authentication: "the host wants a login before it relays",
  expired: "not delivered in time",
  complaint: "the recipient complained about it",
  // Says no more than the status does.
  unknown: "",
};

/** Why it failed, in a few words; `null`: nobody knows. A class that is newer than this page is shown as it is. */
export function reasonText(reason: string | undefined): string | null {
  if (!reason) return null;
  return (reasons[reason] ?? reason.replaceAll("_", " ")) || null;
}
