import { describe, expect, it } from "vitest";
import { BankCodeScalar, checkBankCode } from "./bank-code.ts";
import { CheckCode6Scalar, checkCheckCode6, checkCheckCode20, lastSix } from "./check-code.ts";
import { checkIndustryCode, IndustryCodeScalar } from "./industry-code.ts";
import { checkRegionCode, RegionCodeScalar, regionIsInUse, regionLevel } from "./region-code.ts";

describe("a check code", () => {
  it("is typed by its last six digits", () => {
    expect(lastSix("01234567890123456789")).toBe("456789");
    expect(checkCheckCode20("01234567890123456789")).toBeUndefined();
    expect(CheckCode6Scalar.parseValue(" 456789")).toBe("456789");
  });
  it.each(["45678", "4567890", "45678a", ""])("is refused as %s", (code) =>
    expect(checkCheckCode6(code)?.code).toBe("CHECK_CODE_FORMAT"),
  );
});

describe("a region code", () => {
  it.each([
    ["330000", "PROVINCE"],
    ["330100", "CITY"],
    ["330106", "COUNTY"],
  ])("%s is a %s", (code, level) => {
    expect(RegionCodeScalar.parseValue(code)).toBe(code);
    expect(regionLevel(code)).toBe(level);
  });
  it.each(["33010", "3301066", "990000", "33010A"])("%s is refused", (code) =>
    expect(checkRegionCode(code)?.code).toBe("REGION_CODE_FORMAT"),
  );

  const retired = { validFrom: null, validTo: "2021-04-09", successor: "330105" };
  it("that was retired is right on documents of its time", () =>
    expect(regionIsInUse(retired, "2021-04-08")).toBeUndefined());
  it("that was retired names its successor from the day of its end", () =>
    expect(regionIsInUse(retired, "2021-04-09")).toMatchObject({
      code: "REGION_RETIRED",
      details: { successor: "330105" },
    }));
  it("is not in use before its first day", () =>
    expect(regionIsInUse({ validFrom: "2021-04-09" }, "2021-04-08")?.code).toBe("REGION_RETIRED"));
});

describe("a bank code", () => {
  it("has twelve digits", () => expect(BankCodeScalar.parseValue("102100000001")).toBe("102100000001"));
  it.each(["10210000000", "1021000000011", "10210000000A"])("is refused as %s", (code) =>
    expect(checkBankCode(code)?.code).toBe("BANK_CODE_FORMAT"),
  );
});

describe("an industry code", () => {
  it.each(["C39", "C391", "C3911", "T97"])("%s is well formed", (code) =>
    expect(IndustryCodeScalar.parseValue(code)).toBe(code),
  );
  it.each(["U3911", "C3", "C39111", "3911", ""])("%s is refused", (code) =>
    expect(checkIndustryCode(code)?.code).toBe("INDUSTRY_CODE_FORMAT"),
  );
});
