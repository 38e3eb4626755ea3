import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen, yuan } from "../../platform/money.ts";
import { lawOn } from "./examples.testing.ts";
import { amountOf, type Computation } from "./line.ts";
import { ratesFor, splitPrice, vatSplit } from "./price.rules.ts";
import { surcharges } from "./surcharges.rules.ts";
import { mustBeGeneral, type SmallVat, vatGeneral, vatSmall } from "./vat.rules.ts";

const shown = (computation: Computation, ...codes: string[]) =>
  codes.map((code) => yuan(amountOf(computation, code)));
const amounts = fc.bigInt({ min: 0n, max: 999_999_999_999_999n });
/** Half up, once, by the decimal library alone. */
const oracle = (exact: Big) => exact.round(2, 1).toFixed(2);
const big = (cents: bigint) => new Big(yuan(cents));
const codesOf = (work: () => unknown): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return (error as { codes: string[] }).codes;
  }
};

describe("a price with VAT taken apart (R1)", () => {
  it.each([
    ["113.00", "0.13", "100.00", "13.00"],
    ["100.00", "0.06", "94.34", "5.66"],
    ["99.99", "0.13", "88.49", "11.50"],
    ["100.00", "0.01", "99.01", "0.99"],
  ])("%s at %s is %s + %s", (gross, rate, net, tax) => {
    const split = vatSplit(lawOn(), { gross: fen(gross), rate });
    expect(shown(split, "NET", "VAT")).toEqual([net, tax]);
  });

  it("adds up and agrees with the oracle, whatever the price", () =>
    fc.assert(
      fc.property(amounts, fc.constantFrom("0.13", "0.09", "0.06", "0.03", "0.01", "0"), (gross, rate) => {
        const { net, tax } = splitPrice(gross, rate);
        expect(net + tax).toBe(gross);
        expect(yuan(net)).toBe(oracle(big(gross).div(new Big(1).plus(rate))));
      }),
    ));

  it("refuses a rate that is not in force on the day", () => {
    expect(codesOf(() => vatSplit(lawOn(), { gross: 100n, rate: "0.17" }))).toEqual(["RATE_NOT_ALLOWED"]);
    expect(codesOf(() => vatSplit(lawOn("2026-01-01"), { gross: 100n, rate: "0.05" }))).toEqual([
      "RATE_NOT_ALLOWED",
    ]);
    expect(codesOf(() => vatSplit(lawOn("2025-12-31"), { gross: 100n, rate: "0.05" }))).toEqual([]);
  });

  it("allows the rates of each kind of taxpayer", () => {
    expect(ratesFor(lawOn(), "GENERAL")).toEqual(["0.13", "0.09", "0.06", "0.03", "0"]);
    expect(ratesFor(lawOn(), "SMALL_SCALE")).toEqual(["0.03", "0.01"]);
    expect(ratesFor(lawOn("2025-06-30"), "SMALL_SCALE")).toEqual(["0.05", "0.03", "0.01"]);
  });
});

const R2 = {
  sales: [{ amount: fen("1000000.00"), rate: "0.13" }],
  inputTax: fen("78000.00"),
  transferredOut: fen("2600.00"),
  carriedForward: fen("5000.00"),
  exportOffset: 0n,
  simplified: [],
  advancedManufacturing: false,
  place: "CITY",
  halved: false,
} as const;

