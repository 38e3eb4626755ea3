import { hash } from "node:crypto";
import { errors, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { fieldsOf } from "../consents/facts.ts";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import type { Environment } from "../platform/context.ts";
import { check, type Problem, Refusal } from "../platform/refusal.ts";
import { jsonPart, splitCompact } from "./compact-jws.ts";
import { ConsentedFields, type FieldsByHash } from "./consented-fields.ts";

/** An access token whose signature and claims were verified once. Its end is checked anew at each use. */
export interface AccessToken {
  caller: Caller;
  /** Seconds since 1970. */
  issued: number;
  expires: number;
  /** When the consent ends, as it stood then: a token that ended with it says so. */
  consentEnds?: number | undefined;
  /** The thumbprint of the key its bearer must prove to hold. */
  thumbprint: string;
  /** SHA-256 of the token, base64url: what a proof names it by (`ath`). */
  hash: string;
}

/** A token of ours that has ended: whose it was is known all the same. */
export class TokenEnded extends Refusal {
  readonly caller: Caller;

  constructor(problem: Problem, caller: Caller) {
    super([problem]);
    this.caller = caller;
  }
}

const TOLERANCE_SECONDS = 10;
const MAX_TOKEN_LENGTH = 8192;
const CACHED_TOKENS = 50_000;

/** Verifies the JWT access tokens (RFC 9068, ES256) of one environment. */
export class AccessTokens {
  readonly #environment: Environment;
  readonly #cache = new LRUCache<string, AccessToken>({ max: CACHED_TOKENS });
  /** The version of the keys that the tokens in the cache were verified by. */
  #version: number;

  readonly #fields: ConsentedFields;

  /** `fields` finds what a hash of consented fields stands for: the environment's database, unless said otherwise. */
  constructor(
    environment: Environment,
    fields: FieldsByHash = (named) => fieldsOf(environment.database.reader, named),
  ) {
    this.#environment = environment;
    this.#fields = new ConsentedFields(fields);
    this.#version = environment.keys.version;
  }

  /** The token if it was verified before and has not ended since. Throws TOKEN_EXPIRED. */
  known(text: string): AccessToken | undefined {
    this.#heedKeys();
    const token = this.#cache.get(text);
    if (token) this.#checkTime(token);
    return token;
  }

  /** True for a token that was verified before and stands for a taxpayer's consent. Looks nowhere but in memory. */
  isConsented(text: string): boolean {
    return this.#cache.get(text)?.caller.consentId !== undefined;
  }

  /** Throws UNAUTHENTICATED, TOKEN_EXPIRED or AUDIENCE_MISMATCH. */
  async verify(text: string): Promise<AccessToken> {
    const parts = splitCompact(text, MAX_TOKEN_LENGTH);
    if (!parts) throw unauthenticated("not a compact JWS in strict base64url");
    const { kid } = jsonPart(parts.header) ?? {};
    const key = this.#environment.keys.of("oauth").find((each) => each.kid === kid);
    const { issuer, resource: audience, clock } = this.#environment;
    if (!key) {
      // Environments have keys of their own; what the token says of itself, unproven, only chooses between two refusals.
      const elsewhere = jsonPart(parts.payload)?.aud;
      check(typeof elsewhere === "string" && elsewhere !== audience && refuse.AUDIENCE_MISMATCH);
      throw unauthenticated("signed by an unknown key");
    }
    const { version } = this.#environment.keys;
    const claims = await jwtVerify(text, key.publicKey, {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer,
      audience,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: clock.now(),
      requiredClaims: ["exp", "iat", "sub", "client_id"],
    }).then(
      ({ payload }) => payload,
      (error) => refused(error, clock.now()),
    );
    const thumbprint = (claims.cnf as { jkt?: unknown } | undefined)?.jkt;
    if (typeof thumbprint !== "string") throw unauthenticated("bound to no key (cnf.jkt)");
    const { iat, exp } = claims as { iat: number; exp: number };
    const token: AccessToken = {
      caller: await this.#consenting(callerOf(claims), claims.fh),
      issued: iat,
      expires: exp,
      consentEnds: numberIn(claims.ce),
      thumbprint,
      hash: hash("sha256", text, "base64url"),
    };
    this.#heedKeys();
    if (version === this.#version) this.#cache.set(text, token);
    return token;
  }

  /** The caller with the fields consented to, where the consent names them. */
  async #consenting(caller: Caller, named: unknown): Promise<Caller> {
    return typeof named === "string"
      ? Object.freeze({ ...caller, fields: await this.#fields.of(named) })
      : caller;
  }

  /** A key that was revoked must not live on in tokens it has signed. */
  #heedKeys(): void {
    if (this.#version === this.#environment.keys.version) return;
    this.#version = this.#environment.keys.version;
    this.#cache.clear();
  }

  #checkTime({ caller, expires, consentEnds }: AccessToken): void {
    const now = this.#environment.clock.now();
    if (now.getTime() / 1000 >= expires + TOLERANCE_SECONDS)
      throw new TokenEnded(over(consentEnds, now), caller);
  }
}

const unauthenticated = (reason: string) => new Refusal([{ ...refuse.UNAUTHENTICATED, details: { reason } }]);

const numberIn = (claim: unknown) => (typeof claim === "number" ? claim : undefined);

/** A refresh brings a new token, but not when the consent itself has ended. */
const over = (consentEnds: number | undefined, now: Date) =>
  consentEnds !== undefined && consentEnds * 1000 <= now.getTime()
    ? refuse.CONSENT_EXPIRED
    : refuse.TOKEN_EXPIRED;

function refused(error: unknown, now: Date): never {
  // Its end is looked at last: the signature, the issuer and the audience are right by then.
  if (error instanceof errors.JWTExpired)
    throw new TokenEnded(over(numberIn(error.payload.ce), now), callerOf(error.payload));
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud" || error.claim === "iss") throw new Refusal([refuse.AUDIENCE_MISMATCH]);
    throw unauthenticated(`the claim ${error.claim} is wrong or missing`);
  }
  if (error instanceof errors.JOSEError) throw unauthenticated(error.code);
  throw error;
}

const LEVELS = ["L1", "L2", "L3"] as const;

function callerOf(claims: Record<string, unknown>): Caller {
  const text = (name: string) => (typeof claims[name] === "string" ? (claims[name] as string) : undefined);
  const consentId = text("gid");
  const officeSessionId = text("ofs");
  const caller: Caller = {
    kind: officeSessionId ? "OFFICER" : consentId ? "APP_FOR_TAXPAYER" : "APP",
    appId: text("app") ?? text("client_id"),
    releaseId: text("rel"),
    scopes: [
      "public:read",
      ...(text("scope") ?? "").split(" ").filter((scope) => scope !== "" && scope !== "public:read"),
    ],
    taxpayerId: text("tp"),
    consentId,
    personId: consentId || officeSessionId ? text("sub") : undefined,
    officeSessionId,
    postId: text("post"),
    authorityCode: text("auth"),
    purpose: text("pur"),
    consentVersion: numberIn(claims.cv),
    periodFrom: text("pf"),
    periodTo: text("pt"),
    acr: LEVELS.find((level) => level === claims.acr),
    authenticatedAt: typeof claims.auth_time === "number" ? claims.auth_time : undefined,
  };
  return Object.freeze(
    Object.fromEntries(
      Object.entries(caller).filter(([, value]) => value !== undefined),
    ) as unknown as Caller,
  );
}
