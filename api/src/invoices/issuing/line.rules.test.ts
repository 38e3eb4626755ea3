import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen, times } from "../../platform/money.ts";
import { LinePreference } from "../invoice-states.ts";
import { allowedRates } from "./allowed-rates.rules.ts";
import { fitsTheKind, fitsTheLine, redGivesBack } from "./credit-line.rules.ts";
import type { InvoiceLineInput } from "./issue-input.ts";
import {
  amountIsTheProduct,
  deductionIsSound,
  discountIsSound,
  quantityIsSound,
  sumOfTaxIsClose,
  taxIsClose,
} from "./line.rules.ts";

const line = (differs: Partial<InvoiceLineInput> = {}): InvoiceLineInput => ({
  name: "便携式计算机",
  taxClassCode: "1090511010000000000",
  amount: 100_00n,
  taxRate: "0.13",
  taxAmount: 13_00n,
  ...differs,
});
const code = (found: { code: string } | false | undefined) => (found ? found.code : undefined);

it.each([
  ["12.94", undefined],
  ["12.93", "LINE_TAX_TOLERANCE"],
  ["13.06", undefined],
  ["13.07", "LINE_TAX_TOLERANCE"],
])("tax %s of 100.00 at 0.13: %s", (tax, expected) =>
  expect(code(taxIsClose(line({ taxAmount: fen(tax) }), 6n))).toBe(expected),
);

it.each([
  ["3", "33.333333", undefined],
  ["3", "33.34", "LINE_AMOUNT_TOLERANCE"],
  ["3", "33.338", undefined],
  ["0.0000000000001", "1", "LINE_AMOUNT_TOLERANCE"],
])("%s × %s as 100.00: %s", (quantity, unitPrice, expected) =>
  expect(code(amountIsTheProduct(line({ quantity, unitPrice }), 1n))).toBe(expected),
);

it.each([
  ["1", "1", undefined],
  ["1", null, "LINE_QUANTITY"],
  ["0", "1", "LINE_QUANTITY"],
  ["1.12345678901234", "1", "LINE_QUANTITY"],
  ["123.1234567890123", "1", undefined],
  ["12345.1234567890123", "1", "LINE_QUANTITY"],
  ["1e3", "1", "LINE_QUANTITY"],
])("quantity %s with price %s: %s", (quantity, unitPrice, expected) =>
  expect(code(quantityIsSound(line({ quantity, unitPrice })))).toBe(expected),
);

describe("a discount", () => {
  const above = line();
  const off = (differs: Partial<InvoiceLineInput> = {}) =>
    line({ amount: -100_00n, taxAmount: -13_00n, discountOf: 1, ...differs });
  it.each<[string, InvoiceLineInput, InvoiceLineInput | undefined, string | undefined]>([
    ["of the whole line", off(), above, undefined],
    ["of more than the line", off({ amount: -100_01n }), above, "DISCOUNT_INVALID"],
    ["of nothing", off({ amount: 0n }), above, "DISCOUNT_INVALID"],
    ["of another line", off({ discountOf: 3 }), above, "DISCOUNT_INVALID"],
    ["of another rate", off({ taxRate: "0.09" }), above, "DISCOUNT_INVALID"],
    ["of a discount", off(), off(), "DISCOUNT_INVALID"],
    ["without a line", off(), undefined, "DISCOUNT_INVALID"],
  ])("%s", (_, discount, of, expected) => expect(code(discountIsSound(discount, 2, of))).toBe(expected));
});

it.each([
  [0n, undefined],
  [113_00n, undefined],
  [113_01n, "DEDUCTIBLE_INVALID"],
  [-1n, "DEDUCTIBLE_INVALID"],
])("%s 分 deducted of 100.00 + 13.00: %s", (deductibleAmount, expected) =>
  expect(code(deductionIsSound(line({ deductibleAmount })))).toBe(expected),
);

it("the tax of lines that round the same way adds up to at most the invoice's tolerance", () => {
  const lines = (count: number) => Array.from({ length: count }, () => line({ taxAmount: 13_06n }));
  expect(code(sumOfTaxIsClose(lines(21), 127n))).toBeUndefined();
  expect(code(sumOfTaxIsClose(lines(22), 127n))).toBe("LINE_TAX_TOLERANCE");
});

it("a tax that is rounded once is always close, and one that is 7 分 off never", () =>
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 14n }),
      fc.constantFrom("0.13", "0.09", "0.06", "0.03", "0.01"),
      (amount, taxRate) => {
        const taxAmount = times(amount, taxRate);
        expect(code(taxIsClose(line({ amount, taxRate, taxAmount }), 6n))).toBeUndefined();
        expect(code(taxIsClose(line({ amount, taxRate, taxAmount: taxAmount + 7n }), 6n))).toBe(
          "LINE_TAX_TOLERANCE",
        );
      },
    ),
  ));

/** A law in which the rates of the list end as they do. */
const ENDS: Readonly<Record<string, [rate: string, until: string]>> = {
  "vat.rate.13": ["0.13", "9999-12-31"],
  "vat.levy.3": ["0.03", "9999-12-31"],
  "vat.levy.5": ["0.05", "2025-12-31"],
  "vat.levy.small.relief": ["0.01", "2027-12-31"],
};
const rateOn = (day: string) => (rule: string) => {
  const [rate, until] = ENDS[rule] ?? [];
  return until !== undefined && day <= until ? rate : undefined;
};

it.each([
  ["GENERAL", "NONE", "2026-11-23", ["0.13"]],
  ["GENERAL", "SIMPLE", "2025-12-31", ["0.03", "0.05"]],
  ["GENERAL", "SIMPLE", "2026-01-01", ["0.03"]],
  ["GENERAL", "EXEMPT", "2026-11-23", ["0"]],
  ["GENERAL", "NOT_TAXED", "2026-11-23", []],
  ["SMALL_SCALE", "NONE", "2027-12-31", ["0.03", "0.01"]],
  ["SMALL_SCALE", "NONE", "2028-01-01", ["0.03"]],
  ["SMALL_SCALE", "ZERO", "2026-11-23", []],
] as const)("%s %s on %s: %j", (vatStatus, preferential, day, expected) =>
  expect(
    allowedRates({
      vatStatus,
      preferential: LinePreference[preferential],
      rateOf: rateOn(day),
      taxClass: { code: "1090511010000000000", rateKey: "vat.rate.13" },
    }),
  ).toEqual(expected),
);

it("limits are kept to the 分", () => {
  expect(fitsTheLine(100n, 100n)).toBeUndefined();
  expect(fitsTheLine(101n, 100n)).toMatchObject({ code: "QUOTA_EXCEEDED", details: { left: "1.00" } });
  expect(fitsTheKind(100n, 100n)).toBeUndefined();
  expect(fitsTheKind(101n, 100n)).toMatchObject({ code: "QUOTA_EXCEEDED" });
});

it.each([
  ["2026-11-01", "2026-11-30", true],
  ["2026-11-30", "2026-12-01", false],
  ["2025-11-30", "2026-11-30", false],
])("blue %s, red %s: credit is given back: %s", (blue, red, expected) =>
  expect(redGivesBack(blue, red)).toBe(expected),
);
