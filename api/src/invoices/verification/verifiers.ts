import type { Context } from "../../platform/context.ts";
import type { Queryable } from "../../platform/transaction.ts";

/** Runs a statement that writes, on the pool or within the transaction of a mutation. */
export type Write = <Row>(named: { name: string; text: string; values: unknown[] }) => Promise<Row[]>;

/** For how many days whoever verified an invoice for a client is told when its status changes. */
const TOLD_FOR_DAYS = 90;

/** Remembers that this app has matched these invoices for its client, when the client lets it read invoices. */
export async function rememberVerifier(
  write: Write,
  { caller }: Context,
  invoiceIds: readonly string[],
): Promise<void> {
  const forClient = caller.kind === "APP_FOR_TAXPAYER" && caller.scopes.includes("invoice:read");
  if (!forClient || invoiceIds.length === 0) return;
  await write({
    name: "invoice_verifier:remember",
    text: `insert into invoice_verifier (invoice_id, taxpayer_id, app_id) select w.id, $1, $2 from unnest($3::text[]) as w(id) order by w.id
           on conflict (invoice_id, taxpayer_id, app_id) do update set verified_at = clock_timestamp()`,
    values: [caller.taxpayerId, caller.appId, invoiceIds],
  });
}

/**
 * Publishes `invoice.status_changed` to those for whom an app has verified these invoices in the last ninety days, other than
 * their sellers and buyers, who are told by whoever changed them. Call it in the transaction of the change, after it:
 * the event says what status and red status are then, and which app had verified (`verifiedBy`).
 */
export async function statusChanged(sql: Queryable, invoiceIds: readonly string[]): Promise<void> {
  await sql.query("select tell_verifiers($1::text[])", [invoiceIds]);
}

/** Forgets who verified more than ninety days ago. */
export async function forgetVerifiers(sql: Queryable): Promise<void> {
  await sql.query(
    `delete from invoice_verifier where verified_at < clock_timestamp() - interval '${TOLD_FOR_DAYS} days'`,
  );
}
