import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./problems.ts";
import { PROVINCES } from "./province.ts";
import { compact, identifierScalar } from "./scalar.ts";

export type RegionLevel = "PROVINCE" | "CITY" | "COUNTY";

export const normaliseRegionCode = compact;

/** Six digits, the first two a province of GB/T 2260. Whether the code is in use on some day is for the table to say. */
export const checkRegionCode = (value: string): Problem | undefined =>
  /^\d{6}$/.test(value) && value.slice(0, 2) in PROVINCES ? undefined : refuse.REGION_CODE_FORMAT;

/** `330000` is a province, `330100` a city, anything else a county or district. */
export const regionLevel = (code: string): RegionLevel =>
  code.endsWith("0000") ? "PROVINCE" : code.endsWith("00") ? "CITY" : "COUNTY";

/** A retired code on a new document is worth a warning; on a historic one it is right (`validTo` is the first day without it). */
export const regionIsInUse = (
  {
    validFrom,
    validTo,
    successor,
  }: { validFrom?: string | null; validTo?: string | null; successor?: string | null },
  day: string,
): Problem | undefined =>
  (!validFrom || validFrom <= day) && (!validTo || day < validTo)
    ? undefined
    : { ...refuse.REGION_RETIRED, ...(successor ? { details: { successor } } : {}) };

export const RegionCodeScalar = identifierScalar({
  name: "RegionCode",
  zh: "行政区划代码（GB/T 2260），6 位数字，例如 330106。",
  en: "Administrative division code (GB/T 2260): 6 digits, for example 330106.",
  normalise: normaliseRegionCode,
  check: checkRegionCode,
  otherwise: refuse.REGION_CODE_FORMAT,
});
