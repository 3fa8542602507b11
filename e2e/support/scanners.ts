/** Real spamd, rspamd and clamd, each in a folder of its own, without network and without updates. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Running, freePort, isListening, removeFolder, temporaryFolder, until } from "./process.ts";

/** A scanner that listens both on 127.0.0.1:`port` and on the Unix socket. */
export type Scanner = { port: number; socket: string; log: () => string; stop: () => Promise<void> };

/** What every virus scanner is tested with. In two parts, lest this file itself is taken for a virus. */
export const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** What every spam filter is tested with: 1000 points in SpamAssassin, `reject` in rspamd. */
export const gtube = ["XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD", "-ANTI-UBE-TEST-EMAIL*C.34X"].join("");

/** SpamAssassin with Debian's rules, but no look-ups, no Bayes filter and no preferences of users. */
export async function startSpamd(): Promise<Scanner> {
  return start("spamd", "spamd", (folder, port, socket) => [
    ...["--local", "--nouser-config", "--syslog=stderr", "--max-children=2", "--min-children=1", "--username=nobody"],
    ...["--cf=use_bayes 0", "--cf=use_auto_welcomelist 0"],
    ...[`--helper-home-dir=${folder}`, `--listen=127.0.0.1:${port}`, `--listen=${socket}`, "--socketmode=0666"],
  ]);
}

/** Of all that rspamd can do, GTUBE, SPF and these rules, so that scores are known and nothing is fetched. */
const rules = `
local function rule(name, score, description, callback)
  rspamd_config[name] = { callback = callback, score = score, description = description, group = "e2e" }
end
rule("E2E_PILLS", 7.5, "The subject sells pills", function(task)
  return (task:get_subject() or ""):find("cheap pills") ~= nil
end)
rule("E2E_ALWAYS", 0.25, nil, function() return true end)
rule("E2E_CLIENT", 0.5, "The client is known", function(task)
  local ip, from = task:get_from_ip(), task:get_from("smtp")
  if not ip or not ip:is_valid() then return false end
  return true, 1.0, tostring(ip), task:get_helo() or "", from and from[1] and from[1].addr or ""
end)
rule("E2E_SUBMITTED", -0.5, "Somebody submitted it", function(task) return task:get_user() ~= nil end)
`;

export type RspamdOptions = {
  /** Port of a name server on 127.0.0.1; without one SPF finds nothing. */
  dns?: number;
};

/** rspamd without Redis and without its usual rules; rejects at 15 points. */
export async function startRspamd(options: RspamdOptions = {}): Promise<Scanner> {
  const dns = options.dns ?? (await freePort());
  return start("rspamd", "rspamd", (folder, port, socket) => {
    const file = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const config = file(
      "rspamd.conf",
      `
lua = "${file("rules.lua", rules)}";
options {
  pidfile = "${join(folder, "pid")}";
  tempdir = "${folder}";
  url_tld = "${file("suffixes.dat", "example\n")}";
  disable_hyperscan = true;
  gtube_patterns = "all";
  # The peers of the tests are on this machine and are to be treated like anybody else.
  local_addrs = ["192.0.2.255"];
  dns { nameserver = ["127.0.0.1:${dns}"]; timeout = 0.5s; retransmits = 1; }
}
logging { type = "console"; level = "notice"; }
actions { reject = 15; add_header = 6; greylist = 4; }
modules { path = "/usr/share/rspamd/plugins/spf.lua"; }
spf { enabled = true; }
group "spf" {
  symbols {
    R_SPF_ALLOW { weight = -0.2; description = "SPF allows the client"; }
    R_SPF_FAIL { weight = 1.0; description = "SPF forbids the client"; }
  }
}
worker "normal" { bind_socket = ["127.0.0.1:${port}", "${socket} mode=0666"]; count = 1; mime = true; }
`,
    );
    return ["--no-fork", "--insecure", "--config", config];
  });
}

/** clamd that knows one virus, `Postal.Test.EICAR`, and takes streams of up to `streamMaxMegabytes`. */
export async function startClamd(streamMaxMegabytes = 25): Promise<Scanner> {
  return start("clamd", "clamav-daemon", (folder, port, socket) => {
    mkdirSync(join(folder, "db"));
    // Any file type, any offset (clamav-documentation, "Body-based signatures").
    const signature = Buffer.from(eicar).toString("hex");
    writeFileSync(join(folder, "db/test.ndb"), `Postal.Test.EICAR:0:*:${signature}\n`);
    const config = join(folder, "clamd.conf");
    const lines = [
      ...["Foreground yes", `DatabaseDirectory ${join(folder, "db")}`, `TemporaryDirectory ${folder}`],
      ...["TCPAddr 127.0.0.1", `TCPSocket ${port}`, `LocalSocket ${socket}`, "LocalSocketMode 666"],
      ...[`StreamMaxLength ${streamMaxMegabytes}M`, "MaxThreads 2"],
    ];
    writeFileSync(config, lines.map((line) => `${line}\n`).join(""));
    return [`--config-file=${config}`];
  });
}

async function start(
  program: string,
  debianPackage: string,
  prepare: (folder: string, port: number, socket: string) => string[],
): Promise<Scanner> {
  requireProgram(program, debianPackage);
  const folder = temporaryFolder(program);
  // The daemons drop their rights and still have to reach the folder.
  chmodSync(folder, 0o777);
  const port = await freePort();
  const socket = join(folder, `${program}.sock`);
  const output = join(folder, "out");
  const log = () => (existsSync(output) ? readFileSync(output, "utf8") : "");
  const daemon = new Running(program, prepare(folder, port, socket), output, { env: environment() });
  const stop = async () => {
    await daemon.stop();
    removeFolder(folder);
  };
  try {
    await until(
      `${program} listens on port ${port} and on ${socket}`,
      async () => {
        if (!daemon.isRunning) throw new Error(`${program} ended:\n${log()}`);
        return existsSync(socket) && (await isListening(port));
      },
      60,
    );
  } catch (error) {
    const said = log();
    await stop();
    throw new Error(`${program} did not start:\n${said}`, { cause: error });
  }
  return { port, socket, log, stop };
}

/** Debian keeps daemons where the PATH of users does not lead. */
function environment(): Record<string, string | undefined> {
  return { ...process.env, PATH: [process.env["PATH"], "/usr/sbin", "/sbin"].join(delimiter) };
}

function requireProgram(program: string, debianPackage: string): void {
  const folders = environment()["PATH"]?.split(delimiter) ?? [];
  if (folders.some((folder) => existsSync(join(folder, program)))) return;
  throw new Error(`${program} is missing: install the package ${debianPackage} (e2e/support/packages.sh ${debianPackage})`);
}
