import { authorityCodeOf, STA_CODE } from "../identifiers/authority-code.ts";
import { SEPARATELY_PLANNED_CITIES } from "../identifiers/province.ts";
import { type Region, RegionLevel } from "./region.ts";
import { AuthorityLevel, type TaxAuthority } from "./tax-authority.ts";

const LEVEL: Record<RegionLevel, AuthorityLevel> = {
  PROVINCE: AuthorityLevel.PROVINCE,
  CITY: AuthorityLevel.CITY,
  COUNTY: AuthorityLevel.COUNTY,
};
const HOURS = "工作日 9:00–12:00，13:30–17:00";
/** The national tax service line. */
const SERVICE_LINE = "12366";

const isSeparatelyPlanned = (code: string) =>
  code.endsWith("00") && code.slice(0, 4) in SEPARATELY_PLANNED_CITIES;

/** A district is named with its city; counties and county-level cities stand for themselves. */
const nameOf = (region: Region, parent: Region | undefined) =>
  `国家税务总局${region.level === RegionLevel.COUNTY && region.name.endsWith("区") && parent ? parent.name : ""}${region.name}税务局`;

/**
 * The tree of tax authorities over the divisions in use: one bureau for each, under the bureau of the division above.
 * The bureaus of the five separately planned cities are provincial and stand directly under the State Taxation
 * Administration. `streets` gives the counties whose stations are wanted, by county.
 */
export function authorityTree(
  regions: readonly Region[],
  streets: Readonly<Record<string, readonly string[]>> = {},
): TaxAuthority[] {
  const byCode = new Map(regions.map((region) => [region.code, region]));
  const sta: TaxAuthority = {
    code: STA_CODE,
    name: "国家税务总局",
    level: AuthorityLevel.STA,
    parentCode: null,
    regionCode: null,
    phone: SERVICE_LINE,
    hours: HOURS,
  };
  const bureaus = regions
    .filter(({ validTo }) => validTo === null)
    .map((region): TaxAuthority => {
      const planned = isSeparatelyPlanned(region.code);
      return {
        code: authorityCodeOf(region.code),
        name: nameOf(region, byCode.get(region.parentCode ?? "")),
        level: planned ? AuthorityLevel.PROVINCE : LEVEL[region.level],
        parentCode: region.parentCode && !planned ? authorityCodeOf(region.parentCode) : STA_CODE,
        regionCode: region.code,
        phone: SERVICE_LINE,
        hours: HOURS,
      };
    });
  return [
    sta,
    ...bureaus,
    ...bureaus.flatMap((county) => stationsOf(county, streets[county.regionCode!] ?? [])),
  ];
}

const stationsOf = (county: TaxAuthority, streets: readonly string[]): TaxAuthority[] =>
  streets.slice(0, 99).map((street, i) => ({
    code: authorityCodeOf(county.regionCode!, String(i + 1).padStart(2, "0")),
    name: `${county.name}${street.replace(/(?:街道|镇|乡)$/, "")}税务所`,
    level: AuthorityLevel.STATION,
    parentCode: county.code,
    regionCode: county.regionCode,
    phone: SERVICE_LINE,
    hours: HOURS,
  }));
