import classes from "./Monogram.module.css";

/** First letter of a name on a small square. Decoration: the name stands beside it. */
export function Monogram({ name }: { name: string }) {
  const letter = (Array.from(name.trim())[0] ?? "?").toUpperCase();
  return <span aria-hidden className={classes.monogram} data-letter={letter} />;
}
