import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { importJWK, type JWK, SignJWT } from "jose";
import type { Pool } from "pg";
import { Browser } from "./browser.testing.ts";
import { type Registration, saveClient } from "./clients.ts";
import { agree, bookkeeping } from "./flow.testing.ts";
import { BOOKKEEPING_APP } from "./samples.ts";

/*
 * What the modules of the OpenID Foundation's conformance suite for FAPI 2.0 are written with: forms, assertions and proofs
 * made by hand, so that each can be wrong in its own way. The suite itself is run from outside; these hold what it asks.
 */

/** The name of a module of the suite for the Security Profile (final). */
export const module = (name: string) => `fapi2-security-profile-final-${name}`;
export const CALLBACK = "http://127.0.0.1:4100/callback";
export const OTHER_APP = "app_018f0000-0000-7000-8000-0000000000f2";
export const OTHER_CALLBACK = "http://127.0.0.1:4100/other";

export interface Key {
  kid?: string;
  jwk: JWK;
  sign(header: object, claims: object): Promise<string>;
}
export interface Said {
  status: number;
  headers: Headers;
  json: Record<string, any>;
}
export interface Credentials {
  id?: string;
  key?: Key;
  claims?: object;
  header?: object;
}
export interface Proof {
  key?: Key;
  claims?: object;
  header?: object;
  token?: string;
}

export async function keyOf(privateJwk: JWK): Promise<Key> {
  const { d: _secret, ...jwk } = privateJwk;
  const key = await importJWK(privateJwk, "ES256");
  return {
    ...(privateJwk.kid ? { kid: privateJwk.kid } : {}),
    jwk,
    sign: (header, claims) => new SignJWT(claims as never).setProtectedHeader(header as never).sign(key),
  };
}

export const newKey = (kid: string) =>
  keyOf({
    ...(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }) as JWK),
    kid,
  });

/** A key that signs with RS256, as the profile forbids. */
export function rsaKey(kid: string): Key {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    kid,
    jwk: {},
    sign: (header, claims) =>
      new SignJWT(claims as never).setProtectedHeader({ ...header, alg: "RS256" }).sign(privateKey),
  };
}

export async function thumbprint({ jwk: { kty, crv, x, y } }: Key): Promise<string> {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}

export const seconds = (offset = 0) => Math.floor(Date.now() / 1000) + offset;
export const without = (what: string, from: object) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== what));
export const codeIn = (back: URL) => back.searchParams.get("code") ?? "";

export const VERIFIER = "v".repeat(64);
export const request = (more: object = {}): Record<string, string> => ({
  response_type: "code",
  redirect_uri: CALLBACK,
  scope: "taxpayer:read invoice:read",
  state: "st",
  code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
  code_challenge_method: "S256",
  authorization_details: bookkeeping(),
  ...more,
});

/** What the modules are run against. */
export interface Target {
  issuer: string;
  /** The private key of 账易记账. */
  clientJwk: JWK;
  database: Pool;
  /** The graph, where a module calls it. */
  graph?: string;
}

/** The client of the modules. */
export class Conformance {
  readonly issuer: string;
  readonly #graph: string;
  readonly #nonces = new Map<string, string>();
  readonly metadata: Record<string, string & string[]>;
  readonly client: Key;
  readonly other: Key;
  /** The DPoP key. */
  readonly holder: Key;
  readonly stranger: Key;

  private constructor(
    { issuer, graph }: Target,
    metadata: Record<string, string & string[]>,
    [client, other, holder, stranger]: [Key, Key, Key, Key],
  ) {
    this.issuer = issuer;
    this.#graph = graph ?? "";
    this.metadata = metadata;
    this.client = client;
    this.other = other;
    this.holder = holder;
    this.stranger = stranger;
  }

  static async open(target: Target): Promise<Conformance> {
    const metadata = await (await fetch(`${target.issuer}/.well-known/openid-configuration`)).json();
    const keys = await Promise.all([
      keyOf(target.clientJwk),
      newKey("other"),
      newKey("holder"),
      newKey("stranger"),
    ]);
    const [, other] = keys;
    await register(target.database, { id: OTHER_APP, redirectUris: [OTHER_CALLBACK] }, other);
    return new Conformance(target, metadata as Record<string, string & string[]>, keys);
  }

  /** The form fields by which a client proves who it is. */
  async clientFields({
    id = BOOKKEEPING_APP,
    key = this.client,
    claims = {},
    header = {},
  }: Credentials = {}) {
    const assertion = await key.sign(
      { alg: "ES256", kid: key.kid, ...header },
      { iss: id, sub: id, aud: this.issuer, jti: randomUUID(), iat: seconds(), exp: seconds(60), ...claims },
    );
    return {
      client_id: id,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    };
  }

