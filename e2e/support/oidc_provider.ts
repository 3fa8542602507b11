/** A real OpenID provider (npm `oidc-provider`) on loopback. Its own login page lets in whoever types any password. */
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import Provider from "oidc-provider";
import { freePort } from "./process.ts";

export type Claims = { email?: string; email_verified?: boolean; name?: string; groups?: string[] };

export const client = { id: "postal", secret: "a secret that the provider knows, too" };

export class OidcProvider {
  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    /** What it says about whom, by the name that is typed at its login; of others it knows nothing but the name. */
    readonly people: Map<string, Claims>,
  ) {}

  /** `site`: address of the installation that is registered with it. */
  static async start(site: string): Promise<OidcProvider> {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const people = new Map<string, Claims>();
    const key = (kid: string, alg: string, pair: { privateKey: { export: (options: { format: "jwk" }) => object } }) => ({
      ...pair.privateKey.export({ format: "jwk" }),
      kid,
      alg,
      use: "sig",
    });
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [`${site}/auth/oidc/callback`],
          post_logout_redirect_uris: [`${site}/login`],
          // Postal 3 understood RS256 only; this one signs in the other common way.
          id_token_signed_response_alg: "ES256",
        },
      ],
      jwks: {
        keys: [
          key("rsa", "RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })),
          key("ec", "ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })),
        ],
      },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) }),
      cookies: { keys: ["signs the cookies of its own pages"] },
      pkce: { required: () => true },
    });
    const server = createServer(provider.callback());
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return new OidcProvider(server, issuer, people);
  }

  /** Configuration of an installation that logs in through it. */
  get environment(): { [name: string]: string } {
    return {
      OIDC_ENABLED: "true",
      OIDC_NAME: "Acme ID",
      OIDC_ISSUER: this.issuer,
      OIDC_IDENTIFIER: client.id,
      OIDC_SECRET: client.secret,
      OIDC_SCOPES: "openid,email,profile,groups",
      OIDC_PROVIDER_LOGOUT: "true",
    };
  }

  /** Also ends it for good, in the middle of a story. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
