import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { compact, identifierScalar } from "./scalar.ts";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** The 18th character that belongs to the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export const residentIdCheckCharacter = (first17: string): string =>
  CHECKS[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(first17[i]), 0) % 11]!;

export const normaliseResidentId = compact;

/** The day of birth written in the number, `YYYY-MM-DD`; it may be a day that never was. */
export const birthDateOf = (residentId: string): string =>
  `${residentId.slice(6, 10)}-${residentId.slice(10, 12)}-${residentId.slice(12, 14)}`;

function dayExists(day: string): boolean {
  const instant = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === day;
}

/**
 * A resident identity number (居民身份证号, GB 11643-1999). The birth date must exist; with `today` (a day of the
 * caller's clock) it must not lie after it. Residence permits of Hong Kong, Macao and Taiwan residents
 * (address codes 81, 82, 83) follow the same rule.
 */
export function checkResidentId(value: string, today?: string): Problem | undefined {
  if (/^\d{15}$/.test(value)) return refuse.ID_CARD_LEGACY;
  if (!/^[1-9]\d{16}[\dX]$/.test(value)) return refuse.ID_CARD_FORMAT;
  const born = birthDateOf(value);
  if (!dayExists(born) || (today !== undefined && born > today)) return refuse.ID_CARD_BIRTHDATE;
  return residentIdCheckCharacter(value) === value[17] ? undefined : refuse.ID_CARD_CHECK_DIGIT;
}

/** A valid number from an address code, a birth date (`YYYY-MM-DD`) and a sequence from 1 to 999 (odd for men, even for women). */
export function makeResidentId(region: string, born: string, sequence: number): string {
  const first17 = `${region}${born.replaceAll("-", "")}${String(sequence).padStart(3, "0")}`;
  return first17 + residentIdCheckCharacter(first17);
}

export const ResidentIdScalar = identifierScalar({
  name: "ResidentId",
  zh: "居民身份证号（GB 11643-1999），18 位，末位为校验位。",
  en: "Resident identity number (GB 11643-1999): 18 characters, the last a check character.",
  normalise: normaliseResidentId,
  check: (value) => checkResidentId(value),
  otherwise: refuse.ID_CARD_FORMAT,
});
