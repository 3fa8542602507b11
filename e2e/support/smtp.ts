/** SMTP by hand: for what well-behaved clients do not do. */
import { type Socket, createConnection } from "node:net";

export class Smtp {
  private received = "";
  private wake: (() => void) | undefined;
  private failure: Error | undefined;

  private constructor(readonly socket: Socket) {
    const changed = (failure?: Error) => {
      this.failure ??= failure;
      this.wake?.();
    };
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      this.received += text;
      changed();
    });
    socket.on("error", (error) => changed(error));
    socket.on("close", () => changed(new Error("the connection was closed")));
  }

  /** Connects and reads the greeting. */
  static async connect(port: number): Promise<Smtp> {
    const smtp = new Smtp(createConnection(port, "127.0.0.1"));
    await smtp.reply();
    return smtp;
  }

  /** Reads one reply, all of its lines; fails when the connection ends instead. */
  async reply(): Promise<string> {
    for (;;) {
      // RFC 5321 §4.2.1: the last line has a space behind the code.
      const end = /^\d{3}(?: .*)?\r\n/m.exec(this.received);
      if (end !== null) {
        const reply = this.received.slice(0, end.index + end[0].length);
        this.received = this.received.slice(reply.length);
        return reply.trimEnd();
      }
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async command(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** A whole transaction; gives the reply to the final dot, or the first refusal. */
  async send(from: string, to: string, subject: string, body = "Hello."): Promise<string> {
    for (const line of [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`]) {
      const reply = await this.command(line);
      if (!reply.startsWith("250")) return reply;
    }
    const reply = await this.command("DATA");
    if (!reply.startsWith("354")) return reply;
    return this.command(`From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${body}\r\n.`);
  }

  close(): void {
    this.socket.destroy();
  }
}
