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
