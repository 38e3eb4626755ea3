import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, type JWK } from "jose";
import { type Configuration, type KoaContextWithOIDC, Provider } from "oidc-provider";
import type { UpstreamConfig } from "./upstream-config.ts";

export const CLIENT_ID = "tax-open-platform";

/** Who signs in at the upstream provider next, and how. */
export interface UpstreamPerson {
  sub: string;
  acr?: string;
  /** Our person's id, where both sides agreed on the claim. */
  personId?: string;
  /** How long ago they signed in there, in seconds. */
  ago?: number;
}

const privateJwk = async (kid: string): Promise<JWK> => ({
  ...(await exportJWK(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)),
  kid,
  alg: "ES256",
  use: "sig",
});

/** Another OpenID provider on a server of its own: it asks nothing and signs in whoever the test says. */
export class UpstreamServer {
  next: UpstreamPerson = { sub: "somebody" };
  readonly #server: Server;
  readonly #folder: string;
  readonly #ourKey: JWK;
  #handle: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
    response.writeHead(503).end();
  readonly config: UpstreamConfig;

  private constructor(server: Server, folder: string, ourKey: JWK, config: UpstreamConfig) {
    this.#server = server;
    this.#folder = folder;
    this.#ourKey = ourKey;
    this.config = config;
    server.on("request", (request, response) => this.#handle(request, response));
  }

  static async start(): Promise<UpstreamServer> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const folder = mkdtempSync(join(tmpdir(), "open-tax-upstream-"));
    const key = await privateJwk("ours");
    const keyFile = join(folder, "key.jwk.json");
    writeFileSync(keyFile, JSON.stringify(key), { mode: 0o600 });
    return new UpstreamServer(server, folder, key, {
      issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      clientId: CLIENT_ID,
      name: "统一身份认证",
      keyFile,
      acrL2: ["real-name"],
      acrL3: ["face"],
      personClaim: "tax_person",
    });
  }

  /** Answers from now on; before, and after `stop`, it is away. People are sent back to that address. */
  async serve(redirectUri: string): Promise<void> {
    const { d: _, ...publicKey } = this.#ourKey;
    const provider: Provider = new Provider(this.config.issuer, {
      jwks: { keys: [await privateJwk("theirs")] },
      clients: [
        {
          client_id: CLIENT_ID,
          token_endpoint_auth_method: "private_key_jwt",
          jwks: { keys: [publicKey] },
          grant_types: ["authorization_code"],
          response_types: ["code"],
          redirect_uris: [redirectUri],
        },
      ],
      clientDefaults: { id_token_signed_response_alg: "ES256" },
      enabledJWA: { clientAuthSigningAlgValues: ["ES256"], idTokenSigningAlgValues: ["ES256"] },
      clientAuthMethods: ["private_key_jwt"],
      acrValues: ["real-name", "face", "plain"],
      claims: { openid: ["sub", "tax_person", "acr", "auth_time"] },
      pkce: { required: () => true },
      cookies: { keys: ["upstream of a test"] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_ctx: unknown, sub: string) => ({
        accountId: sub,
        claims: () => ({ sub, tax_person: this.next.personId }),
      }),
      interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/signing-in/${uid}` },
      loadExistingGrant: async ({ oidc }: KoaContextWithOIDC) => {
        const { clientId, accountId } = { ...oidc.client!, accountId: oidc.session!.accountId! };
        const grant = new provider.Grant({ clientId, accountId });
        grant.addOIDCScope("openid");
        await grant.save();
        return grant;
      },
    } as unknown as Configuration);
    const library = provider.callback();
    this.#handle = (request, response) => {
      if (!request.url?.startsWith("/signing-in/")) return library(request, response);
      const { sub, acr, ago = 0 } = this.next;
      const ts = Math.floor(Date.now() / 1000) - ago;
      const login = { accountId: sub, ts, remember: false, ...(acr ? { acr } : {}) };
      return provider.interactionFinished(request, response, { login });
    };
  }

  stop(): void {
    this.#handle = (_, response) => response.writeHead(503).end();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
