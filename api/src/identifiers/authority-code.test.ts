import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AuthorityCodeScalar,
  authorityCodeOf,
  authorityLevel,
  checkAuthorityCode,
  isWithin,
  normaliseAuthorityCode,
} from "./authority-code.ts";

const pair = fc.integer({ min: 1, max: 99 }).map((n) => String(n).padStart(2, "0"));

describe("a tax authority code", () => {
  it.each([
    ["00000000000", "STA"],
    ["13300000000", "PROVINCE"],
    ["13301000000", "CITY"],
    ["13301060000", "COUNTY"],
    ["13301060100", "STATION"],
    ["13301060101", "SECTION"],
    ["13301061000", "STATION"],
    ["15000000000", "PROVINCE"],
  ])("%s is of level %s", (code, level) => {
    expect(checkAuthorityCode(code)).toBeUndefined();
    expect(authorityLevel(code)).toBe(level);
  });

  it.each(["", "00000000001", "1330106000", "23301060000", "19901060000", "1330106000A"])(
    "%s is refused",
    (code) => expect(checkAuthorityCode(code)?.code).toBe("AUTHORITY_CODE_FORMAT"),
  );

  it.each([
    ["13301060100", "13301000000", true],
    ["13302000000", "13301000000", false],
    ["13301060000", "13301060000", true],
    ["13301000000", "13301060000", false],
    ["13301060000", "13301080000", false],
    ["13301060000", "00000000000", true],
    ["00000000000", "13300000000", false],
    ["15001010000", "15000000000", true],
  ])("%s within %s: %s", (child, parent, within) => expect(isWithin(child, parent)).toBe(within));

  it("may be typed without its zeros", () => {
    expect(normaliseAuthorityCode("1330106")).toBe("13301060000");
    expect(AuthorityCodeScalar.parseValue("1330106")).toBe("13301060000");
  });

  it("lies within each bureau above it, and no bureau above lies within it", () =>
    fc.assert(
      fc.property(pair, pair, pair, (city, county, station) => {
        const code = authorityCodeOf(`33${city}${county}`, station);
        const above = [
          "00000000000",
          "13300000000",
          authorityCodeOf(`33${city}00`),
          authorityCodeOf(`33${city}${county}`),
        ];
        return above.every((parent) => isWithin(code, parent) && !isWithin(parent, code));
      }),
    ));
});
