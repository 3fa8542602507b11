import createClient from "openapi-fetch";
import { ApiError, readProblem } from "./errors";
import { fetchConfirmed } from "./stepUp";
import type { paths } from "./generated/schema";

// The only fetch of the application. The session is a cookie; the header marks requests as our own (CSRF).
// `fetch` is looked up at each call, so that tests can put theirs in its place.
export const client = createClient<paths>({
  baseUrl: new URL("/api/v2", window.location.origin).href,
  headers: { "X-Requested-With": "postal-ui" },
  credentials: "same-origin",
  fetch: fetchConfirmed,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Body of a successful answer. Everything else throws `ApiError`. */
export async function body<T>(call: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await reach(call);
  if (!response.ok) throw new ApiError(response.status, readProblem(error));
  if (data === undefined || data === null) throw new ApiError(response.status, readProblem(null));
  return data;
}

/** For operations that answer with nothing of use. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await reach(call);
  if (!response.ok) throw new ApiError(response.status, readProblem(error));
}

/** As `body`, but `null` where the API says that there is no such thing. */
export const bodyOrNull = <T>(call: Promise<Answer<T>>) => ifThere(body(call));

/** An answer that is text, possibly none; `null` where the API says that there is no such thing. */
export const textOrNull = (call: Promise<Answer<string>>) => ifThere(text(call));

/** Whether there is something at an address of the API, without fetching it. */
export async function isThere(url: string): Promise<boolean> {
  const request = new Request(new URL(url, window.location.origin), {
    method: "HEAD",
    headers: { "X-Requested-With": "postal-ui" },
    credentials: "same-origin",
  });
  const { response } = await reach(globalThis.fetch(request).then((answer) => ({ response: answer })));
  if (!response.ok && response.status !== 404) throw new ApiError(response.status, null);
  return response.ok;
}

async function text(call: Promise<Answer<string>>): Promise<string> {
  const { data, error, response } = await reach(call);
  if (!response.ok) throw new ApiError(response.status, readProblem(error));
  return data ?? "";
}

async function ifThere<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

async function reach<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call;
  } catch (cause) {
    throw new ApiError(0, readProblem(null), { cause });
  }
}
