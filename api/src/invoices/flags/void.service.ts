import { LockMode } from "@mikro-orm/core";
import type { Context } from "../../platform/context.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { rulesAt } from "../../registry/facts.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceStatus } from "../invoice-states.ts";
import { refuse as red } from "../red/red.refusals.ts";
import { tellBoth } from "../red/red-events.ts";
import { statusChanged } from "../verification/verifiers.ts";
import type { VoidedInvoice, VoidPaperInvoiceInput } from "./invoice-flag.ts";
import { whyNotVoid } from "./void.rules.ts";

/** The seller voids an invoice on paper of the current month. */
export async function voidPaperInvoice(
  context: Context,
  { invoiceId, copiesRecovered }: VoidPaperInvoiceInput,
): Promise<VoidedInvoice> {
  const { caller, today, em, environment } = context;
  const invoice = await em.findOne(
    Invoice,
    { id: invoiceId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (!invoice) return check(red.INVOICE_NOT_FOUND) as never;
  const rules = await rulesAt(environment.database.reader, today);
  const paper = rules.codes("invoice.kinds.paper");
  check(...whyNotVoid(invoice, { taxpayerId: caller.taxpayerId!, today, copies: copiesRecovered, paper }));
  invoice.status = InvoiceStatus.VOIDED;
  const sql = inTransaction(context);
  const event = { subject: invoice.id, appId: caller.appId, data: { status: invoice.status } };
  await tellBoth(sql, invoice, { ...event, type: "invoice.voided" });
  await tellBoth(sql, invoice, { ...event, type: "invoice.status_changed" });
  await em.flush();
  await statusChanged(sql, [invoice.id]);
  return { id: invoice.id, status: invoice.status };
}
