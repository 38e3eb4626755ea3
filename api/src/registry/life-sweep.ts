import { dayOf } from "../platform/clock.ts";
import type { Environment } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { notify } from "../platform/notice.ts";
import { publish } from "../platform/outbox.ts";
import type { Queryable } from "../platform/transaction.ts";

/**
 * What happens to registrations by itself when its day comes: a suspension whose time is over ends (税务登记管理办法 art. 25),
 * and a standing for VAT that was to begin on a day begins. Answers how many of each.
 */
export async function sweepLives({
  database,
  clock,
}: Pick<Environment, "database" | "clock">): Promise<{ resumed: number; general: number }> {
  const now = clock.now();
  const today = dayOf(now);
  const client = await database.writer.connect();
  try {
    await client.query("begin");
    const resumed = await resumeThoseWhoseTimeIsOver(client, now, today);
    const { rowCount } = await client.query(
      `update taxpayer t set vat_status = c.to_status, vat_status_from = c.effective_on from vat_status_change c
       where c.taxpayer_id = t.id and t.vat_status = c.from_status and c.effective_on <= $1::date`,
      [today],
    );
    await client.query("commit");
    return { resumed, general: rowCount ?? 0 };
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

async function resumeThoseWhoseTimeIsOver(sql: Queryable, now: Date, today: string): Promise<number> {
  const { rows } = await sql.query<{ id: string; resumesOn: string }>(
    `select t.id, (last.until + 1)::text as "resumesOn" from taxpayer t
     join lateral (select c.to_status, c.until from taxpayer_status_change c where c.taxpayer_id = t.id
       order by c.effective_on desc, c.changed_at desc, c.id desc limit 1) last on true
     where t.status = 'SUSPENDED' and last.to_status = 'SUSPENDED' and last.until < $1::date
     order by t.id for update of t`,
    [today],
  );
  for (const { id, resumesOn } of rows) {
    const changeId = newId("tsc");
    await sql.query("update taxpayer set status = 'NORMAL' where id = $1", [id]);
    await sql.query(
      `insert into taxpayer_status_change (id, taxpayer_id, from_status, to_status, effective_on, actor, reason, changed_at)
       values ($1, $2, 'SUSPENDED', 'NORMAL', $3::date, 'SYSTEM', '停业期满', $4::timestamptz)`,
      [changeId, id, resumesOn, now],
    );
    await publish(sql, {
      type: "taxpayer.status_changed",
      taxpayerId: id,
      subject: id,
      data: { changeId, from: "SUSPENDED", to: "NORMAL", effectiveOn: resumesOn },
    });
    await notify(sql, now, {
      taxpayerId: id,
      kind: "TAXPAYER_STATUS_CHANGED",
      about: changeId,
      zh: "停业期满，已恢复为正常状态。",
      en: "The suspension is over; the registration is normal again.",
    });
  }
  return rows.length;
}
