import type { Endpoint, EndpointDeleted } from "../../api/endpoints";
import type { EndpointKind } from "../../api/routes";
import { Time } from "../../ui/Time";
import { plural } from "../../util/format";

interface KindWords {
  /** One of them. */
  one: string;
  many: string;
  /** What happens to mail that is passed on to it. */
  help: string;
}

export const kindWords: Record<EndpointKind, KindWords> = {
  HTTPEndpoint: {
    one: "HTTP endpoint",
    many: "HTTP endpoints",
    help: "Your application gets each message as a request.",
  },
  SMTPEndpoint: {
    one: "SMTP endpoint",
    many: "SMTP endpoints",
    help: "Another mail server gets each message, with sender and recipient as they are.",
  },
  AddressEndpoint: {
    one: "address endpoint",
    many: "address endpoints",
    help: "Each message is sent on to a mailbox somewhere else.",
  },
};

export const endpointKinds: EndpointKind[] = ["HTTPEndpoint", "SMTPEndpoint", "AddressEndpoint"];

export function LastUse({ endpoint }: { endpoint: Endpoint }) {
  return endpoint.last_used_at ? (
    <>
      Last used <Time at={endpoint.last_used_at} />
    </>
  ) : (
    "Not used yet"
  );
}

export function routesText(count: number): string {
  return count === 0 ? "No route" : plural(count, "route");
}

/** What a deletion would do, before it is done. */
export function deletionText(endpoint: Endpoint): string {
  const { routes_count: count } = endpoint;
  if (count === 0) return "No route points to it, so no mail is lost.";
  return (
    `${plural(count, "route")} ${count === 1 ? "points" : "point"} to it. A route with further endpoints goes on with ` +
    "the first of them; one without refuses all mail from then on. A return path route is deleted."
  );
}

const effects = {
  promoted: "goes on with its next endpoint",
  rejects: "refuses mail now",
  deleted: "is deleted",
  shortened: "goes on without it",
} as const satisfies Record<EndpointDeleted["routes"][number]["effect"], string>;

/** What a deletion did. */
export function deletedText(name: string, { routes }: EndpointDeleted): string {
  const shown = routes.slice(0, 3).map(({ description, effect }) => `${description} ${effects[effect]}.`);
  const more = routes.length > 3 ? [`${plural(routes.length - 3, "more route")} changed.`] : [];
  return [`${name} has been deleted.`, ...shown, ...more].join(" ");
}
