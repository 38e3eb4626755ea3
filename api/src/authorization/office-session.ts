import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { withId } from "../platform/audit.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import { newId } from "../platform/id.ts";
import type { Queryable } from "../platform/transaction.ts";

/** An officer's sign-in to a post: what a consent is for an app, the living ground of the tokens under it. */
export interface OfficeSession {
  id: string;
  personId: string;
  postId: string;
  expiresAt: Date;
}

const PREFIX = "ofs";

/** Tells every process on commit, on the channel of withdrawn consents. */
const TELL = `select pg_notify('consent_revoked', json_build_object('id', $1::text, 'status', 'REVOKED', 'version', 1,
  'at', extract(epoch from now())::float8)::text)`;

/** Whether a grant's id is that of an officer's sign-in; all others are consents. */
export const isOfficeSessionId = (id: string): boolean => id.startsWith(`${PREFIX}_`);

/** Where a sign-in happens, for its entry in the access ledger. */
export interface SignedInAt {
  environment: EnvironmentName;
  appId: string;
  authorityCode: string;
}

/** Starts a sign-in to a post, with its entry in the access ledger, both or neither; answers its id. */
export async function startOfficeSession(
  pool: Pool,
  { personId, postId, expiresAt }: Omit<OfficeSession, "id">,
  { environment, appId, authorityCode }: SignedInAt,
): Promise<string> {
  const id = newId(PREFIX);
  const entry = withId({
    environment,
    kind: "SIGN_IN",
    event: "OFFICE_ENTERED",
    outcome: "DONE",
    callerKind: "OFFICER",
    appId,
    personId,
    postId,
    authorityCode,
    requestId: randomUUID(),
  });
  await pool.query(
    `with started as (insert into office_session (id, person_id, post_id, expires_at) values ($1, $2, $3, $4) returning id)
     select ledger.record_access($5::jsonb) from started`,
    [id, personId, postId, expiresAt, JSON.stringify([entry])],
  );
  return id;
}

/** A sign-in that has not ended; nothing otherwise. */
export async function livingOfficeSession(pool: Pool, id: string): Promise<OfficeSession | undefined> {
  const { rows } = await pool.query<OfficeSession>({
    name: "office:living",
    text: `select id, person_id as "personId", post_id as "postId", expires_at as "expiresAt" from office_session
           where id = $1 and ended_at is null and expires_at > now()`,
    values: [id],
  });
  return rows[0];
}

/** Ends every sign-in of a person to posts: tokens are gone with the commit, and the next call is refused. */
export async function endOfficeSessions(client: Queryable, personId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    "update office_session set ended_at = now() where person_id = $1 and ended_at is null returning id",
    [personId],
  );
  for (const { id } of rows) {
    await client.query("delete from oauth_row where grant_id = $1 or (model = 'Grant' and id = $1)", [id]);
    await client.query(TELL, [id]);
  }
  return rows.map(({ id }) => id);
}

/** The sign-ins that ended in the last ten minutes, as a verifier of tokens hears of them. */
export async function endedOfficeSessions(pool: Pool) {
  const { rows } = await pool.query<{ id: string; status: "REVOKED"; version: number; at: number }>({
    name: "office:ended-lately",
    text: `select id, 'REVOKED' as status, 1 as version, extract(epoch from ended_at)::float8 as at
           from office_session where ended_at >= now() - interval '10 minutes'`,
  });
  return rows;
}
