// Servers in the order of their last visit, for the switcher. Kept in this browser only.
const storageKey = "postal.recent-servers";
const kept = 20;

export function recentServers(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(stored) ? stored.filter((item) => typeof item === "string") : [];
  } catch {
    return [];
  }
}

export function rememberServer(path: string): void {
  try {
    const others = recentServers().filter((item) => item !== path);
    localStorage.setItem(storageKey, JSON.stringify([path, ...others].slice(0, kept)));
  } catch {
    // Storage may be forbidden; then there is no order.
  }
}

/** Recent ones first, the rest as they were. */
export function byRecency<T>(items: T[], pathOf: (item: T) => string): T[] {
  const order = recentServers();
  const rank = (item: T) => {
    const index = order.indexOf(pathOf(item));
    return index < 0 ? order.length : index;
  };
  return items.toSorted((a, b) => rank(a) - rank(b));
}
