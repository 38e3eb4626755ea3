import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fen, yuan } from "../../platform/money.ts";
import { taxOn } from "./brackets.ts";
import { citAnnual, citPrepayment, type Enterprise } from "./cit.rules.ts";
import { lawOn } from "./examples.testing.ts";
import { iitAnnual, iitWithholding } from "./iit.rules.ts";
import { daysLate, lateSurcharge } from "./late.rules.ts";
import { amountOf } from "./line.ts";
import { iitBonus, iitBusiness, iitLabour, lottery, lotteryTax } from "./payments.rules.ts";
import { stampDuty } from "./stamp.rules.ts";

const cents = fc.bigInt({ min: 0n, max: 99_999_999_999_999n });
const big = (amount: bigint) => new Big(yuan(amount));
const oracle = (exact: Big) => exact.round(2, 1).toFixed(2);

const small: Enterprise = {
  quarters: [
    {
      staffOpening: 120,
      staffClosing: 120,
      assetsOpening: fen("20000000.00"),
      assetsClosing: fen("20000000.00"),
    },
  ],
  restricted: false,
  highTech: false,
};
const large: Enterprise = { ...small, quarters: [] };

describe("corporate income tax", () => {
  it.each([
    ["3000000.00", small, "150000.00"],
    ["3000000.01", small, "750000.00"],
    ["1234567.89", small, "61728.39"],
    ["5000000.00", large, "1250000.00"],
    ["1000000.00", { ...large, highTech: true }, "150000.00"],
    ["1000000.00", { ...small, restricted: true }, "250000.00"],
    ["-1.00", small, "0.00"],
  ])("R6: on %s of income", (income, enterprise, tax) => {
    expect(yuan(citAnnual(lawOn(), { ...enterprise, income: fen(income), prepaid: 0n }).payable)).toBe(tax);
  });

  it.each([
    ["300 people on average", 300, 300, "50000000.00", "50000.00"],
    ["300.5 people", 300, 301, "50000000.00", "250000.00"],
    ["a cent of assets too many", 300, 300, "50000000.01", "250000.00"],
  ])("small ends with %s", (_, staffOpening, staffClosing, assets, tax) => {
    const quarters = [{ staffOpening, staffClosing, assetsOpening: fen(assets), assetsClosing: fen(assets) }];
    expect(
      yuan(citAnnual(lawOn(), { ...small, quarters, income: fen("1000000.00"), prepaid: 0n }).payable),
    ).toBe(tax);
  });

  it("gives back what was prepaid too much, at the year's end alone", () => {
    const year = citAnnual(lawOn(), { ...small, income: fen("1000000.00"), prepaid: fen("60000.00") });
    expect([yuan(year.payable), yuan(year.refund)]).toEqual(["0.00", "10000.00"]);
  });

  it.each([
    ["Q2", "800000.00", "15000.00", "200000.00", "160000.00", "25000.00"],
    ["Q3, above the limit", "3100000.00", "40000.00", "775000.00", "0.00", "735000.00"],
    ["more prepaid than due", "800000.00", "50000.00", "200000.00", "160000.00", "0.00"],
  ])("C.3: %s", (_, profit, prepaid, full, relief, due) => {
    const result = citPrepayment(lawOn(), {
      ...small,
      profit: fen(profit),
      adjustments: 0n,
      losses: 0n,
      prepaid: fen(prepaid),
    });
    expect(["TAX_AT_RATE", "RELIEF", "CIT_DUE"].map((code) => yuan(amountOf(result, code)))).toEqual([
      full,
      relief,
      due,
    ]);
  });

  it("never falls as income rises", () =>
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const of = (income: bigint) => citAnnual(lawOn(), { ...small, income, prepaid: 0n }).payable;
        expect(a <= b ? of(a) <= of(b) : of(a) >= of(b)).toBe(true);
      }),
    ));
});

