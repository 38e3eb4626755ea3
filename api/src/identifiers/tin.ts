import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { checkResidentId } from "./resident-id.ts";
import { compact, identifierScalar } from "./scalar.ts";
import { checkUscc } from "./uscc.ts";

export const normaliseTin = compact;

/** Registers that open a unified social credit code: 11–19, 51–59, 91–93, Y1 and the like; identity numbers open with a province. */
const OPENS_AS_USCC = /^(?:1[1239]|5[1239]|9[123]|[A-HJ-NPQRTUWXY])/;
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|8[1-3])/;

/** An 18-character number that can only be an identity number: 17 digits, a province, and a plausible century of birth. */
const looksLikeResidentId = (value: string) =>
  /^\d{6}(?:18|19|20)\d{9}[\dX]$/.test(value) && PROVINCE.test(value);

/**
 * A taxpayer identification number (纳税人识别号): the unified social credit code of an entity, the identity number or
 * the assigned number of a natural person, or a number of 15, 17, 18 or 20 characters from before 2015.
 * Where 18 characters can be both (registers 11–13 and 51–53 are also provinces), one valid reading is enough.
 */
export function checkTin(value: string): Problem | undefined {
  if (!/^[0-9A-Z]{15,20}$/.test(value)) return refuse.TIN_FORMAT;
  if (value.length !== 18) return undefined;
  const asPerson = looksLikeResidentId(value) ? checkResidentId(value) : refuse.TIN_FORMAT;
  if (!asPerson) return undefined;
  if (OPENS_AS_USCC.test(value)) return checkUscc(value);
  return looksLikeResidentId(value) ? asPerson : undefined;
}

export const TinScalar = identifierScalar({
  name: "Tin",
  zh: "纳税人识别号：企业为统一社会信用代码，自然人为身份证号或税务机关赋予的号码；旧号 15 至 20 位。",
  en: "Taxpayer identification number: the unified social credit code of an entity, the identity number or assigned number of a person; older ones have 15 to 20 characters.",
  normalise: normaliseTin,
  check: checkTin,
  otherwise: refuse.TIN_FORMAT,
});
