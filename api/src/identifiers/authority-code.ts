import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { PROVINCES } from "./province.ts";
import { compact, identifierScalar } from "./scalar.ts";

/** The layers a code can name. `SECTION` (股) exists in codes only; the platform keeps no rows for it. */
export type AuthorityCodeLevel = "STA" | "PROVINCE" | "CITY" | "COUNTY" | "STATION" | "SECTION";

/** The State Taxation Administration itself. */
export const STA_CODE = "00000000000";

export const normaliseAuthorityCode = (value: string): string => {
  const code = compact(value);
  return /^[01]\d*$/.test(code) ? code.padEnd(11, "0") : code;
};

/** Eleven digits: `0` and zeros for the State Taxation Administration, or `1` and a province, city, county, station, section. */
export const checkAuthorityCode = (value: string): Problem | undefined =>
  value === STA_CODE || (/^1\d{10}$/.test(value) && value.slice(1, 3) in PROVINCES)
    ? undefined
    : refuse.AUTHORITY_CODE_FORMAT;

/** The code without its trailing pairs of zeros: what the codes of all bureaus below begin with. */
export function significantPrefix(code: string): string {
  if (code.startsWith("0")) return "";
  let end = code.length;
  while (end > 1 && code.startsWith("00", end - 2)) end -= 2;
  return code.slice(0, end);
}

const LEVELS: AuthorityCodeLevel[] = ["STA", "PROVINCE", "CITY", "COUNTY", "STATION", "SECTION"];

/**
 * The level that the code's shape suggests. A default only: the bureaus of the five separately planned cities are of
 * province level, so the registry stores the level and asks this for nothing but new rows.
 */
export const authorityLevel = (code: string): AuthorityCodeLevel =>
  LEVELS[significantPrefix(code).length >> 1]!;

/** Whether `child` is `parent` or lies below it, by the layers of the code. */
export const isWithin = (child: string, parent: string): boolean =>
  child.startsWith(significantPrefix(parent));

/** The code of a region's bureau: `330106` has `13301060000`. */
export const authorityCodeOf = (region: string, station = "00"): string => `1${region}${station}00`;

export const AuthorityCodeScalar = identifierScalar({
  name: "AuthorityCode",
  zh: "税务机关代码，11 位数字，省、市、县、所、股各两位，右侧补 0，例如 13301060000。",
  en: "Tax authority code: 11 digits in pairs for province, city, county, station and section, padded with 0, for example 13301060000.",
  normalise: normaliseAuthorityCode,
  check: checkAuthorityCode,
  otherwise: refuse.AUTHORITY_CODE_FORMAT,
});
