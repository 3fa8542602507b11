/** An application that receives mail by HTTP: remembers every request and answers as the test says. */
import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createPublicKey, verify } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";

export type Received = { path: string; headers: IncomingHttpHeaders; body: Buffer };
/** A status code, or what to do with the response and its connection. */
export type Answer = number | ((response: ServerResponse, socket: Socket, request: Received) => void);

export class HttpSink {
  readonly requests: Received[] = [];
  /** Connections that were made, with or without a request. */
  connections = 0;
  private readonly answers = new Map<string, Answer>();

  private constructor(
    private readonly server: Server,
    private readonly origin: string,
  ) {}

  /** `tls`: key and certificate (PEM), for HTTPS. */
  static async start(address = "127.0.0.1", tls?: { key: Buffer; cert: Buffer }): Promise<HttpSink> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    const sink = new HttpSink(server, `${tls === undefined ? "http" : "https"}://${address}`);
    server.on("connection", () => {
      sink.connections += 1;
    });
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const path = request.url ?? "";
        const received = { path, headers: request.headers, body: Buffer.concat(chunks) };
        sink.requests.push(received);
        const answer = sink.answers.get(path) ?? 200;
        if (typeof answer === "function") answer(response, request.socket, received);
        else response.writeHead(answer).end(`answer ${answer}`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, address, () => resolve()));
    return sink;
  }

  get port(): number {
    const bound: AddressInfo | string | null = this.server.address();
    if (bound === null || typeof bound === "string") throw new Error("not listening");
    return bound.port;
  }

  url(path: string): string {
    return `${this.origin}:${this.port}${path}`;
  }

  /** How requests for `path` are answered from now on; without this: 200. */
  answer(path: string, answer: Answer): void {
    this.answers.set(path, answer);
  }

  to(path: string): Received[] {
    return this.requests.filter((request) => request.path === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

type Jwk = { kty: string; n: string; e: string; kid: string };

/** Whether both signatures of a request are by a key that the installation publishes. */
export async function isSigned(request: Received, postalUrl: string): Promise<boolean> {
  const response = await fetch(`${postalUrl}/.well-known/jwks.json`);
  const { keys }: { keys: Jwk[] } = JSON.parse(await response.text());
  const key = keys.find(({ kid }) => kid === request.headers["x-postal-signature-kid"]);
  if (key === undefined) return false;
  const publicKey = createPublicKey({ key, format: "jwk" });
  return [
    ["RSA-SHA256", "x-postal-signature-256"],
    ["RSA-SHA1", "x-postal-signature"],
  ].every(([algorithm, header]) => {
    const signature = request.headers[header ?? ""];
    return typeof signature === "string" && verify(algorithm, request.body, publicKey, Buffer.from(signature, "base64"));
  });
}
