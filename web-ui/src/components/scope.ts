import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { type Params, useParams } from "react-router";
import type { DomainOwner } from "../api/domains";
import { serverGet, type ServerPath } from "../api/servers";
import { infoGet, sessionGet, type User } from "../api/session";

/** Organization and server of the current URL. */
export function serverPathOf(params: Params): ServerPath {
  return { org: params.org ?? "", server: params.server ?? "" };
}

export function useServerPath(): ServerPath {
  return serverPathOf(useParams());
}

/** Whose domains the current URL is about: those of a server, or of an organization. */
export function domainOwnerOf(params: Params): DomainOwner {
  return params.server === undefined ? { org: params.org ?? "" } : serverPathOf(params);
}

export function useDomainOwner(): DomainOwner {
  return domainOwnerOf(useParams());
}

/** The organization of the current URL, and its server if there is one. */
export function usePlace(): { org: string; server: string | undefined } {
  const { org = "", server } = useParams();
  return { org, server };
}

export function useOrg(): string {
  return useParams().org ?? "";
}

/** The server of the current URL; its layout has loaded it. */
export function useServer() {
  return useSuspenseQuery(serverGet(useServerPath())).data;
}

/** Who is logged in; the application's layout has loaded it. */
export function useUser(): User {
  const { data } = useSuspenseQuery(sessionGet());
  if (!data) throw new Error("Your session has ended. Log in again.");
  return data.user;
}

/** Mail leaves from the addresses of IP pools here. `false` until that is known. */
export function useIpPools(): boolean {
  return useQuery(infoGet()).data?.use_ip_pools ?? false;
}

/** What decides about navigation that not everybody sees. */
export function useRights() {
  const { admin } = useUser();
  const ipPools = useIpPools();
  return { admin, ipPools };
}
