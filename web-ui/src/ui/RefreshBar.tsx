import { useEffect, useState } from "react";
import classes from "./RefreshBar.module.css";

/** A thin bar for what takes longer than 300 ms. */
export function RefreshBar({ active }: { active: boolean }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLate(true), 300);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [active]);
  return active && late ? <div className={classes.bar} role="progressbar" aria-label="Loading" /> : null;
}
