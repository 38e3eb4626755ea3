import * as oauth from "oauth4webapi";
import type { DpopKey } from "./dpop.ts";
import type { Environment } from "./environment.ts";
import { OpenTaxError, sdkError } from "./errors.ts";
import type { SigningKey } from "./message-signing.ts";
import { backoff, retryAfterSeconds, wait } from "./wait.ts";

/** The private half of the key an app is registered with. */
export type PrivateKey = JsonWebKey & { kid?: string };

export interface AppOptions {
  environment: Environment;
  /** The app's id, `app_…`. */
  clientId: string;
  /** The app's private key (ES256, EdDSA or PS256) as a JWK. A public client (portal, command line) has none. */
  privateKey?: PrivateKey;
  /** In place of the global `fetch`. */
  fetch?: typeof fetch;
}

const RETRIES = 3;
const UNAVAILABLE = new Set([429, 502, 503, 504]);
const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);

const ALGORITHMS: Record<string, EcKeyImportParams | RsaHashedImportParams | Algorithm> = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  EdDSA: { name: "Ed25519" },
  Ed25519: { name: "Ed25519" },
  PS256: { name: "RSA-PSS", hash: "SHA-256" },
};

const algorithmOf = ({ alg, kty }: PrivateKey) =>
  alg ?? (kty === "EC" ? "ES256" : kty === "OKP" ? "EdDSA" : "PS256");

/** What an app says to the authorization server: always through oauth4webapi, never by hand. */
export class AuthorizationServer {
  readonly client: oauth.Client;
  readonly #options: AppOptions;
  #metadata: Promise<oauth.AuthorizationServer> | undefined;
  #signingKey: Promise<SigningKey | undefined> | undefined;
  /** One handle for each key: it holds the nonces of the authorization server. */
  readonly #handles = new WeakMap<DpopKey, oauth.DPoPHandle>();

  constructor(options: AppOptions) {
    this.#options = options;
    this.client = { client_id: options.clientId };
  }

  /** The issuer's metadata, read once; read again after a failure. */
  metadata(): Promise<oauth.AuthorizationServer> {
    this.#metadata ??= this.#discover().catch((error) => {
      this.#metadata = undefined;
      throw error;
    });
    return this.#metadata;
  }

  async #discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.#options.environment.issuer);
    return this.talk(
      () => oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...this.http() }),
      (response) => oauth.processDiscoveryResponse(issuer, response),
    );
  }

  /** How the app proves who it is: `private_key_jwt`, or nothing for a public client. There are no secrets. */
  async authentication(): Promise<oauth.ClientAuth> {
    const key = await this.signingKey();
    return key ? oauth.PrivateKeyJwt(key) : oauth.None();
  }

  /** The app's key, imported once; nothing for a public client. */
  signingKey(): Promise<SigningKey | undefined> {
    this.#signingKey ??= this.#importKey();
    return this.#signingKey;
  }

  async #importKey(): Promise<SigningKey | undefined> {
    const { privateKey } = this.#options;
    if (!privateKey) return undefined;
    const algorithm = ALGORITHMS[algorithmOf(privateKey)];
    if (!algorithm)
      throw sdkError("AUTHORIZATION_FAILED", {
        reason: `keys of ${privateKey.alg} are not accepted; use ES256, EdDSA or PS256`,
      });
    const { key_ops: _operations, use: _use, ...jwk } = privateKey;
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
    return privateKey.kid === undefined ? { key } : { key, kid: privateKey.kid };
  }

  /** Proofs for the authorization server's addresses, with this key. */
  dpop(key: DpopKey): oauth.DPoPHandle {
    const known = this.#handles.get(key);
    if (known) return known;
    const handle = oauth.DPoP(this.client, key.pair);
    this.#handles.set(key, handle);
    return handle;
  }

  /** How requests go out. Plain http only to this very machine. */
  http() {
    const { environment, fetch: given } = this.#options;
    const { protocol, hostname } = new URL(environment.issuer);
    return {
      [oauth.allowInsecureRequests]: protocol === "http:" && LOOPBACK.has(hostname),
      ...(given ? { [oauth.customFetch]: given as never } : {}),
    };
  }

  /**
   * One exchange: again with the server's nonce when it asks for one, again later when it is busy. `send` is called anew for
   * each attempt, so that no assertion and no proof is used twice.
   */
  async talk<T>(send: () => Promise<Response>, process: (response: Response) => Promise<T>): Promise<T> {
    let nonceGiven = false;
    for (let attempt = 0; ; ) {
      try {
        const response = await send();
        if (UNAVAILABLE.has(response.status) && attempt < RETRIES) {
          await response.body?.cancel();
          const seconds = retryAfterSeconds(response.headers);
          await wait(seconds === undefined ? backoff(attempt) : seconds * 1000);
          attempt++;
          continue;
        }
        return await process(response);
      } catch (error) {
        if (oauth.isDPoPNonceError(error) && !nonceGiven) {
          nonceGiven = true;
          continue;
        }
        throw translated(error);
      }
    }
  }
}

/** Errors of the OAuth exchange in our shape; what the server said is in `details`. */
export function translated(error: unknown): unknown {
  if (error instanceof OpenTaxError) return error;
  const context = { cause: error };
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    const details = { error: error.error, description: error.error_description };
    if (error.error_description === "approval_pending") return sdkError("APPROVAL_PENDING", details, context);
    if (error.error === "access_denied") return sdkError("ACCESS_DENIED", details, context);
    if (error.error === "invalid_grant") return sdkError("SIGN_IN_REQUIRED", details, context);
    return sdkError("AUTHORIZATION_FAILED", details, context);
  }
  if (
    error instanceof oauth.OperationProcessingError ||
    error instanceof oauth.WWWAuthenticateChallengeError
  ) {
    return sdkError("AUTHORIZATION_FAILED", { reason: error.message }, context);
  }
  if (error instanceof TypeError && !("code" in error))
    return sdkError("NETWORK_ERROR", { reason: error.message }, context);
  return error;
}
