import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { Pool } from "pg";
import type { Log } from "./settings.ts";

/** A passkey as its owner sees it. */
export interface Passkey {
  id: string;
  name: string;
  /** Kept in step on several devices by their maker. */
  synced: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** Who a passkey proved to be present, and how (RFC 8176). */
export interface PasskeySignIn {
  personId: string;
  amr: string[];
}

/** The most passkeys one person may have. */
const MOST_PASSKEYS = 20;
const CHALLENGE_SECONDS = 300;

/**
 * Passkeys of one environment (WebAuthn level 3). The relying party is the issuer's host; a browser makes passkeys for
 * names only, so with an address such as 127.0.0.1 there are none. User verification is always demanded. Each challenge
 * is bound to what the browser was doing (`binding`), answered once, within five minutes.
 */
export function openPasskeys(pool: Pool, issuer: string, log: Log) {
  const { hostname: rpID, origin } = new URL(issuer);
  const available = isIP(rpID.replace(/^\[|\]$/g, "")) === 0;

  async function challengeFor(
    binding: string,
    use: "REGISTER" | "SIGN_IN",
  ): Promise<Uint8Array<ArrayBuffer>> {
    const challenge = Uint8Array.from(randomBytes(32));
    await pool.query({
      name: "passkey:challenge",
      text: "insert into passkey_challenge (challenge, binding, use, expires_at) values ($1, $2, $3, now() + $4::int * interval '1 second')",
      values: [Buffer.from(challenge).toString("base64url"), binding, use, CHALLENGE_SECONDS],
    });
    return challenge;
  }

  /** True for the first to answer that challenge in time, in the browser that was given it. */
  const answers = (binding: string, use: "REGISTER" | "SIGN_IN") => async (challenge: string) => {
    const { rowCount } = await pool.query({
      name: "passkey:answer",
      text: "delete from passkey_challenge where challenge = $1 and binding = $2 and use = $3 and expires_at > now()",
      values: [challenge, binding, use],
    });
    return rowCount === 1;
  };

  async function of(personId: string): Promise<Passkey[]> {
    const { rows } = await pool.query<Passkey>({
      name: "passkey:of",
      text: 'select id, name, synced, created_at as "createdAt", last_used_at as "lastUsedAt" from passkey where person_id = $1 order by created_at, id',
      values: [personId],
    });
    return rows;
  }

  /** What the browser needs to ask for any passkey of this place. */
  async function signInOptions(binding: string): Promise<object> {
    return generateAuthenticationOptions({
      rpID,
      challenge: await challengeFor(binding, "SIGN_IN"),
      timeout: CHALLENGE_SECONDS * 1000,
      userVerification: "required",
    });
  }

  /** The person whose passkey signed the challenge; nothing when it did not, which the log explains. */
  async function signIn(binding: string, answer: string): Promise<PasskeySignIn | undefined> {
    const response = parsed<AuthenticationResponseJSON>(answer);
    if (!response) return undefined;
    const { rows } = await pool.query<{ personId: string; publicKey: Buffer }>({
      name: "passkey:find",
      text: 'select person_id as "personId", public_key as "publicKey" from passkey where id = $1',
      values: [response.id],
    });
    const [owner] = rows;
    try {
      if (!owner) throw new Error("nobody has registered this passkey");
      const { userHandle } = response.response;
      if (userHandle && Buffer.from(userHandle, "base64url").toString() !== owner.personId)
        throw new Error("the passkey names another person");
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: answers(binding, "SIGN_IN"),
        expectedOrigin: origin,
        expectedRPID: rpID,
        // The statement below compares the counter, so that of two at once one is refused.
        credential: { id: response.id, publicKey: Uint8Array.from(owner.publicKey), counter: 0 },
        requireUserVerification: true,
      });
      if (!verified) throw new Error("the signature is wrong");
      const { newCounter, credentialBackedUp } = authenticationInfo;
      const { rowCount } = await pool.query({
        name: "passkey:used",
        text: `update passkey set counter = $2, synced = $3, last_used_at = now()
               where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))`,
        values: [response.id, newCounter, credentialBackedUp],
      });
      if (rowCount === 0) {
        log.warn(
          { personId: owner.personId, counter: newCounter },
          "a passkey counted backwards: it may have been copied",
        );
        return undefined;
      }
      return { personId: owner.personId, amr: [credentialBackedUp ? "swk" : "hwk", "user", "mfa"] };
    } catch (error) {
      log.info({ reason: (error as Error).message }, "a sign-in by passkey was refused");
      return undefined;
    }
  }

  /** What the browser needs to make a passkey for that person. */
  async function registrationOptions(
    binding: string,
    { personId, login, name }: { personId: string; login: string; name: string },
  ): Promise<object> {
    return generateRegistrationOptions({
      rpName: "税务开放平台",
      rpID,
      userID: Uint8Array.from(Buffer.from(personId)),
      userName: login,
      userDisplayName: name,
      challenge: await challengeFor(binding, "REGISTER"),
      timeout: CHALLENGE_SECONDS * 1000,
      attestationType: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: (await of(personId)).map(({ id }) => ({ id })),
    });
  }

  /** True when the browser's new passkey was kept under that name. */
  async function register(binding: string, personId: string, answer: string, name: string): Promise<boolean> {
    const response = parsed<RegistrationResponseJSON>(answer);
    if (!response) return false;
    try {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: answers(binding, "REGISTER"),
        expectedOrigin: origin,
        expectedRPID: rpID,
        requireUserVerification: true,
      });
      if (!verified) throw new Error("the attestation is wrong");
      const { credential, credentialBackedUp } = registrationInfo;
      const { rowCount } = await pool.query({
        text: `insert into passkey (id, person_id, public_key, counter, transports, name, synced)
               select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from passkey where person_id = $2) < $8
               on conflict do nothing`,
        values: [
          credential.id,
          personId,
          Buffer.from(credential.publicKey),
          credential.counter,
          credential.transports ?? [],
          named(name),
          credentialBackedUp,
          MOST_PASSKEYS,
        ],
      });
      return rowCount === 1;
    } catch (error) {
      log.info({ reason: (error as Error).message }, "a passkey was not registered");
      return false;
    }
  }

  async function rename(personId: string, id: string, name: string): Promise<void> {
    await pool.query("update passkey set name = $3 where id = $2 and person_id = $1", [
      personId,
      id,
      named(name),
    ]);
  }

  /** True when it was removed. The last one stays: without it nothing would be left that reaches level L3. */
  async function remove(personId: string, id: string): Promise<boolean> {
    const { rowCount } = await pool.query(
      `with mine as (select id from passkey where person_id = $1 order by id for update)
       delete from passkey where id = $2 and person_id = $1 and (select count(*) from mine) > 1`,
      [personId, id],
    );
    return rowCount === 1;
  }

  return { available, of, signInOptions, signIn, registrationOptions, register, rename, remove };
}

export type Passkeys = ReturnType<typeof openPasskeys>;

const LONGEST_NAME = 40;

/** A name its owner gave it, in one line. */
const named = (name: string) => name.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME) || "通行密钥";

/** What the browser sent, when it is JSON with an id and a response at all; the library checks the rest. */
function parsed<T extends { id: string; response: object }>(answer: string): T | undefined {
  try {
    const value = JSON.parse(answer) as T | null;
    return typeof value?.id === "string" && typeof value.response === "object" && value.response !== null
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