  proofFor(url: string, { key = this.holder, claims = {}, header = {}, token }: Proof = {}) {
    const ath = token && createHash("sha256").update(token).digest("base64url");
    const nonce = this.#nonces.get(new URL(url).pathname);
    return key.sign(
      { typ: "dpop+jwt", alg: "ES256", jwk: key.jwk, ...header },
      {
        jti: randomUUID(),
        htm: "POST",
        htu: url,
        iat: seconds(),
        ...(nonce ? { nonce } : {}),
        ...(ath ? { ath } : {}),
        ...claims,
      },
    );
  }

  /** Posts a form, again when the server asks for a nonce; each time with new proofs. */
  async post(
    url: string,
    fields: () => Promise<object>,
    proof?: Proof | false,
    headers: Record<string, string> = {},
  ): Promise<Said> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await fetch(url, {
        method: "POST",
        headers: proof === false ? headers : { ...headers, dpop: await this.proofFor(url, proof) },
        body: new URLSearchParams((await fields()) as Record<string, string>),
      });
      const nonce = response.headers.get("dpop-nonce");
      if (nonce) this.#nonces.set(new URL(url).pathname, nonce);
      const text = await response.text();
      const json = (text.startsWith("{") ? JSON.parse(text) : { jwt: text }) as Said["json"];
      if (json.error !== "use_dpop_nonce" || attempt > 0)
        return { status: response.status, headers: response.headers, json };
    }
  }

  par(asked: object = request(), credentials: Credentials = {}, proof: Proof | false = false) {
    return this.post(
      this.metadata.pushed_authorization_request_endpoint!,
      async () => ({ ...asked, ...(await this.clientFields(credentials)) }),
      proof,
    );
  }

  authorizeUrl(requestUri: string, id = BOOKKEEPING_APP) {
    return `${this.metadata.authorization_endpoint}?${new URLSearchParams({ client_id: id, request_uri: requestUri })}`;
  }

  async pushed(
    asked: object = request(),
    credentials: Credentials = {},
    proof: Proof | false = false,
  ): Promise<string> {
    const { status, json } = await this.par(asked, credentials, proof);
    if (status !== 201) throw new Error(`the request was refused: ${JSON.stringify(json)}`);
    return json.request_uri;
  }

  /** Where the browser comes back to, with a code. */
  async code(
    asked: object = request(),
    credentials: Credentials = {},
    proof: Proof | false = false,
  ): Promise<URL> {
    return (await agree(this.authorizeUrl(await this.pushed(asked, credentials, proof), credentials.id)))
      .back;
  }

  redeem(back: URL, more: object = {}, credentials: Credentials = {}, proof?: Proof | false) {
    return this.post(
      this.metadata.token_endpoint!,
      async () => ({
        grant_type: "authorization_code",
        code: codeIn(back),
        redirect_uri: CALLBACK,
        code_verifier: VERIFIER,
        ...(await this.clientFields(credentials)),
        ...more,
      }),
      proof,
    );
  }

  async tokens() {
    return (await this.redeem(await this.code())).json;
  }

  /** Calls the graph. */
  async resource(token: string, proof: Proof | string = {}, scheme = "DPoP"): Promise<Said> {
    const url = this.#graph;
    for (let attempt = 0; ; attempt += 1) {
      const dpop = typeof proof === "string" ? proof : await this.proofFor(url, { token, ...proof });
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token ? { authorization: `${scheme} ${token}` } : {}),
          ...(dpop ? { dpop } : {}),
        },
        body: JSON.stringify({ query: "{ myTaxpayer { id } }" }),
      });
      const nonce = response.headers.get("dpop-nonce");
      if (nonce) this.#nonces.set(new URL(url).pathname, nonce);
      const json = (await response.json()) as Said["json"];
      if (
        json.errors?.[0]?.extensions.code !== "DPOP_NONCE_REQUIRED" ||
        attempt > 0 ||
        typeof proof === "string"
      )
        return { status: response.status, headers: response.headers, json };
    }
  }
}

/** The error a page shows or the app is sent. */
export async function refusalAt(url: string): Promise<string> {
  const browser = await new Browser().visit(url);
  return (
    new URL(browser.url).searchParams.get("error") ??
    /<code>(\w+)<\/code>/.exec(browser.html)?.[1] ??
    "nothing"
  );
}

/** Registers an app with that key. */
export const register = (
  database: Pool,
  more: Pick<Registration, "id" | "redirectUris"> & Partial<Registration>,
  { jwk, kid }: Key,
): Promise<void> =>
  saveClient(database, {
    kind: "app",
    name: "另一个应用",
    nameEn: "Another app",
    vendor: "样例",
    vendorEn: "Sample",
    scopes: ["taxpayer:read", "invoice:read"],
    requiredScopes: [],
    firstParty: false,
    simulated: true,
    reviewedAt: null,
    jwks: { keys: [{ ...jwk, kid: kid!, alg: "ES256", use: "sig" }] },
    ...more,
  });
