import type { EventFilter, EventType } from "../../api/events";
import type { FilterKey } from "../../components/FilterBar";
import { instantOf, messageFilterKeys } from "../messages/filter";
import { eventWords } from "./words";

/** Conditions on the message that are those of the message list. */
const ofMessages = ["status", "scope", "to", "from", "subject", "tag", "metadata", "message_id"];

export const eventFilterKeys: FilterKey[] = [
  {
    key: "type",
    help: "What happened",
    values: Object.entries(eventWords).map(([value, { word }]) => ({ value, label: word })),
  },
  ...messageFilterKeys.filter(({ key }) => ofMessages.includes(key)),
  { key: "message", help: "Number of the message", single: true },
  { key: "after", help: "Happened after, 2025-11-22", single: true },
  { key: "before", help: "Happened before, 2025-11-22", single: true },
];

const isType = (value: string): value is EventType => value in eventWords;

/** The filter of the URL as the API wants it. */
export function eventFilterOf(search: URLSearchParams): EventFilter {
  const entries = eventFilterKeys.flatMap(({ key }): [string, string | number | string[]][] => {
    const values = search.getAll(key).filter((value) => value !== "");
    const [first] = values;
    if (first === undefined) return [];
    switch (key) {
      case "type":
        return [[key, values.filter(isType)]];
      case "status":
      case "metadata":
        return [[key, values]];
      case "message":
        return Number.isSafeInteger(Number(first)) ? [[key, Number(first)]] : [];
      case "before":
      case "after":
        return [[key, instantOf(first)]];
      default:
        return [[key, first]];
    }
  });
  return Object.fromEntries(entries);
}
