import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkUscc,
  checkUsccFormat,
  makeUscc,
  normaliseUscc,
  organisationCode,
  organisationCodeAgrees,
  UsccScalar,
} from "./uscc.ts";

const BODY = fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{9}$/);
const REGISTER = fc.constantFrom("11", "51", "91", "92", "93", "Y1");
const REGION = fc.stringMatching(/^\d{6}$/);
const uscc = fc
  .tuple(REGISTER, REGION, BODY)
  .map(([register, region, body]) => makeUscc(register, region, body));

describe("a unified social credit code", () => {
  it.each([
    "91350100M000100Y43",
    "91330106MA2DEM017U",
    "91330106MA2DEM025N",
    "91110108MA0BANK1XR",
    "91440300MA5PAY014F",
    "92330106MA2GTH018K",
  ])("%s is valid", (code) => expect(checkUscc(code)).toBeUndefined());

  it.each([
    ["91330106MA2DEM0170", "USCC_CHECK_DIGIT"],
    ["91350100M0001TGQXM", "USCC_CHECK_DIGIT"],
    ["91350211M0000XUF46", "USCC_CHECK_DIGIT"],
    ["91350203M0001FUE2P", "USCC_CHECK_DIGIT"],
    ["91330106MA2DEM017V", "USCC_FORMAT"],
    ["9133010MA2DEM017U", "USCC_FORMAT"],
    ["91330106MA2DEM01OU", "USCC_FORMAT"],
    ["01330106MA2DEM017U", "USCC_FORMAT"],
    ["", "USCC_FORMAT"],
  ])("%s is refused with %s", (code, expected) => expect(checkUscc(code)?.code).toBe(expected));

  it("asks whether a letter was meant as a digit", () =>
    expect(checkUscc("91330106MA2DEM01OU")?.details).toEqual({ hint: "0/1?" }));

  it("that is registered with a wrong check character can still be looked up", () =>
    expect(checkUsccFormat("91350100M0001TGQXM")).toBeUndefined());

  it("is read without spaces and in capitals", () =>
    expect(normaliseUscc(" 91330106 ma2dem017u ")).toBe("91330106MA2DEM017U"));

  it("that was made is valid", () => fc.assert(fc.property(uscc, (code) => checkUscc(code) === undefined)));

  it("with any one character mistyped is refused", () =>
    fc.assert(
      fc.property(
        uscc,
        fc.nat(17),
        fc.constantFrom(..."0123456789ABCDEFGHJKLMNPQRTUWXY"),
        (code, place, other) => {
          fc.pre(code[place] !== other);
          return checkUscc(code.slice(0, place) + other + code.slice(place + 1)) !== undefined;
        },
      ),
    ));

  it("carries an organisation code, of which only a hint is made", () => {
    expect(organisationCodeAgrees("91350100M000100Y43")).toBe(true);
    expect(organisationCodeAgrees(makeUscc("91", "330106", organisationCode("MA2DEM01")))).toBe(true);
    expect(organisationCodeAgrees(makeUscc("91", "330106", "MA2DEM01Q"))).toBe(false);
  });
});

describe("the scalar Uscc", () => {
  it("gives back the normal form", () =>
    expect(UsccScalar.parseValue("91330106ma2dem017u")).toBe("91330106MA2DEM017U"));

  it.each([
    ["91330106MA2DEM0170", "USCC_CHECK_DIGIT"],
    [91330106, "USCC_FORMAT"],
    [null, "USCC_FORMAT"],
  ])("refuses %s with the code %s in both languages", (value, code) => {
    let thrown: { message: string; extensions: Record<string, unknown> } | undefined;
    try {
      UsccScalar.parseValue(value);
    } catch (error) {
      thrown = error as never;
    }
    expect(thrown).toMatchObject({
      message: expect.stringContaining("统一社会信用代码"),
      extensions: { code, actor: "APP", messageEn: expect.stringContaining("unified social credit code") },
    });
  });

  it("lets out what the registry holds, though its check character be wrong", () =>
    expect(UsccScalar.serialize("91350100M0001TGQXM")).toBe("91350100M0001TGQXM"));
});
