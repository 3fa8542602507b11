// Which version of an object somebody looks at: the `ETag` that it came with. It stays with the object itself, because
// what is read again in the background is another version than the one that a form was filled from.
const versions = new WeakMap<object, string>();

export function remember(view: unknown, version: string | null | undefined): void {
  if (typeof view === "object" && view !== null && version) versions.set(view, version);
}

/** `undefined`: it has none, such as a row of a list. */
export function versionOf(view: unknown): string | undefined {
  return typeof view === "object" && view !== null ? versions.get(view) : undefined;
}

/** For a change that is meant for one version: with another one there, it is refused (412). */
export function ifMatch(version: string | undefined): { headers?: { "If-Match": string } } {
  return version === undefined ? {} : { headers: { "If-Match": version } };
}
