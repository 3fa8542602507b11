import { useQuery } from "@tanstack/react-query";
import { organizationGet, type Role } from "../api/organizations";
import { useOrg } from "./scope";

/** From the least to the most; each may do all that the ones before it may. */
export const roles: readonly Role[] = ["viewer", "support", "developer", "admin", "owner"];

/** `offer`: what somebody who is invited "can …". */
export const roleWords: Record<Role, { label: string; help: string; offer: string }> = {
  viewer: { label: "Viewer", help: "Sees messages and figures, but no content", offer: "see messages and figures" },
  support: { label: "Support", help: "Also content, retries and suppressions", offer: "read and retry messages" },
  developer: {
    label: "Developer",
    help: "Also domains, routes, credentials and settings",
    offer: "set up servers and send mail",
  },
  admin: { label: "Admin", help: "Also members and deleting servers", offer: "manage servers and members" },
  owner: { label: "Owner", help: "As an admin, and the one who is asked", offer: "do everything" },
};

/** Nobody gives away more than they have. */
export const rolesUpTo = (own: Role | undefined) =>
  own === undefined ? roles : roles.slice(0, roles.indexOf(own) + 1);

/** The least role that the API asks for. It decides; this only spares people a refusal. */
const least = {
  "read content": "support",
  "change messages": "support",
  "change suppressions": "support",
  "send messages": "developer",
  "change domains": "developer",
  "change credentials": "developer",
  "change routes": "developer",
  "change webhooks": "developer",
  "change IP rules": "developer",
  "change servers": "developer",
  "change the organization": "developer",
  "change members": "admin",
  "delete servers": "admin",
} as const satisfies Record<string, Role>;

export type Deed = keyof typeof least;

/** Why somebody in this role may not do it; `undefined`: they may, or the role is not known. */
export function denial(role: Role | undefined, deed: Deed): string | undefined {
  const needed: Role = least[deed];
  if (role === undefined || roles.indexOf(role) >= roles.indexOf(needed)) return undefined;
  const { label } = roleWords[role];
  return `Your role here is ${label.toLowerCase()}. It takes ${roleWords[needed].label.toLowerCase()} or more to ${deed}.`;
}

/** What whoever is logged in is in an organization; `undefined`: not known (yet). */
export function useRole(org: string): Role | undefined {
  return useQuery({ ...organizationGet(org), enabled: org !== "" }).data?.role;
}

/** The same for whoever is logged in, in the organization of the current URL; its layout has loaded it. */
export function useDenial(deed: Deed | undefined): string | undefined {
  const org = useOrg();
  const { data } = useQuery({ ...organizationGet(org), enabled: org !== "" && deed !== undefined });
  return deed && denial(data?.role, deed);
}
