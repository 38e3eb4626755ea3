import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { compact, identifierScalar } from "./scalar.ts";

/** The 31 characters of GB 32100-2015: no I, O, S, V or Z. A character's value is its place. */
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const FORMAT = /^[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** The 18th character that belongs to the first 17 (GB 32100-2015: weights 3^(i−1) mod 31). */
export function usccCheckCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * ALPHABET.indexOf(first17[i]!), 0);
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/**
 * Whether characters 9–17 are a well-formed 组织机构代码 (GB 11714). A hint only: many real codes issued
 * since 2015 do not keep it, so no look-up and no registration is refused for it.
 */
export function organisationCodeAgrees(uscc: string): boolean {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(uscc[8 + i]!, 36),
    0,
  );
  const check = 11 - (sum % 11);
  return uscc[16] === (check === 10 ? "X" : check === 11 ? "0" : String(check));
}

export const normaliseUscc = compact;

/**
 * A unified social credit code that may be registered. A code that is *already* in the registry is looked up
 * with {@link checkUsccFormat} instead: real codes exist whose check character does not fit (`usccCheckWaived`).
 */
export const checkUscc = (value: string): Problem | undefined =>
  checkUsccFormat(value) ?? (usccCheckCharacter(value) === value[17] ? undefined : refuse.USCC_CHECK_DIGIT);

/** Length and alphabet only. Letters that look like digits are answered with a hint. */
export function checkUsccFormat(value: string): Problem | undefined {
  if (FORMAT.test(value)) return undefined;
  return /[OI]/.test(value) ? { ...refuse.USCC_FORMAT, details: { hint: "0/1?" } } : refuse.USCC_FORMAT;
}

/** A valid code: the register (`91` enterprise, `92` individual business, …), the region and eight free characters. */
export function makeUscc(register: string, region: string, body: string): string {
  const first17 = `${register}${region}${body}`;
  return first17 + usccCheckCharacter(first17);
}

/** The ninth body character that makes characters 9–17 a well-formed 组织机构代码. */
export function organisationCode(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(first8[i]!, 36),
    0,
  );
  const check = 11 - (sum % 11);
  return first8 + (check === 10 ? "X" : check === 11 ? "0" : String(check));
}

export const UsccScalar = identifierScalar({
  name: "Uscc",
  zh: "统一社会信用代码（GB 32100-2015），18 位，末位为校验位，例如 91350100M000100Y43。",
  en: "Unified social credit code (GB 32100-2015): 18 characters, the last a check character, for example 91350100M000100Y43.",
  normalise: normaliseUscc,
  check: checkUscc,
  otherwise: refuse.USCC_FORMAT,
});
