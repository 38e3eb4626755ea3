import type { AccessSheet } from "@open-tax/sdk/manifest/access-sheet";
import type { Pool } from "pg";
import { inPilot } from "./pilot.rules.ts";
import type { ReleaseStatus } from "./release.ts";

/** A release as the gateway and the authorization server need it. */
export interface ReleaseFact {
  id: string;
  appId: string;
  version: string;
  status: `${ReleaseStatus}`;
  sheet: AccessSheet;
  publishedAt: Date | null;
  supersededAt: Date | null;
}

/** Whether what a release holds may run, and until when. */
export type ReleaseState = Pick<ReleaseFact, "id" | "appId" | "status" | "supersededAt">;

const STATE = `id, app_id as "appId", status, superseded_at as "supersededAt"`;
const COLUMNS = `${STATE}, version, sheet, published_at as "publishedAt"`;

/** The release an app has published; nothing when it has none. Only production has releases. */
export async function currentRelease(pool: Pool, appId: string): Promise<ReleaseFact | undefined> {
  const { rows } = await pool.query<ReleaseFact>({
    name: "release:current",
    text: `select ${COLUMNS} from release where app_id = $1 and status = 'PUBLISHED'`,
    values: [appId],
  });
  return rows[0];
}

/** One release, whatever its status. */
export async function releaseById(pool: Pool, id: string): Promise<ReleaseFact | undefined> {
  const { rows } = await pool.query<ReleaseFact>({
    name: "release:by-id",
    text: `select ${COLUMNS} from release where id = $1`,
    values: [id],
  });
  return rows[0];
}

/** The documents of a release, which never change, in the order of their hashes. */
export async function documentsOf(pool: Pool, releaseId: string): Promise<{ hash: string; text: string }[]> {
  const { rows } = await pool.query<{ hash: string; text: string }>({
    name: "release:documents",
    text: `select hash, text from release_document join manifest_document using (hash) where release_id = $1 order by hash`,
    values: [releaseId],
  });
  return rows;
}

/** Where these releases stand now. */
export async function statesOf(pool: Pool, ids: readonly string[]): Promise<ReleaseState[]> {
  const { rows } = await pool.query<ReleaseState>({
    name: "release:states",
    text: `select ${STATE} from release where id = any($1)`,
    values: [ids],
  });
  return rows;
}

/**
 * The release a token of this app carries, as it is issued or renewed: the pilot for consents it was chosen for, else the
 * published one. Where an app has none but a suspended one, that: its calls are then told that it is suspended.
 */
export async function releaseForToken(
  pool: Pool,
  appId: string,
  consentId: string | undefined,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string; status: string; percent: number | null }>({
    name: "release:for-token",
    text: `select id, status, pilot_percent as percent from release where app_id = $1 and status in ('PILOT', 'PUBLISHED', 'SUSPENDED')
           order by registered_at desc, id desc`,
    values: [appId],
  });
  const pilot = rows.find(
    ({ id, status, percent }) =>
      status === "PILOT" && consentId !== undefined && inPilot(consentId, id, percent ?? 0),
  );
  const of = (wanted: string) => rows.find(({ status }) => status === wanted);
  return (pilot ?? of("PUBLISHED") ?? of("SUSPENDED"))?.id;
}
