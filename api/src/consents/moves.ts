import { announce } from "../platform/events.ts";
import type { Queryable } from "../platform/transaction.ts";
import { before, ConsentStatus } from "./consent.rules.ts";
import { OWN_USE } from "./purposes.ts";

/*
 * How a consent goes from one state to another: one statement that only touches rows which may go there, and what
 * follows in the same transaction. `commands.ts` says who moves what, and why.
 */

/** The channel on which every process hears, on commit, which consents may no longer be used as before. */
export const REVOKED_CHANNEL = "consent_revoked";

/** The topic of `consentChanged`. */
export const CONSENT_CHANGED = "consentChanged";

/** What subscribers of `consentChanged` hear. */
export type ConsentChanged = {
  topic: string;
  id: string;
  appId: string;
  taxpayerId: string;
  status: ConsentStatus;
};

/** A consent that has moved. */
export interface Moved {
  id: string;
  appId: string;
  taxpayerId: string;
  purpose: string;
}

const MOVED = `t.id, t.app_id as "appId", t.taxpayer_id as "taxpayerId", t.purpose_code as purpose`;

/** `where` and `set` are SQL over `t`; their values are `$3` and on, `$1` the state, `$2` the states it may come from. */
export interface Move {
  where: string;
  set?: string;
  values: readonly unknown[];
}

const { ACTIVE, SUSPENDED, REVOKED, EXPIRED } = ConsentStatus;

/** Moves every consent that `where` names and that may become `to`; answers those that did. */
export async function move(
  client: Queryable,
  to: ConsentStatus,
  { where, set, values }: Move,
  from: readonly ConsentStatus[] = before(to),
): Promise<Moved[]> {
  const { rows } = await client.query<Moved>(
    `update consent t set status = $1, changed_at = clock_timestamp()${set ? `, ${set}` : ""}
     where t.status = any($2::text[]) and ${where} returning ${MOVED}`,
    [to, from, ...values],
  );
  const ids = rows.map(({ id }) => id);
  if (to === REVOKED || to === EXPIRED) await forget(client, ids);
  if (to === REVOKED || to === EXPIRED || to === SUSPENDED || (to === ACTIVE && from.includes(SUSPENDED)))
    await tellGateways(client, ids);
  for (const moved of rows) await tell(client, moved, to);
  return rows;
}

/** Deletes the library's Grants of these ids and every token row under them. */
const forget = (client: Queryable, ids: readonly string[]) =>
  client.query(
    "delete from oauth_row where grant_id = any($1::text[]) or (model = 'Grant' and id = any($1::text[]))",
    [ids],
  );

/** Tells every gateway on commit. The version says which tokens are older than the last narrowing. */
export const tellGateways = (client: Queryable, ids: readonly string[]) =>
  client.query(
    `select pg_notify($1, json_build_object('id', id, 'status', status, 'version', version, 'at', extract(epoch from changed_at))::text)
     from consent where id = any($2::text[])`,
    [REVOKED_CHANNEL, ids],
  );

/** Tells subscribers. A person's own use of the portal is nobody's news. */
export async function tell(
  client: Queryable,
  { id, appId, taxpayerId, purpose }: Moved,
  status: ConsentStatus,
): Promise<void> {
  if (purpose !== OWN_USE)
    await announce(client, {
      topic: CONSENT_CHANGED,
      id,
      appId,
      taxpayerId,
      status,
    } satisfies ConsentChanged);
}
