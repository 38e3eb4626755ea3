import type { Pool } from "pg";
import { publishAll } from "../../platform/outbox.ts";

/** Takes back prizes that nobody claimed in time: instant ones go back to their tier's stock. One statement, in one transaction with its events. */
export async function forfeitPrizes(pool: Pool, now: Date): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: string; taxpayer_id: string }>(
      `with late as (
         update lottery_prize set status = 'FORFEITED' where status = 'WON' and claim_by < $1
         returning id, taxpayer_id, campaign_id, draw_id, place
       ), back as (
         update lottery_tier t set stock_left = stock_left + l.n
         from (select campaign_id, place, count(*)::int as n from late where draw_id is null group by 1, 2) l
         where t.lottery_campaign_id = l.campaign_id and t.tier = l.place
       )
       select id, taxpayer_id from late`,
      [now],
    );
    await publishAll(
      client,
      rows.map(({ id, taxpayer_id }) => ({ type: "lottery.expired", taxpayerId: taxpayer_id, subject: id })),
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
