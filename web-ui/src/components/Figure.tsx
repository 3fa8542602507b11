import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "./Figure.module.css";

interface FiguresProps {
  children: ReactNode;
  /** At most four in a row, so that no single one is left for the last. */
  inFours?: boolean;
}

/** Large figures side by side. */
export function Figures({ children, inFours = false }: FiguresProps) {
  return <dl className={inFours ? classes.fours : classes.figures}>{children}</dl>;
}

interface FigureProps {
  name: string;
  /** `undefined`: not known yet. */
  value: string | undefined;
  unit: string;
  /** Where the whole figure leads. */
  to?: string;
}

export function Figure({ name, value, unit, to }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt>
        {to === undefined ? (
          name
        ) : (
          <Link to={to} className={classes.link}>
            {name}
          </Link>
        )}
      </dt>
      <dd className="tabular">{value ?? "–"}</dd>
      <dd className={classes.unit}>{unit}</dd>
    </div>
  );
}
