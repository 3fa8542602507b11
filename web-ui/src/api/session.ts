import { queryOptions } from "@tanstack/react-query";
import { body, bodyOrNull, client, done } from "./client";
import { ApiError } from "./errors";
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

export const login = (email_address: string, password: string) =>
  body(client.POST("/session", { body: { email_address, password } }));

export const logout = () => done(client.DELETE("/session"));

export const meUpdate = (values: components["schemas"]["MeUpdate"]) => body(client.PATCH("/me", { body: values }));

/** The address changes when the link in the mail to it is followed. */
export const emailChange = (email_address: string, current_password: string) =>
  done(client.PUT("/me/email", { body: { email_address, current_password: current_password || undefined } }));

export const passwordChange = (current_password: string, password: string) =>
  done(client.PUT("/me/password", { body: { current_password, password } }));
