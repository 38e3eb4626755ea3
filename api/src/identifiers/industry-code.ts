import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { compact, identifierScalar } from "./scalar.ts";

export const normaliseIndustryCode = compact;

/** An industry of GB/T 4754-2017: a letter from A to T and two to four digits. */
export const checkIndustryCode = (value: string): Problem | undefined =>
  /^[A-T]\d{2}(?:\d{1,2})?$/.test(value) ? undefined : refuse.INDUSTRY_CODE_FORMAT;

export const IndustryCodeScalar = identifierScalar({
  name: "IndustryCode",
  zh: "国民经济行业代码（GB/T 4754-2017），一个字母加 2 至 4 位数字，例如 C3911。",
  en: "Industry code (GB/T 4754-2017): a letter and 2 to 4 digits, for example C3911.",
  normalise: normaliseIndustryCode,
  check: checkIndustryCode,
  otherwise: refuse.INDUSTRY_CODE_FORMAT,
});
