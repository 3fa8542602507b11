/** One chip: `status: SoftFail`. */
export interface Condition {
  key: string;
  value: string;
}

/**
 * Reads `key: value` pairs as the filter language writes them: a space after the colon is optional, and a value goes on
 * to the next key, so that it may contain spaces; one with a key in it is quoted. Text before the first key is returned
 * as `rest`, and so are keys without a value.
 */
export function parseConditions(text: string, keys: readonly string[]): { conditions: Condition[]; rest: string } {
  const key = new RegExp(`(?:^|\\s)(${keys.join("|")}):\\s*(?:"([^"]*)"(?=\\s|$))?`, "gi");
  const found = [...text.matchAll(key)];
  const conditions: Condition[] = [];
  const rest = [text.slice(0, found[0]?.index)];
  found.forEach((match, index) => {
    const [whole, name = "", quoted] = match;
    const after = text.slice(match.index + whole.length, found[index + 1]?.index).trim();
    const value = (quoted ?? after).trim();
    if (value === "") rest.push(`${name}:`);
    else conditions.push({ key: name.toLowerCase(), value });
    if (quoted !== undefined) rest.push(after);
  });
  return { conditions, rest: rest.join(" ").replace(/\s+/g, " ").trim() };
}

export function conditionsOf(search: URLSearchParams, keys: readonly string[]): Condition[] {
  return [...search]
    .filter(([key, value]) => keys.includes(key) && value !== "")
    .map(([key, value]) => ({ key, value }));
}

/** The same condition twice says nothing new. */
export function withCondition(search: URLSearchParams, { key, value }: Condition, single: boolean): URLSearchParams {
  const next = new URLSearchParams(search);
  if (single) next.delete(key);
  if (!next.has(key, value)) next.append(key, value);
  return next;
}

export function withoutCondition(search: URLSearchParams, { key, value }: Condition): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete(key, value);
  return next;
}
