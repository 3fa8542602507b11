import { createContext, use, useEffect, useState } from "react";
import { exactTime, relativeTime } from "../util/time";

/** Zone in which exact times are shown. */
export const TimeZone = createContext<string | undefined>(undefined);

/** Relative time that keeps itself up to date; the exact one on hover. */
export function Time({ at }: { at: string }) {
  const zone = use(TimeZone);
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at, zone)} style={{ whiteSpace: "nowrap" }}>
      {relativeTime(at, now)}
    </time>
  );
}

/** The present, read again every 20 s. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
