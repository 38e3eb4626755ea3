const encoder = new TextEncoder();

/** Strict base64url without padding. */
export const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const part = (value: object) => base64url(encoder.encode(JSON.stringify(value)));

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/**
 * A key an access token is bound to (RFC 9449). Each request carries a fresh proof that its sender holds the key, so a
 * stolen token is worth nothing. The key makes the proofs and remembers, for each
 * address (graph and authorization server have their own even on one origin), the nonce to put into the next.
 */
export class DpopKey {
  /** For libraries that make proofs themselves, such as oauth4webapi at the token endpoint. */
  readonly pair: CryptoKeyPair;
  readonly #nonces = new Map<string, string>();
  #header: Promise<string> | undefined;

  constructor(pair: CryptoKeyPair) {
    this.pair = pair;
  }

  /** A new ES256 key. Make it extractable only if it has to be written to a file. */
  static async generate({ extractable = false } = {}): Promise<DpopKey> {
    return new DpopKey(await crypto.subtle.generateKey(CURVE, extractable, ["sign", "verify"]));
  }

  /** The key of a private JWK, as `toJwk` gave it. */
  static async fromJwk({ kty, crv, x, y, d }: JsonWebKey): Promise<DpopKey> {
    const half = { kty, crv, x, y } as JsonWebKey;
    return new DpopKey({
      privateKey: await crypto.subtle.importKey("jwk", { ...half, d } as JsonWebKey, CURVE, true, ["sign"]),
      publicKey: await crypto.subtle.importKey("jwk", half, CURVE, true, ["verify"]),
    });
  }

  /** The private JWK, for a store that keeps text. Fails for keys that are not extractable. */
  toJwk(): Promise<JsonWebKey> {
    return crypto.subtle.exportKey("jwk", this.pair.privateKey);
  }

  /** A proof for one request; it can be used once. Give the access token the request carries, if any. */
  async proof(method: string, url: string, accessToken?: string): Promise<string> {
    const { origin, pathname } = new URL(url);
    const nonce = this.#nonces.get(origin + pathname);
    const payload = {
      htm: method,
      htu: origin + pathname,
      iat: Math.floor(Date.now() / 1000),
      jti: crypto.randomUUID(),
      ...(nonce === undefined ? {} : { nonce }),
      ...(accessToken === undefined
        ? {}
        : { ath: base64url(await crypto.subtle.digest("SHA-256", encoder.encode(accessToken))) }),
    };
    const signed = `${await this.#encodedHeader()}.${part(payload)}`;
    return `${signed}.${base64url(await crypto.subtle.sign(SIGNATURE, this.pair.privateKey, encoder.encode(signed)))}`;
  }

  /** Keeps the nonce of an answer for the next proof to the same address. */
  remember(url: string, nonce: string | null): void {
    const { origin, pathname } = new URL(url);
    if (nonce) this.#nonces.set(origin + pathname, nonce);
  }

  #encodedHeader(): Promise<string> {
    this.#header ??= crypto.subtle
      .exportKey("jwk", this.pair.publicKey)
      .then(({ kty, crv, x, y }) => part({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } }));
    return this.#header;
  }
}
