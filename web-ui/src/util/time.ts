const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "4 min ago", "in 8 min", "3 h ago", "5 d ago"; a date when it is more than 30 days away. */
export function relativeTime(iso: string, now: number): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return "";
  const seconds = Math.round((time - now) / 1000);
  const distance = Math.abs(seconds);
  if (distance > 30 * day) return dateOnly(time);
  if (distance < 45) return seconds > 5 ? `in ${distance} s` : "just now";
  return seconds < 0 ? `${amount(distance)} ago` : `in ${amount(distance)}`;
}

function amount(seconds: number): string {
  if (seconds < 55 * minute) return `${Math.max(1, Math.round(seconds / minute))} min`;
  if (seconds < 23.5 * hour) return `${Math.round(seconds / hour)} h`;
  return `${Math.round(seconds / day)} d`;
}

function dateOnly(time: number): string {
  return new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** A time as `<input type="datetime-local">` wants it: local, to the minute, without a zone. */
export function localInput(iso: string | undefined): string {
  const time = new Date(iso ?? "");
  if (Number.isNaN(time.getTime())) return "";
  const local = new Date(time.getTime() - time.getTimezoneOffset() * minute * 1000);
  return local.toISOString().slice(0, 16);
}

/** Exact time in the given zone, to the second, with the zone's name. */
export function exactTime(iso: string, timeZone?: string): string {
  const options: Intl.DateTimeFormatOptions = {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(new Date(iso));
  } catch {
    // A zone that this browser does not know.
    return new Intl.DateTimeFormat("en-GB", options).format(new Date(iso));
  }
}
