import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { caseByNumber, isConflicted, officerOf, taxpayersByIds, whyNotLook } from "../../registry/facts.ts";
import type { InvoiceStatus } from "../invoice-states.ts";
import { type Sides, tellBoth } from "../red/red-events.ts";
import { statusChanged } from "../verification/verifiers.ts";
import { whyNotFlag } from "./flag.rules.ts";
import type { FlagAction } from "./flag-proposal.ts";
import type { FlagInvoiceInput, InvoiceFlag } from "./invoice-flag.ts";

export type Officer = Awaited<ReturnType<typeof officerOf>>;

/** An invoice of the officer's area under lock, and the ground on which the officer acts. */
export interface Grounded {
  invoice: Sides & { sellerId: string; status: InvoiceStatus };
  caseNo: string;
}

/**
 * The invoice, when the officer's post, area and case let it be decided on. A flag is a decision: other than a look, it is
 * of the own area alone. An invoice that does not exist looks like one of another area.
 */
export async function groundedInvoice(
  context: Context,
  officer: Officer,
  invoiceId: string,
  caseNo: string | undefined,
): Promise<Grounded> {
  const { environment, now } = context;
  const scope = "officer:invoice";
  check(!officer.scopes.includes(scope) && { ...access.FORBIDDEN_SCOPE, details: { scope } });
  const { rows } = await inTransaction(context).query<Grounded["invoice"]>(
    `select seller_id as "sellerId", buyer_id as "buyerId", status from sealed.invoice_to_flag($1::text)`,
    [invoiceId],
  );
  const [invoice] = rows;
  const [taxpayer] = invoice ? await taxpayersByIds(environment.database.reader, [invoice.sellerId]) : [];
  if (!invoice || !taxpayer) return check(access.JURISDICTION_DENIED) as never;
  const [cases, conflicted] = await Promise.all([
    caseNo === undefined ? undefined : caseByNumber(context, { number: caseNo }),
    isConflicted(context, taxpayer.id),
  ]);
  const named = cases && (cases[0] ?? null);
  check(
    ...whyNotLook({ officer, scope, taxpayer, dataClass: "C3", named, approved: false, conflicted, now }),
  );
  if (caseNo === undefined) return check(access.PURPOSE_REQUIRED) as never;
  return { invoice, caseNo };
}

/** Stations propose; who decides stands above them. */
export const decides = ({ level }: Officer) =>
  level === "STATION" && { ...access.FORBIDDEN_SCOPE, details: { scope: "officer:invoice" } };

/** Flags an invoice as an abnormal voucher, or lifts that, with its history and what both sides hear. */
export async function changeFlag(
  context: Context,
  { invoiceId, reason }: Pick<FlagInvoiceInput, "invoiceId" | "reason">,
  action: `${FlagAction}`,
  namedCase = context.caller.caseNo,
): Promise<InvoiceFlag> {
  const { now, caller } = context;
  const officer = await officerOf(context);
  check(decides(officer));
  const { invoice, caseNo } = await groundedInvoice(context, officer, invoiceId, namedCase);
  check(...whyNotFlag(action, invoice.status, reason));
  const sql = inTransaction(context);
  const id = newId("flg");
  const { rows } = await sql.query<{ status: InvoiceStatus }>(
    "select sealed.flag_invoice($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::timestamptz) as status",
    [id, invoiceId, action, caseNo, reason.trim(), officer.postId, now],
  );
  const { status } = rows[0]!;
  const event = { subject: invoiceId, appId: caller.appId, data: { status } };
  await tellBoth(sql, invoice, { ...event, type: "invoice.flagged" });
  await tellBoth(sql, invoice, { ...event, type: "invoice.status_changed" });
  await statusChanged(sql, [invoiceId]);
  return { id, invoiceId, status, caseNo, at: now };
}
