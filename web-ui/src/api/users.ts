import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";

/** A user as administrators of the installation see them. */
export type Account = components["schemas"]["AccountView"];
export type AccountCreate = components["schemas"]["UserCreate"];
export type AccountUpdate = components["schemas"]["UserUpdate"];

const item = (uuid: string) => ({ params: { path: { user: uuid } } });

export const userList = () =>
  listQuery(["user_list"], (cursor) => body(client.GET("/users", { params: { query: { limit: pageSize, cursor } } })));

export const userGet = (uuid: string) =>
  queryOptions({ queryKey: ["user_get", uuid], queryFn: () => body(client.GET("/users/{user}", item(uuid))) });

export const userCreate = (values: AccountCreate) => body(client.POST("/users", { body: values }));

export const userUpdate = (uuid: string, values: AccountUpdate) =>
  body(client.PATCH("/users/{user}", { ...item(uuid), body: values }));

/** What the user owns is the caller's afterwards. */
export const userDelete = (uuid: string) => done(client.DELETE("/users/{user}", item(uuid)));

/** Mails a link that sets a password. */
export const userSendReset = (uuid: string) => done(client.POST("/users/{user}/send_reset", item(uuid)));

/** Takes the second factor away: the password alone lets in then. */
export const userResetTwoFactor = (uuid: string) => done(client.POST("/users/{user}/reset_two_factor", item(uuid)));

export const userEndSessions = (uuid: string) => done(client.POST("/users/{user}/end_sessions", item(uuid)));
