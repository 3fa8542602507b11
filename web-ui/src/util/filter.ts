/** One chip: `status: SoftFail`. */
export interface Condition {
  key: string;
  value: string;
}

/**
 * Reads `key: value` pairs as the filter language writes them: a space after the colon is optional, values with
 * spaces are quoted. Text without a key is returned as `rest`.
 */
export function parseConditions(text: string, keys: readonly string[]): { conditions: Condition[]; rest: string } {
  const conditions: Condition[] = [];
  const rest = text.replace(
    /(^|\s)([a-z_]+):\s*(?:"([^"]*)"|(\S+))/gi,
    (whole: string, _space: string, key: string, quoted: string | undefined, bare: string | undefined) => {
      const known = keys.find((candidate) => candidate === key.toLowerCase());
      const value = (quoted ?? bare ?? "").trim();
      if (!known || value === "") return whole;
      conditions.push({ key: known, value });
      return " ";
    },
  );
  return { conditions, rest: rest.replace(/\s+/g, " ").trim() };
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
