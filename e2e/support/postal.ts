/** The real `postal` binary in a folder and on ports of its own. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Api } from "./api.ts";
import { type NameServer, txt } from "./name_server.ts";
import { Running, freePort, isListening, removeFolder, run, temporaryFolder, until } from "./process.ts";

const root = resolve(import.meta.dirname, "../..");
const binary = join(process.env["CARGO_TARGET_DIR"] ?? join(root, "target"), process.env["POSTAL_PROFILE"] ?? "debug", "postal");

export const administrator = { email: "admin@postal.example", password: "correct horse battery staple" };

/** An organization with one mail server, a domain whose records stand in the DNS, and keys of each kind. */
export type Shop = {
  /** Path of the mail server in the management API. */
  server: string;
  from: string;
  domain: string;
  user: string;
  smtpKey: string;
  apiKey: string;
};

type DnsRecord = { type: string; full_name: string; value: string };
type Domain = { uuid: string; dkim: { status?: string } };

export class Postal {
  private serve: Running | undefined;
  private constructor(
    readonly folder: string,
    readonly smtpPort: number,
    readonly webPort: number,
    /** Of the listeners for health checks and metrics. */
    readonly healthPorts: { worker: number; smtp: number; web: number },
    private readonly environment: { [name: string]: string },
  ) {}

  /** A new installation, started. `environment` adds to the configuration. */
  static async start(
    nameServer: NameServer,
    mxPort: number,
    environment: { [name: string]: string } = {},
  ): Promise<Postal> {
    const folder = temporaryFolder("postal");
    const [smtpPort, webPort] = [await freePort(), await freePort()];
    const healthPorts = { worker: await freePort(), smtp: await freePort(), web: await freePort() };
    await run("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=postal.example".split(" "),
      ...["-keyout", join(folder, "smtp.key"), "-out", join(folder, "smtp.cert")],
    ]);
    const postal = new Postal(folder, smtpPort, webPort, healthPorts, {
      PATH: process.env["PATH"] ?? "",
      POSTAL_CONFIG_FILE_PATH: join(folder, "postal.yml"),
      SILENCE_POSTAL_CONFIG_MESSAGES: "true",
      POSTAL_WEB_HOSTNAME: "127.0.0.1",
      POSTAL_WEB_PROTOCOL: "http",
      POSTAL_USE_LOCAL_NS_FOR_DOMAIN_VERIFICATION: "true",
      WEB_SERVER_DEFAULT_BIND_ADDRESS: "127.0.0.1",
      WEB_SERVER_DEFAULT_PORT: String(webPort),
      WEB_SERVER_UI_DIRECTORY: join(root, "web-ui/dist"),
      // Stories hurry more than people.
      WEB_SERVER_MAX_REQUESTS_PER_MINUTE: "0",
      SMTP_SERVER_DEFAULT_BIND_ADDRESS: "127.0.0.1",
      SMTP_SERVER_DEFAULT_PORT: String(smtpPort),
      SMTP_SERVER_TLS_ENABLED: "true",
      SMTP_SERVER_CONNECTION_LIMIT_EXEMPT_NETWORKS: "127.0.0.0/8",
      SMTP_SERVER_DEFAULT_HEALTH_SERVER_PORT: String(healthPorts.smtp),
      WORKER_DEFAULT_HEALTH_SERVER_PORT: String(healthPorts.worker),
      WEB_SERVER_DEFAULT_HEALTH_SERVER_PORT: String(healthPorts.web),
      DNS_NAMESERVERS: nameServer.address,
      SMTP_CLIENT_MX_PORT: String(mxPort),
      SMTP_CLIENT_ALLOWED_DESTINATIONS: "127.0.0.0/8",
      // The applications of the tests listen here; the rest of loopback stays forbidden, as by default.
      POSTAL_ALLOWED_REQUEST_DESTINATIONS: "127.0.0.1",
      ...environment,
    });
    await postal.command(["bootstrap", "postal.example", folder]);
    await postal.command(["initialize"]);
    await postal.command(
      ["make-user", "--email", administrator.email, "--first-name", "Ada", "--last-name", "Admin", "--password-stdin"],
      administrator.password,
    );
    await postal.up();
    return postal;
  }

  get url(): string {
    return `http://127.0.0.1:${this.webPort}`;
  }

  get pid(): number {
    return this.serve?.child.pid ?? 0;
  }

  command(args: string[], input = ""): Promise<string> {
    return run(binary, args, { input, env: this.environment, cwd: this.folder });
  }

  /** Starts the process (again, on the same folder) and waits until it listens. */
  async up(): Promise<void> {
    this.serve = new Running(binary, ["serve"], join(this.folder, "log"), { env: this.environment, cwd: this.folder });
    const { serve } = this;
    for (const port of [this.webPort, this.smtpPort]) {
      await until(`postal listens on port ${port}`, () => {
        if (!serve.isRunning) throw new Error(`postal ended:\n${this.log().slice(-5000)}`);
        return isListening(port);
      });
    }
  }

  async down(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    await this.serve?.stop(signal);
  }

  log(): string {
    const file = join(this.folder, "log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Lets time pass for stored things, or counts rows, beside the running service: see `database.py`. */
  database(...args: string[]): Promise<string> {
    const script = join(import.meta.dirname, "database.py");
    return run(join(import.meta.dirname, "../.venv/bin/python"), [script, join(this.folder, "postal.db"), ...args]);
  }

  async api(email = administrator.email): Promise<Api> {
    const token = await this.command(["make-token", "--email", email, "--name", "e2e"]);
    return new Api(this.url, token.trim());
  }

  /** A new user without the rights of an administrator, who belongs to the organization. */
  async member(organization: string, email: string, role: string): Promise<Api> {
    await this.command(
      ["make-user", "--email", email, "--first-name", "Mia", "--last-name", "Member", "--no-admin", "--password-stdin"],
      "correct horse battery staple",
    );
    await (await this.api()).post(`/organizations/${organization}/members`, { email_address: email, role });
    return this.api(email);
  }

  async close(): Promise<void> {
    await this.down();
    removeFolder(this.folder);
  }
}

/** Sets up a mail server through the management API and puts its domain's records into the DNS. */
export async function openShop(api: Api, nameServer: NameServer, { mode = "Live" } = {}): Promise<Shop> {
  const domain = "shop.example";
  await api.post("/organizations", { name: "Acme", permalink: "acme" });
  await api.post("/organizations/acme/servers", { name: "Mail", permalink: "mail", mode });
  const server = "/organizations/acme/servers/mail";
  const { uuid } = await api.post<Domain>(`${server}/domains`, { name: domain });
  const { items } = await api.get<{ items: DnsRecord[] }>(`${server}/domains/${uuid}/records`);
  await nameServer.add(
    items.filter((record) => record.type === "TXT").map((record) => txt(record.full_name, record.value)),
  );
  const checked = await api.post<Domain>(`${server}/domains/${uuid}/check`);
  if (checked.dkim.status !== "OK") throw new Error(`the domain's DKIM record: ${JSON.stringify(checked)}`);
  const credential = (type: string, more: object = {}) =>
    api.post<{ key: string }>(`${server}/credentials`, { type, name: `e2e ${type}`, hold: false, ...more });
  await credential("SMTP-IP", { key: "127.0.0.1" });
  return {
    server,
    domain,
    from: `sales@${domain}`,
    user: "acme/mail",
    smtpKey: (await credential("SMTP")).key,
    apiKey: (await credential("API")).key,
  };
}
