import { useQuery } from "@tanstack/react-query";
import { organizationGet, type Role } from "../api/organizations";
import { useOrg } from "./scope";

/** From the least to the most; each may do all that the ones before it may. */
export const roles: readonly Role[] = ["viewer", "support", "developer", "admin", "owner"];

export const roleWords: Record<Role, { label: string; help: string }> = {
  viewer: { label: "Viewer", help: "Sees messages and figures, but no content" },
  support: { label: "Support", help: "Also content, retries and suppressions" },
  developer: { label: "Developer", help: "Also domains, routes, credentials and settings" },
  admin: { label: "Admin", help: "Also members and deleting servers" },
  owner: { label: "Owner", help: "As an admin, and the one who is asked" },
};

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

/** The same for whoever is logged in, in the organization of the current URL; its layout has loaded it. */
export function useDenial(deed: Deed | undefined): string | undefined {
  const org = useOrg();
  const { data } = useQuery({ ...organizationGet(org), enabled: org !== "" && deed !== undefined });
  return deed && denial(data?.role, deed);
}
