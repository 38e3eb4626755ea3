import type { Pool, PoolClient } from "pg";
import { announce } from "./events.ts";
import { insertKey, type KeyPurpose } from "./keys.ts";

/** The topic of the event that keys have changed. */
export const KEYS_CHANGED = "signing_key";

/** A new key is published this long before it signs: longer than anybody keeps our JWKS (`max-age=300`). */
export const PUBLISHED_BEFORE_SECONDS = 600;
/**
 * What an old key has signed verifies this long after the new one signs: longer than a solved captcha (600 s), an access
 * token (300 s and 10 s of tolerance) and a nonce (240 s) are good for.
 */
export const OVERLAP_SECONDS = 900;

export type KeyState = "UPCOMING" | "SIGNING" | "VERIFYING" | "RETIRED" | "REVOKED";

/** A key as the operator sees it. */
export interface KeyFact {
  kid: string;
  purpose: KeyPurpose;
  state: KeyState;
  activatesAt: Date;
  /** When it stops, or stopped, to verify. */
  retiresAt: Date | null;
}

/** Every key there ever was, the newest of a purpose first. */
export async function listKeys(pool: Pool): Promise<KeyFact[]> {
  const { rows } = await pool.query<KeyFact>(
    `with living as (
       select *, revoked_at is null and (retired_at is null or retired_at > now()) as lives,
         row_number() over (partition by purpose, revoked_at is null and (retired_at is null or retired_at > now()), activate_at <= now()
                            order by activate_at desc, kid) as place
       from signing_key)
     select kid, purpose, activate_at as "activatesAt", coalesce(revoked_at, retired_at) as "retiresAt",
       case when revoked_at is not null then 'REVOKED' when not lives then 'RETIRED' when activate_at > now() then 'UPCOMING'
            when place = 1 then 'SIGNING' else 'VERIFYING' end as state
     from living order by purpose, activate_at desc, kid`,
  );
  return rows;
}

export interface RotateOptions {
  /** Seconds until the new key signs. */
  delaySeconds?: number;
  /** Seconds from then on in which the old ones verify. */
  overlapSeconds?: number;
}

/** Publishes a new key, lets it sign later, and the old ones retire after what they have signed has ended. Answers its id. */
export function rotateKey(
  pool: Pool,
  purpose: KeyPurpose,
  { delaySeconds = PUBLISHED_BEFORE_SECONDS, overlapSeconds = OVERLAP_SECONDS }: RotateOptions = {},
): Promise<string> {
  return changing(pool, async (sql) => {
    await sql.query(
      `update signing_key set retired_at = now() + $2::int * interval '1 second'
       where purpose = $1 and retired_at is null and revoked_at is null`,
      [purpose, delaySeconds + overlapSeconds],
    );
    return insertKey(sql, purpose, delaySeconds);
  });
}

/** Ends a key that no longer signs before its time, and forgets its private half. Throws a sentence when it is the one that signs, or there is none. */
export function retireKey(pool: Pool, kid: string): Promise<void> {
  return changing(pool, async (sql) => {
    const state = (await listKeys(pool)).find((key) => key.kid === kid)?.state;
    if (!state) throw new Error(`There is no key ${kid}.`);
    if (state === "SIGNING")
      throw new Error(`${kid} signs; rotate its purpose first, or revoke it if it has leaked.`);
    if (state === "RETIRED" || state === "REVOKED")
      throw new Error(`${kid} is ${state.toLowerCase()} already.`);
    await sql.query("update signing_key set retired_at = now(), jwk = jwk - 'd' where kid = $1", [kid]);
  });
}

/**
 * Ends a key that has leaked, at once and in all processes: nothing it has signed is believed, no JWKS names it. Where
 * no other of its purpose is active a new one takes over in the same moment. Answers the new key's id, if one was made.
 */
export function revokeKey(pool: Pool, kid: string): Promise<string | undefined> {
  return changing(pool, async (sql) => {
    const { rows } = await sql.query<{ purpose: KeyPurpose }>(
      `update signing_key set revoked_at = now(), retired_at = least(retired_at, now()), jwk = jwk - 'd'
       where kid = $1 and revoked_at is null returning purpose`,
      [kid],
    );
    const [revoked] = rows;
    if (!revoked) throw new Error(`There is no key ${kid}, or it is revoked already.`);
    const { rowCount } = await sql.query(
      `select 1 from signing_key where purpose = $1 and revoked_at is null and activate_at <= now() and retired_at is null`,
      [revoked.purpose],
    );
    return rowCount ? undefined : insertKey(sql, revoked.purpose, 0);
  });
}

/** Forgets the private halves of keys that have retired. Answers of how many. */
export async function forgetRetiredKeys(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    "update signing_key set jwk = jwk - 'd' where retired_at <= now() and jwk ? 'd'",
  );
  return rowCount ?? 0;
}

/** One change of keys at a time in an environment; every process hears of it. */
async function changing<T>(pool: Pool, change: (sql: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('signing_key'))");
    const changed = await change(client);
    await announce(client, { topic: KEYS_CHANGED });
    await client.query("commit");
    return changed;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
