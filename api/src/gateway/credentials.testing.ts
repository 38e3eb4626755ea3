import { constants, generateKeyPairSync, hash, type KeyObject, randomUUID, sign } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from "jose";
import type { Clock } from "../platform/clock.ts";
import type { Database, Environment } from "../platform/context.ts";
import { type KeyPurpose, Keys, type SigningKey } from "../platform/keys.ts";
import type { Revocations } from "./revocations.ts";

export const RESOURCE = "http://localhost:4000/sandbox/graphql";
export const ISSUER = "http://localhost:4000/sandbox/oauth";

/** A clock the test moves. */
export class TestClock implements Clock {
  #now: number;
  constructor(iso = "2026-11-23T04:00:00Z") {
    this.#now = Date.parse(iso);
  }
  now(): Date {
    return new Date(this.#now);
  }
  forward(seconds: number): void {
    this.#now += seconds * 1000;
  }
  get seconds(): number {
    return Math.floor(this.#now / 1000);
  }
}

async function signingKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    kid,
    privateKey,
    publicKey,
    privateJwk: { ...(await exportJWK(privateKey)), kid },
    publicJwk: { ...(await exportJWK(publicKey)), kid },
  };
}

/** An environment without a database: nothing in the gateway itself may touch one. */
export async function testEnvironment(clock: Clock): Promise<Environment> {
  const purposes: KeyPurpose[] = ["oauth", "results", "internal", "ledger"];
  const keys = await Promise.all(
    purposes.map(async (purpose) => [purpose, [await signingKey(purpose)]] as const),
  );
  return {
    name: "sandbox",
    issuer: ISSUER,
    resource: RESOURCE,
    portalOrigin: "",
    database: undefined as unknown as Database,
    events: undefined as never,
    keys: new Keys(new Map(keys)),
    clock,
  };
}

type ProofAlgorithm = "ES256" | "EdDSA" | "PS256" | "RS256";

/** An app's DPoP key. */
export class ProofKey {
  readonly #private: KeyObject;
  readonly #algorithm: ProofAlgorithm;
  readonly jwk: JWK;
  readonly thumbprint: string;

  private constructor(algorithm: ProofAlgorithm, key: KeyObject, jwk: JWK, thumbprint: string) {
    this.#algorithm = algorithm;
    this.#private = key;
    this.jwk = jwk;
    this.thumbprint = thumbprint;
  }

  static async make(algorithm: ProofAlgorithm = "ES256"): Promise<ProofKey> {
    const { privateKey, publicKey } =
      algorithm === "ES256"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : algorithm === "EdDSA"
          ? generateKeyPairSync("ed25519")
          : generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = await exportJWK(publicKey);
    return new ProofKey(algorithm, privateKey, jwk, await calculateJwkThumbprint(jwk));
  }

  /** A proof; any header or claim can be given otherwise. */
  prove(
    token: string,
    nonce: string | undefined,
    iat: number,
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): string {
    const all = {
      jti: randomUUID(),
      htm: "POST",
      htu: RESOURCE,
      iat,
      ath: hash("sha256", token, "base64url"),
      ...(nonce ? { nonce } : {}),
      ...claims,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ typ: "dpop+jwt", alg: this.#algorithm, jwk: this.jwk, ...header })}.${part(all)}`;
    return `${signed}.${this.#sign(Buffer.from(signed)).toString("base64url")}`;
  }

  #sign(data: Buffer): Buffer {
    const key = this.#private;
    if (this.#algorithm === "ES256") return sign("sha256", data, { key, dsaEncoding: "ieee-p1363" });
    if (this.#algorithm === "EdDSA") return sign(null, data, key);
    if (this.#algorithm === "RS256") return sign("sha256", data, key);
    return sign("sha256", data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  }
}

/** An access token as the authorization server makes them; any claim can be given otherwise. */
export function accessToken(
  environment: Environment,
  thumbprint: string,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const key = environment.keys.current("oauth");
  const iat = Math.floor(environment.clock.now().getTime() / 1000);
  const all = {
    iss: environment.issuer,
    aud: environment.resource,
    sub: "pn_1",
    client_id: "app_1",
    app: "app_1",
    iat,
    exp: iat + 300,
    jti: randomUUID(),
    scope: "invoice:read",
    gid: "cns_1",
    tp: "tp_1",
    pur: "BOOKKEEPING",
    cnf: { jkt: thumbprint },
    ...claims,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(present)
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: key.kid, ...header })
    .sign(key.privateKey);
}

export interface TestRevocations extends Revocations {
  revoke(consentId: string): void;
  lost: boolean;
}

export function testRevocations(): TestRevocations {
  const revoked = new Set<string>();
  const watchers = new Map<string, Set<() => void>>();
  return {
    lost: false,
    state(consentId) {
      return revoked.has(consentId) ? "REVOKED" : this.lost ? "UNKNOWN" : "ALIVE";
    },
    onRevoked(consentId, callback) {
      const callbacks = (watchers.get(consentId) ?? new Set()).add(callback);
      watchers.set(consentId, callbacks);
      return () => void callbacks.delete(callback);
    },
    revoke(consentId) {
      revoked.add(consentId);
      for (const callback of watchers.get(consentId) ?? []) callback();
    },
    settle: async () => undefined,
    close: async () => undefined,
  };
}
