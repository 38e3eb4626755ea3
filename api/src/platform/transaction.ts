import type { EntityManager } from "@mikro-orm/postgresql";
import { CompiledQuery, type Transaction } from "kysely";
import type { Context } from "./context.ts";

/** Anything that runs SQL: a pool, a client, or the transaction of a write. */
export interface Queryable {
  query<Row = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** SQL within the transaction of the running write; outside of one it throws. For the few statements an entity cannot say. */
export function inTransaction(context: Context): Queryable {
  const transaction = (context.em as EntityManager).getTransactionContext() as
    | Transaction<unknown>
    | undefined;
  if (!transaction) throw new Error("there is no transaction here; only writes have one");
  return {
    async query(text, values = []) {
      const { rows, numAffectedRows } = await transaction.executeQuery(CompiledQuery.raw(text, values));
      return {
        rows: rows as never[],
        rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows),
      };
    },
  };
}
