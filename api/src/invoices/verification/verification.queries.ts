import type { Pool } from "pg";
import type { Context } from "../../platform/context.ts";
import { readAnyone, run, statement } from "../../platform/read.ts";
import type { Queryable } from "../../platform/transaction.ts";
import { Invoice } from "../invoice.ts";
import { identityOf } from "./verification.rules.ts";
import { forgetVerifiers, type Write } from "./verifiers.ts";

/* A request, or a batch of them, makes the same few statements: no query in a loop. */

export const onPool =
  (pool: Pool): Write =>
  async (named) =>
    (await pool.query(named)).rows;
export const within =
  (sql: Queryable): Write =>
  async <Row>({ text, values }: { text: string; values: unknown[] }) =>
    (await sql.query<Row>(text, values)).rows;

const byIdentities = readAnyone<Invoice, { identities: readonly string[] }>(
  Invoice,
  "verification",
  "(t.identity = any(:identities) or t.paper_identity = any(:identities))",
  "anybody may verify an invoice; what is answered without a match tells nothing of it, and the face is masked",
);

/** The invoices asked for, each under every identity it can be asked by. */
export async function invoicesAsked(
  context: Context,
  identities: readonly string[],
): Promise<Map<string, Invoice>> {
  const found = new Map<string, Invoice>();
  for (const invoice of await byIdentities(context, { identities })) {
    found.set(identityOf(invoice), invoice);
    if (invoice.paperNumber) found.set(`${invoice.code}-${invoice.paperNumber}`, invoice);
  }
  return found;
}

/**
 * Counts look-ups of several invoices in one statement and answers how many there had been before, at most `limit`.
 * Rows are locked in the order of their keys, so that batches cannot wait for each other in a circle; a counter that
 * has reached the limit is left alone.
 */
export async function countLookups(
  write: Write,
  day: string,
  lookups: ReadonlyMap<string, number>,
  limit: number,
): Promise<Map<string, number>> {
  if (lookups.size === 0) return new Map();
  const rows = await write<{ identity: string; times: number }>({
    name: "invoice_lookup:count",
    text: `insert into invoice_lookup as l (day, identity, times)
           select $1::date, w.identity, w.times from unnest($2::text[], $3::int[]) as w(identity, times) order by w.identity
           on conflict (day, identity) do update set times = l.times + excluded.times where l.times < $4
           returning l.identity, l.times`,
    values: [day, [...lookups.keys()], [...lookups.values()], limit],
  });
  const before = new Map([...lookups.keys()].map((identity) => [identity, limit]));
  for (const { identity, times } of rows) before.set(identity, times - lookups.get(identity)!);
  return before;
}

const lookupsSoFar = statement(
  "invoice_lookup:so-far",
  "select identity, times from invoice_lookup where day = :day and identity = any(:identities)",
);

/** How often each invoice was looked up that day; those never looked up are left out. */
export async function timesLookedUp(
  context: Context,
  day: string,
  identities: readonly string[],
): Promise<Map<string, number>> {
  if (identities.length === 0) return new Map();
  const rows = await run<{ identity: string; times: number }>(
    context.environment.database.reader,
    lookupsSoFar,
    context,
    { day, identities },
  );
  return new Map(rows.map(({ identity, times }) => [identity, times]));
}

const matchesOfClient = statement(
  "verified_match:of-client",
  `select request_hash as hash, answer from verified_match
   where day = :day and app_id = :caller.appId and taxpayer_id = coalesce(:caller.taxpayerId, '') and request_hash = any(:hashes)`,
);

/** The signed matches this client (an app, for the taxpayer it acts for) was given that day, by the hash of the request. */
export async function matchesGiven(
  context: Context,
  day: string,
  hashes: readonly string[],
): Promise<Map<string, string>> {
  const rows = await run<{ hash: string; answer: string }>(
    context.environment.database.reader,
    matchesOfClient,
    context,
    { day, hashes },
  );
  return new Map(rows.map(({ hash, answer }) => [hash, answer]));
}

/** Remembers signed matches for the rest of the day. */
export async function rememberMatches(
  write: Write,
  { caller }: Context,
  day: string,
  matches: ReadonlyMap<string, string>,
): Promise<void> {
  if (matches.size === 0) return;
  await write({
    name: "verified_match:remember",
    text: `insert into verified_match (day, app_id, taxpayer_id, request_hash, answer)
           select $1::date, $2, $3, w.hash, w.answer from unnest($4::text[], $5::text[]) as w(hash, answer) order by w.hash
           on conflict (day, app_id, taxpayer_id, request_hash) do update set answer = excluded.answer`,
    values: [day, caller.appId, caller.taxpayerId ?? "", [...matches.keys()], [...matches.values()]],
  });
}

/** Removes counters and remembered matches of days past, and captchas that have expired. For the worker, once a day. */
export async function forgetPastDays(sql: Queryable, today: string, now: Date): Promise<void> {
  await sql.query("delete from invoice_lookup where day < $1", [today]);
  await sql.query("delete from verified_match where day < $1", [today]);
  await sql.query("delete from captcha_spent where expires_at < $1", [now]);
  await forgetVerifiers(sql);
}
