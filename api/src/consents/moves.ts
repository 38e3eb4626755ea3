import { announce } from "../platform/events.ts";
import { publishAll } from "../platform/outbox.ts";
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

/** What an app and others who may hear of it are told, by the state a consent comes to. */
const EVENTS: Readonly<Record<ConsentStatus, string>> = {
  REQUESTED: "consent.requested",
  AWAITING_APPROVAL: "consent.approval_pending",
  ACTIVE: "consent.granted",
  SUSPENDED: "consent.suspended",
  EXPIRED: "consent.expired",
  REVOKED: "consent.revoked",
  REFUSED: "consent.refused",
  LAPSED: "consent.lapsed",
};

/** Moves every consent that `where` names and that may become `to`; answers those that did. */
export async function move(
  client: Queryable,
  to: ConsentStatus,
  { where, set, values }: Move,
  from: readonly ConsentStatus[] = before(to),
): Promise<Moved[]> {
  const { rows } = await client.query<Moved>(
    `with held as materialized (select t.id from consent t where t.status = any($2::text[]) and ${where} order by t.id for update)
     update consent t set status = $1, changed_at = clock_timestamp()${set ? `, ${set}` : ""}
     from held where t.id = held.id returning ${MOVED}`,
    [to, from, ...values],
  );
  const ids = rows.map(({ id }) => id);
  if (to === REVOKED || to === EXPIRED) await forget(client, ids);
  if (to === REVOKED || to === EXPIRED || to === SUSPENDED || (to === ACTIVE && from.includes(SUSPENDED)))
    await tellGateways(client, ids);
  const resumed = to === ACTIVE && from.includes(SUSPENDED);
  await tell(client, rows, to, resumed ? "consent.resumed" : EVENTS[to]);
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

/**
 * Tells subscribers, and leaves an event of this type with the change. A person's own use of the portal is nobody's
 * news. The event names the app that the consent is given to.
 */
export async function tell(
  client: Queryable,
  moved: readonly Moved[],
  status: ConsentStatus,
  type: string,
): Promise<void> {
  const news = moved.filter(({ purpose }) => purpose !== OWN_USE);
  for (const { id, appId, taxpayerId } of news)
    await announce(client, {
      topic: CONSENT_CHANGED,
      id,
      appId,
      taxpayerId,
      status,
    } satisfies ConsentChanged);
  await publishAll(
    client,
    news.map(({ id, appId, taxpayerId }) => ({ type, taxpayerId, appId, subject: id, data: { status } })),
  );
}
