/** IANA zones that this browser knows, with UTC and the given one. */
export function timeZones(current: string): string[] {
  return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), current])].toSorted();
}
