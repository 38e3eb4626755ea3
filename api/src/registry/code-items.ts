import type { Pool } from "pg";

/** Whether a code of a table is in use on a day. */
export async function codeIsInUse(pool: Pool, table: string, code: string, day: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "registry:code-in-use",
    text: `select 1 from code_item where code_table = $1 and code = $2
             and (valid_from is null or valid_from <= $3::date) and (valid_to is null or valid_to > $3::date)`,
    values: [table, code, day],
  });
  return Boolean(rowCount);
}
