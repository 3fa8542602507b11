import type { Difference } from "./Conflict";

/**
 * Fields of a form that differ from what is there now, of those that both know.
 * `names`: the form's name for a field of the API, where they differ.
 */
export function differencesOf(
  values: Record<string, unknown>,
  current: Record<string, unknown>,
  names: Record<string, string> = {},
): Difference[] {
  const theirNames = new Map(Object.entries(names).map(([theirs, ours]) => [ours, theirs]));
  return Object.entries(values).flatMap(([name, mine]) => {
    const theirName = theirNames.get(name) ?? name;
    // What the API leaves out is empty; what it never shows cannot be compared.
    const isEmptyThere = !(theirName in current);
    if (isEmptyThere && (typeof mine === "object" || typeof mine === "boolean")) return [];
    const theirs = isEmptyThere || current[theirName] === null ? "" : current[theirName];
    if (typeof theirs === "object" && typeof mine !== "object") return [];
    return JSON.stringify(theirs) === JSON.stringify(mine) ? [] : [{ name, mine, theirs }];
  });
}
