import { expect } from "vitest";
import type { Database } from "../platform/context.ts";

/** Where a refusal is written down, and where the rig gives a new caller its consent; everything else stays as it was. */
const LEDGER = "^(audit_entry|ledger_|consent$)";

/** A number for the contents of each table: equal numbers, equal rows. */
async function contentsOf({ writer }: Pick<Database, "writer">): Promise<Record<string, string>> {
  const { rows: tables } = await writer.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
       and has_table_privilege(oid, 'select') and relname !~ $1`,
    [LEDGER],
  );
  const { rows } = await writer.query<{ name: string; held: string }>(
    tables
      .map(
        ({ name }) =>
          `select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as held from "${name}" t`,
      )
      .join(" union all "),
  );
  return Object.fromEntries(rows.map(({ name, held }) => [name, held]));
}

/** Does what is to be refused, and sees to it that no row of any table came, went or changed. Answers what `work` does. */
export async function untouched<T>(database: Pick<Database, "writer">, work: () => Promise<T>): Promise<T> {
  const before = await contentsOf(database);
  const answer = await work();
  expect(await contentsOf(database)).toEqual(before);
  return answer;
}
