import { InvoiceKind, isDigital } from "../../identifiers/invoice-kind.ts";
import type { Context } from "../../platform/context.ts";
import { read, readAnyone } from "../../platform/read.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceLine } from "../invoice-line.ts";

/** Everything the files of an invoice are made of. None of it changes after the invoice was issued, except `status`. */
export interface WholeInvoice {
  invoice: Invoice;
  /** All of them, by number. */
  lines: readonly InvoiceLine[];
  /** Of a red invoice: the number of the blue one it reverses, and of the confirmation it was issued under. */
  reverses: { number: string; confirmation: string | null } | null;
}

/** Electronic kinds of the digital invoice: their original is a file. Of all others it is on paper, or made by older systems. */
export const hasFiles = (kind: InvoiceKind): boolean =>
  isDigital(kind) && kind !== InvoiceKind.DIGITAL_PAPER_SPECIAL && kind !== InvoiceKind.DIGITAL_PAPER_PLAIN;

const byId = read<Invoice, { id: string }>(Invoice, "whole", "t.id = :id");

/** The invoice when it is the caller's, within purpose and periods of the consent. */
export async function invoiceOfCaller(context: Context, id: string): Promise<Invoice | undefined> {
  return (await byId(context, { id }))[0];
}

const linesOf = readAnyone<InvoiceLine, { id: string }>(
  InvoiceLine,
  "of-whole-invoice",
  "t.invoice_id = :id",
  "the invoice was read under its owner, or the platform makes its original in its own name",
  { order: "t.no" },
);

/** What belongs to an invoice that was read before. */
export async function wholeInvoice(context: Context, invoice: Invoice): Promise<WholeInvoice> {
  const { reader } = context.environment.database;
  const [lines, reversed] = await Promise.all([
    linesOf(context, { id: invoice.id }),
    invoice.blueInvoiceId === null
      ? undefined
      : reader.query<{ number: string; confirmation: string | null }>({
          name: "invoice:reversed",
          text: `select b.number, (select c.no from red_confirmation c where c.red_invoice_id = $2) as confirmation
                 from invoice b where b.id = $1`,
          values: [invoice.blueInvoiceId, invoice.id],
        }),
  ]);
  return { invoice, lines, reverses: reversed?.rows[0] ?? null };
}
