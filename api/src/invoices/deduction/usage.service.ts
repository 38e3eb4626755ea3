import { LockMode } from "@mikro-orm/core";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { fen } from "../../platform/money.ts";
import { publish } from "../../platform/outbox.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction, type Queryable } from "../../platform/transaction.ts";
import { rulesAt } from "../../registry/facts.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceStatus, InvoiceUsage } from "../invoice-states.ts";
import { periodIsSound, refuse, whyNotUse } from "./usage.rules.ts";
import {
  type MarkBookkeptInput,
  type SelectForDeductionInput,
  UsageConfirmation,
  type UsageSelection,
  UsageStatus,
} from "./usage-confirmation.ts";

const MOST = 1000;

/** The period's row under lock, made when there is none: whoever changes the period's uses waits here. */
async function lockPeriod(context: Context, period: string): Promise<UsageConfirmation> {
  const taxpayerId = context.caller.taxpayerId!;
  await openPeriod(inTransaction(context), taxpayerId, period);
  return context.em.findOneOrFail(
    UsageConfirmation,
    { taxpayerId, period },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
}

const openPeriod = (sql: Queryable, taxpayerId: string, period: string) =>
  sql.query(
    `insert into usage_confirmation (id, taxpayer_id, period, count, amount, tax, status) values ($1, $2, $3, 0, 0, 0, 'OPEN')
     on conflict (taxpayer_id, period) do nothing`,
    [newId("uc"), taxpayerId, period],
  );

async function lockInvoices(context: Context, ids: readonly string[]): Promise<Map<string, Invoice>> {
  check(
    (ids.length < 1 || ids.length > MOST || new Set(ids).size !== ids.length) &&
      at(refuse.USAGE_COUNT, ["input", "invoiceIds"]),
  );
  const rows = await context.em.find(
    Invoice,
    { id: { $in: [...ids] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: "asc" }, refresh: true },
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Chooses the use of purchase invoices in a period; all of them, or none and every reason. */
export async function selectForDeduction(
  context: Context,
  { invoiceIds, period, usage }: SelectForDeductionInput,
): Promise<UsageSelection> {
  check(periodIsSound(period, context.today));
  const taxpayerId = context.caller.taxpayerId!;
  const confirmation = await lockPeriod(context, period);
  check(
    confirmation.lockedAt && at(refuse.USAGE_LOCKED, ["input", "period"]),
    confirmation.status === UsageStatus.CONFIRMED && at(refuse.USAGE_CONFIRMED, ["input", "period"]),
  );
  const invoices = await lockInvoices(context, invoiceIds);
  const sql = inTransaction(context);
  const { rows } = await sql.query<{ id: string }>(
    `select distinct blue_invoice_id as id from red_confirmation where blue_invoice_id = any($1) and state = 'CONFIRMED'
       and (red_invoice_id is null or transfer_period is not null)`,
    [invoiceIds],
  );
  const reversing = new Set(rows.map(({ id }) => id));
  const law = await rulesAt(context.environment.database.reader, context.today);
  const deductible = law.codes("invoice.kinds.deductible");
  check(
    ...invoiceIds.flatMap((id, i) =>
      whyNotUse(invoices.get(id), {
        taxpayerId,
        period,
        usage,
        reversing: reversing.has(id),
        deductible,
      }).map((problem) => at(problem, ["input", "invoiceIds", String(i)], { id })),
    ),
  );
  await sql.query("delete from usage_item where invoice_id = any($1)", [invoiceIds]);
  const chosen = [...invoices.values()];
  for (const invoice of chosen) {
    invoice.usage = usage;
    invoice.usagePeriod = usage === InvoiceUsage.NONE ? null : period;
  }
  if (usage !== InvoiceUsage.NONE)
    // What red invoices took back already is not there to be used.
    await sql.query(
      `insert into usage_item (invoice_id, taxpayer_id, period, usage, amount, tax)
       select i.id, $2, $3, $4, i.amount - i.red_amount,
         i.tax_amount + coalesce((select sum(r.tax_amount) from invoice r where r.blue_invoice_id = i.id and r.sign = 'RED'), 0)
       from invoice i where i.id = any($1)`,
      [invoiceIds, taxpayerId, period, usage],
    );
  return { invoiceIds, period };
}

/** Confirms what was chosen for a period, and counts it. */
export async function confirmUsage(context: Context, period: string): Promise<UsageConfirmation> {
  check(periodIsSound(period, context.today));
  const confirmation = await lockPeriod(context, period);
  check(
    confirmation.lockedAt && at(refuse.USAGE_LOCKED, ["input", "period"]),
    confirmation.status === UsageStatus.CONFIRMED && at(refuse.USAGE_CONFIRMED, ["input", "period"]),
  );
  const sql = inTransaction(context);
  const { taxpayerId } = confirmation;
  const { rows: abnormal } = await sql.query<{ id: string }>(
    `select i.id from usage_item u join invoice i on i.id = u.invoice_id
     where u.taxpayer_id = $1 and u.period = $2 and i.status = $3 order by i.id limit 100`,
    [taxpayerId, period, InvoiceStatus.ABNORMAL],
  );
  check(...abnormal.map(({ id }) => at(refuse.INVOICE_ABNORMAL, ["input", "period"], { id })));
  const { rows } = await sql.query<{ count: number; amount: string; tax: string }>(
    `select count(*)::int as count, coalesce(sum(amount), 0.00)::text as amount, coalesce(sum(tax), 0.00)::text as tax
     from usage_item where taxpayer_id = $1 and period = $2 and usage = 'DEDUCT'`,
    [taxpayerId, period],
  );
  const { count, amount, tax } = rows[0]!;
  Object.assign(confirmation, {
    count,
    amount: fen(amount),
    tax: fen(tax),
    status: UsageStatus.CONFIRMED,
    confirmedAt: context.now,
    revokedAt: null,
  });
  await tell(context, confirmation);
  return confirmation;
}

/** Takes the confirmation back, so that uses may be chosen anew; not once the period is filed. */
export async function revokeUsage(context: Context, period: string): Promise<UsageConfirmation> {
  check(periodIsSound(period, context.today));
  const confirmation = await lockPeriod(context, period);
  check(
    confirmation.lockedAt && at(refuse.USAGE_LOCKED, ["input", "period"]),
    confirmation.status !== UsageStatus.CONFIRMED && at(refuse.USAGE_NOT_CONFIRMED, ["input", "period"]),
  );
  Object.assign(confirmation, { status: UsageStatus.REVOKED, revokedAt: context.now });
  await tell(context, confirmation);
  return confirmation;
}

const tell = (context: Context, { id, taxpayerId, period, status }: UsageConfirmation) =>
  publish(inTransaction(context), {
    type: "invoice.usage_confirmed",
    taxpayerId,
    appId: context.caller.appId,
    subject: id,
    data: { period, status },
  });

/** The period was filed: its uses stay as they are. For the filing board, in the transaction of the return (as the system). */
export async function lockUsage(sql: Queryable, taxpayerId: string, period: string, at: Date): Promise<void> {
  await openPeriod(sql, taxpayerId, period);
  await sql.query(
    "update usage_confirmation set locked_at = coalesce(locked_at, $3) where taxpayer_id = $1 and period = $2",
    [taxpayerId, period, at],
  );
}

/** The buyer has entered the invoices in its books; once so, reversing them takes both sides. */
export async function markBookkept(
  context: Context,
  { invoiceIds }: MarkBookkeptInput,
): Promise<UsageSelection> {
  const { taxpayerId } = context.caller;
  const invoices = await lockInvoices(context, invoiceIds);
  check(
    ...invoiceIds.flatMap((id, i) => {
      const invoice = invoices.get(id);
      const problem = !invoice
        ? refuse.INVOICE_NOT_FOUND
        : invoice.buyerId !== taxpayerId
          ? refuse.INVOICE_WRONG_BUYER
          : invoice.status === InvoiceStatus.VOIDED && refuse.INVOICE_VOIDED;
      return problem ? [at(problem, ["input", "invoiceIds", String(i)], { id })] : [];
    }),
  );
  for (const invoice of invoices.values()) invoice.bookkept = true;
  return { invoiceIds, period: null };
}

/** What the buyer transfers out in a period, in 分; what was withdrawn later counts against it. */
export const transferOutSql = `select count(*) filter (where transfer_period = $2)::int as count,
    coalesce(sum(case when transfer_period = $2 then -tax_amount else 0 end)
      + sum(case when restore_period = $2 then tax_amount else 0 end), 0.00)::text as tax
  from red_confirmation where buyer_id = $1 and $2 in (transfer_period, restore_period)`;
