import { at, type Problem, problems } from "../../platform/refusal.ts";
import type { Invoice } from "../invoice.ts";
import { InvoiceSign, InvoiceStatus, InvoiceUsage } from "../invoice-states.ts";
import { refuse as red } from "../red/red.refusals.ts";

const { INVOICE_NOT_FOUND, INVOICE_ABNORMAL, INVOICE_ALREADY_RED } = red;
export const refuse = {
  INVOICE_NOT_FOUND,
  INVOICE_ABNORMAL,
  INVOICE_ALREADY_RED,
  ...problems({
    USAGE_LOCKED: {
      zh: "该所属期已申报，用途不能再改",
      en: "The period is filed; its uses can no longer be changed.",
      actor: "TAXPAYER",
    },
    USAGE_CONFIRMED: {
      zh: "该所属期的用途已确认，须先撤销",
      en: "The uses of the period are confirmed; revoke that first.",
      actor: "TAXPAYER",
    },
    USAGE_NOT_CONFIRMED: {
      zh: "该所属期的用途尚未确认",
      en: "The uses of the period are not confirmed.",
      actor: "TAXPAYER",
    },
    USAGE_PERIOD_INVALID: {
      zh: "所属期须为 YYYY-MM，不晚于本月，且不早于开票月份",
      en: "A period is YYYY-MM, not after this month and not before the invoice.",
      actor: "APP",
    },
    USAGE_COUNT: {
      zh: "一次须为 1 至 1000 张，不得重复",
      en: "1 to 1000 invoices, each once.",
      actor: "APP",
    },
    INVOICE_WRONG_BUYER: {
      zh: "本纳税人不是该发票的购方",
      en: "The taxpayer is not the buyer of the invoice.",
      actor: "APP",
    },
    INVOICE_IS_RED: { zh: "红字发票没有用途", en: "Red invoices have no use.", actor: "APP" },
    INVOICE_VOIDED: { zh: "发票已作废", en: "The invoice is voided.", actor: "APP" },
    INVOICE_USED: {
      zh: "发票已在另一所属期确认用途",
      en: "The invoice is used in another period.",
      actor: "TAXPAYER",
    },
    INVOICE_NOT_DEDUCTIBLE: {
      zh: "该种发票不能抵扣",
      en: "Invoices of this kind are not deductible.",
      actor: "APP",
    },
    RED_IN_PROGRESS: {
      zh: "该发票有双方已确认的红字确认单",
      en: "Both sides agreed to reverse the invoice.",
      actor: "TAXPAYER",
    },
  }),
};

/** A period is a month, not after the current one. */
export const periodIsSound = (period: string, today: string): Problem | undefined =>
  /^20\d\d-(0[1-9]|1[0-2])$/.test(period) && period <= today.slice(0, 7)
    ? undefined
    : at(refuse.USAGE_PERIOD_INVALID, ["input", "period"]);

export interface Choosing {
  taxpayerId: string;
  period: string;
  usage: InvoiceUsage;
  /** Both sides agreed to reverse the invoice. */
  reversing: boolean;
  /** The kinds input tax is deducted by, as the law of the day has them. */
  deductible: readonly string[];
}
type Judged = Pick<Invoice, "buyerId" | "sign" | "status" | "kind" | "usage" | "usagePeriod" | "issuedOn">;

/** Every reason why an invoice gets no use, or not this one. */
export function whyNotUse(invoice: Judged | undefined, choosing: Choosing): Problem[] {
  if (!invoice) return [refuse.INVOICE_NOT_FOUND];
  if (invoice.buyerId !== choosing.taxpayerId) return [refuse.INVOICE_WRONG_BUYER];
  const { period, usage, reversing, deductible } = choosing;
  const found: (Problem | false)[] = [
    invoice.sign === InvoiceSign.RED && refuse.INVOICE_IS_RED,
    invoice.status === InvoiceStatus.VOIDED && refuse.INVOICE_VOIDED,
    invoice.status === InvoiceStatus.ABNORMAL && usage !== InvoiceUsage.NONE && refuse.INVOICE_ABNORMAL,
    invoice.status === InvoiceStatus.FULLY_RED && refuse.INVOICE_ALREADY_RED,
    invoice.usage !== InvoiceUsage.NONE && invoice.usagePeriod !== period && refuse.INVOICE_USED,
    invoice.issuedOn.slice(0, 7) > period && refuse.USAGE_PERIOD_INVALID,
    usage === InvoiceUsage.DEDUCT && !deductible.includes(invoice.kind) && refuse.INVOICE_NOT_DEDUCTIBLE,
    reversing && refuse.RED_IN_PROGRESS,
  ];
  return found.filter((problem) => problem !== false);
}
