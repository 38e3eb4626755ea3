import { describe, expect, it } from "vitest";
import { authorityLevel, isWithin } from "../identifiers/authority-code.ts";
import { checkRegionCode, regionLevel } from "../identifiers/region-code.ts";
import { authorityTree } from "./authority-tree.ts";
import { gradeOf } from "./credit-grade.rules.ts";
import { divisions, streetsOf } from "./divisions.ts";
import { AuthorityLevel } from "./tax-authority.ts";
import { holdsOn } from "./validity.rules.ts";

describe("the credit grade", () => {
  it.each([
    [{ score: 9000 }, "A"],
    [{ score: 9000, barredFromA: true }, "B"],
    [{ score: 8999 }, "B"],
    [{ score: 7000, hasIncome: false }, "M"],
    [{ score: 6999, hasIncome: false }, "C"],
    [{ score: 4000 }, "C"],
    [{ score: 3999 }, "D"],
    [{ score: 9500, directD: true }, "D"],
    [{ score: 9500, isNew: true }, "M"],
  ])("of %o is %s", (standing, grade) => expect(gradeOf(standing)).toBe(grade));
});

describe("a thing with validity", () => {
  it.each([
    ["2026-01-01", null, "2025-12-31", false],
    ["2026-01-01", null, "2026-01-01", true],
    [null, "2026-01-01", "2025-12-31", true],
    [null, "2026-01-01", "2026-01-01", false],
    [null, null, "2026-01-01", true],
  ])("from %s to %s on %s: %s", (validFrom, validTo, day, holds) =>
    expect(holdsOn({ validFrom, validTo }, day)).toBe(holds),
  );
});

describe("the divisions", () => {
  const regions = divisions();
  const byCode = new Map(regions.map((region) => [region.code, region]));

  it("have each a code of their level and one above them that exists", () => {
    expect(byCode.size).toBe(regions.length);
    for (const { code, level, parentCode, successor } of regions) {
      expect(checkRegionCode(code)).toBeUndefined();
      expect(regionLevel(code)).toBe(level);
      if (level === "PROVINCE") expect(parentCode).toBeNull();
      else expect(byCode.has(parentCode!)).toBe(true);
      if (successor) expect(byCode.get(successor)?.validTo).toBeNull();
    }
  });

  it("hold no place that only stands for others", () =>
    expect(
      regions.filter(({ name }) => name.includes("直辖县级") || name === "市辖区" || name === "县"),
    ).toEqual([]));
});

describe("the tree of tax authorities", () => {
  const tree = authorityTree(divisions(), { 330106: streetsOf("330106") });
  const byCode = new Map(tree.map((authority) => [authority.code, authority]));

  it("has one root, and each bureau lies within the one above it", () => {
    expect(byCode.size).toBe(tree.length);
    for (const { code, parentCode } of tree) {
      if (parentCode === null) expect(code).toBe("00000000000");
      else {
        expect(byCode.has(parentCode)).toBe(true);
        expect(isWithin(code, parentCode)).toBe(true);
      }
    }
  });

  it("has 36 provincial bureaus; only the five separately planned cities differ from their code's layer", () => {
    expect(tree.filter(({ level }) => level === AuthorityLevel.PROVINCE)).toHaveLength(36);
    const differ = tree.filter(({ code, level }) => authorityLevel(code) !== level).map(({ name }) => name);
    expect(differ).toEqual(
      ["大连", "宁波", "厦门", "青岛", "深圳"].map((city) => `国家税务总局${city}市税务局`),
    );
  });

  it.each([
    ["13300000000", "国家税务总局浙江省税务局"],
    ["11101010000", "国家税务总局北京市东城区税务局"],
    ["13301220000", "国家税务总局桐庐县税务局"],
    ["13301060100", "国家税务总局杭州市西湖区税务局北山税务所"],
  ])("%s is %s", (code, name) => expect(byCode.get(code)?.name).toBe(name));

  it("has no bureau for a retired region", () => expect(byCode.has("13301040000")).toBe(false));
});
