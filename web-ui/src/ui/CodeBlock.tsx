import { CopyButton } from "./CopyButton";
import classes from "./CodeBlock.module.css";

/** Text to be copied as it is. The only thing that may scroll sideways. */
export function CodeBlock({ code, label, wrap = false }: { code: string; label: string; wrap?: boolean }) {
  return (
    <div className={classes.block}>
      <pre
        className={wrap ? `${classes.code} ${classes.wrap}` : classes.code}
        // Scrollable, so that it must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="group"
        aria-label={label}
      >
        {code}
      </pre>
      <div className={classes.copy}>
        <CopyButton value={code} label={`Copy ${label}`} />
      </div>
    </div>
  );
}
