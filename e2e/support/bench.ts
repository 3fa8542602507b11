/** Measures Postal and Postfix side by side: durable acceptance, and relaying to smtp-sink. See docs/performance.md. */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { type Api, type Page } from "./api.ts";
import { NameServer } from "./name_server.ts";
import { Postal, openShop } from "./postal.ts";
import { Postfix } from "./postfix.ts";
import { freePort, isListening, run, until } from "./process.ts";

const messages = Number(process.env["MESSAGES"] ?? 5000);
const rounds = Number(process.env["ROUNDS"] ?? 5);
const sessions = 50;
const bytes = 5 * 1024;

type Round = { perSecond: number; cpuPerThousand: number; peakMegabytes: number };
/** A server under test: where it listens, its first process, and how to wait until it has nothing left to do. */
type Subject = { port: number; pid: number; settle: () => Promise<void> };

/** Fields of /proc/PID/stat behind the name (proc(5)), for every process of a session. */
function processes(session: number): { pid: number; ticks: number }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
        if (Number(name) !== session && fields[3] !== session) return [];
        // utime, stime, and those of children that have ended and were waited for.
        return [{ pid: Number(name), ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) }];
      } catch {
        return [];
      }
    });
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const cpuSeconds = (pid: number) => processes(pid).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond;

/** Memory of all processes of a session; pages that several share are counted once. */
function megabytes(session: number): number {
  let sum = 0;
  for (const { pid } of processes(session)) {
    try {
      sum += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum / 1024;
}

const source = (port: number) =>
  run("smtp-source", [
    ...["-d", "-s", String(sessions), "-m", String(messages), "-l", String(bytes)],
    ...["-f", "sales@shop.example", "-t", "someone@receiver.example", `inet:127.0.0.1:${port}`],
  ]);

/** One round; `done` tells when the clock stops. */
async function measure(subject: Subject, done: () => Promise<void>): Promise<Round> {
  await subject.settle();
  const cpu = cpuSeconds(subject.pid);
  let peakMegabytes = megabytes(subject.pid);
  const sampler = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, megabytes(subject.pid));
  }, 500);
  const start = performance.now();
  await Promise.all([source(subject.port), done()]);
  const seconds = (performance.now() - start) / 1000;
  peakMegabytes = Math.max(peakMegabytes, megabytes(subject.pid));
  clearInterval(sampler);
  await subject.settle();
  return {
    perSecond: messages / seconds,
    cpuPerThousand: ((cpuSeconds(subject.pid) - cpu) / messages) * 1000,
    peakMegabytes,
  };
}

/** smtp-sink, and a promise for the moment when it has the next `messages` messages. */
class Sink {
  private received = 0;
  private wanted = 0;
  private reached: () => void = () => undefined;

