import { describe, expect, it } from "vitest";
import { checkTin, TinScalar } from "./tin.ts";

describe("a taxpayer identification number", () => {
  it.each([
    ["91330106MA2DEM017U", "a company"],
    ["92330106MA2GTH018K", "an individual business"],
    ["330106199003074517", "a person"],
    ["11010519491231002X", "a person of Beijing, whose number begins like that of a government body"],
    ["330106740506780", "15 digits of before 2015"],
    ["33010619900307451701", "20 digits of an individual business"],
  ])("%s is that of %s", (tin) => expect(checkTin(tin)).toBeUndefined());

  it.each([
    ["91330106MA2DEM0170", "USCC_CHECK_DIGIT"],
    ["91350100M0001TGQXM", "USCC_CHECK_DIGIT"],
    ["330106200102298888", "ID_CARD_BIRTHDATE"],
    ["330106199003074518", "ID_CARD_CHECK_DIGIT"],
    ["9133", "TIN_FORMAT"],
    ["9133010600000000000000", "TIN_FORMAT"],
    ["91330106MA2DEM-17U", "TIN_FORMAT"],
  ])("%s is refused with %s", (tin, code) => expect(checkTin(tin)?.code).toBe(code));

  it("is read in capitals", () =>
    expect(TinScalar.parseValue("91330106ma2dem017u")).toBe("91330106MA2DEM017U"));
});