describe("a general taxpayer (R2, C.1)", () => {
  it("pays the example", () => {
    const result = vatGeneral(lawOn(), R2);
    expect(shown(result, "OUTPUT", "DEDUCTIBLE", "DEDUCTED", "OWED", "ENDING_CREDIT", "VAT_PAYABLE")).toEqual(
      ["130000.00", "80400.00", "80400.00", "49600.00", "0.00", "49600.00"],
    );
    expect(shown(result, "CITY_MAINTENANCE", "EDUCATION", "LOCAL_EDUCATION")).toEqual([
      "3472.00",
      "1488.00",
      "992.00",
    ]);
    expect(yuan(result.payable)).toBe("55552.00");
  });

  it("carries on what cannot be deducted", () => {
    const result = vatGeneral(lawOn(), { ...R2, inputTax: fen("140000.00") });
    expect(shown(result, "DEDUCTIBLE", "DEDUCTED", "OWED", "ENDING_CREDIT")).toEqual([
      "142400.00",
      "130000.00",
      "0.00",
      "12400.00",
    ]);
    expect(result.payable).toBe(0n);
  });

  it("pays more when more is transferred out than there is to deduct", () => {
    const result = vatGeneral(lawOn(), { ...R2, inputTax: 0n, carriedForward: 0n });
    expect(shown(result, "OWED", "ENDING_CREDIT")).toEqual(["132600.00", "0.00"]);
  });

  it("takes off the additional credit only when asked to, and never below nothing", () => {
    const result = vatGeneral(lawOn(), { ...R2, advancedManufacturing: true });
    expect(shown(result, "ADDITIONAL_CREDIT", "VAT_PAYABLE")).toEqual(["3770.00", "45830.00"]);
    const none = vatGeneral(lawOn(), { ...R2, inputTax: fen("140000.00"), advancedManufacturing: true });
    expect(shown(none, "ADDITIONAL_CREDIT", "VAT_PAYABLE")).toEqual(["0.00", "0.00"]);
  });

  it("adds what is levied by the simplified method", () => {
    const simplified = [{ amount: fen("100000.00"), rate: "0.03" }];
    expect(shown(vatGeneral(lawOn(), { ...R2, simplified }), "SIMPLIFIED", "VAT_PAYABLE")).toEqual([
      "3000.00",
      "52600.00",
    ]);
  });

  it("owes or carries, never both, and the two tell the whole", () =>
    fc.assert(
      fc.property(amounts, amounts, amounts, amounts, (sale, inputTax, transferredOut, carriedForward) => {
        const result = vatGeneral(lawOn(), {
          ...R2,
          sales: [{ amount: sale, rate: "0.09" }],
          inputTax,
          transferredOut,
          carriedForward,
          place: null,
        });
        const owed = amountOf(result, "OWED");
        const credit = amountOf(result, "ENDING_CREDIT");
        expect(owed === 0n || credit === 0n).toBe(true);
        expect(owed - credit).toBe(
          fen(oracle(big(sale).times("0.09"))) - (inputTax - transferredOut + carriedForward),
        );
      }),
    ));

  it("names every negative amount at once", () => {
    expect(codesOf(() => vatGeneral(lawOn(), { ...R2, inputTax: -1n, carriedForward: -1n }))).toEqual([
      "AMOUNT_NEGATIVE",
      "AMOUNT_NEGATIVE",
    ]);
  });
});

const quarter = (sales: string, more: Partial<SmallVat> = {}): SmallVat => ({
  period: "QUARTER",
  sales: fen(sales),
  special: 0n,
  place: null,
  ...more,
});

