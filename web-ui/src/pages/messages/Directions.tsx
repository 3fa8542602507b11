import { useSearchParams } from "react-router";
import classes from "./Directions.module.css";

const directions = [
  { scope: null, label: "All" },
  { scope: "outgoing", label: "Outgoing" },
  { scope: "incoming", label: "Incoming" },
];

/** The most used condition of the filter as one click. */
export function Directions() {
  const [search, setSearch] = useSearchParams();
  const choose = (scope: string | null) => {
    const next = new URLSearchParams(search);
    next.delete("scope");
    if (scope !== null) next.set("scope", scope);
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <div role="group" aria-label="Direction" className={classes.directions}>
      {directions.map(({ scope, label }) => (
        <button
          key={label}
          type="button"
          className={classes.direction}
          aria-pressed={search.get("scope") === scope}
          onClick={() => choose(scope)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
