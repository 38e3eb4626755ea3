import Big from "big.js";
import { at, check, type Problem, problems } from "../../platform/refusal.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import type { CalculateTaxInput } from "./calculate-tax.input.ts";
import { citAnnual, citPrepayment } from "./cit.rules.ts";
import { consumptionTax, cultureFee, disabledFund, socialBase } from "./funds.rules.ts";
import { iitAnnual, iitWithholding } from "./iit.rules.ts";
import { lateSurcharge } from "./late.rules.ts";
import type { Computation } from "./line.ts";
import { iitBonus, iitBusiness, iitLabour, lottery } from "./payments.rules.ts";
import { vatSplit } from "./price.rules.ts";
import { deedTax, landUse, landVat, propertyTax, vehiclePurchase } from "./property.rules.ts";
import { stampDuty } from "./stamp.rules.ts";
import { surcharges } from "./surcharges.rules.ts";
import { vatGeneral, vatSmall } from "./vat.rules.ts";

export const refuse = problems({
  CALCULATION_KIND_REQUIRED: {
    zh: "须恰好填写一个计算项目",
    en: "Give exactly one kind of calculation.",
    actor: "APP",
  },
  CALCULATION_INPUT_INVALID: {
    zh: "计算所需的数量、月数或组合不正确",
    en: "A quantity, a number of months or a combination is not what the calculation needs.",
    actor: "APP",
  },
});

type Given = Omit<CalculateTaxInput, "asOf" | "authorityCode">;
export type Kind = keyof Given;
type Calculators = { [K in Kind]-?: (rules: RuleSet, input: NonNullable<Given[K]>) => Computation };

const invalid = (...path: string[]): Problem => at(refuse.CALCULATION_INPUT_INVALID, ["input", ...path]);

/** A quantity as people write it: digits, at most 13 of them after the point. */
function quantity(text: string | null | undefined, ...path: string[]): string {
  const found = text ?? "0";
  check(!/^\d{1,12}(\.\d{1,13})?$/.test(found) && invalid(...path));
  return new Big(found).toFixed();
}

const wholeFrom0 = (value: number) => Number.isFinite(value) && value >= 0;

const enterprise = ({ quarters, restricted, highTech }: NonNullable<Given["citAnnual"]>) => {
  const found = quarters ?? [];
  check(
    found.length > 4 && invalid("quarters"),
    found.some((one) => !wholeFrom0(one.staffOpening) || !wholeFrom0(one.staffClosing)) &&
      invalid("quarters", "staff"),
  );
  return { quarters: found, restricted: restricted ?? false, highTech: highTech ?? false };
};

const deductions = (of: { special?: bigint | null; additional?: bigint | null; other?: bigint | null }) => ({
  special: of.special ?? 0n,
  additional: of.additional ?? 0n,
  other: of.other ?? 0n,
});

