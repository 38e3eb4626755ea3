import type { Queryable } from "../../platform/transaction.ts";
import { auditDraws } from "./draw-audit.ts";
import {
  BATCHES_EXACT,
  CREDIT_LINES_EXACT,
  EVENTS_TOLD,
  NUMBERS_GAPLESS,
  OURS,
  PRIZES_TAXED,
  TOTALS_ARE_SUMS,
} from "./issuing.sql.ts";
import { RED_STATUS_AGREES, RED_WITHIN_BLUE, USAGE_AGREES } from "./red.sql.ts";

/** One thing an auditor asks of all invoices of an environment. */
export interface AuditCheck {
  name: string;
  /** How many rows it was asked of. */
  rows: number;
  /** How many are wrong. */
  faults: number;
  /** Some of those that are wrong, by their keys. */
  examples: string[];
}

export interface InvoiceAudit {
  checks: AuditCheck[];
  ok: boolean;
}

/** How many wrong rows are named; all of them are counted. */
const EXAMPLES = 5;

/** Each as SQL: how many rows there are, and those that are wrong. Nothing but tables goes in. */
export const AUDIT_CHECKS: readonly { name: string; of: string; wrong: string }[] = [
  { name: "numbers-gapless", of: OURS, wrong: NUMBERS_GAPLESS },
  { name: "credit-lines-exact", of: "credit_line", wrong: CREDIT_LINES_EXACT },
  { name: "totals-are-sums", of: OURS, wrong: TOTALS_ARE_SUMS },
  { name: "events-told", of: OURS, wrong: EVENTS_TOLD },
  { name: "batches-exact", of: "issue_request", wrong: BATCHES_EXACT },
  { name: "red-within-blue", of: "(select from invoice where sign = 'RED')", wrong: RED_WITHIN_BLUE },
  { name: "red-status-agrees", of: "(select from invoice where sign = 'BLUE')", wrong: RED_STATUS_AGREES },
  { name: "usage-agrees", of: "usage_item", wrong: USAGE_AGREES },
  { name: "prizes-taxed", of: "lottery_prize", wrong: PRIZES_TAXED },
];

/** Proves from the tables alone what the invoice board promises, in one snapshot: `sql` is one connection, in a transaction. */
export async function auditInvoices(sql: Queryable): Promise<InvoiceAudit> {
  const checks: AuditCheck[] = [];
  for (const { name, of, wrong } of AUDIT_CHECKS) {
    const { rows } = await sql.query<Omit<AuditCheck, "name">>(
      `with wrong as materialized (${wrong})
       select (select count(*)::int from ${of} as asked) as rows, (select count(*)::int from wrong) as faults,
         array(select to_jsonb(w)::text from wrong w limit ${EXAMPLES}) as examples`,
    );
    checks.push({ name, ...rows[0]! });
  }
  const draws = await auditDraws(sql);
  checks.push({
    name: "draws-recomputable",
    rows: draws.rows,
    faults: draws.faults.length,
    examples: draws.faults.slice(0, EXAMPLES),
  });
  return { checks, ok: checks.every(({ faults }) => faults === 0) };
}