describe("comprehensive income", () => {
  it.each([
    ["36000.00", "1080.00"],
    ["36001.00", "1080.10"],
    ["144000.00", "11880.00"],
    ["219200.00", "26920.00"],
    ["300000.00", "43080.00"],
    ["960000.00", "250080.00"],
  ])("R11: %s of taxable income is taxed %s", (taxable, tax) => {
    expect(yuan(taxOn(lawOn().brackets("iit.comprehensive"), fen(taxable)))).toBe(tax);
  });

  it("agrees with the sum over the rows, and never falls", () =>
    fc.assert(
      fc.property(cents, (taxable) => {
        const table = lawOn().brackets("iit.comprehensive");
        let below = new Big(0);
        let tax = new Big(0);
        for (const { upTo, rate } of table) {
          const top = upTo === null || upTo > taxable ? big(taxable) : big(upTo);
          if (top.gt(below)) tax = tax.plus(top.minus(below).times(rate));
          below = upTo === null ? below : big(upTo);
        }
        expect(yuan(taxOn(table, taxable))).toBe(oracle(tax));
        expect(taxOn(table, taxable + 1n) >= taxOn(table, taxable)).toBe(true);
      }),
    ));

  it("R7: what is withheld month by month", () => {
    const withheld: string[] = [];
    let before = 0n;
    for (let months = 1; months <= 12; months++) {
      const soFar = (each: string) => fen(each) * BigInt(months);
      const { payable } = iitWithholding(lawOn(), {
        months,
        income: soFar("20000.00"),
        exempt: 0n,
        special: soFar("3000.00"),
        additional: soFar("2000.00"),
        other: 0n,
        withheld: before,
      });
      withheld.push(yuan(payable));
      before += payable;
    }
    expect(withheld).toEqual([...Array(3).fill("300.00"), "580.00", ...Array(8).fill("1000.00")]);
    expect(yuan(before)).toBe("9480.00");
  });

  it("withholds nothing in a month below zero", () => {
    const month = { months: 2, income: fen("10000.00"), exempt: 0n, special: 0n, additional: 0n, other: 0n };
    expect(iitWithholding(lawOn(), { ...month, withheld: fen("450.00") }).payable).toBe(0n);
  });

  const year = {
    wages: fen("300000.00"),
    labour: fen("50000.00"),
    royalty: 0n,
    manuscript: fen("20000.00"),
    special: fen("36000.00"),
    additional: fen("36000.00"),
    other: 0n,
    withheld: fen("15000.00"),
  };

  it("R8: the year's settlement", () => {
    const result = iitAnnual(lawOn(), year);
    expect(
      ["INCOME", "TAXABLE_INCOME", "IIT_DUE", "TOP_UP"].map((code) => yuan(amountOf(result, code))),
    ).toEqual(["351200.00", "219200.00", "26920.00", "11920.00"]);
  });

  it("keeps manuscripts and royalties apart", () => {
    const of = (more: object) =>
      yuan(
        amountOf(iitAnnual(lawOn(), { ...year, wages: 0n, labour: 0n, manuscript: 0n, ...more }), "INCOME"),
      );
    expect([of({ manuscript: fen("1000.00") }), of({ royalty: fen("1000.00") })]).toEqual([
      "560.00",
      "800.00",
    ]);
  });

  it.each([
    ["a top-up of 400", "351200.00", "26520.00", "0.00"],
    ["of 400.01", "351200.00", "26519.99", "400.01"],
    ["an income of 120,000", "120000.00", "0.00", "0.00"],
    ["of 120,000.01", "120000.01", "0.00", "3480.00"],
  ])("is not asked for with %s", (_, wages, withheld, topUp) => {
    const income = { ...year, labour: 0n, manuscript: 0n, wages: fen(wages), withheld: fen(withheld) };
    const deductions = wages.startsWith("120") ? { special: 0n, additional: 0n } : {};
    expect(yuan(iitAnnual(lawOn(), { ...income, ...deductions }).payable)).toBe(topUp);
  });

  it("gives back what was withheld too much", () => {
    expect(yuan(iitAnnual(lawOn(), { ...year, withheld: fen("30000.00") }).refund)).toBe("3080.00");
  });
});