const CALCULATORS: Calculators = {
  vatSplit,
  vatGeneral: (rules, { sales, simplified, ...rest }) => {
    check(sales.length > 20 && invalid("sales"), (simplified?.length ?? 0) > 20 && invalid("simplified"));
    return vatGeneral(rules, {
      sales,
      simplified: simplified ?? [],
      inputTax: rest.inputTax,
      transferredOut: rest.transferredOut ?? 0n,
      carriedForward: rest.carriedForward ?? 0n,
      exportOffset: rest.exportOffset ?? 0n,
      advancedManufacturing: rest.advancedManufacturing ?? false,
      place: rest.place ?? null,
      halved: rest.halved ?? false,
    });
  },
  vatSmallScale: (rules, { period, sales, special, place }) =>
    vatSmall(rules, { period, sales, special: special ?? 0n, place: place ?? null }),
  surcharges: (rules, { vatPaid, place, halved, period, sales }) => {
    const paired = (period == null) === (sales == null);
    check(!paired && invalid("period"));
    return surcharges(rules, {
      vatPaid,
      place,
      halved: halved ?? false,
      sales: period != null && sales != null ? { period, amount: sales } : null,
    });
  },
  citAnnual: (rules, input) =>
    citAnnual(rules, { ...enterprise(input), income: input.income, prepaid: input.prepaid ?? 0n }),
  citPrepayment: (rules, input) =>
    citPrepayment(rules, {
      ...enterprise({ ...input, income: 0n }),
      profit: input.profit,
      adjustments: input.adjustments ?? 0n,
      losses: input.losses ?? 0n,
      prepaid: input.prepaid ?? 0n,
    }),
  iitAnnual: (rules, input) =>
    iitAnnual(rules, {
      ...deductions(input),
      wages: input.wages ?? 0n,
      labour: input.labour ?? 0n,
      royalty: input.royalty ?? 0n,
      manuscript: input.manuscript ?? 0n,
      withheld: input.withheld ?? 0n,
    }),
  iitWithholding: (rules, input) => {
    check((input.months < 1 || input.months > 12) && invalid("months"));
    return iitWithholding(rules, {
      ...deductions(input),
      months: input.months,
      income: input.income,
      exempt: input.exempt ?? 0n,
      withheld: input.withheld ?? 0n,
    });
  },
  iitLabour: (rules, { amount }) => iitLabour(rules, { payment: amount }),
  iitBonus: (rules, { amount }) => iitBonus(rules, { bonus: amount }),
  iitBusiness: (rules, { income, individualBusiness }) =>
    iitBusiness(rules, { income, individualBusiness: individualBusiness ?? false }),
  lottery: (rules, { amount }) => lottery(rules, { prize: amount }),
  stampDuty: (rules, { document, amount, vat, halved }) =>
    stampDuty(rules, { document, amount, vat: vat ?? null, halved: halved ?? false }),
  lateSurcharge: (rules, { tax, due, paidOn }) => lateSurcharge(rules, { tax, due, paidOn }),
  property: (rules, { originalValue, rent, housing, halved }) => {
    check(originalValue == null && rent == null && invalid("originalValue"));
    return propertyTax(rules, {
      originalValue: originalValue ?? null,
      rent: rent ?? null,
      housing: housing ?? false,
      halved: halved ?? false,
    });
  },
  landUse: (rules, { area, localAmount, halved }) =>
    landUse(rules, {
      area: quantity(area, "area"),
      localAmount: localAmount ?? null,
      halved: halved ?? false,
    }),
  landVat: (rules, { income, deductions: taken }) => landVat(rules, { income, deductions: taken }),
  vehiclePurchase: (rules, { price, vatIncluded, newEnergy }) =>
    vehiclePurchase(rules, { price, vatIncluded: vatIncluded ?? false, newEnergy: newEnergy ?? false }),
  deed: (rules, { price, order, area }) => {
    check((order == null) !== (area == null) && invalid("area"));
    return deedTax(rules, {
      price,
      home: order != null && area != null ? { order, area: quantity(area, "area") } : null,
    });
  },
  consumption: (rules, { item, sales, quantity: much }) =>
    consumptionTax(rules, { item, sales: sales ?? 0n, quantity: quantity(much, "quantity") }),
  disabledFund: (rules, { staff, employed, averageWage }) => {
    check(!wholeFrom0(staff) && invalid("staff"), !wholeFrom0(employed) && invalid("employed"));
    return disabledFund(rules, { staff, employed, averageWage });
  },
  cultureFee: (rules, { revenue, deductions: taken }) =>
    cultureFee(rules, { revenue, deductions: taken ?? 0n }),
  socialBase: (rules, { wage, referenceWage }) => socialBase(rules, { wage, referenceWage }),
};

const KINDS = Object.keys(CALCULATORS) as Kind[];

/** Calculates the one kind that was given. Refuses with CALCULATION_KIND_REQUIRED when none or several were. */
export function calculate(rules: RuleSet, input: Given): Computation & { kind: Kind } {
  const asked = KINDS.filter((kind) => input[kind] != null);
  check(asked.length !== 1 && at(refuse.CALCULATION_KIND_REQUIRED, ["input"], { given: asked }));
  const kind = asked[0]!;
  const calculator = CALCULATORS[kind] as (rules: RuleSet, input: unknown) => Computation;
  return { ...calculator(rules, input[kind]), kind };
}
