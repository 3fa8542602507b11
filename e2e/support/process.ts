/** Processes, ports, folders and conditions: what every real part in these tests needs. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own; the caller removes it. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `postal-e2e-${name}-`));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * A port on 127.0.0.1 that nobody uses, neither TCP nor UDP. Below the range from which the system takes ports for
 * outgoing connections (32768 and up), which would otherwise use it again before a server has started.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    const tcp = createServer();
    const udp = createSocket("udp4");
    try {
      await once(tcp.listen(port, "127.0.0.1"), "listening");
      udp.bind(port, "127.0.0.1");
      await once(udp, "listening");
      return port;
    } catch {
      // In use: another one.
    } finally {
      udp.close();
      if (tcp.listening) await once(tcp.close(), "close");
    }
  }
}

/** Whether somebody listens there. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** Asks again and again until the answer is neither false nor undefined; fails with `what` after `seconds`. */
export async function until<T>(what: string, ask: () => T | Promise<T>, seconds = 30): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined && answer !== null) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export type RunOptions = { input?: string | Buffer; env?: Record<string, string | undefined>; cwd?: string };

/** Runs a program to its end and gives its standard output; a failure carries all that it said. */
export function run(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env: options.env ?? process.env, cwd: options.cwd, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${program} ${args.join(" ")}: ${error.message}\n${stdout}\n${stderr}`));
      },
    );
    // A program that does not read its input may be gone already.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

/** A program that runs until it is stopped. It also ends when this process does, however that happens. */
export class Running {
  readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(program: string, args: string[], log: string, options: RunOptions = {}) {
    const output = openSync(log, "a");
    this.child = spawn(program, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    // The guard's input ends with this process. (PR_SET_PDEATHSIG is lost when a daemon changes its user.)
    const guard = spawn("sh", ["-c", 'read -r _; kill -TERM "$0"', String(this.child.pid)], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    guard.on("error", () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("exit", () => {
        guard.kill("SIGKILL");
        resolve();
      });
    });
    // Whoever waits hears of it; without a waiter the check that follows the start does.
    this.ended.catch(() => undefined);
  }

  get isRunning(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Sends the signal and waits for the end. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.isRunning) this.child.kill(signal);
    await this.ended;
  }
}
