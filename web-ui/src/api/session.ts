import { queryOptions } from "@tanstack/react-query";
import { body, bodyOrNull, client, done } from "./client";
import { ApiError, readProblem } from "./errors";
import type { components } from "./generated/schema";

export type User = components["schemas"]["UserView"];
export type Session = components["schemas"]["SessionView"];
export type Info = components["schemas"]["InfoView"];

/** Who is logged in; `null` when nobody is. */
export const sessionGet = () =>
  queryOptions({
    queryKey: ["session_get"],
    queryFn: async (): Promise<Session | null> => {
      try {
        return await bodyOrNull(client.GET("/session"));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });

export const infoGet = () =>
  queryOptions({ queryKey: ["info_get"], queryFn: () => body(client.GET("/info")), staleTime: Infinity });

/** A login that waits for the code of the second factor. */
export type Challenge = components["schemas"]["SecondFactorView"];

/** What the password leads to. */
export type LoginAnswer = Session | Challenge;

export const isChallenge = (answer: LoginAnswer): answer is Challenge => "challenge" in answer;

export const login = (email_address: string, password: string) =>
  body(client.POST("/session", { body: { email_address, password } }));

/** `code`: of the app, or a recovery code. */
export const secondFactor = (challenge: string, code: string) =>
  body(client.POST("/session/second-factor", { body: { challenge, code } }));

/** For ten minutes dangerous things need nothing more. Users without a password give a code. */
export const sessionConfirm = (values: components["schemas"]["SessionConfirm"]) =>
  done(client.POST("/session/confirm", { body: values }));

/** The session of this browser lasts two months from now. */
export const sessionPersist = () => body(client.POST("/session/persist"));

/** Says nothing about whether there is such a user. `return_to`: where the mailed link leads in the end. */
export const passwordResetBegin = (email_address: string, return_to: string | undefined) =>
  done(client.POST("/password-resets", { body: { email_address, return_to } }));

/** Whose password a mailed link sets; `null`: unknown, used or expired. */
export const passwordResetCheck = (link: string) =>
  queryOptions({
    queryKey: ["password_reset_check", link],
    queryFn: () => bodyOrNull(client.GET("/password-resets/{link}", { params: { path: { link } } })),
    staleTime: Infinity,
  });

export const passwordResetFinish = (link: string, password: string) =>
  body(client.POST("/password-resets/{link}", { params: { path: { link } }, body: { password } }));

/** `returnTo`: path to show afterwards; `invite`: secret of an invitation. */
export const oidcStart = (return_to: string, invite?: string) =>
  body(client.POST("/auth/oidc", { body: { return_to, invite } }));

/** Where the browser has to go to end the login at the OpenID provider too; `null`: nowhere. */
export async function logout(): Promise<string | null> {
  const { data, error, response } = await client.DELETE("/session");
  if (!response.ok) throw new ApiError(response.status, readProblem(error));
  return data?.provider_logout_url ?? null;
}

/** The own account, with what `sessionGet` does not tell: whether there is a password. */
export const meGet = () => queryOptions({ queryKey: ["me_get"], queryFn: () => body(client.GET("/me")) });

export const meGet = () => queryOptions({ queryKey: ["me_get"], queryFn: () => body(client.GET("/me")) });

export const meUpdate = (values: components["schemas"]["MeUpdate"]) => body(client.PATCH("/me", { body: values }));

/** The address changes when the link in the mail to it is followed. */
export const emailChange = (email_address: string, current_password: string) =>
  done(client.PUT("/me/email", { body: { email_address, current_password: current_password || undefined } }));

export const emailChangeConfirm = (link: string) =>
  done(client.POST("/email-changes/{link}", { params: { path: { link } } }));

export const passwordChange = (current_password: string, password: string) =>
  done(client.PUT("/me/password", { body: { current_password, password } }));
