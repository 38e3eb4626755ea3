import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair, type JWK } from "jose";
import type { Pool } from "pg";

/** What a key is for: access tokens, signed answers such as verification results, and calls between our own processes. */
export type KeyPurpose = "oauth" | "results" | "internal";

export interface SigningKey {
  kid: string;
  privateJwk: JWK;
  privateKey: KeyObject;
  publicJwk: JWK;
  publicKey: KeyObject;
}

/** The signing keys (ES256) of one environment. The first of a purpose signs; all of them verify. */
export class Keys {
  readonly #byPurpose: ReadonlyMap<KeyPurpose, readonly SigningKey[]>;

  constructor(byPurpose: ReadonlyMap<KeyPurpose, readonly SigningKey[]>) {
    this.#byPurpose = byPurpose;
  }

  of(purpose: KeyPurpose): readonly SigningKey[] {
    return this.#byPurpose.get(purpose) ?? [];
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
    return { keys: this.of(purpose).map((key) => key.publicJwk) };
  }
}

const PURPOSES: KeyPurpose[] = ["oauth", "results", "internal"];

/** Loads the environment's keys, making the missing ones. Several processes may start at once: the database serialises them. */
export async function loadKeys(writer: Pool): Promise<Keys> {
  const client = await writer.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('signing_key'))");
    for (const purpose of PURPOSES) {
      const { rowCount } = await client.query(
        "select 1 from signing_key where purpose = $1 and retired_at is null",
        [purpose],
      );
      if (rowCount) continue;
      const { privateKey } = await generateKeyPair("ES256", { extractable: true });
      const jwk = await exportJWK(privateKey);
      const kid = `${purpose}-${crypto.randomUUID().slice(0, 8)}`;
      await client.query(
        "insert into signing_key (kid, purpose, jwk, created_at) values ($1, $2, $3, now())",
        [kid, purpose, jwk],
      );
    }
    await client.query("commit");
    const { rows } = await client.query<{ kid: string; purpose: KeyPurpose; jwk: JWK }>(
      "select kid, purpose, jwk from signing_key where retired_at is null order by purpose, created_at desc",
    );
    const byPurpose = new Map<KeyPurpose, SigningKey[]>();
    for (const { kid, purpose, jwk } of rows) {
      const { d: _secret, ...publicHalf } = jwk;
      const publicJwk = { ...publicHalf, kid, use: "sig", alg: "ES256" };
      byPurpose.set(purpose, [
        ...(byPurpose.get(purpose) ?? []),
        {
          kid,
          privateJwk: { ...jwk, kid, use: "sig", alg: "ES256" },
          privateKey: createPrivateKey({ key: jwk as never, format: "jwk" }),
          publicJwk,
          publicKey: createPublicKey({ key: publicJwk as never, format: "jwk" }),
        },
      ]);
    }
    return new Keys(byPurpose);
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