describe("single payments", () => {
  it.each([
    ["36000.00", "1080.00"],
    ["36001.00", "3390.10"],
    ["36000.01", "3390.00"],
    ["144000.00", "14190.00"],
    ["144001.00", "27390.20"],
  ])("R9: a bonus of %s", (bonus, tax) => {
    expect(yuan(iitBonus(lawOn(), { bonus: fen(bonus) }).payable)).toBe(tax);
  });

  it.each([
    ["800.00", "0.00"],
    ["800.03", "0.01"],
    ["3000.00", "440.00"],
    ["4000.00", "640.00"],
    ["4000.01", "640.00"],
    ["25000.00", "4000.00"],
    ["30000.00", "5200.00"],
    ["62500.00", "13000.00"],
    ["70000.00", "15400.00"],
  ])("R10: labour of %s", (payment, tax) => {
    expect(yuan(iitLabour(lawOn(), { payment: fen(payment) }).payable)).toBe(tax);
  });

  it.each([
    ["30000.00", false, "1500.00"],
    ["90000.00", false, "7500.00"],
    ["300000.00", false, "49500.00"],
    ["500000.00", false, "109500.00"],
    ["2000000.00", true, "317250.00"],
    ["2000000.01", true, "317250.00"],
    ["3000000.00", true, "667250.00"],
  ])("business income of %s, an individual business: %s", (income, individualBusiness, tax) => {
    expect(yuan(iitBusiness(lawOn(), { income: fen(income), individualBusiness }).payable)).toBe(tax);
  });

  it.each([
    ["800.00", "0.00"],
    ["800.01", "160.00"],
    ["801.00", "160.20"],
    ["100000.00", "20000.00"],
  ])("a prize of %s", (prize, tax) => {
    expect(yuan(lottery(lawOn(), { prize: fen(prize) }).payable)).toBe(tax);
    expect(yuan(lotteryTax(lawOn(), fen(prize)))).toBe(tax);
  });

  it("tax on labour, business income and prizes never falls as they rise", () =>
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        for (const tax of [
          (amount: bigint) => iitLabour(lawOn(), { payment: amount }).payable,
          (amount: bigint) => iitBusiness(lawOn(), { income: amount, individualBusiness: true }).payable,
          (amount: bigint) => lotteryTax(lawOn(), amount),
        ])
          expect(tax(less) <= tax(more)).toBe(true);
      }),
    ));
});

describe("stamp duty (R14)", () => {
  it.each([
    ["SALE", "1234567.89", false, "370.37"],
    ["SALE", "1234567.89", true, "185.19"],
    ["LOAN", "10000000.00", false, "500.00"],
    ["LEASE", "120000.00", false, "120.00"],
    ["LEDGER", "5000000.00", false, "1250.00"],
    ["SECURITIES", "10000.00", false, "5.00"],
    ["SECURITIES", "10000.00", true, "5.00"],
    ["PROPERTY_TRANSFER", "1000000.00", false, "500.00"],
  ] as const)("%s of %s, halved: %s", (document, amount, halved, duty) => {
    expect(yuan(stampDuty(lawOn(), { document, amount: fen(amount), vat: null, halved }).payable)).toBe(duty);
  });

  it("leaves out VAT that is stated apart", () => {
    const sale = { document: "SALE", amount: fen("113000.00"), halved: false } as const;
    expect(yuan(stampDuty(lawOn(), { ...sale, vat: fen("13000.00") }).payable)).toBe("30.00");
    expect(yuan(stampDuty(lawOn(), { ...sale, vat: null }).payable)).toBe("33.90");
  });

  it("on securities is halved from 2023-08-28", () => {
    const trade = { document: "SECURITIES", amount: fen("10000.00"), vat: null, halved: false } as const;
    expect(yuan(stampDuty(lawOn("2023-08-27"), trade).payable)).toBe("10.00");
    expect(yuan(stampDuty(lawOn("2023-08-28"), trade).payable)).toBe("5.00");
  });
});

describe("paying late", () => {
  it.each([
    ["R12", "100000.00", "2026-10-26", "2026-11-10", 15, "750.00"],
    ["R13", "12345.67", "2026-10-01", "2026-11-07", 37, "228.39"],
    ["the fixture", "49600.00", "2026-11-16", "2026-11-23", 7, "173.60"],
    ["on the due date", "100.00", "2026-11-16", "2026-11-16", 0, "0.00"],
    ["before it", "100.00", "2026-11-16", "2026-11-01", 0, "0.00"],
    ["a leap day in between", "100000.00", "2024-02-28", "2024-03-01", 2, "100.00"],
  ])("%s", (_, tax, due, paidOn, days, surcharge) => {
    expect(daysLate(due, paidOn)).toBe(days);
    const result = lateSurcharge(lawOn(), { tax: fen(tax), due, paidOn });
    expect(yuan(result.payable)).toBe(surcharge);
    expect(result.lines[1]!.zh).toBe("滞纳金");
  });

  it("rises with tax and days, exact to the cent", () =>
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 3000 }), (tax, days) => {
        const paidOn = (more: number) =>
          new Date(Date.UTC(2020, 0, 1 + days + more)).toISOString().slice(0, 10);
        const of = (more: number) => lateSurcharge(lawOn(), { tax, due: "2020-01-01", paidOn: paidOn(more) });
        expect(yuan(of(0).payable)).toBe(oracle(big(tax).times("0.0005").times(days)));
        expect(of(0).payable <= of(1).payable).toBe(true);
      }),
    ));
});
