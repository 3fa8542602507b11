import type { Route, RouteMode, Treatment } from "../../api/routes";

/** The route form as people see it. */
export interface RouteValues extends Record<string, unknown> {
  name: string;
  /** UUID; empty: none. */
  domain: string;
  mode: RouteMode;
  /** Selector; used with the mode `Endpoint` only. */
  endpoint: string;
  additional_endpoints: string[];
  spam_mode: Treatment;
  threat_mode: Treatment;
  dmarc_mode: Treatment;
}

export const modes: RouteMode[] = ["Endpoint", "Accept", "Hold", "Bounce", "Reject"];
export const treatments: Treatment[] = ["Mark", "Quarantine", "Fail"];

export const wildcardName = "*";
export const returnPathName = "__returnpath__";

export const blankRoute: RouteValues = {
  name: "",
  domain: "",
  mode: "Endpoint",
  endpoint: "",
  additional_endpoints: [],
  spam_mode: "Mark",
  threat_mode: "Mark",
  dmarc_mode: "Mark",
};

export function valuesOf(route: Route): RouteValues {
  const { name, mode, endpoint, additional_endpoints, spam_mode, threat_mode, dmarc_mode } = route;
  return {
    name,
    domain: route.domain?.uuid ?? "",
    mode,
    endpoint: mode === "Endpoint" ? endpoint : "",
    additional_endpoints,
    spam_mode,
    threat_mode,
    dmarc_mode,
  };
}

/** The form kept in an address, while its user is away to make an endpoint. */
export function draftText(values: RouteValues): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    // What is empty is written, too: it may have been cleared.
    const all: unknown[] = Array.isArray(value) ? value : [value];
    for (const one of all.length > 0 ? all : [""]) search.append(key, String(one));
  }
  return search.toString();
}

/** What an address says of the form; what it does not mention is as in `initial`. */
export function withDraft(initial: RouteValues, search: URLSearchParams): RouteValues {
  if (search.size === 0) return initial;
  const text = (key: string, fallback: string) => search.get(key) ?? fallback;
  const one = <T extends string>(key: string, known: readonly T[], fallback: T) =>
    known.find((value) => value === search.get(key)) ?? fallback;
  return {
    name: text("name", initial.name),
    domain: text("domain", initial.domain),
    mode: one("mode", modes, initial.mode),
    endpoint: text("endpoint", initial.endpoint),
    additional_endpoints: search.has("additional_endpoints")
      ? search.getAll("additional_endpoints").filter((selector) => selector !== "")
      : initial.additional_endpoints,
    spam_mode: one("spam_mode", treatments, initial.spam_mode),
    threat_mode: one("threat_mode", treatments, initial.threat_mode),
    dmarc_mode: one("dmarc_mode", treatments, initial.dmarc_mode),
  };
}

/** The same form with a new endpoint chosen: the first one when there is none yet, else a further one. */
export function withEndpoint(form: string, selector: string): string {
  const [pathname = "", query = ""] = form.split("?");
  const search = new URLSearchParams(query);
  search.set("mode", "Endpoint");
  if (search.get("endpoint")) search.append("additional_endpoints", selector);
  else search.set("endpoint", selector);
  return `${pathname}?${search.toString()}`;
}
