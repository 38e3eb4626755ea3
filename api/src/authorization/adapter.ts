import { createHash } from "node:crypto";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import type { Pool } from "pg";
import type { Queryable } from "../platform/transaction.ts";
import { clientMetadata } from "./clients.ts";
import { isOfficeSessionId } from "./office-session.ts";

/*
 * The library looks a row up and writes later. Between the two another request may do the same, so the four
 * statements here decide who was first: the one whose statement touches a row.
 */

/** Their ids are handed out as secrets, so only the SHA-256 is kept. */
const SECRET = new Set([
  "AuthorizationCode",
  "RefreshToken",
  "AccessToken",
  "ClientCredentials",
  "PushedAuthorizationRequest",
  "ReplayDetection",
]);

/** The kinds of rows that belong to a consent and may only be written while it lives. */
const UNDER_CONSENT = new Set(["AuthorizationCode", "RefreshToken", "AccessToken", "DeviceCode", "Grant"]);

const LIVING_CONSENT =
  "select id from consent where id = $6 and status = 'ACTIVE' and revoked_at is null and expires_at > now()";
const LIVING_OFFICE =
  "select id from office_session where id = $6 and ended_at is null and expires_at > now()";

interface Row {
  payload: AdapterPayload;
  consumed_at: Date | null;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

/** The store of one kind of row, on the environment's database. */
export class PostgresAdapter implements Adapter {
  readonly #pool: Pool;
  readonly #model: string;
  readonly #knownScopes: ReadonlySet<string>;

  constructor(pool: Pool, model: string, knownScopes: ReadonlySet<string>) {
    this.#pool = pool;
    this.#model = model;
    this.#knownScopes = knownScopes;
  }

