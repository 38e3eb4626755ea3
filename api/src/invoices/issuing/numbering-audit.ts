import type { Queryable } from "../../platform/transaction.ts";
import { PLATFORM_CHANNEL } from "./numbering.ts";

/** What an auditor finds in one environment; every count but the first must be 0. */
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
}

/** Proves from the tables alone that numbers are gapless, credit lines exact, totals right, and nothing is half-written. */
export async function auditNumbering(sql: Queryable): Promise<NumberingAudit> {
  const { rows } = await sql.query<NumberingAudit>(
    `with ours as materialized (
       select * from invoice where length(number) = 20 and substr(number, 5, 1) = $1)
     select (select count(*)::int from ours) as invoices,
       (select count(*)::int from (
          select 2000 + left(number, 2)::int as year, substr(number, 3, 2) as region, count(distinct number) as n,
            max(substr(number, 6)::bigint) as last, min(substr(number, 6)::bigint) as first
          from ours group by 1, 2) g
        full join (select * from invoice_counter where channel = $1) c using (year, region)
        where g.n is distinct from c.last or g.last is distinct from c.last or g.first is distinct from 1) as gaps,
       (select count(*)::int from (
          select i.seller_id as taxpayer_id, to_char(i.issued_on, 'YYYY-MM') as month, sum(i.amount) as issued
          from ours i left join invoice b on b.id = i.blue_invoice_id
          where i.sign = 'BLUE' or to_char(b.issued_on, 'YYYY-MM') = to_char(i.issued_on, 'YYYY-MM') group by 1, 2) s
        full join credit_line l using (taxpayer_id, month)
        where coalesce(s.issued, 0) <> coalesce(l.used, 0)) as credit,
       (select count(*)::int from ours i where not exists (
          select from invoice_line l where l.invoice_id = i.id
          having sum(l.amount) = i.amount and sum(l.tax_amount) = i.tax_amount
            and sum(l.amount + l.tax_amount) = i.total)) as sums,
       (select count(*)::int from ours i where not exists (
          select from outbox_event e where e.subject = i.id and e.taxpayer_id = i.seller_id)) as events`,
    [PLATFORM_CHANNEL],
  );
  return rows[0]!;
}
