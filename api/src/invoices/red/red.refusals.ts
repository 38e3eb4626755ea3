import { problems } from "../../platform/refusal.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";

/** Why an invoice is not reversed. */
export const refuse = {
  LINE_TAX_TOLERANCE: issuing.LINE_TAX_TOLERANCE,
  ...problems({
    INVOICE_ALREADY_RED: {
      zh: "蓝字发票已全额红冲",
      en: "The blue invoice is reversed in full already.",
      actor: "APP",
    },
    RED_EXCEEDS_BLUE: {
      zh: "红字金额或税额超过蓝字发票（该行或合计）的剩余部分",
      en: "The red amount or tax exceeds what is left of the blue invoice, on a line or in sum.",
      actor: "APP",
    },
    RED_LINES_INVALID: {
      zh: "红字明细须对应蓝字发票的行，每行一次，金额与蓝字相反且不为零；一行金额冲完时税额也须冲完",
      en: "Red lines name lines of the blue invoice, each once, with the opposite sign and not zero; the last of an amount takes the last of its tax.",
      actor: "APP",
    },
    RED_REASON_REQUIRES_FULL: {
      zh: "开票有误须全额红冲",
      en: "What was issued in error must be reversed in full.",
      actor: "APP",
    },
    RED_NOT_CONFIRMED: {
      zh: "红字确认单未经双方确认，或已作废",
      en: "The red confirmation is not confirmed by both sides, or is void.",
      actor: "TAXPAYER",
    },
    RED_CONFIRMATION_EXPIRED: {
      zh: "红字确认单逾期（72 小时）未确认，已作废",
      en: "The red confirmation was not confirmed within 72 hours and is void.",
      actor: "TAXPAYER",
    },
    RED_CONFIRMATION_NOT_FOUND: {
      zh: "没有这张红字确认单",
      en: "There is no such red confirmation.",
      actor: "APP",
    },
    RED_STATE: {
      zh: "红字确认单的当前状态不允许此操作，或应由另一方办理",
      en: "The state of the red confirmation does not allow this, or it is for the other side to do.",
      actor: "APP",
    },
    RED_SELLER_STARTS: {
      zh: "购方未确认用途也未入账的发票，由销方直接红冲",
      en: "Of an invoice neither used nor entered in the books, the seller alone starts the reversal.",
      actor: "TAXPAYER",
    },
    RED_NOT_POSSIBLE: {
      zh: "红字发票、已作废的发票和二手车发票不能红冲",
      en: "Red invoices, voided ones and those of used vehicles are not reversed.",
      actor: "APP",
    },
    BLUE_USED_FOR_EXPORT: {
      zh: "蓝字发票已用于出口退税，须先撤销该用途",
      en: "The blue invoice is used for an export refund; end that use first.",
      actor: "TAXPAYER",
    },
    INVOICE_ABNORMAL: {
      zh: "该发票已被税务机关列为异常凭证",
      en: "The invoice is flagged as an abnormal voucher.",
      actor: "TAXPAYER",
    },
    INVOICE_NOT_FOUND: {
      zh: "没有这张发票，或不在授权范围内",
      en: "There is no such invoice within the consent.",
      actor: "APP",
    },
  }),
};
