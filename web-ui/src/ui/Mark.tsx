import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Mark.module.css";
import { type Tone, toneColor, toneSoft } from "./tone";

interface MarkProps {
  tone: Tone;
  icon: Icon;
  children: ReactNode;
  /** Soft background, for a mark that stands alone. */
  filled?: boolean;
  title?: string;
}

/** A state: icon, word and colour. */
export function Mark({ tone, icon: StateIcon, children, filled = false, title }: MarkProps) {
  return (
    <span
      className={filled ? `${classes.mark} ${classes.filled}` : classes.mark}
      style={{ color: toneColor(tone), background: filled ? toneSoft(tone) : undefined }}
      title={title}
    >
      <StateIcon size={16} stroke={2} aria-hidden className={classes.icon} />
      <span className={classes.word}>{children}</span>
    </span>
  );
}
