import { LockMode } from "@mikro-orm/core";
import type { Context } from "../../platform/context.ts";
import { fen } from "../../platform/money.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceLine } from "../invoice-line.ts";
import { InvoiceUsage } from "../invoice-states.ts";
import { refuse } from "./red.refusals.ts";
import { type LineSums, remaining } from "./red-lines.rules.ts";

/** A blue invoice under lock: nobody else reverses or uses it until the transaction ends. */
export interface LockedBlue {
  blue: Invoice;
  lines: InvoiceLine[];
  /** What is left of each line. */
  left: LineSums[];
}

/** The buyer confirmed a use of the invoice, or entered it in the books: reversing it takes both sides. */
export const isUsed = ({ usage, bookkept }: Pick<Invoice, "usage" | "bookkept">): boolean =>
  usage !== InvoiceUsage.NONE || bookkept;

/** Locks an invoice of the caller and reads what is left of it. One outside the consent looks like none. */
export async function lockBlue(context: Context, id: string): Promise<LockedBlue> {
  const blue = await context.em.findOne(
    Invoice,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  check(!blue && refuse.INVOICE_NOT_FOUND);
  const lines = await context.em.find(InvoiceLine, { invoiceId: id }, { orderBy: { no: "asc" } });
  const { rows } = await inTransaction(context).query<{ no: number; amount: string; tax: string }>(
    `select coalesce(l.blue_line, l.no) as no, sum(l.amount)::text as amount, sum(l.tax_amount)::text as tax
     from invoice r join invoice_line l on l.invoice_id = r.id
     where r.blue_invoice_id = $1 and r.sign = 'RED' and r.status <> 'VOIDED' group by 1`,
    [id],
  );
  const red = rows.map(({ no, amount, tax }) => ({ blueLine: no, amount: fen(amount), taxAmount: fen(tax) }));
  const whole = lines.map(({ no, amount, taxAmount }) => ({ blueLine: no, amount, taxAmount }));
  return { blue: blue!, lines, left: remaining(whole, red) };
}
