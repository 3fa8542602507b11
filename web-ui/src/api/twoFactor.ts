import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";

export type TwoFactor = components["schemas"]["TwoFactorView"];
export type Enrolment = components["schemas"]["TwoFactorEnrolled"];

export const twoFactorGet = () =>
  queryOptions({ queryKey: ["two_factor_get"], queryFn: () => body(client.GET("/me/two-factor")) });

/** Empty for users who have no password. */
const given = (current_password: string) => ({ current_password: current_password || undefined });

export const twoFactorEnrol = (current_password: string) =>
  body(client.POST("/me/two-factor", { body: given(current_password) }));

export const twoFactorConfirm = (code: string) => body(client.POST("/me/two-factor/confirm", { body: { code } }));

export const twoFactorRenewCodes = (current_password: string) =>
  body(client.POST("/me/two-factor/renew_codes", { body: given(current_password) }));

export const twoFactorDisable = (current_password: string) =>
  done(client.DELETE("/me/two-factor", { body: given(current_password) }));
