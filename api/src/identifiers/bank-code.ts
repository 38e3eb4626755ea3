import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { compact, identifierScalar } from "./scalar.ts";

export const normaliseBankCode = compact;

/** The payment system's number of a bank branch (支付系统行号), used for both the opening and the clearing bank. */
export const checkBankCode = (value: string): Problem | undefined =>
  /^\d{12}$/.test(value) ? undefined : refuse.BANK_CODE_FORMAT;

export const BankCodeScalar = identifierScalar({
  name: "BankCode",
  zh: "银行行号（支付系统行号），12 位数字。",
  en: "Bank code of the payment system, 12 digits.",
  normalise: normaliseBankCode,
  check: checkBankCode,
  otherwise: refuse.BANK_CODE_FORMAT,
});
