/** Public clients of Postal, unmodified, and a site with django-anymail. */
import { join } from "node:path";
import { Running, freePort, isListening, removeFolder, run, temporaryFolder, until } from "./process.ts";
import type { TlsProxy } from "./tls_proxy.ts";

const support = import.meta.dirname;
const python = join(support, "../.venv/bin/python");

/** An id and a token, as a client understood the answer. */
export type Known = { id: number; token: string };
export type AtechAnswers = {
  sent: { [address: string]: Known };
  raw: { [address: string]: Known };
  refused: { code: string; message: string } | null;
  unknown: { code: string; message: string } | null;
};

/** Sends by npm's @atech/postal to three recipients and raw to the first one, and lets it be refused. */
export async function atechPostal(proxy: TlsProxy, key: string, from: string, to: string[]): Promise<AtechAnswers> {
  const output = await run(process.execPath, [join(support, "atech_postal.mjs"), proxy.address, key, from, ...to], {
    env: { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: proxy.authority },
  });
  return JSON.parse(output);
}

export type PythonClient = "postal-py" | "pyostal" | "postalsend";

/** What `public_clients.py` prints: see there. */
export async function pythonClient<Answer>(client: PythonClient, args: string[], authority?: string): Promise<Answer> {
  const env = { PATH: process.env["PATH"], ...(authority === undefined ? {} : { REQUESTS_CA_BUNDLE: authority }) };
  return JSON.parse(await run(python, [join(support, "public_clients.py"), client, ...args], { env }));
}

export type TrackingEvent = {
  type: string;
  event: string;
  message_id: number;
  recipient: string | null;
  event_id: string;
  timestamp: string;
  description: string | null;
  mta_response: string | null;
  click_url: string | null;
  user_agent: string | null;
  tags: (string | null)[];
};
export type InboundEvent = {
  event_id: number;
  from: string;
  to: string[];
  envelope_sender: string;
  envelope_recipient: string;
  subject: string;
  text: string | null;
  html: string | null;
  attachments: { name: string; type: string; size: number }[];
};

/** Sends by Django's mail functions through django-anymail; gives what anymail knows of each recipient. */
export async function anymail(
  url: string,
  key: string,
  from: string,
  to: string,
): Promise<{ status: string[]; ids: { [address: string]: number } }> {
  return JSON.parse(await run(python, [join(support, "django_site.py"), "send", url, key, from, to]));
}

/** A running Django site with django-anymail's views. */
export class DjangoSite {
  private constructor(
    private readonly server: Running,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** `key`: what the installation's DKIM record says after `p=`. */
  static async start(key: string): Promise<DjangoSite> {
    const folder = temporaryFolder("django");
    const port = await freePort();
    const args = [join(support, "django_site.py"), "serve", String(port), key];
    const site = new DjangoSite(new Running(python, args, join(folder, "log")), folder, `http://127.0.0.1:${port}`);
    await until("Django answers", () => {
      if (!site.server.isRunning) throw new Error(`Django ended: see ${join(folder, "log")}`);
      return isListening(port);
    });
    return site;
  }

  get trackingUrl(): string {
    return `${this.url}/anymail/postal/tracking/`;
  }

  get inboundUrl(): string {
    return `${this.url}/anymail/postal/inbound/`;
  }

  async events(): Promise<{ tracking: TrackingEvent[]; inbound: InboundEvent[] }> {
    return JSON.parse(await (await fetch(`${this.url}/events`)).text());
  }

  async close(): Promise<void> {
    await this.server.stop();
    removeFolder(this.folder);
  }
}
