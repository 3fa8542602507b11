export interface FieldProblem {
  /** Name of the form field: the JSON Pointer without its leading slash. */
  field: string;
  message: string;
}

export interface Problem {
  code: string;
  message: string;
  fields: FieldProblem[];
  /** The object as it is now, when a change was meant for another version (412). */
  current?: Record<string, unknown>;
}

/** What the API answered instead of a success. `status` 0: there was no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly current: Record<string, unknown> | undefined;

  constructor(status: number, problem: Problem | null, options?: ErrorOptions) {
    super(problem?.message ?? fallbackMessage(status), options);
    this.name = "ApiError";
    this.status = status;
    this.code = problem?.code ?? "";
    this.fields = problem?.fields ?? [];
    this.current = problem?.current;
  }
}

/** Reads `application/problem+json`; `null` when the body is something else. */
export function readProblem(value: unknown): Problem | null {
  if (!isRecord(value)) return null;
  const message = [value.message, value.detail, value.title].find((text) => typeof text === "string" && text !== "");
  if (typeof message !== "string") return null;
  const fields = Array.isArray(value.fields) ? value.fields.flatMap(readField) : [];
  const current = isRecord(value.current) ? { current: value.current } : {};
  return { code: typeof value.code === "string" ? value.code : "", message, fields, ...current };
}

function readField(value: unknown): FieldProblem[] {
  if (!isRecord(value) || typeof value.field !== "string") return [];
  const message = typeof value.message === "string" && value.message !== "" ? value.message : "is not valid";
  return [{ field: value.field.replace(/^\//, ""), message: sentence(message) }];
}

/** Whole sentence for a person, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong. Try again.";
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function fallbackMessage(status: number): string {
  switch (status) {
    case 0:
      return "The server cannot be reached. Check your connection and try again.";
    case 401:
      return "Your session has ended. Log in again.";
    case 403:
      return "You may not do this. Ask an administrator of the organization.";
    case 404:
      return "This does not exist, or you may not see it.";
    case 413:
      return "This is too large.";
    case 429:
      return "Too many attempts. Wait a little and try again.";
    default:
      return status >= 500
        ? `The server failed to answer (HTTP ${status}). Try again in a moment.`
        : `The server refused this (HTTP ${status}).`;
  }
}
