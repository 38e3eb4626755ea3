import { describe, expect, it } from "vitest";
import { inJurisdiction } from "../platform/jurisdiction.ts";
import {
  type Asked,
  amountIsWithinLimit,
  type Case,
  fieldsShown,
  scopesFitLevel,
  whyNotLook,
} from "./officer.rules.ts";
import { LEVELS, LOWEST_LEVEL } from "./officer-scopes.ts";

const LOOK = "officer:taxpayer";
const T1 = { id: "tp_1", authorityCode: "13301060000" };
const OF_STATION = { id: "tp_3", authorityCode: "13301060100" };
const NEXT_DOOR = { id: "tp_p2", authorityCode: "13301080000" };
const now = new Date("2026-11-23T12:00:00+08:00");

const officer = (level: Asked["officer"]["level"], authorityCode: string, more = {}) => ({
  personId: "pn_1",
  level,
  authorityCode,
  scopes: [LOOK],
  certified: true,
  ...more,
});
const STATION = officer("STATION", "13301060100");
const COUNTY = officer("COUNTY", "13301060000");
const CITY = officer("CITY", "13301000000");
const PROVINCE = officer("PROVINCE", "13300000000");
const STA = officer("STA", "00000000000");

const aCase = (more: Partial<Case> = {}): Case => ({
  number: "A-1",
  taxpayerId: T1.id,
  authorityCode: "13301060000",
  crossArea: false,
  fields: [],
  openedAt: new Date("2026-11-01T00:00:00+08:00"),
  closedAt: null,
  ...more,
});

const asked = (more: Partial<Asked>): Asked => ({
  officer: COUNTY,
  scope: LOOK,
  taxpayer: T1,
  dataClass: "C3",
  named: undefined,
  approved: false,
  conflicted: false,
  now,
  ...more,
});
const codes = (more: Partial<Asked>) => whyNotLook(asked(more)).map(({ code }) => code);

describe("jurisdiction", () => {
  it.each([
    ["13301060100", "13301000000", true],
    ["13302000000", "13301000000", false],
    ["13301060000", "13301060000", true],
    ["13301060000", "13301060100", false],
    ["13301060000", "00000000000", true],
    ["13310000000", "13310000000", true],
    ["13301000000", "13310000000", false],
    // 宁波 is planned separately: under the national bureau, not under 浙江.
    ["13302060000", "13300000000", false],
    ["13302060000", "13302000000", true],
    ["13302060000", "00000000000", true],
  ])("%s within %s: %s", (child, parent, within) => {
    expect(inJurisdiction(child, parent)).toBe(within);
  });
});

describe("a post holds only what its level may", () => {
  it.each(
    Object.entries(LOWEST_LEVEL).flatMap(([scope, lowest]) =>
      LEVELS.map((level) => [scope, level, LEVELS.indexOf(level) <= LEVELS.indexOf(lowest)] as const),
    ),
  )("%s at %s: %s", (scope, level, may) => {
    expect(scopesFitLevel(level, [scope]).map(({ code }) => code)).toEqual(may ? [] : ["POST_LEVEL_TOO_LOW"]);
  });

  it("names every scope that is too high or unknown", () => {
    expect(
      scopesFitLevel("STATION", ["officer:rules", LOOK, "officer:nothing", "review:release"]).map(
        ({ code, path }) => [code, path![1]],
      ),
    ).toEqual([
      ["POST_LEVEL_TOO_LOW", "officer:rules"],
      ["POST_SCOPE_UNKNOWN", "officer:nothing"],
      ["POST_LEVEL_TOO_LOW", "review:release"],
    ]);
  });
});

describe("a look at confidential tax information (C3)", () => {
  it.each<[string, Partial<Asked>, string[]]>([
    ["a station, its own taxpayer", { officer: STATION, taxpayer: OF_STATION }, []],
    ["a station, one of its county but not its own", { officer: STATION }, ["JURISDICTION_DENIED"]],
    ["a county, its own area", {}, []],
    ["a county, one of its stations", { taxpayer: OF_STATION }, []],
    ["a county, the county next to it", { taxpayer: NEXT_DOOR }, ["JURISDICTION_DENIED"]],
    ["a city without a case", { officer: CITY }, ["PURPOSE_REQUIRED"]],
    ["a city with a case of its own", { officer: CITY, named: aCase({ authorityCode: "13301000000" }) }, []],
    ["a city with a case of its county (提级)", { officer: CITY, named: aCase() }, []],
    ["a province without a case", { officer: PROVINCE }, ["PURPOSE_REQUIRED"]],
    ["a province with a case", { officer: PROVINCE, named: aCase({ authorityCode: "13300000000" }) }, []],
    ["the State Taxation Administration without a case", { officer: STA }, ["PURPOSE_REQUIRED"]],
    ["the State Taxation Administration with one", { officer: STA, named: aCase() }, []],
    ["a number that does not exist", { officer: CITY, named: null }, ["PURPOSE_REQUIRED"]],
    ["a number that does not exist, where none is needed", { named: null }, ["PURPOSE_REQUIRED"]],
    ["a case about another", { officer: CITY, named: aCase({ taxpayerId: "tp_2" }) }, ["PURPOSE_REQUIRED"]],
    ["a case of the bureau above", { named: aCase({ authorityCode: "13301000000" }) }, ["PURPOSE_REQUIRED"]],
    ["a closed case", { officer: CITY, named: aCase({ closedAt: now }) }, ["PURPOSE_REQUIRED"]],
    ["a case closed a moment later", { officer: CITY, named: aCase({ closedAt: new Date(+now + 1) }) }, []],
    [
      "a case not yet open",
      { officer: CITY, named: aCase({ openedAt: new Date(+now + 1) }) },
      ["PURPOSE_REQUIRED"],
    ],
    [
      "a post without the permission",
      { officer: officer("COUNTY", "13301060000", { scopes: [] }) },
      ["FORBIDDEN_SCOPE"],
    ],
    ["a declared conflict", { conflicted: true }, ["CONFLICT_OF_INTEREST"]],
    [
      "several reasons at once",
      { taxpayer: NEXT_DOOR, conflicted: true },
      ["CONFLICT_OF_INTEREST", "JURISDICTION_DENIED"],
    ],
  ])("%s", (_, more, expected) => {
    expect(codes(more)).toEqual(expected);
  });
});

