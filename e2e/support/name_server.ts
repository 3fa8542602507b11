/** A real name server (NSD) that is the root of a small world of its own. */
import { Resolver } from "node:dns/promises";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Running, freePort, removeFolder, temporaryFolder, until } from "./process.ts";

export class NameServer {
  private serial = 1;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly records: string[],
    private daemon: Running,
  ) {}

  /** `records`: lines of a zone file with absolute names, such as `receiver.example. MX 10 mx.receiver.example.` */
  static async start(records: string[]): Promise<NameServer> {
    const folder = temporaryFolder("nsd");
    const port = await freePort();
    mkdirSync(join(folder, "zones"));
    writeFileSync(
      join(folder, "nsd.conf"),
      `server:
  ip-address: 127.0.0.1
  port: ${port}
  server-count: 1
  username: ""
  zonesdir: "${folder}/zones"
  pidfile: "${folder}/pid"
  xfrdfile: "${folder}/xfrd"
  xfrdir: "${folder}"
  zonelistfile: "${folder}/zonelist"
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "root"
`,
    );
    writeZone(folder, 1, records);
    const server = new NameServer(folder, port, [...records], run(folder));
    await server.settle();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Adds records; they are answered when this returns. */
  async add(records: string[]): Promise<void> {
    await this.replace([], records);
  }

  /** Puts these records in the place of all that `names` had; that is answered when this returns. */
  async replace(names: string[], records: string[]): Promise<void> {
    const others = this.records.filter((record) => !names.some((name) => record.startsWith(`${name}. `)));
    this.records.splice(0, this.records.length, ...others, ...records);
    this.serial += 1;
    writeZone(this.folder, this.serial, this.records);
    this.daemon.child.kill("SIGHUP");
    await this.settle();
  }

  /**
   * Waits until it answers what stands in the zone. On a busy machine it now and then gives up at once ("did not get start
   * signal from main") or misses a signal for good: then it is started again.
   */
  private async settle(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.answersWith(this.serial, 6);
      } catch (error) {
        if (attempt === 5) throw error;
        await this.daemon.stop();
        this.daemon = run(this.folder);
      }
    }
  }

  private async answersWith(serial: number, seconds = 30): Promise<void> {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([this.address]);
    await until(`the name server answers with serial ${serial}`, async () => {
      if (!this.daemon.isRunning) throw new Error(`nsd ended:\n${readFileSync(join(this.folder, "log"), "utf8")}`);
      // The serial as a record of its own, because Node's resolver does not ask the root for its SOA.
      const texts = await resolver.resolveTxt("serial.example").catch(() => []);
      return texts.flat().includes(String(serial));
    }, seconds);
  }

  async close(): Promise<void> {
    await this.daemon.stop();
    removeFolder(this.folder);
  }
}

function run(folder: string): Running {
  return new Running("nsd", ["-d", "-c", join(folder, "nsd.conf")], join(folder, "log"));
}

/** A TXT record; long values become several strings (RFC 1035 §3.3.14: 255 bytes each). */
export function txt(name: string, value: string): string {
  const strings = value.match(/.{1,255}/gs) ?? [""];
  return `${name}. TXT ${strings.map((part) => `"${part.replace(/["\\]/g, "\\$&")}"`).join(" ")}`;
}

function writeZone(folder: string, serial: number, records: string[]): void {
  // Short times to live: what a test adds is seen at once, absence included (RFC 2308 §5).
  const zone = [
    "$TTL 1",
    `. SOA ns.example. hostmaster.example. ${serial} 3600 600 86400 1`,
    ". NS ns.example.",
    "ns.example. A 127.0.0.1",
    txt("serial.example", String(serial)),
    ...records,
  ];
  writeFileSync(join(folder, "zones/root"), `${zone.join("\n")}\n`);
}