describe("a small-scale taxpayer", () => {
  it("R3: the lines of the form and its surcharges", () => {
    const sales = splitPrice(fen("315120.00"), "0.01").net;
    const result = vatSmall(lawOn(), { period: "QUARTER", sales, special: 0n, place: "CITY" });
    expect(shown(result, "TAXED_SALES", "VAT_AT_LEVY", "RELIEF", "VAT_PAYABLE")).toEqual([
      "312000.00",
      "9360.00",
      "6240.00",
      "3120.00",
    ]);
    expect(shown(result, "CITY_MAINTENANCE", "EDUCATION", "LOCAL_EDUCATION")).toEqual([
      "109.20",
      "46.80",
      "31.20",
    ]);
    expect(yuan(result.payable - amountOf(result, "VAT_PAYABLE"))).toBe("187.20");
  });

  it.each([
    ["QUARTER", "300000.00", "0.00"],
    ["QUARTER", "300000.01", "3000.00"],
    ["QUARTER", "312000.00", "3120.00"],
    ["MONTH", "100000.00", "0.00"],
    ["MONTH", "100000.01", "1000.00"],
  ] as const)("R4: a %s of %s pays %s", (period, sales, tax) => {
    expect(yuan(vatSmall(lawOn(), quarter(sales, { period })).payable)).toBe(tax);
  });

  it("R5: only the part under special invoices below the threshold, education levies waived", () => {
    const result = vatSmall(lawOn(), quarter("200000.00", { special: fen("50000.00"), place: "CITY" }));
    expect(
      shown(result, "VAT_PAYABLE", "CITY_MAINTENANCE", "EDUCATION", "LOCAL_EDUCATION", "EXEMPT_SALES"),
    ).toEqual(["500.00", "17.50", "0.00", "0.00", "150000.00"]);
  });

  it("has a rule from 2023 to 2027, and none after", () => {
    for (const day of ["2023-01-01", "2027-12-31"])
      expect(yuan(vatSmall(lawOn(day), quarter("300000.01")).payable)).toBe("3000.00");
    for (const day of ["2022-12-31", "2028-01-01"])
      expect(codesOf(() => vatSmall(lawOn(day), quarter("300000.01")))).toEqual(["RULE_NOT_FOUND"]);
  });

  it("never pays less for more, is exact, and its lines add up", () =>
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const of = (sales: bigint) =>
          vatSmall(lawOn(), { period: "MONTH", sales, special: 0n, place: "TOWN" });
        expect(of(less).payable <= of(more).payable).toBe(true);
        const result = of(more);
        const parts = ["VAT_PAYABLE", "CITY_MAINTENANCE", "EDUCATION", "LOCAL_EDUCATION"];
        expect(parts.reduce((sum, code) => sum + amountOf(result, code), 0n)).toBe(result.payable);
        const taxed = more > fen("100000.00") ? big(more) : new Big(0);
        expect(shown(result, "VAT_PAYABLE")).toEqual([oracle(taxed.times("0.01"))]);
        expect(amountOf(result, "VAT_AT_LEVY") - amountOf(result, "RELIEF")).toBe(
          amountOf(result, "VAT_PAYABLE"),
        );
      }),
    ));

  it("refuses a part greater than the whole", () => {
    expect(codesOf(() => vatSmall(lawOn(), quarter("1.00", { special: 101n })))).toEqual([
      "AMOUNT_PART_EXCEEDS",
    ]);
  });

  it.each([
    ["5000000.00", false],
    ["5000000.01", true],
  ])("with sales of %s in a year must register as general: %s", (sales, must) => {
    expect(mustBeGeneral(lawOn(), fen(sales))).toBe(must);
  });
});

describe("surcharges", () => {
  it.each([
    ["CITY", "7.00"],
    ["TOWN", "5.00"],
    ["OTHER", "1.00"],
  ] as const)("in a %s", (place, city) => {
    const result = surcharges(lawOn(), { vatPaid: fen("100.00"), place, halved: false, sales: null });
    expect(shown(result, "CITY_MAINTENANCE", "EDUCATION", "LOCAL_EDUCATION")).toEqual([city, "3.00", "2.00"]);
  });

  it.each([
    ["MONTH", "100000.00", "0.00"],
    ["MONTH", "100000.01", "3.00"],
    ["QUARTER", "300000.00", "0.00"],
    ["QUARTER", "300000.01", "3.00"],
  ] as const)("the education levy in a %s of %s", (period, amount, education) => {
    const sales = { period, amount: fen(amount) };
    const result = surcharges(lawOn(), { vatPaid: fen("100.00"), place: "CITY", halved: false, sales });
    expect(shown(result, "EDUCATION")).toEqual([education]);
  });

  it("are each rounded once, halved or not, and rise with what was paid", () =>
    fc.assert(
      fc.property(amounts, amounts, fc.boolean(), (a, b, halved) => {
        const of = (vatPaid: bigint) => surcharges(lawOn(), { vatPaid, place: "CITY", halved, sales: null });
        expect(shown(of(a), "CITY_MAINTENANCE", "EDUCATION", "LOCAL_EDUCATION")).toEqual(
          ["0.07", "0.03", "0.02"].map((rate) =>
            oracle(
              big(a)
                .times(rate)
                .times(halved ? "0.5" : "1"),
            ),
          ),
        );
        expect(a <= b ? of(a).payable <= of(b).payable : of(a).payable >= of(b).payable).toBe(true);
      }),
    ));
});

it("recomputes to the same result from the same versions, and says which", () => {
  const once = () => {
    const rules = lawOn("2024-03-15");
    return { result: vatSmall(rules, quarter("300000.01", { place: "CITY" })), used: rules.used };
  };
  expect(once()).toEqual(once());
  expect(once().used).toHaveLength(8);
});
