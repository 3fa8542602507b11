/**
 * Where to go after login. Only paths on this host: `//host` and `/\host` would leave it, and so would `/<tab>/host`, of
 * which a browser drops the tab.
 */
export function safeReturnTo(target: string | null): string {
  // eslint-disable-next-line no-control-regex -- they are what is refused
  return target && /^\/(?![/\\])[^\u0000-\u001f\u007f]*$/.test(target) ? target : "/";
}
