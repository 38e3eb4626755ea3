import { errors, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import type { Environment } from "../platform/context.ts";
import { check, Refusal } from "../platform/refusal.ts";
import { jsonPart, splitCompact } from "./compact-jws.ts";

/** An access token whose signature and claims were verified once. Its end is checked anew at each use. */
export interface AccessToken {
  caller: Caller;
  /** Seconds since 1970. */
  expires: number;
  /** The thumbprint of the key its bearer must prove to hold. */
  thumbprint: string;
}

const TOLERANCE_SECONDS = 10;
const MAX_TOKEN_LENGTH = 8192;
const CACHED_TOKENS = 50_000;

/** Verifies the JWT access tokens (RFC 9068, ES256) of one environment. */
export class AccessTokens {
  readonly #environment: Environment;
  readonly #cache = new LRUCache<string, AccessToken>({ max: CACHED_TOKENS });

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The token if it was verified before and has not ended since. Throws TOKEN_EXPIRED. */
  known(text: string): AccessToken | undefined {
    const token = this.#cache.get(text);
    if (token) this.#checkTime(token.expires);
    return token;
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
    const claims = await jwtVerify(text, key.publicKey, {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer,
      audience,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: clock.now(),
      requiredClaims: ["exp", "iat", "sub", "client_id"],
    }).then(({ payload }) => payload, refused);
    const thumbprint = (claims.cnf as { jkt?: unknown } | undefined)?.jkt;
    if (typeof thumbprint !== "string") throw unauthenticated("bound to no key (cnf.jkt)");
    const token: AccessToken = { caller: callerOf(claims), expires: claims.exp as number, thumbprint };
    this.#cache.set(text, token);
    return token;
  }

  #checkTime(expires: number): void {
    check(
      this.#environment.clock.now().getTime() / 1000 >= expires + TOLERANCE_SECONDS && refuse.TOKEN_EXPIRED,
    );
  }
}

const unauthenticated = (reason: string) => new Refusal([{ ...refuse.UNAUTHENTICATED, details: { reason } }]);

function refused(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw new Refusal([refuse.TOKEN_EXPIRED]);
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud" || error.claim === "iss") throw new Refusal([refuse.AUDIENCE_MISMATCH]);
    throw unauthenticated(`the claim ${error.claim} is wrong or missing`);
  }
  if (error instanceof errors.JOSEError) throw unauthenticated(error.code);
  throw error;
}

function callerOf(claims: Record<string, unknown>): Caller {
  const text = (name: string) => (typeof claims[name] === "string" ? (claims[name] as string) : undefined);
  const consentId = text("gid");
  const caller: Caller = {
    kind: consentId ? "APP_FOR_TAXPAYER" : "APP",
    appId: text("app") ?? text("client_id"),
    releaseId: text("rel"),
    scopes: [
      "public:read",
      ...(text("scope") ?? "").split(" ").filter((scope) => scope !== "" && scope !== "public:read"),
    ],
    taxpayerId: text("tp"),
    consentId,
    personId: consentId ? text("sub") : undefined,
    purpose: text("pur"),
    periodFrom: text("pf"),
    periodTo: text("pt"),
  };
  return Object.freeze(
    Object.fromEntries(
      Object.entries(caller).filter(([, value]) => value !== undefined),
    ) as unknown as Caller,
  );
}
