const number = new Intl.NumberFormat("en");

/** 12345 → "12,345". */
export const formatCount = (value: number) => number.format(value);

/** Bytes with a unit: "812 B", "1.4 kB", "23 MB". Decimal units, as mail sizes are usually given. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? "B"}`;
}

/** Messages per minute: "12.4/min", "0/min". */
export function formatRate(perMinute: number): string {
  const digits = perMinute === 0 ? 0 : perMinute >= 1 ? 1 : 2;
  return `${perMinute >= 100 ? formatCount(Math.round(perMinute)) : perMinute.toFixed(digits)}/min`;
}

/** Per cent: "0 %", "0.4 %", "12.5 %". */
export const formatPercent = (percent: number) => `${percent === 0 ? 0 : percent.toFixed(1)} %`;

/** "1 message", "12 messages". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Milliseconds with a fitting unit: "180 ms", "1.2 s", "3 min". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}
