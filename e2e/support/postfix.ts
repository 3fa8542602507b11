/** A real Postfix in a folder of its own: a receiving host with STARTTLS whose answers a test can choose. */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:net";
import { join } from "node:path";
import { Running, freePort, isListening, removeFolder, run, temporaryFolder, until } from "./process.ts";

/** A mail as it lies in the mailbox. */
export type Mail = { file: string; recipient: string; subject: string; text: string };

const daemons = "/usr/lib/postfix/sbin";

const services = `
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

/** The instance itself: configuration, start, stop. `settings` go into main.cf. */
export class Postfix {
  readonly folder: string;
  readonly port: number;
  private master: Running | undefined;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async create(settings: Record<string, string>, parent?: string): Promise<Postfix> {
    const folder = parent ?? temporaryFolder("postfix");
    const postfix = new Postfix(folder, await freePort());
    for (const name of ["conf", "queue", "data"]) mkdirSync(join(folder, name), { recursive: true });
    chmodSync(folder, 0o755);
    const [user, group] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "postfix"])));
    chownSync(join(folder, "data"), Number(user), Number(group));
    const main: Record<string, string> = {
      compatibility_level: "3.6",
      queue_directory: join(folder, "queue"),
      data_directory: join(folder, "data"),
      command_directory: "/usr/sbin",
      daemon_directory: daemons,
      maillog_file: join(folder, "log"),
      maillog_file_prefixes: folder,
      myhostname: "mx.receiver.example",
      mydestination: "",
      mynetworks: "127.0.0.0/8",
      inet_interfaces: "127.0.0.1",
      inet_protocols: "ipv4",
      alias_maps: "",
      alias_database: "",
      local_recipient_maps: "",
      smtpd_peername_lookup: "no",
      message_size_limit: "52428800",
      mailbox_size_limit: "0",
      ...settings,
    };
    writeFileSync(
      join(folder, "conf/main.cf"),
      Object.entries(main).map(([name, value]) => `${name} = ${value}\n`).join(""),
    );
    writeFileSync(join(folder, "conf/master.cf"), `127.0.0.1:${postfix.port} inet n - n - - smtpd\n${services}`);
    return postfix;
  }

  private get conf(): string {
    return join(this.folder, "conf");
  }

  async start(): Promise<void> {
    // What `postfix start-fg` does, without the script that would stand between us and the daemon.
    await run("postfix", ["-c", this.conf, "check"]);
    this.master = new Running(join(daemons, "master"), ["-c", this.conf, "-s"], join(this.folder, "out"), {
      env: { PATH: process.env["PATH"], MAIL_CONFIG: this.conf },
    });
    const { master } = this;
    await until(`Postfix listens on port ${this.port}: ${this.folder}`, () => {
      if (!master.isRunning) throw new Error(`Postfix ended:\n${this.log()}`);
      return isListening(this.port);
    });
  }

  /** Waits for the end of all its processes. */
  async stop(): Promise<void> {
    if (this.master === undefined) return;
    await this.master.stop();
    this.master = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    removeFolder(this.folder);
  }

  get pid(): number {
    return this.master?.child.pid ?? 0;
  }

  /** Changes settings and starts it again, so that all of its processes know them. */
  async change(settings: Record<string, string>): Promise<void> {
    await run("postconf", ["-c", this.conf, "-e", ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)]);
    await this.stop();
    await this.start();
  }

  /** A file of its own for a table or the like; gives its path. */
  file(name: string, text: string): string {
    const path = join(this.conf, name);
    writeFileSync(path, text);
    return path;
  }

  /** Hands a whole mail to it, as programs on its host do. A `from` of `<>` is the null sender. */
  async sendmail(from: string, to: string[], mail: string): Promise<void> {
    await run("sendmail", ["-C", this.conf, "-i", "-f", from, "--", ...to], {
      input: mail,
      env: { PATH: process.env["PATH"], MAIL_CONFIG: this.conf },
    });
  }

  /** Sends all mail that is not for its own domains to `port`, with TLS where that is offered. */
  relayTo(port: number): Promise<void> {
    return this.change({ relayhost: `[127.0.0.1]:${port}`, smtp_tls_security_level: "may" });
  }

  /** Deletes all mail that it was told to hold. */
  async forgetHeld(): Promise<void> {
    await run("postsuper", ["-c", this.conf, "-d", "ALL", "hold"]);
  }

  log(): string {
    return ["out", "log"]
      .map((name) => join(this.folder, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, "utf8"))
      .join("");
  }
}

/** A Postfix that takes mail for all of `domains` into one Maildir, unless the test tells it to answer otherwise. */
export class Receiver {
  private readonly mails = new Map<string, Mail>();

  private constructor(
    readonly postfix: Postfix,
    private readonly policy: Server,
    private readonly replies: Map<string, string>,
  ) {}

  static async start(domains: string[], settings: Record<string, string> = {}): Promise<Receiver> {
    const folder = temporaryFolder("receiver");
    const mailbox = join(folder, "mailbox");
    mkdirSync(mailbox);
    chmodSync(mailbox, 0o777);
    const [certificate, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    await run("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30".split(" "),
      ...["-subj", "/CN=mx.receiver.example", "-keyout", key, "-out", certificate],
    ]);
    // Postfix's policy protocol: attributes up to an empty line, answered with an action. Unlike an access table it
    // takes effect at once, in sessions that are open already.
    const replies = new Map<string, string>();
    const policy = createServer((socket) => {
      let request = "";
      socket.setEncoding("utf8").on("error", () => socket.destroy());
      socket.on("data", (text: string) => {
        request += text;
        for (let end = request.indexOf("\n\n"); end >= 0; end = request.indexOf("\n\n")) {
          const recipient = /^recipient=(.*)$/m.exec(request.slice(0, end))?.[1] ?? "";
          request = request.slice(end + 2);
          socket.write(`action=${replies.get(recipient) ?? "DUNNO"}\n\n`);
        }
      });
    });
    const policyPort = await freePort();
    await new Promise<void>((resolve) => policy.listen(policyPort, "127.0.0.1", () => resolve()));
    policy.unref();
    const postfix = await Postfix.create(
      {
        smtpd_tls_security_level: "may",
        smtpd_tls_cert_file: certificate,
        smtpd_tls_key_file: key,
        smtpd_relay_restrictions: "reject_unauth_destination",
        smtpd_recipient_restrictions: `check_policy_service inet:127.0.0.1:${policyPort}`,
        virtual_mailbox_domains: domains.join(" "),
        virtual_mailbox_base: folder,
        virtual_mailbox_maps: "static:mailbox/",
        virtual_uid_maps: "static:65534",
        virtual_gid_maps: "static:65534",
        virtual_mailbox_limit: "0",
        ...settings,
      },
      folder,
    );
    await postfix.start();
    return new Receiver(postfix, policy, replies);
  }

  /** What RCPT for this recipient is answered with, such as `550 5.1.1 no such user`; without a reply: accepted. */
  answer(recipient: string, reply?: string): void {
    if (reply === undefined) this.replies.delete(recipient);
    else this.replies.set(recipient, reply);
  }

  /** All mails that have arrived since the start. */
  arrived(): Mail[] {
    const folder = join(this.postfix.folder, "mailbox/new");
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      if (this.mails.has(name)) continue;
      const file = join(folder, name);
      const text = readFileSync(file, "latin1");
      const header = text.slice(0, text.search(/\r?\n\r?\n/));
      const field = (wanted: string) => new RegExp(`^${wanted}: *(.*)$`, "im").exec(header)?.[1]?.trim() ?? "";
      this.mails.set(name, { file, recipient: field("Delivered-To"), subject: field("Subject"), text });
    }
    return [...this.mails.values()];
  }

  arrivedFor(recipient: string): Mail[] {
    return this.arrived().filter((mail) => mail.recipient === recipient);
  }

  async close(): Promise<void> {
    await this.postfix.close();
    this.policy.close();
  }
}
