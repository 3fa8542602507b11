/** A tracking domain, the mails of many kinds that go through it, and the visits of their readers. */
import { request } from "node:http";
import { join } from "node:path";
import type { Api } from "./api.ts";
import { python } from "./clients.ts";
import type { NameServer } from "./name_server.ts";
import type { Postal, Shop } from "./postal.ts";

const script = join(import.meta.dirname, "tracking_mails.py");

/** What `tracking_mails.py` says of one mail. `links`: as they are written in it, and what they stand for. */
export type TrackedMail = { name: string; links: [string, string][]; images: number };

async function tool<Answer>(args: string[], input: unknown = null): Promise<Answer> {
  return JSON.parse(await python([script, ...args], JSON.stringify(input)));
}

/** Writes `NAME.eml` for `NAME@domain` into the folder. */
export function writeMails(folder: string, domain: string): Promise<TrackedMail[]> {
  return tool(["write", folder, domain]);
}

/** Sends all mails of the folder by SMTP, each in a transaction of its own. */
export async function sendMails(folder: string, domain: string, port: number, from: string): Promise<void> {
  await python([script, "send", folder, domain, String(port), from], "");
}

/** The addresses below `base` in each mail, in order. */
export function trackedLinks(base: string, mails: { name: string; file: string }[]): Promise<{ [name: string]: string[] }> {
  return tool(["links", base], mails);
}

/** What is different in mails besides links and images, one line each. */
export function differences(base: string, mails: { name: string; before: string; after: string }[]): Promise<string[]> {
  return tool(["compare", base], mails);
}

export type Visit = { status: number; headers: { [name: string]: string | string[] | undefined }; body: Buffer };

/** How readers reach the installation: with the host's own name, or through a proxy that says so in a header. */
export type Way = "host" | "header";

export class TrackDomain {
  private constructor(
    private readonly postal: Postal,
    readonly host: string,
  ) {}

  /** A tracking domain without TLS below the shop's domain, with its record in the DNS. */
  static async open(postal: Postal, api: Api, shop: Shop, nameServer: NameServer, settings: object = {}): Promise<TrackDomain> {
    const host = `click.${shop.domain}`;
    await nameServer.add([`${host}. CNAME track.postal.example.`, "track.postal.example. A 127.0.0.1"]);
    const domains = await api.all<{ uuid: string; name: string }>(`${shop.server}/domains`);
    const domain = domains.find(({ name }) => name === shop.domain)?.uuid;
    const body = { name: "click", domain, ssl_enabled: false, ...settings };
    const made = await api.post<{ uuid: string }>(`${shop.server}/track-domains`, body);
    const checked = await api.post<{ dns_status?: string }>(`${shop.server}/track-domains/${made.uuid}/check`);
    if (checked.dns_status !== "OK") throw new Error(`the tracking domain: ${JSON.stringify(checked)}`);
    return new TrackDomain(postal, host);
  }

  /** With what tracked addresses begin. */
  get base(): string {
    return `http://${this.host}`;
  }

  /** Requests an address below `base`, without following where it leads. */
  visit(url: string, way: Way = "host", { method = "GET", agent = "Mozilla/5.0 (e2e reader)" } = {}): Promise<Visit> {
    const { pathname, search } = new URL(url);
    const host: { [name: string]: string } =
      way === "host" ? { Host: this.host } : { Host: "127.0.0.1", "X-Postal-Track-Host": "1" };
    const headers = { ...host, "User-Agent": agent };
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: "127.0.0.1", port: this.postal.webPort, method, path: pathname + search, headers });
      outgoing.on("error", reject);
      outgoing.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      outgoing.end();
    });
  }
}
