import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { compact, identifierScalar } from "./scalar.ts";

export const normaliseCheckCode = compact;

/** The last six digits of the 20-digit check code (校验码), as people type them. */
export const checkCheckCode6 = (value: string): Problem | undefined =>
  /^\d{6}$/.test(value) ? undefined : refuse.CHECK_CODE_FORMAT;

/** The whole check code printed on the invoice. */
export const checkCheckCode20 = (value: string): Problem | undefined =>
  /^\d{20}$/.test(value) ? undefined : refuse.CHECK_CODE_FORMAT;

/** The six digits a person is asked for. */
export const lastSix = (checkCode: string): string => checkCode.slice(-6);

export const CheckCode6Scalar = identifierScalar({
  name: "CheckCode6",
  zh: "发票校验码的后 6 位数字。",
  en: "The last six digits of the invoice's check code.",
  normalise: normaliseCheckCode,
  check: checkCheckCode6,
  otherwise: refuse.CHECK_CODE_FORMAT,
});
