import type { Period } from "../../api/statistics";

const formats: Record<Period, Intl.DateTimeFormatOptions> = {
  hour: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "short", year: "numeric" },
  year: { year: "numeric" },
};

/** What a point stands for. Hours in the reader's zone; days and longer are counted in UTC and mean nothing else. */
export function pointTime(startsAt: string, period: Period, zone?: string): string {
  const format = (timeZone: string | undefined) =>
    new Intl.DateTimeFormat("en-GB", { ...formats[period], timeZone }).format(new Date(startsAt));
  try {
    return format(period === "hour" ? zone : "UTC");
  } catch {
    // A zone that this browser does not know.
    return format("UTC");
  }
}

/** Where the next point begins. */
export function endOf(startsAt: string, period: Period): string {
  const time = new Date(startsAt);
  switch (period) {
    case "hour":
      time.setUTCHours(time.getUTCHours() + 1);
      break;
    case "day":
      time.setUTCDate(time.getUTCDate() + 1);
      break;
    case "month":
      time.setUTCMonth(time.getUTCMonth() + 1);
      break;
    case "year":
      time.setUTCFullYear(time.getUTCFullYear() + 1);
      break;
  }
  return time.toISOString();
}

/** A range in words: whole days in UTC as such, anything else with its hours in the reader's zone. */
export function rangeWords(since: string, until: string, zone?: string): string {
  const isMidnight = (time: string) => new Date(time).getTime() % (24 * 60 * 60 * 1000) === 0;
  if (!isMidnight(since) || !isMidnight(until)) {
    return `${pointTime(since, "hour", zone)} – ${pointTime(until, "hour", zone)}`;
  }
  const last = new Date(Date.parse(until) - 1).toISOString();
  const [from, to] = [pointTime(since, "day"), pointTime(last, "day")];
  return from === to ? from : `${from} – ${to}`;
}
