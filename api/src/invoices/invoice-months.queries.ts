import { partOf } from "../consents/facts.ts";
import { addDays, startOfDay } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { fen } from "../platform/money.ts";
import { run, statement } from "../platform/read.ts";
import type { InvoiceMonth } from "./invoice-months.ts";

const side = (direction: "SALES" | "PURCHASES", own: "seller" | "buyer", other: "seller" | "buyer") => `
  select '${direction}' as direction, to_char(t.issued_on, 'YYYY-MM') as month, t.amount, t.tax_amount,
         coalesce(t.${other}_id, t.${other}_tin, t.${other}_name) as party
  from invoice t
  where t.${own}_id = :${own} and t.issued_at >= :since and t.issued_at < :before and t.status <> 'VOIDED'`;

/** Each side by the index that begins with it; every invoice of the days is read once. */
const months = statement(
  "invoice:months",
  `with mine as materialized (${side("SALES", "seller", "buyer")} union all ${side("PURCHASES", "buyer", "seller")}),
   party as (
     select direction, month, count(*)::int as invoices, sum(amount) as amount, sum(tax_amount) as tax,
            coalesce(sum(amount) filter (where amount > 0), 0) as blue, coalesce(-sum(amount) filter (where amount < 0), 0) as red
     from mine group by direction, month, party),
   placed as (select *, row_number() over (partition by direction, month order by blue desc) as place from party)
   select month, direction, sum(invoices)::int as invoices, sum(amount)::text as amount, sum(tax)::text as "taxAmount",
          round(sum(blue) filter (where place <= 10) / nullif(sum(blue), 0), 6)::text as "topTenShare",
          round(sum(red) / nullif(sum(blue), 0), 6)::text as "redShare"
   from placed group by month, direction order by month desc, direction desc`,
);

type Row = Omit<InvoiceMonth, "amount" | "taxAmount"> & { amount: string; taxAmount: string };

/**
 * The sums of the taxpayer's months, the newest first, of the invoices issued on these days, inclusive. The days must
 * lie within the consent. A purpose that goes without one side is told nothing of it.
 */
export async function monthsOfCaller(
  context: Context,
  { from, to }: { from: string; to: string },
): Promise<InvoiceMonth[]> {
  const { taxpayerId, purpose } = context.caller;
  const part = partOf(purpose, "invoice:read");
  const rows = await run<Row>(context.environment.database.reader, months, context, {
    seller: part === "PURCHASES" ? null : taxpayerId,
    buyer: part === "SALES" ? null : taxpayerId,
    since: startOfDay(from),
    before: startOfDay(addDays(to, 1)),
  });
  return rows.map(({ amount, taxAmount, ...row }) => ({
    ...row,
    amount: fen(amount),
    taxAmount: fen(taxAmount),
  }));
}