describe("a cross-area case (协查)", () => {
  const help = aCase({ taxpayerId: NEXT_DOOR.id, crossArea: true, fields: ["status", "address"] });

  it("opens a taxpayer of another area, for the fields it names and no more", () => {
    expect(codes({ taxpayer: NEXT_DOOR, named: help })).toEqual([]);
    expect(fieldsShown(asked({ taxpayer: NEXT_DOOR, named: help }))).toEqual(["status", "address"]);
    expect(fieldsShown(asked({}))).toBe("all");
  });

  it("is needed: an ordinary case opens nothing elsewhere, nor does another's", () => {
    expect(codes({ taxpayer: NEXT_DOOR, named: { ...help, crossArea: false } })).toEqual([
      "JURISDICTION_DENIED",
    ]);
    expect(codes({ taxpayer: NEXT_DOOR, named: { ...help, authorityCode: "13301080000" } })).toEqual([
      "JURISDICTION_DENIED",
    ]);
    expect(codes({ taxpayer: NEXT_DOOR, named: { ...help, taxpayerId: T1.id } })).toEqual([
      "JURISDICTION_DENIED",
    ]);
  });
});

describe("a look at sensitive personal data (C4)", () => {
  it.each<[string, Partial<Asked>, string[]]>([
    [
      "a station, its own taxpayer",
      { officer: STATION, taxpayer: OF_STATION },
      ["FORBIDDEN_SCOPE", "PURPOSE_REQUIRED"],
    ],
    [
      "a station with a case",
      {
        officer: STATION,
        taxpayer: OF_STATION,
        named: aCase({ taxpayerId: OF_STATION.id, authorityCode: "13301060100" }),
      },
      ["FORBIDDEN_SCOPE"],
    ],
    ["a county without a case", {}, ["PURPOSE_REQUIRED"]],
    ["a county with one", { named: aCase() }, []],
    [
      "a county with one, without the inspection certificate",
      { officer: officer("COUNTY", "13301060000", { certified: false }), named: aCase() },
      ["FORBIDDEN_SCOPE"],
    ],
    ["a city with a case and no approval", { officer: CITY, named: aCase() }, ["DUAL_APPROVAL_REQUIRED"]],
    ["a city with both", { officer: CITY, named: aCase(), approved: true }, []],
    ["a city with an approval and no case", { officer: CITY, approved: true }, ["PURPOSE_REQUIRED"]],
    [
      "a province with a case and no approval",
      { officer: PROVINCE, named: aCase() },
      ["DUAL_APPROVAL_REQUIRED"],
    ],
    ["the State Taxation Administration with both", { officer: STA, named: aCase(), approved: true }, []],
  ])("%s", (_, more, expected) => {
    expect(codes({ dataClass: "C4", ...more })).toEqual(expected);
  });
});

describe("what a level may approve by amount", () => {
  it.each([
    ["officer:refund", "COUNTY", 50_000_000n, true],
    ["officer:refund", "COUNTY", 50_000_001n, false],
    ["officer:refund", "COUNTY", 76_000_000n, false],
    ["officer:refund", "CITY", 76_000_000n, true],
    ["officer:refund", "CITY", 5_000_000_001n, false],
    ["officer:refund", "PROVINCE", 50_000_000_000n, true],
    ["officer:refund", "PROVINCE", 50_000_000_001n, false],
    ["officer:refund", "STA", 50_000_000_001n, true],
    ["officer:refund", "STATION", 1n, false],
    ["officer:invoice", "COUNTY", 100_000_000n, true],
    ["officer:invoice", "COUNTY", 100_000_001n, false],
    ["officer:taxpayer", "COUNTY", null, true],
  ] as const)("%s at %s, %s 分: %s", (scope, level, amount, may) => {
    expect(amountIsWithinLimit(scope, level, amount)).toBe(may);
  });
});