  private constructor(readonly port: number, private readonly child: ReturnType<typeof spawn>) {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.received = Number([...text.matchAll(/mesg=(\d+)/g)].at(-1)?.[1] ?? this.received);
      if (this.received >= this.wanted) this.reached();
    });
  }

  static async start(): Promise<Sink> {
    const port = await freePort();
    // As root it insists on a user to become.
    const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
    const child = spawn("smtp-sink", ["-c", ...user, `127.0.0.1:${port}`, "1000"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await until("smtp-sink listens", () => isListening(port));
    return new Sink(port, child);
  }

  allOfThem(): Promise<void> {
    this.wanted = this.received + messages;
    return new Promise((resolve) => {
      this.reached = resolve;
    });
  }

  close(): void {
    this.child.kill();
  }
}

async function postfix(settings: Record<string, string>, test: (subject: Subject) => Promise<void>): Promise<void> {
  const server = await Postfix.create({
    smtpd_relay_restrictions: "permit_mynetworks, reject",
    // Not measured at the other side either.
    smtpd_client_connection_count_limit: "0",
    ...settings,
  });
  await server.start();
  await test({ port: server.port, pid: server.pid, settle: () => server.forgetHeld() });
  await server.close();
}

async function postal(
  nameServer: NameServer,
  mode: string,
  environment: { [name: string]: string },
  test: (subject: Subject) => Promise<void>,
): Promise<void> {
  const server = await Postal.start(nameServer, 25, { LOGGING_ENABLED: "false", ...environment });
  const api: Api = await server.api();
  const shop = await openShop(api, nameServer, { mode });
  const settle = async () => {
    await until(
      "the queue is empty",
      async () => (await api.get<Page<unknown>>(`${shop.server}/queue?limit=1`)).items.length === 0,
      300,
    );
  };
  await test({ port: server.smtpPort, pid: server.pid, settle });
  await server.close();
}

/** Milliseconds for making one small write durable. */
function fsyncTime(): number {
  const file = openSync(join(tmpdir(), "fsync"), "w");
  const start = performance.now();
  for (let count = 0; count < 200; count += 1) {
    writeSync(file, Buffer.alloc(4096), 0, 4096, 0);
    fsyncSync(file);
  }
  closeSync(file);
  return (performance.now() - start) / 200;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function row(name: string, all: Round[]): string {
  const rates = all.map((round) => round.perSecond);
  const cells = [
    `${median(rates).toFixed(0)} (${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)})`,
    median(all.map((round) => round.cpuPerThousand)).toFixed(2),
    Math.max(...all.map((round) => round.peakMegabytes)).toFixed(0),
  ];
  return `| ${name} | ${cells.join(" | ")} |`;
}

const results = new Map<string, Round[]>();
const repeat = (name: string, done: (() => Promise<void>) | undefined) => async (subject: Subject) => {
  const all: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const result = await measure(subject, done ?? (() => Promise.resolve()));
    all.push(result);
    console.error(`${name}, round ${round}: ${result.perSecond.toFixed(0)}/s`);
  }
  results.set(name, all);
};

const nameServer = await NameServer.start([]);
const sink = await Sink.start();
const relay = () => sink.allOfThem();
const hold = { smtpd_recipient_restrictions: "check_recipient_access static:HOLD" };
await postfix(hold, repeat("Acceptance, Postfix", undefined));
await postal(nameServer, "Development", {}, repeat("Acceptance, Postal", undefined));
await postfix({ relayhost: `[127.0.0.1]:${sink.port}` }, repeat("Relaying, Postfix", relay));
await postal(
  nameServer,
  "Live",
  { POSTAL_SMTP_RELAYS: `smtp://127.0.0.1:${sink.port}?ssl_mode=None` },
  repeat("Relaying, Postal", relay),
);
sink.close();
await nameServer.close();

const model = /^model name\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown processor";
const version = (program: string, args: string[]) => execFileSync(program, args, { encoding: "utf8" }).trim();
const filesystem = version("df", ["--output=fstype", tmpdir()]).split("\n").at(-1);
const text = `# Performance

Written by \`make bench\`; do not edit. Postal (release build, SQLite, one process) and Postfix on the same machine and disk in
one run, each alone. ${messages} messages of ${bytes} bytes per round from \`smtp-source\` over ${sessions} sessions without AUTH or TLS; median
of ${rounds} rounds, in brackets the slowest and the fastest.

| | messages/s | CPU seconds per 1,000 messages | peak memory, MB |
|---|---|---|---|
${[...results].map(([name, all]) => row(name, all)).join("\n")}

- **Acceptance**: until every message is acknowledged and durable. Postfix puts it into the hold queue and does no more;
  Postal's mail server is in development mode, so that each message is also taken up by the worker and recorded as held.
- **Relaying**: until \`smtp-sink\` has every message. Postfix has it as \`relayhost\`, Postal as \`postal.smtp_relays\`; both
  open at most 20 connections. Postal signs each message (DKIM, RSA 2048) and keeps it with its delivery record; Postfix
  does neither.
- CPU is what all processes of the server used until it had nothing left to do, without \`smtp-source\` and \`smtp-sink\`, which
  run on the same processors. Memory is the sum of the proportional sets (Pss) of all its processes, sampled twice a second.
- Settings: both as installed, but for what the test needs (addresses, ports, no limit of connections per client); Postal
  without log. Postfix does not look up names of clients.

Machine: ${cpus().length} × ${model}, ${(totalmem() / 1024 ** 3).toFixed(0)} GB, ${filesystem}, ${fsyncTime().toFixed(2)} ms for a durable write of 4 kB.
Linux ${version("uname", ["-r"])}, Postfix ${version("postconf", ["-h", "mail_version"])}, ${new Date().toISOString().slice(0, 10)}.
`;
const document = resolve(import.meta.dirname, "../../docs/performance.md");
// What bench_search.py wrote stays.
const others = /^## Many messages$[^]*/m.exec(readFileSync(document, "utf8"))?.[0];
writeFileSync(document, others === undefined ? text : `${text}\n${others}`);
console.log(text);
