/** A name server in front of another that fails or is slow for the names a test says; all else passes unchanged. */
import { type Socket, createSocket } from "node:dgram";
import { once } from "node:events";
import { freePort } from "./process.ts";

/** `silent`: no answer at all; a number: the answer comes so many milliseconds later. */
export type Trouble = "SERVFAIL" | "REFUSED" | "silent" | number;

const codes = { SERVFAIL: 2, REFUSED: 5 };

export class DnsProxy {
  private readonly troubles = new Map<string, Trouble>();
  /** How often each `NAME TYPE` was asked for. */
  private readonly questions = new Map<string, number>();
  private isOpen = true;

  private constructor(
    private readonly socket: Socket,
    readonly port: number,
    private readonly upstream: number,
  ) {}

  static async start(upstream: number): Promise<DnsProxy> {
    const port = await freePort();
    const socket = createSocket("udp4");
    socket.bind(port, "127.0.0.1");
    await once(socket, "listening");
    const proxy = new DnsProxy(socket, port, upstream);
    socket.on("message", (query, { port: client }) => proxy.answer(query, client));
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** What happens from now on to questions for this name; without trouble: what the server behind says. */
  trouble(name: string, trouble?: Trouble): void {
    if (trouble === undefined) this.troubles.delete(name.toLowerCase());
    else this.troubles.set(name.toLowerCase(), trouble);
  }

  /** How often it was asked for records of this type at this name. */
  asked(name: string, type: string): number {
    return this.questions.get(`${name.toLowerCase()} ${type}`) ?? 0;
  }

  private answer(query: Buffer, client: number): void {
    const { name, type } = question(query);
    const key = `${name} ${type}`;
    this.questions.set(key, (this.questions.get(key) ?? 0) + 1);
    const trouble = this.troubles.get(name);
    if (trouble === "silent") return;
    if (typeof trouble === "string") {
      // RFC 1035 §4.1.1: QR, and RCODE in the low bits of the fourth octet.
      const failure = Buffer.from(query);
      failure.writeUInt8(failure.readUInt8(2) | 0x80, 2);
      failure.writeUInt8(codes[trouble], 3);
      this.socket.send(failure, client, "127.0.0.1");
      return;
    }
    const onward = createSocket("udp4");
    const forget = setTimeout(() => onward.close(), 10_000).unref();
    onward.on("error", () => undefined);
    onward.on("message", (reply) => {
      clearTimeout(forget);
      onward.close();
      setTimeout(() => this.isOpen && this.socket.send(reply, client, "127.0.0.1"), trouble ?? 0).unref();
    });
    onward.send(query, this.upstream, "127.0.0.1");
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.socket.close();
    await once(this.socket, "close");
  }
}

const types: { [code: number]: string } = { 1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 15: "MX", 16: "TXT", 28: "AAAA" };

/** The name and type that a message asks for (RFC 1035 §4.1.2). */
function question(message: Buffer): { name: string; type: string } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = message.readUInt16BE(at + 1);
  return { name: labels.join(".").toLowerCase(), type: types[code] ?? String(code) };
}
