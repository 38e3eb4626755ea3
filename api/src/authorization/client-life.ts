import { calculateJwkThumbprint, type JWK } from "jose";
import type { Pool, PoolClient } from "pg";
import { plainAddress } from "../platform/client-address.ts";
import { announce } from "../platform/events.ts";
import type { Queryable } from "../platform/transaction.ts";

/** The topic of the event that something about an app has changed. */
export const CLIENTS_CHANGED = "client";

/** What is said of an app beyond its registration; the gateway enforces it. */
export interface ClientLife {
  appId: string;
  suspended: boolean;
  /** Addresses and ranges it may call from; null is anywhere. */
  allowedAddresses: string[] | null;
  /** Access tokens issued before, in seconds since 1970, are good for nothing. */
  tokensValidFrom: number | null;
}

/** The apps of which anything is said. */
export async function clientLives(pool: Pool): Promise<ClientLife[]> {
  const { rows } = await pool.query<ClientLife>({
    name: "oauth:client-lives",
    text: `select id as "appId", status = 'SUSPENDED' as suspended, allowed_addresses::text[] as "allowedAddresses",
             extract(epoch from tokens_valid_from)::float8 as "tokensValidFrom"
           from oauth_client where status = 'SUSPENDED' or allowed_addresses is not null or tokens_valid_from is not null`,
  });
  return rows;
}

/** Says where an app may call from: addresses and ranges such as `203.0.113.0/24`; null is anywhere. Throws a sentence. */
export function allowAddresses(pool: Pool, appId: string, ranges: readonly string[] | null): Promise<void> {
  const wrong = (ranges ?? []).filter((range) => plainAddress(range.split("/")[0] ?? "") === undefined);
  if (wrong.length > 0)
    throw new Error(`${wrong.join(", ")}: no address and no range such as 203.0.113.0/24.`);
  return changing(pool, appId, (sql) =>
    sql.query("update oauth_client set allowed_addresses = $2::cidr[] where id = $1", [appId, ranges]),
  );
}

/**
 * Lets an app do nothing at all, at once, or again everything it could. Throws a sentence when every key of the app was
 * taken away: it has to be registered with another first.
 */
export function setSuspended(pool: Pool, appId: string, suspended: boolean): Promise<void> {
  return changing(pool, appId, async (sql) => {
    if (!suspended && (await isKeyless(sql, appId)))
      throw new Error(`Every key of ${appId} was taken away: register it with another first.`);
    return sql.query("update oauth_client set status = $2 where id = $1", [
      appId,
      suspended ? "SUSPENDED" : "ACTIVE",
    ]);
  });
}

/** The last key stays in a suspended app's registration, which would be none without it; it is good for nothing. */
async function isKeyless(sql: Queryable, appId: string): Promise<boolean> {
  const { rows } = await sql.query<{ keys: JWK[] | null }>(
    "select metadata->'jwks'->'keys' as keys from oauth_client where id = $1",
    [appId],
  );
  const keys = rows[0]?.keys;
  if (!keys) return false;
  const revoked = await Promise.all(keys.map((key) => isRevokedKey(sql, appId, key)));
  return revoked.every(Boolean);
}

/** Whether that key, under whatever name, was once taken away from the app. */
export async function isRevokedKey(sql: Queryable, appId: string, key: JWK): Promise<boolean> {
  const { rowCount } = await sql.query(
    "select 1 from client_key_revoked where app_id = $1 and thumbprint = $2",
    [appId, await calculateJwkThumbprint(key)],
  );
  return rowCount === 1;
}

export interface RevokeOptions {
  /** End the refresh tokens too: every taxpayer has to agree once more. */
  refreshTokens?: boolean;
}

/**
 * Ends a key of an app that has leaked: no assertion by it is accepted any more, and whatever was obtained so far by
 * whoever holds it – access tokens, codes, pushed requests – is good for nothing from this second on. An app without
 * another key is suspended. Answers whether it was. Throws a sentence when the app has no such key of ours to take away.
 */
export async function revokeClientKey(
  pool: Pool,
  appId: string,
  kid: string,
  { refreshTokens = false }: RevokeOptions = {},
): Promise<boolean> {
  let suspended = false;
  await changing(pool, appId, async (sql) => {
    const { rows } = await sql.query<{ keys: JWK[] | null }>(
      "select metadata->'jwks'->'keys' as keys from oauth_client where id = $1 for update",
      [appId],
    );
    const keys = rows[0]?.keys;
    if (rows[0] && !keys)
      throw new Error(
        `${appId} publishes its keys at an address of its own: take ${kid} out there (it is believed for a minute), or suspend the app.`,
      );
    const left = (keys ?? []).filter((key) => key.kid !== kid);
    if (keys && left.length === keys.length) throw new Error(`${appId} has no key ${kid}.`);
    suspended = left.length === 0;
    for (const key of (keys ?? []).filter((each) => !left.includes(each)))
      await sql.query(
        "insert into client_key_revoked (app_id, thumbprint, kid) values ($1, $2, $3) on conflict do nothing",
        [appId, await calculateJwkThumbprint(key), kid],
      );
    const models = [
      "AuthorizationCode",
      "PushedAuthorizationRequest",
      ...(refreshTokens ? ["RefreshToken"] : []),
    ];
    await sql.query("delete from oauth_row where model = any($1) and payload->>'clientId' = $2", [
      models,
      appId,
    ]);
    return sql.query(
      `update oauth_client
       set metadata = case when $3 then metadata else jsonb_set(metadata, '{jwks,keys}', $2::jsonb) end,
           status = case when $3 then 'SUSPENDED' else status end,
           tokens_valid_from = date_trunc('second', now()) + interval '1 second'
       where id = $1`,
      [appId, JSON.stringify(left), suspended],
    );
  });
  return suspended;
}

async function changing(
  pool: Pool,
  appId: string,
  change: (sql: PoolClient) => Promise<{ rowCount: number | null }>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rowCount } = await change(client);
    if (!rowCount) throw new Error(`There is no app ${appId}.`);
    await announce(client, { topic: CLIENTS_CHANGED, appId });
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
