import { refuse, times } from "../../platform/money.ts";
import { at, check } from "../../platform/refusal.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import {
  atLeastZero,
  type Computation,
  given,
  greater,
  lesser,
  line,
  mustNotBeNegative,
  sum,
} from "./line.ts";
import { ruleOfRate } from "./price.rules.ts";
import { type Place, surchargeLines } from "./surcharges.rules.ts";

export interface SalesAtRate {
  /** Without VAT, in 分. */
  amount: bigint;
  rate: string;
}

export interface GeneralVat {
  sales: readonly SalesAtRate[];
  /** Of the period's confirmed invoices. */
  inputTax: bigint;
  transferredOut: bigint;
  carriedForward: bigint;
  exportOffset: bigint;
  simplified: readonly SalesAtRate[];
  /** The additional credit of advanced manufacturers; off unless said. */
  advancedManufacturing: boolean;
  place: Place | null;
  /** Small low-profit enterprises and individual businesses pay half of the surcharges. */
  halved: boolean;
}

const taxAt = (rules: RuleSet, sales: readonly SalesAtRate[], path: string): bigint =>
  sum(sales.map(({ amount, rate }) => times(amount, rules.rate(ruleOfRate(rules, rate, [path, "rate"])))));

/** A general taxpayer's return of a period, in the lines of the form (C.1). What cannot be deducted is carried on. */
export function vatGeneral(rules: RuleSet, vat: GeneralVat): Computation {
  const { inputTax, transferredOut, carriedForward, exportOffset } = vat;
  mustNotBeNegative({ inputTax, transferredOut, carriedForward, exportOffset });
  const sales = sum(vat.sales.map(({ amount }) => amount));
  const output = taxAt(rules, vat.sales, "sales");
  const deductible = inputTax + carriedForward - transferredOut - exportOffset;
  const deducted = lesser(deductible, output);
  const owed = output - deducted;
  const simplified = taxAt(rules, vat.simplified, "simplified");
  const addition = vat.advancedManufacturing
    ? lesser(
        atLeastZero(owed),
        times(greater(inputTax - transferredOut, 0n), rules.rate("vat.credit.addition")),
      )
    : 0n;
  const payable = atLeastZero(owed - addition + simplified);
  const surcharges = vat.place
    ? surchargeLines(rules, { vatPaid: payable, place: vat.place, halved: vat.halved, sales: null })
    : [];
  return {
    lines: [
      line(
        "SALES",
        ["按适用税率计税销售额", "Taxable sales"],
        ["各档销售额之和", "sum over the rates"],
        sales,
      ),
      line("OUTPUT", ["销项税额", "Output tax"], ["各档销售额 × 税率之和", "sum of sales × rate"], output),
      given("INPUT", ["进项税额", "Input tax"], inputTax),
      given("CARRIED_FORWARD", ["上期留抵税额", "Credit carried forward"], carriedForward),
      given("TRANSFERRED_OUT", ["进项税额转出", "Input tax transferred out"], transferredOut),
      given("EXPORT_OFFSET", ["免抵退应退税额", "Offset for exports"], exportOffset),
      line(
        "DEDUCTIBLE",
        ["应抵扣税额合计", "Deductible in all"],
        [
          "进项税额 + 上期留抵 − 进项转出 − 免抵退应退",
          "input + carried forward − transferred out − export offset",
        ],
        deductible,
      ),
      line(
        "DEDUCTED",
        ["实际抵扣税额", "Deducted"],
        ["应抵扣税额与销项税额中较小者", "the lesser of deductible and output"],
        deducted,
      ),
      line("OWED", ["应纳税额", "VAT owed"], ["销项税额 − 实际抵扣税额", "output − deducted"], owed),
      line(
        "ENDING_CREDIT",
        ["期末留抵税额", "Credit at the end"],
        ["应抵扣税额 − 实际抵扣税额", "deductible − deducted"],
        deductible - deducted,
      ),
      ...(vat.advancedManufacturing
        ? [
            line(
              "ADDITIONAL_CREDIT",
              ["加计抵减额", "Additional credit"],
              [
                "（进项税额 − 转出）× 加计比例，不超过应纳税额",
                "(input − transferred out) × share, at most what is owed",
              ],
              addition,
            ),
          ]
        : []),
      line(
        "SIMPLIFIED",
        ["简易计税应纳税额", "By the simplified method"],
        ["各档销售额 × 征收率之和", "sum of sales × levy rate"],
        simplified,
      ),
      line(
        "VAT_PAYABLE",
        ["应纳税额合计", "VAT payable"],
        ["应纳税额 − 加计抵减额 + 简易计税应纳税额", "owed − additional credit + simplified"],
        payable,
      ),
      ...surcharges,
    ],
    payable: payable + sum(surcharges.map(({ amount }) => amount)),
  };
}

export interface SmallVat {
  period: "MONTH" | "QUARTER";
  /** Without VAT; one-off sales of real estate do not count. */
  sales: bigint;
  /** The part invoiced by special invoices, without VAT. */
  special: bigint;
  place: Place | null;
}

/**
 * A small-scale taxpayer's return (C.2). Up to the threshold only what was invoiced by special invoices is taxed; one
 * cent above it all of it is. The form declares 3 % and takes off what the relief leaves over.
 */
export function vatSmall(rules: RuleSet, { period, sales, special, place }: SmallVat): Computation {
  mustNotBeNegative({ sales, special });
  check(special > sales && at(refuse.AMOUNT_PART_EXCEEDS, ["special"]));
  const threshold = rules.periodAmount("vat.threshold.small")[period === "MONTH" ? "month" : "quarter"];
  const taxed = sales <= threshold ? special : sales;
  const full = times(taxed, rules.rate("vat.levy.3"));
  const payable = times(taxed, rules.rate("vat.levy.small.relief"));
  const surcharges = place
    ? surchargeLines(rules, { vatPaid: payable, place, halved: true, sales: { period, amount: sales } })
    : [];
  return {
    lines: [
      line(
        "TAXED_SALES",
        ["应征增值税不含税销售额", "Sales that are taxed"],
        [
          "销售额不超过起征标准的，只计专用发票部分",
          "up to the threshold, the part under special invoices alone",
        ],
        taxed,
      ),
      line(
        "EXEMPT_SALES",
        ["免税销售额", "Sales exempt"],
        ["销售额 − 应税部分", "sales − taxed"],
        sales - taxed,
      ),
      line(
        "VAT_AT_LEVY",
        ["本期应纳税额", "VAT of the period"],
        ["应税销售额 × 征收率", "taxed sales × levy rate"],
        full,
      ),
      line(
        "RELIEF",
        ["应纳税额减征额", "Relief"],
        ["本期应纳税额 − 应纳税额合计", "VAT of the period − VAT payable"],
        full - payable,
      ),
      line(
        "VAT_PAYABLE",
        ["应纳税额合计", "VAT payable"],
        ["应税销售额 × 减按征收率", "taxed sales × reduced levy rate"],
        payable,
      ),
      ...surcharges,
    ],
    payable: payable + sum(surcharges.map(({ amount }) => amount)),
  };
}

/** Whether sales of twelve months (four quarters) are above what a small-scale taxpayer may have. */
export const mustBeGeneral = (rules: RuleSet, salesOfYear: bigint): boolean =>
  salesOfYear > rules.amount("vat.general.limit");
