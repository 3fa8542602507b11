import { readProblem } from "./errors";

// Before something dangerous the API may want the password again (403 `step_up_required`). The request waits while the
// application asks for it, and is then sent once more, so that no page has to know.

type Answer = (isConfirmed: boolean) => void;

let waiting: Answer | null = null;
let asked: Promise<boolean> | null = null;
let hosts = 0;
const listeners = new Set<() => void>();

/** For the component that asks. */
export const stepUp = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    hosts += 1;
    return () => {
      listeners.delete(listener);
      hosts -= 1;
    };
  },
  isAsked: () => waiting !== null,
  answer: (isConfirmed: boolean) => {
    waiting?.(isConfirmed);
    waiting = null;
    tell();
  },
};

/** Sends a request; when the API wants the password first, asks for it and sends the request again. */
export async function fetchConfirmed(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await globalThis.fetch(request);
  if (!(await wantsPassword(response)) || !(await ask())) return response;
  return globalThis.fetch(again);
}

async function wantsPassword(response: Response): Promise<boolean> {
  if (response.status !== 403 || hosts === 0) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return readProblem(problem)?.code === "step_up_required";
}

/** One question for all requests that wait. */
function ask(): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    waiting = resolve;
    tell();
  }).finally(() => {
    asked = null;
  });
  return asked;
}

function tell() {
  for (const listener of listeners) listener();
}
