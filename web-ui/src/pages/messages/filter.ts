import type { MessageFilter } from "../../api/messages";
import type { Route } from "../../api/routes";
import type { FilterKey } from "../../components/FilterBar";
import { messageStatuses, statusWords } from "../../components/MessageMark";

const yesOrNo = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];

export const messageFilterKeys: FilterKey[] = [
  {
    key: "status",
    help: "What became of it",
    values: messageStatuses.map((status) => ({ value: status, label: statusWords[status].word })),
  },
  {
    key: "scope",
    help: "Which direction",
    single: true,
    values: [
      { value: "outgoing", label: "Outgoing" },
      { value: "incoming", label: "Incoming" },
    ],
  },
  { key: "to", help: "Recipient", single: true },
  { key: "to_domain", help: "Domain of the recipient", single: true },
  { key: "from", help: "Sender of the envelope", single: true },
  { key: "subject", help: "Words of the subject", single: true },
  { key: "tag", help: "Tag given when sending", single: true },
  { key: "message_id", help: "Message-ID header", single: true },
  { key: "token", help: "Token in tracking links", single: true },
  { key: "spam", help: "Whether it was found to be spam", single: true, values: yesOrNo },
  { key: "threat", help: "Whether a virus or the like was found", single: true, values: yesOrNo },
  { key: "bounce", help: "Whether it is a bounce", single: true, values: yesOrNo },
  { key: "route", help: "Route that took it", single: true },
  { key: "after", help: "Accepted after, 2025-11-22", single: true },
  { key: "before", help: "Accepted before, 2025-11-22", single: true },
];

/** With the routes of the server by name; their addresses in the API are nothing that people type. */
export function filterKeysWith(routes: Route[] | undefined): FilterKey[] {
  if (!routes || routes.length === 0) return messageFilterKeys;
  const values = routes.map(({ uuid, description }) => ({ value: uuid, label: description }));
  return messageFilterKeys.map((known) => (known.key === "route" ? { ...known, values } : known));
}

/** The filter of the URL as the API wants it: any of several statuses, one value of everything else. */
export function filterOf(search: URLSearchParams): MessageFilter {
  const entries = messageFilterKeys.flatMap(({ key }): [string, string | string[]][] => {
    const values = search.getAll(key).filter((value) => value !== "");
    const [first] = values;
    if (first === undefined) return [];
    if (key === "status") return [[key, values]];
    return [[key, key === "before" || key === "after" ? instantOf(first) : first]];
  });
  return Object.fromEntries(entries);
}

/** A day begins at midnight of the reader. What is no time is left to the API, which says what is wrong with it. */
function instantOf(text: string): string {
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}
