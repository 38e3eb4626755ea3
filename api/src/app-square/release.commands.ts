import type { ManifestDocument } from "@open-tax/sdk/manifest";
import type { AccessSheet } from "@open-tax/sdk/manifest/access-sheet";
import type { Pool, PoolClient } from "pg";
import { announce } from "../platform/events.ts";
import { newId } from "../platform/id.ts";
import { check, Refusal } from "../platform/refusal.ts";
import { mayStep, refuse, scopesApproved, sheetFits, versionIsNewer } from "./release.rules.ts";
import { ReleaseStatus } from "./release.ts";

/*
 * The only writer of releases. An app has at most one published release: publishing one supersedes the other in the
 * same transaction, and every process of the environment is told when it commits.
 */

/** Told with the id of each release whose status has changed. */
export const RELEASE_CHANGED = "release_changed";

/** What is registered: valid documents, and the sheet computed from them. */
export interface NewRelease {
  appId: string;
  version: string;
  documents: readonly ManifestDocument[];
  sheet: AccessSheet;
  /** The scopes the app is registered for. */
  scopes: readonly string[];
}

/** A release as it stands after a command. */
export interface Registered {
  id: string;
  appId: string;
  version: string;
  status: ReleaseStatus;
}

const RETURNED = `id, app_id as "appId", version, status`;

/** Registers a release. Refuses with every reason at once: RELEASE_VERSION_FORMAT, RELEASE_VERSION_NOT_NEWER, RELEASE_WITHOUT_DOCUMENTS, RELEASE_TOO_LARGE, SCOPE_NOT_APPROVED. */
export function register(pool: Pool, release: NewRelease, publishAtOnce = false): Promise<Registered> {
  const { appId, version, documents, sheet, scopes } = release;
  return changing(pool, appId, async (sql) => {
    const { rows: others } = await sql.query<{ version: string }>(
      "select version from release where app_id = $1",
      [appId],
    );
    check(
      versionIsNewer(
        version,
        others.map((other) => other.version),
      ),
      documents.length === 0 && refuse.RELEASE_WITHOUT_DOCUMENTS,
      ...sheetFits(sheet),
      ...scopesApproved(sheet, scopes),
    );
    const id = newId("rel");
    await sql.query(
      "insert into release (id, app_id, version, status, sheet, registered_at) values ($1, $2, $3, 'REGISTERED', $4, now())",
      [id, appId, version, JSON.stringify(sheet)],
    );
    const hashes = documents.map(({ hash }) => hash);
    await sql.query(
      "insert into manifest_document (hash, text) select * from unnest($1::text[], $2::text[]) on conflict do nothing",
      [hashes, documents.map(({ text }) => text)],
    );
    await sql.query("insert into release_document (release_id, hash) select $1, unnest($2::text[])", [
      id,
      hashes,
    ]);
    if (publishAtOnce) await enforce(sql, appId, id);
    return standing(sql, id);
  });
}

/** Publishes a release in place of the app's published one, or puts a suspended one back. Refuses RELEASE_NOT_FOUND, RELEASE_STATE. */
export const publish = (pool: Pool, id: string): Promise<Registered> =>
  changingOne(pool, id, async (sql, { appId, status }) => {
    check(mayStep("publish", status));
    await enforce(sql, appId, id);
  });

/** Stops a release at once, wherever it is running. Refuses RELEASE_NOT_FOUND, RELEASE_STATE. */
export const suspend = (pool: Pool, id: string, reason: string): Promise<Registered> =>
  changingOne(pool, id, async (sql, { status }) => {
    check(mayStep("suspend", status));
    await sql.query(
      "update release set status = 'SUSPENDED', suspended_at = now(), suspend_reason = $2 where id = $1",
      [id, reason],
    );
    await announce(sql, { topic: RELEASE_CHANGED, id });
  });

/**
 * Goes back to the release before: what is published is rolled back, what it had superseded last is published again.
 * Tokens follow at their next renewal. A suspended release stays so. Refuses RELEASE_NONE_BEFORE.
 */
export function rollback(pool: Pool, appId: string): Promise<Registered> {
  return changing(pool, appId, async (sql) => {
    const { rows } = await sql.query<{ id: string }>(
      "select id from release where app_id = $1 and status = 'SUPERSEDED' order by superseded_at desc, id desc limit 1",
      [appId],
    );
    const before = rows[0]?.id;
    if (!before) throw new Refusal([refuse.RELEASE_NONE_BEFORE]);
    await enforce(sql, appId, before, ReleaseStatus.ROLLED_BACK);
    return standing(sql, before);
  });
}

/** Every release of an app, or of all, the newest first. */
export async function listReleases(pool: Pool, appId?: string): Promise<Registered[]> {
  const { rows } = await pool.query<Registered>(
    `select ${RETURNED} from release where $1::text is null or app_id = $1 order by registered_at desc, id desc`,
    [appId ?? null],
  );
  return rows;
}

/** Makes one release the app's published one; `displaced` is what becomes of the other. */
async function enforce(
  sql: PoolClient,
  appId: string,
  id: string,
  displaced = ReleaseStatus.SUPERSEDED,
): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    "update release set status = $2, superseded_at = now() where app_id = $1 and status = 'PUBLISHED' returning id",
    [appId, displaced],
  );
  await sql.query(
    `update release set status = 'PUBLISHED', published_at = coalesce(published_at, now()), superseded_at = null, suspended_at = null, suspend_reason = null
     where id = $1`,
    [id],
  );
  for (const changed of [...rows.map((row) => row.id), id])
    await announce(sql, { topic: RELEASE_CHANGED, id: changed });
}

async function standing(sql: PoolClient, id: string): Promise<Registered> {
  const { rows } = await sql.query<Registered>(`select ${RETURNED} from release where id = $1`, [id]);
  return rows[0] as Registered;
}

async function changingOne(
  pool: Pool,
  id: string,
  change: (sql: PoolClient, release: Registered) => Promise<void>,
): Promise<Registered> {
  const { rows } = await pool.query<{ appId: string }>(
    `select app_id as "appId" from release where id = $1`,
    [id],
  );
  if (!rows[0]) throw new Refusal([refuse.RELEASE_NOT_FOUND]);
  return changing(pool, rows[0].appId, async (sql) => {
    await change(sql, await standing(sql, id));
    return standing(sql, id);
  });
}

/** A transaction in which nobody else changes the releases of the app. */
async function changing<T>(pool: Pool, appId: string, work: (sql: PoolClient) => Promise<T>): Promise<T> {
  const sql = await pool.connect();
  try {
    await sql.query("begin");
    await sql.query("select pg_advisory_xact_lock(hashtextextended($1, 7))", [`release ${appId}`]);
    const done = await work(sql);
    await sql.query("commit");
    return done;
  } catch (error) {
    await sql.query("rollback");
    throw error;
  } finally {
    sql.release();
  }
}
