import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CNY, fen, Rate, times, yuan } from "./money.ts";

describe("an amount", () => {
  it.each([
    ["1234.50", 123450n],
    ["0.05", 5n],
    ["-39.00", -3900n],
    ["-0.01", -1n],
    ["9999999999999.99", 999_999_999_999_999n],
  ])("%s is %s 分, there and back", (text, value) => {
    expect(fen(text)).toBe(value);
    expect(yuan(value)).toBe(text);
  });

  it("survives the way to text and back, whatever it is", () => {
    const amount = fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n });
    fc.assert(fc.property(amount, (value) => fen(yuan(value)) === value));
  });

  it.each(["1234.5", "1234", "1,234.50", "1234.500", ".50", "abc", "", "1e3.00", " 1.00"])(
    "is not %j",
    (text) => {
      expect(() => CNY.parseValue(text)).toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ code: "AMOUNT_SCALE" }) }),
      );
    },
  );

  it("is a string on the wire, never a number", () => {
    expect(() => CNY.parseValue(12.3)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: "TEXT_EXPECTED" }) }),
    );
  });

  it("ends at 9,999,999,999,999.99 on both sides", () => {
    for (const beyond of ["10000000000000.00", "-10000000000000.00"])
      expect(() => CNY.parseValue(beyond)).toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ code: "AMOUNT_RANGE" }) }),
      );
    expect(CNY.parseValue("-9999999999999.99")).toBe(-999_999_999_999_999n);
  });
});

describe("an amount times a rate", () => {
  it.each([
    ["100.00", "0.13", "13.00"],
    ["99.99", "0.13", "13.00"],
    ["0.50", "0.01", "0.01"],
    ["0.49", "0.01", "0.00"],
    ["-0.50", "0.01", "-0.01"],
    ["312000.00", "0.01", "3120.00"],
  ])("%s × %s is %s, half up", (amount, rate, product) =>
    expect(yuan(times(fen(amount), rate))).toBe(product),
  );

  it("is off by half a 分 at most", () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 13n });
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(amounts, percent, (amount, p) => {
        const exact = amount * BigInt(p);
        const off = times(amount, (p / 100).toFixed(2)) * 100n - exact;
        return off <= 50n && off > -50n;
      }),
    );
  });
});

describe("a rate", () => {
  it("is shown without the zeros the database adds", () => expect(Rate.serialize("0.130000")).toBe("0.13"));
  it.each(["0.1234567", "13%", "-0.1", "", ".1"])("is not %j", (text) =>
    expect(() => Rate.parseValue(text)).toThrow(),
  );
});
