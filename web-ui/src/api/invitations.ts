import { queryOptions } from "@tanstack/react-query";
import { body, bodyOrNull, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";

export type Invitation = components["schemas"]["InviteView"];
export type InvitationOffer = components["schemas"]["InviteCheckView"];

export const invitationList = (org: string) =>
  listQuery(["invite_list", org], (cursor) =>
    body(client.GET("/organizations/{org}/invites", { params: { path: { org }, query: { limit: pageSize, cursor } } })),
  );

export const invitationCreate = (org: string, values: components["schemas"]["InviteCreate"]) =>
  body(client.POST("/organizations/{org}/invites", { params: { path: { org } }, body: values }));

/** Mails another link; the one before stops working. */
export const invitationResend = (org: string, uuid: string) =>
  body(client.POST("/organizations/{org}/invites/{uuid}/resend", { params: { path: { org, uuid } } }));

export const invitationRevoke = (org: string, uuid: string) =>
  done(client.DELETE("/organizations/{org}/invites/{uuid}", { params: { path: { org, uuid } } }));

/** What a mailed link invites to; `null`: unknown, accepted, revoked or expired. */
export const invitationCheck = (link: string) =>
  queryOptions({
    queryKey: ["invite_check", link],
    queryFn: () => bodyOrNull(client.GET("/invites/{link}", { params: { path: { link } } })),
    staleTime: Infinity,
  });

/** Whoever is logged in needs none of the values. Nobody was: the answer brings a session. */
export const invitationAccept = (link: string, values: components["schemas"]["InviteAccept"] = {}) =>
  body(client.POST("/invites/{link}/accept", { params: { path: { link } }, body: values }));
