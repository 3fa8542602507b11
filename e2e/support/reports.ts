/** Delivery status reports as Python's email package understands them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { python } from "./clients.ts";
import type { Mail } from "./postfix.ts";

type Fields = { [name: string]: string };
export type Report = {
  header: Fields;
  type: string;
  reportType: string | null;
  parts: string[];
  text: string;
  /** Fields about the message, and about its first recipient (RFC 3464 §2.2, §2.3). */
  message: Fields;
  recipient: Fields;
  /** Header of the returned mail. */
  original: Fields;
  /** Where the mail is not well-formed. */
  defects: string[];
};

export async function readReport({ file }: Mail): Promise<Report> {
  return JSON.parse(await python([join(import.meta.dirname, "read_report.py")], readFileSync(file, "latin1")));
}
