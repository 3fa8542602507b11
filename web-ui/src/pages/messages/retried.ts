import type { RetryResult } from "../../api/messages";

const words: Record<RetryResult, string> = {
  hurried: "is tried now",
  released: "has been released",
  redelivered: "is delivered again",
};

/** What to say after a retry, which does what the state of the message allows. */
export const retried = (what: string) => (result: RetryResult) => `${what} ${words[result]}`;
