import { problems } from "../platform/refusal.ts";

/** What can be wrong with a real-world number. Written once here; every scalar and every checker answers with these. */
export const refuse = problems({
  USCC_FORMAT: {
    zh: "统一社会信用代码须为 18 位数字或大写字母（不含 I、O、S、V、Z）",
    en: "A unified social credit code has 18 digits or capital letters (never I, O, S, V or Z).",
    actor: "APP",
  },
  USCC_CHECK_DIGIT: {
    zh: "统一社会信用代码的校验位不正确，请核对是否抄错",
    en: "The check character of the unified social credit code is wrong; look for a typing error.",
    actor: "APP",
  },
  ID_CARD_FORMAT: {
    zh: "居民身份证号须为 18 位，前 17 位为数字，末位为数字或 X",
    en: "A resident identity number has 18 characters: 17 digits and a digit or X.",
    actor: "APP",
  },
  ID_CARD_LEGACY: {
    zh: "不再接受 15 位的旧身份证号，请填写 18 位号码",
    en: "The old identity numbers of 15 digits are no longer accepted; give the one of 18.",
    actor: "APP",
  },
  ID_CARD_BIRTHDATE: {
    zh: "居民身份证号中的出生日期不存在，或晚于今天",
    en: "The birth date inside the identity number does not exist or lies in the future.",
    actor: "APP",
  },
  ID_CARD_CHECK_DIGIT: {
    zh: "居民身份证号的校验位不正确，请核对是否抄错",
    en: "The check character of the identity number is wrong; look for a typing error.",
    actor: "APP",
  },
  TIN_FORMAT: {
    zh: "纳税人识别号须为 15 至 20 位数字或大写字母",
    en: "A taxpayer identification number has 15 to 20 digits or capital letters.",
    actor: "APP",
  },
  INVOICE_NUMBER_FORMAT: {
    zh: "发票号码不正确：数电票为 20 位，以年份和省级代码开头；其他发票为 8 位数字",
    en: "The invoice number is wrong: 20 digits that begin with the year and a province for digital invoices, 8 digits for all others.",
    actor: "APP",
  },
  INVOICE_CODE_FORMAT: {
    zh: "发票代码须为 10 位或 12 位数字",
    en: "An invoice code has 10 or 12 digits.",
    actor: "APP",
  },
  CHECK_CODE_FORMAT: {
    zh: "请填写校验码的后 6 位数字",
    en: "Give the last six digits of the check code.",
    actor: "APP",
  },
  AUTHORITY_CODE_FORMAT: {
    zh: "税务机关代码须为 11 位数字：首位 0 为总局，首位 1 为省级及以下",
    en: "A tax authority code has 11 digits: the first is 0 for the State Taxation Administration and 1 for all below.",
    actor: "APP",
  },
  AUTHORITY_UNKNOWN: { zh: "没有这个税务机关", en: "There is no such tax authority.", actor: "APP" },
  REGION_CODE_FORMAT: {
    zh: "行政区划代码须为 6 位数字，前两位为省级代码",
    en: "A region code has 6 digits, the first two of which name a province.",
    actor: "APP",
  },
  REGION_RETIRED: {
    zh: "该行政区划代码已撤销，请改用新的代码",
    en: "This region code has been retired; use its successor.",
    actor: "APP",
  },
  BANK_CODE_FORMAT: {
    zh: "银行行号（支付系统行号）须为 12 位数字",
    en: "A bank code of the payment system has 12 digits.",
    actor: "APP",
  },
  INDUSTRY_CODE_FORMAT: {
    zh: "行业代码须为一个门类字母加 2 至 4 位数字，例如 C3911",
    en: "An industry code is a letter from A to T and 2 to 4 digits, for example C3911.",
    actor: "APP",
  },
});
