import { type Problem, problems } from "../../platform/refusal.ts";
import type { Invoice } from "../invoice.ts";
import { InvoiceSign, InvoiceStatus } from "../invoice-states.ts";
import { isUsed } from "../red/blue-invoice.ts";

export const refuse = problems({
  VOID_NOT_ALLOWED_ELECTRONIC: {
    zh: "电子发票和数电票不能作废，请红冲",
    en: "Electronic and digital invoices are never voided; reverse them.",
    actor: "APP",
  },
  VOID_PERIOD_PASSED: {
    zh: "只有当月开具的纸质发票可以作废，请红冲",
    en: "Only paper invoices of the current month are voided; reverse this one.",
    actor: "APP",
  },
  VOID_USED: {
    zh: "购方已确认用途或入账的发票不能作废，请红冲",
    en: "An invoice the buyer used or entered in the books is not voided; reverse it.",
    actor: "TAXPAYER",
  },
  VOID_STATE: {
    zh: "只有正常的蓝字发票可以由销方作废",
    en: "Only a blue invoice in force is voided, by its seller.",
    actor: "APP",
  },
  VOID_COPIES_MISSING: {
    zh: "须收回全部联次",
    en: "All copies must be recovered first.",
    actor: "TAXPAYER",
  },
});

/** What voiding depends on besides the invoice. */
export interface Voiding {
  taxpayerId: string;
  today: string;
  /** All copies are recovered. */
  copies: boolean;
  /** The kinds that are on paper, as the law of the day has them; digital invoices printed on paper are among them. */
  paper: readonly string[];
}

/** Why the seller may not void an invoice today; every reason at once. */
export const whyNotVoid = (
  invoice: Pick<Invoice, "kind" | "sign" | "status" | "issuedOn" | "usage" | "bookkept" | "sellerId">,
  { taxpayerId, today, copies, paper }: Voiding,
): (Problem | false)[] => [
  !paper.includes(invoice.kind) && refuse.VOID_NOT_ALLOWED_ELECTRONIC,
  invoice.issuedOn.slice(0, 7) !== today.slice(0, 7) && refuse.VOID_PERIOD_PASSED,
  isUsed(invoice) && refuse.VOID_USED,
  (invoice.sign !== InvoiceSign.BLUE ||
    invoice.status !== InvoiceStatus.NORMAL ||
    invoice.sellerId !== taxpayerId) &&
    refuse.VOID_STATE,
  !copies && refuse.VOID_COPIES_MISSING,
];
