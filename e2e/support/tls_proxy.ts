/** TLS in front of the installation, for clients that know nothing but HTTPS on port 443: an address and an authority of its own. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { type Server, createServer } from "node:https";
import { join } from "node:path";
import { removeFolder, run, temporaryFolder } from "./process.ts";

export class TlsProxy {
  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    /** An address on loopback; it listens on port 443 there. */
    readonly address: string,
    /** Request lines that came through it, such as `POST /api/v1/send/message`. */
    readonly requests: string[],
  ) {}

  /** The certificate of its authority (a PEM file): clients have to be told to trust it. */
  get authority(): string {
    return join(this.folder, "ca.pem");
  }

  /** `address`: where it listens, for who has to know that before. */
  static async start(port: number, address = ownAddress()): Promise<TlsProxy> {
    const folder = temporaryFolder("tls-proxy");
    const { key, cert } = await certificate(folder, address);
    const requests: string[] = [];
    const server = createServer({ key, cert }, (incoming, outgoing) => {
      requests.push(`${incoming.method} ${incoming.url}`);
      const headers = { ...incoming.headers, "x-forwarded-proto": "https", "x-forwarded-for": incoming.socket.remoteAddress };
      const { method, url: path } = incoming;
      const onward = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", (error) => outgoing.writeHead(502).end(String(error)));
      incoming.pipe(onward);
    });
    server.listen(443, address);
    try {
      await once(server, "listening");
    } catch (error) {
      removeFolder(folder);
      throw new Error(`this test needs port 443 on ${address}: run it as root, or lower net.ipv4.ip_unprivileged_port_start`, {
        cause: error,
      });
    }
    return new TlsProxy(server, folder, address, requests);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    removeFolder(this.folder);
  }
}

/** All of 127.0.0.0/8 is this machine's. An address of its own, because the port is not. */
export const ownAddress = () => `127.${randomInt(64, 128)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;

/** A certificate for the address by an authority that exists only here (`ca.pem` in the folder). */
async function certificate(folder: string, address: string): Promise<{ key: Buffer; cert: Buffer }> {
  const file = (name: string) => join(folder, name);
  const curve = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(" ");
  await run("openssl", [
    ...["req", "-x509", ...curve, "-days", "30", "-subj", "/CN=e2e authority"],
    ...["-addext", "keyUsage=critical,keyCertSign", "-keyout", file("ca.key"), "-out", file("ca.pem")],
  ]);
  await run("openssl", ["req", ...curve, "-subj", `/CN=${address}`, "-keyout", file("key"), "-out", file("request")]);
  // Python's verifier insists on the identifiers.
  writeFileSync(
    file("extensions"),
    `subjectAltName=IP:${address}\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\nextendedKeyUsage=serverAuth\n`,
  );
  await run("openssl", [
    ...["x509", "-req", "-in", file("request"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial"],
    ...["-days", "30", "-extfile", file("extensions"), "-out", file("cert")],
  ]);
  return { key: readFileSync(file("key")), cert: readFileSync(file("cert")) };
}
