import { body, client, done } from "./client";
import type { components } from "./generated/schema";
import { listQuery, pageSize } from "./list";

export type Token = components["schemas"]["TokenView"];
export type TokenCreate = components["schemas"]["TokenCreate"];

export const tokenList = () =>
  listQuery(["token_list"], (cursor) =>
    body(client.GET("/tokens", { params: { query: { limit: pageSize, cursor } } })),
  );

export const tokenCreate = (values: TokenCreate) => body(client.POST("/tokens", { body: values }));

export const tokenDelete = (uuid: string) => done(client.DELETE("/tokens/{uuid}", { params: { path: { uuid } } }));
