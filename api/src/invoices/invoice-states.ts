import { InvoiceKind, invoiceKindNames } from "../identifiers/invoice-kind.ts";
import { choice } from "../platform/model.ts";

choice(InvoiceKind, {
  name: "InvoiceKind",
  zh: "发票种类。",
  en: "The kinds of invoices.",
  values: invoiceKindNames,
});

/** What became of an invoice after it was issued. */
export enum InvoiceStatus {
  NORMAL = "NORMAL",
  PARTLY_RED = "PARTLY_RED",
  FULLY_RED = "FULLY_RED",
  VOIDED = "VOIDED",
  ABNORMAL = "ABNORMAL",
}
choice(InvoiceStatus, {
  name: "InvoiceStatus",
  zh: "发票状态。",
  en: "What became of an invoice after it was issued.",
  values: {
    NORMAL: ["正常", "In force."],
    PARTLY_RED: ["部分红冲", "Partly reversed by red invoices."],
    FULLY_RED: ["全额红冲", "Wholly reversed by red invoices."],
    VOIDED: ["作废（仅纸质发票）", "Voided; only invoices on paper can be."],
    ABNORMAL: ["异常凭证", "Flagged by the tax authority as an abnormal voucher."],
  },
});

export enum InvoiceSign {
  BLUE = "BLUE",
  RED = "RED",
}
choice(InvoiceSign, {
  name: "InvoiceSign",
  zh: "蓝字或红字。",
  en: "Blue (an ordinary invoice) or red (a reversal).",
  values: {
    BLUE: ["蓝字发票", "An ordinary invoice."],
    RED: ["红字发票：金额为负，冲减蓝字发票", "A reversal of a blue invoice; its amounts are negative."],
  },
});

export enum RedStatus {
  NONE = "NONE",
  PARTIAL = "PARTIAL",
  FULL = "FULL",
}
choice(RedStatus, {
  name: "RedStatus",
  zh: "被红冲的程度。",
  en: "How far a blue invoice has been reversed.",
  values: {
    NONE: ["未红冲", "Not reversed."],
    PARTIAL: ["部分红冲", "Reversed in part."],
    FULL: ["全额红冲", "Reversed in full."],
  },
});

export enum InvoiceUsage {
  NONE = "NONE",
  DEDUCT = "DEDUCT",
  NOT_DEDUCT = "NOT_DEDUCT",
  EXPORT_REFUND = "EXPORT_REFUND",
  TRANSFER = "TRANSFER",
}
choice(InvoiceUsage, {
  name: "InvoiceUsage",
  zh: "购方对发票的用途确认。",
  en: "What the buyer confirmed to use the invoice for.",
  values: {
    NONE: ["未确认", "Not confirmed."],
    DEDUCT: ["抵扣", "Input VAT is deducted."],
    NOT_DEDUCT: ["不抵扣", "Not deducted."],
    EXPORT_REFUND: ["出口退税", "Used for an export refund."],
    TRANSFER: ["代办退税", "Passed on to an agent for refund."],
  },
});

/** How a line is favoured by VAT law. */
export enum LinePreference {
  NONE = "NONE",
  EXEMPT = "EXEMPT",
  NOT_TAXED = "NOT_TAXED",
  ZERO = "ZERO",
  SIMPLE = "SIMPLE",
}
choice(LinePreference, {
  name: "LinePreference",
  zh: "优惠政策标识。",
  en: "How a line is favoured by VAT law.",
  values: {
    NONE: ["无优惠", "None."],
    EXEMPT: ["免税", "Exempt."],
    NOT_TAXED: ["不征税", "Outside the scope of VAT."],
    ZERO: ["零税率", "Zero rate."],
    SIMPLE: ["简易征收", "Simplified levy."],
  },
});

/** A mark of an invoice that is not issued by its seller for a sale of its own. */
export enum InvoiceMark {
  ON_BEHALF = "ON_BEHALF",
  PURCHASE = "PURCHASE",
}
choice(InvoiceMark, {
  name: "InvoiceMark",
  zh: "发票的特殊标记。",
  en: "A mark of an invoice that is not issued by its seller for a sale of its own.",
  values: {
    ON_BEHALF: ["代开：税务机关代为开具", "Issued by the tax authority on behalf of the seller."],
    PURCHASE: ["收购：由购方开具", "Issued by the buyer, for what it buys of those who issue none."],
  },
});
