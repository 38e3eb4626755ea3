import { LockMode } from "@mikro-orm/core";
import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { fen } from "../../platform/money.ts";
import { at, check, problems } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { caseByNumber, isConflicted, officerOf, taxpayersByIds, whyNotLook } from "../../registry/facts.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceStatus } from "../invoice-states.ts";
import { refuse as red } from "../red/red.refusals.ts";
import { tellBoth } from "../red/red-events.ts";
import { redStandOf } from "../red/red-lines.rules.ts";
import type { FlagInvoiceInput, InvoiceFlag, VoidedInvoice, VoidPaperInvoiceInput } from "./invoice-flag.ts";
import { whyNotVoid } from "./void.rules.ts";

export const refuse = problems({
  FLAG_STATE: {
    zh: "发票的状态不允许列为（或解除）异常凭证",
    en: "The state of the invoice does not allow this flag, or its lifting.",
    actor: "USER",
  },
  FLAG_REASON_REQUIRED: {
    zh: "须写明理由（至少 10 字）",
    en: "Say why, in at least 10 characters.",
    actor: "USER",
  },
});

interface Row {
  sellerId: string | null;
  buyerId: string | null;
  status: InvoiceStatus;
  amount: string;
  redAmount: string;
}

const MAY_BE_FLAGGED: readonly InvoiceStatus[] = [InvoiceStatus.NORMAL, InvoiceStatus.PARTLY_RED];

/**
 * Flags an invoice as an abnormal voucher, or lifts that. It is no row of the officer's, so the platform does it in its own name
 * and one transaction: the invoice, the flag's history and what both sides hear go together.
 */
export async function changeFlag(
  context: Context,
  { invoiceId, reason }: FlagInvoiceInput,
  action: "FLAG" | "LIFT",
): Promise<InvoiceFlag> {
  const officer = await officerOf(context);
  const { environment, now, caller } = context;
  const client = await environment.database.writer.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<Row>(
      `select seller_id as "sellerId", buyer_id as "buyerId", status, amount::text, red_amount::text as "redAmount"
       from invoice where id = $1 for update`,
      [invoiceId],
    );
    const [invoice] = rows;
    const caseNo = await groundOf(context, officer, invoice?.sellerId ?? null);
    const { status, amount, redAmount } = invoice!;
    const legal = action === "FLAG" ? MAY_BE_FLAGGED.includes(status) : status === InvoiceStatus.ABNORMAL;
    check(
      !legal && refuse.FLAG_STATE,
      [...reason.trim()].length < 10 && at(refuse.FLAG_REASON_REQUIRED, ["input", "reason"]),
    );
    const to = action === "FLAG" ? InvoiceStatus.ABNORMAL : redStandOf(fen(amount), fen(redAmount)).status;
    const id = newId("flg");
    await client.query("update invoice set status = $2 where id = $1", [invoiceId, to]);
    await client.query(
      `insert into invoice_flag (id, invoice_id, action, status_before, status_after, case_no, reason, authority_code, officer_id, post_id, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        invoiceId,
        action,
        status,
        to,
        caseNo,
        reason.trim(),
        officer.authorityCode,
        officer.personId,
        caller.postId,
        now,
      ],
    );
    const event = { subject: invoiceId, appId: caller.appId, data: { status: to } };
    await tellBoth(client as never, invoice!, { ...event, type: "invoice.flagged" });
    await tellBoth(client as never, invoice!, { ...event, type: "invoice.status_changed" });
    await client.query("commit");
    return { id, invoiceId, status: to, caseNo, at: now };
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

type Officer = Awaited<ReturnType<typeof officerOf>>;

/** The case on which the officer acts. A station proposes, it does not flag; an invoice unknown here looks like one of another area. */
async function groundOf(context: Context, officer: Officer, sellerId: string | null): Promise<string> {
  const { environment, caller, now } = context;
  const [taxpayer] = sellerId ? await taxpayersByIds(environment.database.reader, [sellerId]) : [];
  if (!taxpayer) return check(access.JURISDICTION_DENIED) as never;
  const { caseNo } = caller;
  const [cases, conflicted] = await Promise.all([
    caseNo === undefined ? undefined : caseByNumber(context, { number: caseNo }),
    isConflicted(context, taxpayer.id),
  ]);
  const named = cases && (cases[0] ?? null);
  const scope = "officer:invoice";
  check(
    officer.level === "STATION" && { ...access.FORBIDDEN_SCOPE, details: { scope } },
    ...whyNotLook({ officer, scope, taxpayer, dataClass: "C3", named, approved: false, conflicted, now }),
  );
  if (caseNo === undefined) return check(access.PURPOSE_REQUIRED) as never;
  return caseNo;
}

/** The seller voids an invoice on paper of the current month. */
export async function voidPaperInvoice(
  context: Context,
  { invoiceId, copiesRecovered }: VoidPaperInvoiceInput,
): Promise<VoidedInvoice> {
  const { caller, today, em } = context;
  const invoice = await em.findOne(
    Invoice,
    { id: invoiceId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  if (!invoice) return check(red.INVOICE_NOT_FOUND) as never;
  check(...whyNotVoid(invoice, { taxpayerId: caller.taxpayerId!, today, copies: copiesRecovered }));
  invoice.status = InvoiceStatus.VOIDED;
  const sql = inTransaction(context);
  const event = { subject: invoice.id, appId: caller.appId, data: { status: invoice.status } };
  await tellBoth(sql, invoice, { ...event, type: "invoice.voided" });
  await tellBoth(sql, invoice, { ...event, type: "invoice.status_changed" });
  return { id: invoice.id, status: invoice.status };
}
