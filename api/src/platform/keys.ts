import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair, type JWK } from "jose";
import type { Pool } from "pg";

/** What a key is for: access tokens, signed answers such as verification results, calls between our own processes, checkpoints of the access ledger, the originals of invoices. */
export type KeyPurpose = "oauth" | "results" | "internal" | "ledger" | "invoices";

export const KEY_PURPOSES: readonly KeyPurpose[] = ["oauth", "results", "internal", "ledger", "invoices"];

/** What these sign is looked at years later: their public halves stay published after they have retired. */
export const KEPT_FOR_EVER: ReadonlySet<KeyPurpose> = new Set(["results", "ledger", "invoices"]);

export interface SigningKey {
  kid: string;
  privateJwk: JWK;
  privateKey: KeyObject;
  publicJwk: JWK;
  publicKey: KeyObject;
  /** Signs from then on; published and verifying before. At once when absent. */
  activatesAt?: Date;
  /** Verifies until then. */
  retiresAt?: Date;
}

/** The keys of an environment as its database holds them. */
export interface LoadedKeys {
  byPurpose: ReadonlyMap<KeyPurpose, readonly SigningKey[]>;
  /** Public halves of retired keys that are kept for ever. */
  past?: ReadonlyMap<KeyPurpose, readonly JWK[]>;
}

/**
 * The signing keys (ES256) of one environment. Of each purpose the newest that is active signs; all of them verify,
 * those yet to come included. They change while the process runs: ask for them at each use.
 */
export class Keys {
  #loaded: LoadedKeys;
  #version = 0;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();

  constructor(byPurpose: LoadedKeys["byPurpose"], now: () => number = Date.now) {
    this.#loaded = { byPurpose };
    this.#now = now;
  }

  /** Grows with each change: whatever was derived from the keys under another version is to be derived anew. */
  get version(): number {
    return this.#version;
  }

  /** The keys that verify, the one that signs first. */
  of(purpose: KeyPurpose): readonly SigningKey[] {
    const now = this.#now();
    const living = (this.#loaded.byPurpose.get(purpose) ?? []).filter(
      ({ retiresAt }) => !retiresAt || retiresAt.getTime() > now,
    );
    if (living.length < 2) return living;
    const since = ({ activatesAt }: SigningKey) => activatesAt?.getTime() ?? 0;
    const newestFirst = [...living].sort((a, b) => since(b) - since(a));
    const signing = newestFirst.find((key) => since(key) <= now) ?? newestFirst.at(-1);
    return [signing!, ...newestFirst.filter((key) => key !== signing)];
  }

  current(purpose: KeyPurpose): SigningKey {
    const [key] = this.of(purpose);
    if (!key) throw new Error(`there is no key for ${purpose}`);
    return key;
  }

  /** A compact JWS over the JSON of `payload`, signed by the current key of the purpose. */
  sign(purpose: KeyPurpose, type: string, payload: object): Promise<string> {
    const { kid, privateKey } = this.current(purpose);
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: "ES256", kid, typ: type })
      .sign(privateKey);
  }

  /** The public halves, as published. */
  jwks(purpose: KeyPurpose): { keys: JWK[] } {
    const past = this.#loaded.past?.get(purpose) ?? [];
    return { keys: [...this.of(purpose).map((key) => key.publicJwk), ...past] };
  }

  /** Takes what was loaded anew, and tells those who listen. */
  replace(loaded: LoadedKeys): void {
    this.#loaded = loaded;
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back after each change; answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Loads the environment's keys, making the missing ones. Several processes may start at once: the database serialises them. */
export async function loadKeys(writer: Pool): Promise<Keys> {
  const client = await writer.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('signing_key'))");
    for (const purpose of KEY_PURPOSES) {
      const { rowCount } = await client.query(
        "select 1 from signing_key where purpose = $1 and activate_at <= now() and (retired_at is null or retired_at > now())",
        [purpose],
      );
      if (!rowCount) await insertKey(client, purpose, 0);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
  const keys = new Keys(new Map());
  keys.replace(await readKeys(writer));
  return keys;
}

interface Sql {
  query(text: string, values: unknown[]): Promise<unknown>;
}

/** Makes a key that signs after so many seconds; answers its id. */
export async function insertKey(sql: Sql, purpose: KeyPurpose, delaySeconds: number): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = `${purpose}-${crypto.randomUUID().slice(0, 8)}`;
  await sql.query(
    `insert into signing_key (kid, purpose, jwk, created_at, activate_at)
     values ($1, $2, $3, now(), now() + $4::int * interval '1 second')`,
    [kid, purpose, await exportJWK(privateKey), delaySeconds],
  );
  return kid;
}

interface Row {
  kid: string;
  purpose: KeyPurpose;
  jwk: JWK;
  activate_at: Date;
  retired_at: Date | null;
  retired: boolean;
}

/** Every key that is good for something, as the database holds it now. */
export async function readKeys(pool: Pool): Promise<LoadedKeys> {
  const { rows } = await pool.query<Row>(
    `select kid, purpose, jwk, activate_at, retired_at, coalesce(retired_at <= now(), false) as retired
     from signing_key
     where revoked_at is null and (retired_at is null or retired_at > now() or purpose = any($1))
     order by purpose, activate_at desc, kid`,
    [[...KEPT_FOR_EVER]],
  );
  const byPurpose = new Map<KeyPurpose, SigningKey[]>();
  const past = new Map<KeyPurpose, JWK[]>();
  for (const row of rows) {
    const { purpose } = row;
    if (row.retired) past.set(purpose, [...(past.get(purpose) ?? []), publicHalf(row)]);
    else byPurpose.set(purpose, [...(byPurpose.get(purpose) ?? []), signingKey(row)]);
  }
  return { byPurpose, past };
}

function publicHalf({ kid, jwk }: Row): JWK {
  const { d: _secret, ...half } = jwk;
  return { ...half, kid, use: "sig", alg: "ES256" };
}

function signingKey(row: Row): SigningKey {
  const { kid, jwk, activate_at: activatesAt, retired_at: retiresAt } = row;
  const publicJwk = publicHalf(row);
  return {
    kid,
    privateJwk: { ...jwk, kid, use: "sig", alg: "ES256" },
    privateKey: createPrivateKey({ key: jwk as never, format: "jwk" }),
    publicJwk,
    publicKey: createPublicKey({ key: publicJwk as never, format: "jwk" }),
    activatesAt,
    ...(retiresAt ? { retiresAt } : {}),
  };
}
