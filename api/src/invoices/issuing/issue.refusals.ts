import { problems } from "../../platform/refusal.ts";
import { standing } from "../../registry/facts.ts";

const { TAXPAYER_SUSPENDED, TAXPAYER_ABNORMAL, TAXPAYER_DEREGISTERED } = standing;

/** Why an invoice is not issued. */
export const refuse = {
  TAXPAYER_SUSPENDED,
  TAXPAYER_ABNORMAL,
  TAXPAYER_DEREGISTERED,
  ...problems({
    SELLER_NOT_QUALIFIED: {
      zh: "销方不具备开具该种发票的资格",
      en: "The seller may not issue this kind of invoice.",
      actor: "TAXPAYER",
    },
    SELLER_RISK_RED: {
      zh: "销方风险等级为红色，暂停开票，请联系主管税务机关",
      en: "The seller is at high risk and may not issue; contact the tax authority in charge.",
      actor: "TAXPAYER",
    },
    QUOTA_EXCEEDED: {
      zh: "超过可用的发票额度",
      en: "This exceeds what is left of the invoice quota.",
      actor: "TAXPAYER",
    },
    BUYER_TIN_REQUIRED: {
      zh: "购方为企业或开具专用发票的，须填购方纳税人识别号",
      en: "Enterprises, and buyers of special invoices, need their tax number on the invoice.",
      actor: "APP",
    },
    SPECIAL_TO_NATURAL_PERSON: {
      zh: "不得向自然人开具增值税专用发票",
      en: "Natural persons get no special invoices.",
      actor: "APP",
    },
    EXEMPT_ON_SPECIAL: {
      zh: "免税项目不得开具增值税专用发票",
      en: "What is exempt may not stand on a special invoice.",
      actor: "APP",
    },
    TAX_CLASS_UNKNOWN: {
      zh: "没有这个税收分类编码，或当日未启用",
      en: "No such tax class is in use on that day.",
      actor: "APP",
    },
    TAX_CLASS_NOT_LEAF: {
      zh: "税收分类编码不是末级，不能用于发票明细",
      en: "The tax class is no leaf; lines carry leaves alone.",
      actor: "APP",
    },
    LINE_COUNT: { zh: "发票须有 1 至 2000 行", en: "An invoice has 1 to 2000 lines.", actor: "APP" },
    LINE_QUANTITY: {
      zh: "数量、单价最多 13 位小数且共 17 字符，不为零，两者须同填或同不填；折扣行都不填",
      en: "Quantity and unit price have up to 13 decimals and 17 characters, are not zero, and come together; a discount line has neither.",
      actor: "APP",
    },
    LINE_AMOUNT_TOLERANCE: {
      zh: "金额与数量乘单价不符",
      en: "The amount is not quantity times unit price.",
      actor: "APP",
    },
    LINE_TAX_TOLERANCE: {
      zh: "税额与金额乘税率的差超出允许范围",
      en: "The tax lies too far from amount times rate.",
      actor: "APP",
    },
    LINE_SIGN: {
      zh: "蓝字发票的金额须大于零，只有折扣行为负",
      en: "Amounts of a blue invoice are above zero; only discount lines are negative.",
      actor: "APP",
    },
    DISCOUNT_INVALID: {
      zh: "折扣行须为负、紧接在被折扣行之下、分类与税率相同，且不超过该行",
      en: "A discount is negative, directly below its line, of the same class and rate, and not more than the line.",
      actor: "APP",
    },
    DEDUCTIBLE_INVALID: {
      zh: "差额扣除额不得为负，也不得超过该行价税合计",
      en: "What is deducted is neither negative nor more than the line with its tax.",
      actor: "APP",
    },
    SUM_MISMATCH: {
      zh: "票头合计须与明细之和完全一致",
      en: "The totals must equal the sums of the lines exactly.",
      actor: "APP",
    },
    INVOICE_TEXT_LENGTH: {
      zh: "文字不得为空，也不得超过规定长度",
      en: "A text is empty or longer than allowed.",
      actor: "APP",
    },
    ISSUE_BATCH_SIZE: {
      zh: "一批须为 1 至 100 张发票",
      en: "A batch holds 1 to 100 invoices.",
      actor: "APP",
    },
  }),
};
