import type { Environment } from "../../platform/context.ts";
import { tellBoth } from "./red-events.ts";

/** Stores that confirmations are void which nobody confirmed in 72 hours, and tells both sides. Answers how many. */
export async function expireRedConfirmations({
  database,
  clock,
}: Pick<Environment, "database" | "clock">): Promise<number> {
  const client = await database.writer.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{
      id: string;
      blue: string;
      sellerId: string;
      buyerId: string | null;
    }>(
      `update red_confirmation set state = 'EXPIRED', ended_at = expires_at
       where id in (select id from red_confirmation where state in ('AWAITING_BUYER', 'AWAITING_SELLER')
         and expires_at <= $1 order by id for update skip locked)
       returning id, blue_invoice_id as blue, seller_id as "sellerId", buyer_id as "buyerId"`,
      [clock.now()],
    );
    for (const { id, blue, ...sides } of rows)
      await tellBoth(client as never, sides, {
        type: "invoice.red_expired",
        subject: id,
        data: { invoiceId: blue, statusCode: "07" },
      });
    await client.query("commit");
    return rows.length;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
