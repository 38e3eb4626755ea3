import { startOfDay } from "../../platform/clock.ts";
import { pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { metaOf } from "../../platform/model.ts";
import { fen } from "../../platform/money.ts";
import { withinPurpose } from "../../platform/purpose-limit.ts";
import { check } from "../../platform/refusal.ts";
import { rulesAt } from "../../registry/facts.ts";
import { Invoice } from "../invoice.ts";
import type { InputPool, PoolTotals } from "./input-pool.ts";
import { periodIsSound } from "./usage.rules.ts";
import { transferOutSql } from "./usage.service.ts";
import { UsageStatus } from "./usage-confirmation.ts";

const OPEN_TO_USE = `t.usage = 'NONE' and t.sign = 'BLUE' and t.status in ('NORMAL', 'PARTLY_RED')`;

/** The kinds input tax is deducted by, as the law of the day has them. */
const deductible = async ({ environment, today }: Context): Promise<string[]> => [
  ...(await rulesAt(environment.database.reader, today)).codes("invoice.kinds.deductible"),
];

const list = pages<Invoice>({
  model: Invoice,
  name: "input-pool",
  by: ["buyerId"],
  where: `${OPEN_TO_USE} and t.kind = any(:kinds) and t.issued_at < :before`,
  filters: { kind: "t.kind = :kind", number: "t.number = :number" },
  order: ["issuedAt"],
  direction: "desc",
  lean: true,
});

/** The first instant after a period. */
const endOf = (period: string): Date => {
  const [year, month] = period.split("-").map(Number) as [number, number];
  return startOfDay(new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10));
};

/** What may be deducted in a period and has no use yet, the newest first. */
export const inputInvoices = async (
  context: Context,
  period: string,
  page: { first: number; after?: string | null },
  filter: { kind?: string | null; number?: string | null },
) => {
  check(periodIsSound(period, context.today));
  return list(context, page, { ...filter, kinds: await deductible(context), before: endOf(period) });
};

interface Row {
  count: number;
  amount: string;
  tax: string;
}
const totals = ({ count, amount, tax }: Row): PoolTotals => ({ count, amount: fen(amount), tax: fen(tax) });

/** The totals of a period's purchases, within the periods of the consent. */
export async function inputPool(context: Context, period: string): Promise<InputPool> {
  // The sums below are SQL of their own, which no owner guards.
  withinPurpose(metaOf(Invoice).owner, context.caller, ["buyerId"]);
  check(periodIsSound(period, context.today));
  const { taxpayerId, periodFrom, periodTo } = context.caller;
  const pool = context.environment.database.reader;
  const within = "t.issued_on between coalesce($3::date, '-infinity') and coalesce($4::date, 'infinity')";
  const kinds = await deductible(context);
  const bounds = [periodFrom ?? null, periodTo ?? null];
  const [available, selected, out, confirmation] = await Promise.all([
    pool.query<Row>({
      name: "deduction:available",
      text: `select count(*)::int as count, coalesce(sum(t.amount - t.red_amount), 0.00)::text as amount,
          coalesce(sum(t.tax_amount + coalesce((select sum(r.tax_amount) from invoice r
            where t.red_amount > 0 and r.blue_invoice_id = t.id and r.sign = 'RED'), 0)), 0.00)::text as tax
        from invoice t where t.buyer_id = $1 and t.issued_at < $2 and ${within} and ${OPEN_TO_USE} and t.kind = any($5)`,
      values: [taxpayerId, endOf(period), ...bounds, kinds],
    }),
    pool.query<Row>({
      name: "deduction:selected",
      text: `select count(*)::int as count, coalesce(sum(u.amount), 0.00)::text as amount, coalesce(sum(u.tax), 0.00)::text as tax
        from usage_item u join invoice t on t.id = u.invoice_id
        where u.taxpayer_id = $1 and u.period = $2 and u.usage = 'DEDUCT' and ${within}`,
      values: [taxpayerId, period, ...bounds],
    }),
    pool.query<{ tax: string }>({
      name: "deduction:transfer-out",
      text: transferOutSql,
      values: [taxpayerId, period],
    }),
    pool.query<{ status: UsageStatus; locked: boolean }>({
      name: "deduction:confirmation",
      text: "select status, locked_at is not null as locked from usage_confirmation where taxpayer_id = $1 and period = $2",
      values: [taxpayerId, period],
    }),
  ]);
  return {
    period,
    status: confirmation.rows[0]?.status ?? UsageStatus.OPEN,
    locked: confirmation.rows[0]?.locked ?? false,
    available: totals(available.rows[0]!),
    selected: totals(selected.rows[0]!),
    transferOut: fen(out.rows[0]!.tax),
  };
}
