import type { Queryable } from "../../platform/transaction.ts";
import {
  BATCHES_EXACT,
  CREDIT_LINES_EXACT,
  EVENTS_TOLD,
  NUMBERS_GAPLESS,
  OURS,
  TOTALS_ARE_SUMS,
} from "../audit/issuing.sql.ts";

/** What an auditor finds of issuing in one environment; every count but the first must be 0. */
export interface NumberingAudit {
  /** Invoices this platform gave a number. */
  invoices: number;
  /** Keys whose numbers are not exactly 1, 2, 3 … up to the counter. */
  gaps: number;
  /** Months whose used credit is not what was issued, less what red invoices of the same month took back. */
  credit: number;
  /** Invoices whose lines do not sum to their totals. */
  sums: number;
  /** Invoices without the event that tells of them. */
  events: number;
  /** Batches whose progress is not that of their items, or items whose invoice is not there once. */
  batches: number;
}

const count = (rows: string) => `(select count(*)::int from (${rows}) as wrong)`;

/** Proves from the tables alone that numbers are gapless, credit lines exact, totals right, and nothing is half-written. */
export async function auditNumbering(sql: Queryable): Promise<NumberingAudit> {
  const { rows } = await sql.query<NumberingAudit>(
    `select (select count(*)::int from ${OURS} ours) as invoices, ${count(NUMBERS_GAPLESS)} as gaps,
       ${count(CREDIT_LINES_EXACT)} as credit, ${count(TOTALS_ARE_SUMS)} as sums, ${count(EVENTS_TOLD)} as events,
       ${count(BATCHES_EXACT)} as batches`,
  );
  return rows[0]!;
}
