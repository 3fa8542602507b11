/** Mail as Python's email package understands it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { python } from "./clients.ts";
import type { Mail } from "./postfix.ts";

export type Part = {
  type: string;
  filename: string | null;
  disposition: string | null;
  text: string | null;
  base64: string | null;
};
export type ParsedMail = { header: { [name: string]: string }; parts: Part[]; defects: string[] };

export async function readMail({ file }: Mail): Promise<ParsedMail> {
  return JSON.parse(await python([join(import.meta.dirname, "read_mail.py")], readFileSync(file)));
}