  #key(id: string): string {
    return SECRET.has(this.#model) ? sha256(id) : id;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { jti, consumed: _kept, ...rest } = payload;
    const stored = SECRET.has(this.#model) ? rest : { jti, ...rest };
    const values = [
      this.#model,
      this.#key(id),
      JSON.stringify(stored),
      payload.uid ?? null,
      expiresIn === undefined ? null : Math.max(1, Math.ceil(expiresIn)),
    ];
    if (this.#model === "ReplayDetection") return this.#remember(values);
    // A device's code belongs to no consent before somebody has agreed.
    const isOpen = this.#model === "DeviceCode" && !payload.grantId;
    if (isOpen || !UNDER_CONSENT.has(this.#model)) return this.#put(values);
    return this.#putUnder(this.#model === "Grant" ? id : (payload.grantId ?? ""), values);
  }

  async #put(values: unknown[]): Promise<void> {
    await this.#pool.query({
      name: "oauth:put",
      text: `insert into oauth_row (model, id, payload, uid, expires_at) values ($1, $2, $3, $4, now() + $5::int * interval '1 second')
             on conflict (model, id) do update set payload = excluded.payload, uid = excluded.uid, expires_at = excluded.expires_at`,
      values,
    });
  }

  /** A proof or an assertion is used once: whoever inserts its row, or takes over one that has expired, was first. */
  async #remember(values: unknown[]): Promise<void> {
    const { rowCount } = await this.#pool.query({
      name: "oauth:remember",
      text: `insert into oauth_row (model, id, payload, uid, expires_at) values ($1, $2, $3, $4, now() + $5::int * interval '1 second')
             on conflict (model, id) do update set payload = excluded.payload, expires_at = excluded.expires_at where oauth_row.expires_at < now()`,
      values,
    });
    if (rowCount === 0) throw new errors.InvalidRequest("this assertion or proof was used before");
  }

  /** The lock on the consent, or on the officer's sign-in, makes a withdrawal wait for this row, or this row find the consent withdrawn. */
  async #putUnder(consentId: string, values: unknown[]): Promise<void> {
    const office = isOfficeSessionId(consentId);
    const { rowCount } = await this.#pool.query({
      name: office ? "oauth:put-under-office" : "oauth:put-under",
      text: `with living as (${office ? LIVING_OFFICE : LIVING_CONSENT} for share)
             insert into oauth_row (model, id, payload, uid, expires_at, grant_id)
             select $1, $2, $3::jsonb, $4, now() + $5::int * interval '1 second', $6 from living
             on conflict (model, id) do update set payload = excluded.payload, expires_at = excluded.expires_at, grant_id = excluded.grant_id`,
      values: [...values, consentId],
    });
    if (rowCount === 0) throw new errors.InvalidGrant("the consent has ended");
  }

  /** Expired rows are found too: the library checks the time itself, with tolerance, and knows the right error. */
  async find(id: string): Promise<AdapterPayload | undefined> {
    if (this.#model === "Client") return clientMetadata(this.#pool, id, this.#knownScopes);
    const { rows } = await this.#pool.query<Row>({
      name: "oauth:find",
      text: "select payload, consumed_at from oauth_row where model = $1 and id = $2",
      values: [this.#model, this.#key(id)],
    });
    return this.#payload(rows[0], SECRET.has(this.#model) ? id : undefined);
  }

  /** Requests of one browser at the same moment may each leave a session of the same uid: the youngest counts. */
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const { rows } = await this.#pool.query<Row>({
      name: "oauth:find-uid",
      text: "select payload, consumed_at from oauth_row where model = $1 and uid = $2 order by expires_at desc limit 1",
      values: [this.#model, uid],
    });
    return this.#payload(rows[0]);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const { rows } = await this.#pool.query<Row>({
      name: "oauth:find-user-code",
      text: "select payload, consumed_at from oauth_row where model = 'DeviceCode' and payload->>'userCode' = $1",
      values: [userCode],
    });
    return this.#payload(rows[0]);
  }

  #payload(row: Row | undefined, jti?: string): AdapterPayload | undefined {
    if (!row) return undefined;
    return {
      ...row.payload,
      ...(jti ? { jti } : {}),
      ...(row.consumed_at ? { consumed: Math.floor(row.consumed_at.getTime() / 1000) } : {}),
    };
  }

  /** Codes, pushed requests and rotating refresh tokens: only the first to mark the row may go on. */
  async consume(id: string): Promise<void> {
    const { rowCount } = await this.#pool.query({
      name: "oauth:consume",
      text: "update oauth_row set consumed_at = now() where model = $1 and id = $2 and consumed_at is null",
      values: [this.#model, this.#key(id)],
    });
    if (rowCount === 0) throw new errors.InvalidGrant("this was used before");
  }

  async destroy(id: string): Promise<void> {
    await this.#pool.query({
      name: "oauth:destroy",
      text: "delete from oauth_row where model = $1 and id = $2",
      values: [this.#model, this.#key(id)],
    });
  }

  /** Deletes token rows. A consent ends elsewhere, in `consents/commands.ts` alone. */
  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#pool.query({
      name: "oauth:revoke-grant",
      text: "delete from oauth_row where grant_id = $2 and model = $1 and model <> 'Grant'",
      values: [this.#model, grantId],
    });
  }
}

/** Writes a Grant of the library within the transaction that gives the consent of the same id. */
export async function putGrant(sql: Queryable, id: string, payload: AdapterPayload): Promise<void> {
  const { rowCount } = await sql.query(
    `with living as (select id, expires_at from consent where id = $1 and status = 'ACTIVE' and expires_at > now() for share)
     insert into oauth_row (model, id, payload, expires_at, grant_id) select 'Grant', id, $2::jsonb, expires_at, id from living
     on conflict (model, id) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
    [id, JSON.stringify(payload)],
  );
  if (rowCount === 0) throw new errors.InvalidGrant("the consent has ended");
}

/** Replay rows go as soon as they have expired, the rest an hour later, so that late comers still hear the right error. */
export async function deleteExpired(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    "delete from oauth_row where expires_at < now() and (model = 'ReplayDetection' or expires_at < now() - interval '1 hour')",
  );
  return rowCount ?? 0;
}
