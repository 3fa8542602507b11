/** Where to go after login. Only paths on this host: `//host` and `/\host` would leave it. */
export function safeReturnTo(target: string | null): string {
  return target && /^\/(?![/\\])/.test(target) ? target : "/";
}
