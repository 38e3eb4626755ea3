import { createHash, type webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { importJWK, importPKCS8, type JWK } from "jose";
import * as openid from "openid-client";
import type { Pool } from "pg";
import { cookieOf } from "./language.ts";
import type { Secrets } from "./secrets.ts";
import type { Log } from "./settings.ts";
import type { Level } from "./sign-in-level.ts";
import type { UpstreamConfig } from "./upstream-config.ts";

/** Where the upstream provider sends people back to, below the issuer. */
export const UPSTREAM_CALLBACK = "/upstream/callback";

const UNDER_WAY_SECONDS = 600;
const PATIENCE_SECONDS = 5;
const L3_SECONDS = 300;
const TOLERANCE_SECONDS = 10;

/** What the upstream provider proved, as the sign-in takes it. */
export type Arrival =
  | { fault: "away" | "refused" }
  | {
      /** Nothing while the identity is linked to nobody; `link` then lets a local sign-in link it. */
      personId?: string;
      link: string;
      acr: Level;
      /** When the person was authenticated there, in seconds since 1970. */
      authTime: number;
    };

type LinkedBy = "CLAIM" | "SIGN_IN" | "PASSWORD" | "PASSKEY";
/** Linked by somebody who knew the password. `SIGN_IN` was kept before passwords and passkeys were told apart. */
const BY_PASSWORD: ReadonlySet<LinkedBy> = new Set(["SIGN_IN", "PASSWORD"]);

interface Identity {
  subject: string;
  claimed?: string;
  acr: Level;
  authTime: number;
}

/**
 * Signing in by another OpenID provider: code flow with PKCE, state and nonce. Its subject becomes a person by our own
 * table: linked at first either by the claim the operator trusts, or by the person signing in here as well.
 */
export function openUpstream(
  pool: Pool,
  issuer: string,
  config: UpstreamConfig,
  secrets: Secrets,
  cookies: { prefix: string; path: string; secure: boolean },
  isPerson: (id: string) => Promise<boolean>,
  log: Log,
) {
  const redirectUri = `${issuer}${UPSTREAM_CALLBACK}`;
  let discovered: Promise<openid.Configuration> | undefined;

  const discover = async () => {
    const server = new URL(config.issuer);
    return openid.discovery(server, config.clientId, {}, await clientAuth(config), {
      timeout: PATIENCE_SECONDS,
      ...(server.protocol === "http:" ? { execute: [openid.allowInsecureRequests] } : {}),
    });
  };

  /** The provider's metadata, asked for once it is first needed, and again after it could not be had. */
  const provider = () => {
    discovered ??= discover().catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };

  const cookieName = (state: string) => `${cookies.prefix}_upstream_${sha256(state).slice(0, 16)}`;

  /** Ties the question to the browser that asks it. */
  const cookie = (state: string) =>
    `${cookieName(state)}=${secrets.seal("upstream", state)}; Path=${cookies.path}; Max-Age=${UNDER_WAY_SECONDS}; HttpOnly; SameSite=Lax${cookies.secure ? "; Secure" : ""}`;

  /** Where the browser goes; nothing when the provider is away. */
  async function start(
    binding: string,
    returnTo: string,
    demanded: Level | undefined,
  ): Promise<{ address: URL; state: string } | undefined> {
    const server = await provider().catch((error: Error) => {
      log.info({ reason: error.message }, "the upstream provider cannot be reached");
      return undefined;
    });
    if (!server) return undefined;
    const [state, nonce, verifier] = [
      openid.randomState(),
      openid.randomNonce(),
      openid.randomPKCECodeVerifier(),
    ];
    const l3 = demanded === "L3" && config.acrL3.length > 0;
    await pool.query(
      `insert into upstream_sign_in (state, binding, return_to, nonce, verifier, max_age, expires_at)
       values ($1, $2, $3, $4, $5, $6, now() + $7::int * interval '1 second')`,
      [sha256(state), binding, returnTo, nonce, verifier, l3 ? L3_SECONDS : null, UNDER_WAY_SECONDS],
    );
    const address = openid.buildAuthorizationUrl(server, {
      redirect_uri: redirectUri,
      scope: "openid",
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...(l3 ? { max_age: String(L3_SECONDS), acr_values: config.acrL3.join(" ") } : {}),
    });
    return { address, state };
  }

  /** Takes the provider's answer. Answers where the browser goes on, or nothing when it answers no question of ours. */
  async function callback(request: IncomingMessage, search: URLSearchParams): Promise<string | undefined> {
    const state = search.get("state") ?? "";
    if (!secrets.isSeal(cookieOf(request, cookieName(state)) ?? "", "upstream", state)) return undefined;
    // Only the first answer to a question counts: the row is marked before the code is redeemed.
    const { rows } = await pool.query<{
      returnTo: string;
      nonce: string;
      verifier: string;
      maxAge: number | null;
    }>(
      `update upstream_sign_in set outcome = '{"fault":"refused"}' where state = $1 and outcome is null and expires_at > now()
       returning return_to as "returnTo", nonce, verifier, max_age as "maxAge"`,
      [sha256(state)],
    );
    const [asked] = rows;
    if (!asked) return undefined;
    const outcome = await redeem(search, state, asked).catch((error: Error & { code?: string }) => {
      log.info({ reason: error.message, code: error.code }, "the upstream sign-in was not completed");
      return { fault: isAway(error) ? ("away" as const) : ("refused" as const) };
    });
    await pool.query("update upstream_sign_in set outcome = $2 where state = $1", [
      sha256(state),
      JSON.stringify(outcome),
    ]);
    return `${asked.returnTo}?upstream=${encodeURIComponent(state)}`;
  }

  async function redeem(
    search: URLSearchParams,
    state: string,
    { nonce, verifier, maxAge }: { nonce: string; verifier: string; maxAge: number | null },
  ): Promise<Identity> {
    const address = new URL(redirectUri);
    address.search = search.toString();
    const answer = await openid.authorizationCodeGrant(await provider(), address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      ...(maxAge === null ? {} : { maxAge }),
    });
    const claims = answer.claims();
    if (!claims) throw new Error("there was no ID token");
    const now = Math.floor(Date.now() / 1000);
    const claimed = config.personClaim ? claims[config.personClaim] : undefined;
    return {
      subject: claims.sub,
      ...(typeof claimed === "string" ? { claimed } : {}),
      acr: levelFor(claims.acr, claims.auth_time, now),
      authTime: Math.min(typeof claims.auth_time === "number" ? claims.auth_time : now, now),
    };
  }

  /** L3 only when the provider says so, and that it was a moment ago. */
  function levelFor(acr: unknown, authTime: unknown, now: number): Level {
    const recent = typeof authTime === "number" && now - authTime <= L3_SECONDS + TOLERANCE_SECONDS;
    if (config.acrL3.includes(String(acr))) return recent ? "L3" : "L2";
    return config.acrL2.includes(String(acr)) ? "L2" : "L1";
  }

  /** What came of a sign-in this browser started; once. */
  async function arrival(binding: string, state: string): Promise<Arrival | undefined> {
    const { rows } = await pool.query<{ outcome: Identity | { fault: "away" | "refused" } }>(
      "delete from upstream_sign_in where state = $1 and binding = $2 and outcome is not null and expires_at > now() returning outcome",
      [sha256(state), binding],
    );
    const outcome = rows[0]?.outcome;
    if (!outcome || "fault" in outcome) return outcome;
    const { subject, claimed, acr, authTime } = outcome;
    const known = (await linked(subject)) ?? (await linkByClaim(subject, claimed));
    const link = sealedLink(binding, subject);
    if (!known) return { link, acr, authTime };
    // Whoever knew a password could link an identity of their own, so it proves no more than that the two belong together.
    const level = BY_PASSWORD.has(known.linkedBy) && acr === "L3" ? "L2" : acr;
    return { personId: known.personId, link, acr: level, authTime };
  }

  async function linked(subject: string): Promise<{ personId: string; linkedBy: LinkedBy } | undefined> {
    const { rows } = await pool.query<{ personId: string; linkedBy: LinkedBy }>(
      'select person_id as "personId", linked_by as "linkedBy" from upstream_identity where issuer = $1 and subject = $2',
      [config.issuer, subject],
    );
    return rows[0];
  }

  async function linkByClaim(subject: string, claimed: string | undefined): ReturnType<typeof linked> {
    if (!claimed || !(await isPerson(claimed))) return undefined;
    await keep(subject, claimed, "CLAIM");
    return linked(subject);
  }

  const keep = (subject: string, personId: string, by: "CLAIM" | "PASSKEY") =>
    pool.query(
      "insert into upstream_identity (issuer, subject, person_id, linked_by) values ($1, $2, $3, $4) on conflict do nothing",
      [config.issuer, subject, personId, by],
    );

  function sealedLink(binding: string, subject: string): string {
    const until = String(Math.floor(Date.now() / 1000) + UNDER_WAY_SECONDS);
    const text = Buffer.from(JSON.stringify([subject, until])).toString("base64url");
    return `${text}.${secrets.seal("upstream link", binding, config.issuer, subject, until)}`;
  }

  /**
   * A password links only the first identity of a person without a passkey: a stolen one must not bring its own. Of two at
   * the same moment the table's index keeps one.
   */
  async function keepByPassword(subject: string, personId: string): Promise<"passkey" | "taken" | undefined> {
    const { rows } = await pool.query<{ passkey: boolean; taken: boolean; kept: boolean }>(
      `with state as (
         select exists (select from passkey where person_id = $3) as passkey,
                exists (select from upstream_identity where issuer = $1 and person_id = $3) as taken),
       kept as (
         insert into upstream_identity (issuer, subject, person_id, linked_by)
         select $1, $2, $3, 'PASSWORD' from state where not passkey and not taken
         on conflict do nothing returning 1)
       select passkey, taken, exists (select from kept) as kept from state`,
      [config.issuer, subject, personId],
    );
    const [outcome] = rows;
    if (outcome?.kept) return undefined;
    return outcome?.passkey ? "passkey" : "taken";
  }

  /**
   * Links the identity that this browser has proved to the person who has just signed in here as well. Answers why it
   * may not be linked: the person has to use a passkey, or has an identity there already.
   */
  async function link(
    binding: string,
    sealed: string,
    personId: string,
    by: "PASSWORD" | "PASSKEY",
  ): Promise<"passkey" | "taken" | undefined> {
    const [text = "", seal = ""] = sealed.split(".");
    try {
      const [subject, until] = JSON.parse(Buffer.from(text, "base64url").toString()) as [string, string];
      if (!secrets.isSeal(seal, "upstream link", binding, config.issuer, subject, until)) return undefined;
      if (Number(until) < Date.now() / 1000) return undefined;
      if (by === "PASSKEY") await keep(subject, personId, "PASSKEY");
      else {
        const refused = await keepByPassword(subject, personId);
        if (refused) return refused;
      }
      log.info({ personId, issuer: config.issuer }, "an upstream identity was linked");
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    return undefined;
  }

  /** Forgets the identities that a sign-in here linked. */
  async function unlink(personId: string): Promise<void> {
    await pool.query("delete from upstream_identity where person_id = $1 and linked_by <> 'CLAIM'", [
      personId,
    ]);
  }

  return { name: config.name, start, cookie, callback, arrival, link, unlink };
}

export type Upstream = ReturnType<typeof openUpstream>;

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

/** True when nobody answered, or nothing that one could understand. */
const isAway = (error: Error & { code?: string; cause?: unknown }) =>
  error instanceof TypeError ||
  error.name === "TimeoutError" ||
  error.code === "OAUTH_TIMEOUT" ||
  (error.code === "OAUTH_RESPONSE_IS_NOT_CONFORM" && /^5/.test(String((error.cause as Response)?.status)));

/** Our key where there is one (`private_key_jwt`: a JWK, or PKCS #8 for ES256), else the secret. */
async function clientAuth({ keyFile, secretFile }: UpstreamConfig): Promise<openid.ClientAuth> {
  if (!keyFile) return openid.ClientSecretBasic(readFileSync(secretFile ?? "", "utf8").trim());
  const text = readFileSync(keyFile, "utf8");
  if (!text.trimStart().startsWith("{")) return openid.PrivateKeyJwt(await importPKCS8(text, "ES256"));
  const jwk = JSON.parse(text) as JWK;
  const key = (await importJWK(jwk, jwk.alg ?? "ES256")) as webcrypto.CryptoKey;
  return openid.PrivateKeyJwt(jwk.kid ? { key, kid: jwk.kid } : key);
}
