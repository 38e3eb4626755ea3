import { describe, expect, it } from "vitest";
import { fen, yuan } from "../../platform/money.ts";
import { lawOn } from "./examples.testing.ts";
import { consumptionTax, cultureFee, disabledFund, socialBase } from "./funds.rules.ts";
import { amountOf, type Computation } from "./line.ts";
import { deedTax, landUse, landVat, propertyTax, vehiclePurchase } from "./property.rules.ts";

const paid = ({ payable }: Computation) => yuan(payable);
const own = { originalValue: fen("10000000.00"), rent: null, housing: false, halved: false };
const codeOf = (work: () => unknown) => {
  try {
    work();
    return "";
  } catch (error) {
    return (error as { codes: string[] }).codes.join();
  }
};

describe("Appendix D", () => {
  it.each([
    ["own use", own, "84000.00"],
    ["own use, halved", { ...own, halved: true }, "42000.00"],
    ["rent", { ...own, originalValue: null, rent: fen("120000.00") }, "14400.00"],
    ["housing let", { ...own, originalValue: null, rent: fen("120000.00"), housing: true }, "4800.00"],
    ["both", { ...own, rent: fen("120000.00") }, "98400.00"],
  ])("property tax: %s", (_, property, tax) => expect(paid(propertyTax(lawOn(), property))).toBe(tax));

  it("land use: by what the place levies, never guessed", () => {
    expect(paid(landUse(lawOn(), { area: "1000", localAmount: 1200n, halved: false }))).toBe("12000.00");
    expect(paid(landUse(lawOn(), { area: "1000.5", localAmount: 1200n, halved: true }))).toBe("6003.00");
    expect(codeOf(() => landUse(lawOn(), { area: "1000", localAmount: null, halved: false }))).toBe(
      "RULE_NOT_FOUND",
    );
  });

  it.each([
    ["10000000.00", "4000000.00", "2400000.00"],
    ["1500000.00", "1000000.00", "150000.00"],
    ["1500000.01", "1000000.00", "150000.00"],
    ["2000000.00", "1000000.00", "350000.00"],
    ["3000000.00", "1000000.00", "850000.00"],
    ["4000000.00", "1000000.00", "1450000.00"],
    ["1000000.00", "1000000.00", "0.00"],
    ["900000.00", "1000000.00", "0.00"],
    ["1000000.00", "0.00", "600000.00"],
  ])("land VAT on %s less %s", (income, deductions, tax) =>
    expect(paid(landVat(lawOn(), { income: fen(income), deductions: fen(deductions) }))).toBe(tax),
  );

  it.each([
    ["226000.00", true, false, "2026-11-23", "20000.00"],
    ["400000.00", false, true, "2026-11-23", "25000.00"],
    ["300000.00", false, true, "2026-11-23", "15000.00"],
    ["300000.01", false, true, "2026-11-23", "15000.00"],
    ["200000.00", false, true, "2026-11-23", "10000.00"],
    ["200000.00", false, true, "2025-12-31", "0.00"],
    ["400000.00", false, true, "2025-12-31", "10000.00"],
  ])("a vehicle at %s (VAT in it: %s, new energy: %s) on %s", (price, vatIncluded, newEnergy, day, tax) =>
    expect(paid(vehiclePurchase(lawOn(day), { price: fen(price), vatIncluded, newEnergy }))).toBe(tax),
  );

  it("a new-energy car has no rule after 2027", () =>
    expect(
      codeOf(() =>
        vehiclePurchase(lawOn("2028-01-01"), { price: 100n, vatIncluded: false, newEnergy: true }),
      ),
    ).toBe("RULE_NOT_FOUND"));

  it.each([
    ["120", "FIRST", "20000.00"],
    ["140", "SECOND", "20000.00"],
    ["140.01", "FIRST", "30000.00"],
    ["150", "SECOND", "40000.00"],
  ] as const)("a home of %s m², the %s", (area, order, tax) =>
    expect(paid(deedTax(lawOn(), { price: fen("2000000.00"), home: { area, order } }))).toBe(tax),
  );

  it("deeds: from 2024-12-01, and otherwise by the province's rate", () => {
    const home = { area: "120", order: "FIRST" } as const;
    expect(codeOf(() => deedTax(lawOn("2024-11-30"), { price: 100n, home }))).toBe("RULE_NOT_FOUND");
    expect(paid(deedTax(lawOn("2024-12-01"), { price: 100n, home }))).toBe("0.01");
    expect(codeOf(() => deedTax(lawOn(), { price: 100n, home: null }))).toBe("RULE_NOT_FOUND");
  });

  it.each([
    ["BATTERIES", "1000.00", "0", "40.00"],
    ["BEER_A", "0.00", "2.5", "625.00"],
    ["CIGARETTES_A", "100.00", "1000", "59.00"],
  ])("consumption of %s", (item, sales, quantity, tax) =>
    expect(paid(consumptionTax(lawOn(), { item, sales: fen(sales), quantity }))).toBe(tax),
  );

  it.each([
    [200, 1, "180000.00"],
    [200, 2, "50000.00"],
    [200, 3, "0.00"],
    [30, 0, "0.00"],
    [31, 0, "41850.00"],
  ])("the fund with %i people, %i of them disabled", (staff, employed, due) =>
    expect(paid(disabledFund(lawOn(), { staff, employed, averageWage: fen("100000.00") }))).toBe(due),
  );

  it("the cultural fee", () =>
    expect(paid(cultureFee(lawOn(), { revenue: fen("106000.00"), deductions: 0n }))).toBe("3180.00"));

  it.each([
    ["4799.99", "4800.00"],
    ["4800.01", "4800.01"],
    ["23999.99", "23999.99"],
    ["24000.01", "24000.00"],
  ])("the base of a wage of %s", (wage, base) =>
    expect(
      yuan(amountOf(socialBase(lawOn(), { wage: fen(wage), referenceWage: fen("8000.00") }), "BASE")),
    ).toBe(base),
  );
});
