import { newId } from "../../platform/id.ts";
import { fen, yuan } from "../../platform/money.ts";
import type { Queryable } from "../../platform/transaction.ts";

/*
 * The line is kept by the database: one statement takes an amount or finds that too little is left, and whoever else
 * issues for the taxpayer waits for its transaction.
 */

const TAKE = `update credit_line set used = used + $3
  where taxpayer_id = $1 and month = $2 and used + $3 <= granted returning granted, used`;

/** Takes an amount without tax from the month's line (`2026-11`). False, and nothing taken, when less is left. */
export async function spendCredit(
  sql: Queryable,
  taxpayerId: string,
  month: string,
  amount: bigint,
): Promise<boolean> {
  const values = [taxpayerId, month, yuan(amount)];
  if ((await sql.query(TAKE, values)).rowCount) return true;
  await openMonth(sql, taxpayerId, month);
  return Boolean((await sql.query(TAKE, values)).rowCount);
}

/** A month begins with what was granted last. Whoever begins it at the same time waits here, and finds it begun. */
const openMonth = (sql: Queryable, taxpayerId: string, month: string) =>
  sql.query("select open_credit_month($1, $2, $3)", [newId("cl"), taxpayerId, month]);

/** Gives an amount back to the month's line: what a red invoice of the same month takes back. */
export async function giveBackCredit(
  sql: Queryable,
  taxpayerId: string,
  month: string,
  amount: bigint,
): Promise<void> {
  const { rowCount } = await sql.query(
    "update credit_line set used = used - $3 where taxpayer_id = $1 and month = $2 and used >= $3",
    [taxpayerId, month, yuan(amount)],
  );
  if (!rowCount) throw new Error(`more is given back to the credit line of ${month} than was used`);
}

/** What is left of the month's line, in 分. With `lock` nobody else takes of it until the transaction ends. */
export async function creditLeft(
  sql: Queryable,
  taxpayerId: string,
  month: string,
  lock = false,
): Promise<bigint> {
  const ask = () =>
    sql.query<{ left: string }>(
      `select greatest(granted - used, 0.00)::text as left from credit_line where taxpayer_id = $1 and month = $2${lock ? " for update" : ""}`,
      [taxpayerId, month],
    );
  let { rows } = await ask();
  if (!rows[0]) {
    await openMonth(sql, taxpayerId, month);
    rows = (await ask()).rows;
  }
  return rows[0] ? fen(rows[0].left) : 0n;
}
