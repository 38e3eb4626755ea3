import { dayOf } from "../../platform/clock.ts";
import type { Environment } from "../../platform/context.ts";
import { publishAll } from "../../platform/outbox.ts";
import { rulesAt } from "../../registry/facts.ts";
import { forgetPublicUse } from "./public-limit.ts";
import { InvoiceRequestStatus } from "./request-states.ts";

/** Stores that requests are expired whose time is over, and tells the sellers. Answers how many. */
export async function expireInvoiceRequests({
  database,
  clock,
}: Pick<Environment, "database" | "clock">): Promise<number> {
  const client = await database.writer.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: string; seller: string }>(
      `update invoice_request set state = 'EXPIRED', ended_at = expires_at
       where id in (select id from invoice_request where state in ('CREATED', 'FILLED') and expires_at <= $1
         order by id limit 10000 for update skip locked)
       returning id, seller_id as seller`,
      [clock.now()],
    );
    await publishAll(
      client,
      rows.map(({ id, seller }) => ({
        type: "invoice_request.expired",
        taxpayerId: seller,
        subject: id,
        data: { status: InvoiceRequestStatus.EXPIRED },
      })),
    );
    await client.query("commit");
    return rows.length;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Removes what buyers were reached by once its time is over (90 days), and the whole header of a request that has ended:
 * the invoice has it. Forgets who asked how often. Answers how many requests were changed.
 */
export async function forgetBuyerContacts({
  database,
  clock,
}: Pick<Environment, "database" | "clock">): Promise<number> {
  const now = clock.now();
  const rules = await rulesAt(database.reader, dayOf(now));
  const { rowCount } = await database.writer.query(
    `update invoice_request set buyer_email = null, buyer_mobile = null,
       header = case when state in ('CREATED', 'FILLED') and expires_at > $1 then header end
     where header is not null and filled_at <= $1::timestamptz - make_interval(days => $2)
       and (buyer_email is not null or buyer_mobile is not null or not (state in ('CREATED', 'FILLED') and expires_at > $1))`,
    [now, rules.count("invoice.contact.days")],
  );
  await forgetPublicUse(database.writer, now);
  return rowCount ?? 0;
}
