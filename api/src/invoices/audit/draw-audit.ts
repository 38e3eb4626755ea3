import { recomputeDraw } from "@open-tax/sdk/verify/lottery-draw";
import type { Queryable } from "../../platform/transaction.ts";

interface Held {
  id: string;
  number: string;
  seedCommit: string;
  entriesRoot: string;
  seed: string;
  disqualified: string[];
  prizes: { amount: string; count: number }[];
}

/** Recomputes every published draw from what is published. Answers how many there are, and the numbers of those that do not fit. */
export async function auditDraws(sql: Queryable): Promise<{ rows: number; faults: string[] }> {
  const { rows: draws } = await sql.query<Held>(
    `select id, number, seed_commit as "seedCommit", entries_root as "entriesRoot", seed_reveal as seed, disqualified, prizes
     from lottery_draw where status = 'PUBLISHED' order by id`,
  );
  const faults: string[] = [];
  for (const draw of draws) if (!(await isRight(sql, draw))) faults.push(draw.number);
  return { rows: draws.length, faults };
}

/** The draw's seed, entries and winners are those that were published, and its winners' prizes those it offered. */
async function isRight(sql: Queryable, draw: Held): Promise<boolean> {
  const column = async <T>(text: string) => (await sql.query<T>(text, [draw.id])).rows;
  const entries = await column<{ id: string }>(
    `select id from lottery_entry where draw_id = $1 order by id collate "C"`,
  );
  const drawn = await column<{ entryId: string }>(
    `select entry_id as "entryId" from lottery_winner where draw_id = $1 order by place`,
  );
  const prizes = await column<{ entryId: string; gross: string }>(
    `select entry_id as "entryId", gross::text as gross from lottery_prize where draw_id = $1 order by place`,
  );
  const offered = draw.prizes.flatMap(({ amount, count }) => Array<string>(count).fill(amount));
  const { faults, winners } = await recomputeDraw(
    draw,
    entries.map(({ id }) => id),
    offered.length,
  );
  return (
    faults.length === 0 &&
    same(
      winners,
      drawn.map(({ entryId }) => entryId),
    ) &&
    same(
      winners,
      prizes.map(({ entryId }) => entryId),
    ) &&
    same(
      offered.slice(0, prizes.length),
      prizes.map(({ gross }) => gross),
    )
  );
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value, i) => value === b[i]);
