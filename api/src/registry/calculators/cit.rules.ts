import Big from "big.js";
import { roundToFen, times } from "../../platform/money.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { atLeastZero, type Computation, exact, given, line, mustNotBeNegative } from "./line.ts";

/** What an enterprise had at the beginning and the end of a quarter. */
export interface Quarter {
  staffOpening: number;
  staffClosing: number;
  /** In 分. */
  assetsOpening: bigint;
  assetsClosing: bigint;
}

export interface Enterprise {
  /** The quarters of the year so far; none: it is not judged to be small. */
  quarters: readonly Quarter[];
  /** In a trade the state restricts or forbids. */
  restricted: boolean;
  highTech: boolean;
}

const mean = (values: readonly Big[]): Big =>
  values.reduce((all, one) => all.plus(one), new Big(0)).div(values.length);

/** Whether an enterprise is small and low in profit: income, staff and assets, none above its limit. Averages are of quarters, each `(open + close) / 2`. */
export function isSmall(rules: RuleSet, income: bigint, { quarters, restricted }: Enterprise): boolean {
  if (restricted || quarters.length === 0) return false;
  const staff = mean(
    quarters.map(({ staffOpening, staffClosing }) => new Big(staffOpening).plus(staffClosing).div(2)),
  );
  const assets = mean(
    quarters.map(({ assetsOpening, assetsClosing }) =>
      exact(assetsOpening).plus(exact(assetsClosing)).div(2),
    ),
  );
  return (
    income <= rules.amount("cit.small.income") &&
    staff.lte(rules.count("cit.small.staff")) &&
    assets.lte(exact(rules.amount("cit.small.assets")))
  );
}

const INCOME = ["应纳税所得额", "Taxable income"] as const;

function taxLines(rules: RuleSet, income: bigint, enterprise: Enterprise) {
  const taxable = atLeastZero(income);
  const full = times(taxable, rules.rate("cit.rate"));
  const small = isSmall(rules, taxable, enterprise);
  const owed = small
    ? roundToFen(exact(taxable).times(rules.rate("cit.small.portion")).times(rules.rate("cit.small.rate")))
    : enterprise.highTech
      ? times(taxable, rules.rate("cit.rate.high-tech"))
      : full;
  const relief = small
    ? (["减免所得税额（小型微利企业）", "Relief of small low-profit enterprises"] as const)
    : (["减免所得税额", "Relief"] as const);
  return {
    owed,
    lines: [
      line(
        "TAX_AT_RATE",
        ["应纳所得税额", "Tax at the rate"],
        ["应纳税所得额 × 税率", "taxable income × rate"],
        full,
      ),
      line(
        "RELIEF",
        relief,
        ["应纳所得税额 − 按优惠计算的税额", "tax at the rate − tax under the relief"],
        full - owed,
      ),
    ],
  };
}

/** A year's corporate income tax on income after losses. Small enterprises pay 20 % on a quarter of it – up to the limit; a cent more and it is 25 % of all. */
export function citAnnual(
  rules: RuleSet,
  { income, prepaid, ...enterprise }: Enterprise & { income: bigint; prepaid: bigint },
): Computation & { refund: bigint } {
  mustNotBeNegative({ prepaid });
  const { owed, lines } = taxLines(rules, income, enterprise);
  return {
    lines: [
      given("TAXABLE_INCOME", INCOME, income),
      ...lines,
      line(
        "CIT_DUE",
        ["应纳税额", "Tax due"],
        ["应纳所得税额 − 减免所得税额", "tax at the rate − relief"],
        owed,
      ),
      given("PREPAID", ["已预缴所得税额", "Prepaid"], prepaid),
      line(
        "TOP_UP",
        ["应补税额", "To pay"],
        ["应纳税额 − 已预缴，不足零的为零", "due − prepaid, at least nothing"],
        atLeastZero(owed - prepaid),
      ),
      line(
        "REFUND",
        ["应退税额", "To be refunded"],
        ["已预缴 − 应纳税额，不足零的为零", "prepaid − due, at least nothing"],
        atLeastZero(prepaid - owed),
      ),
    ],
    payable: atLeastZero(owed - prepaid),
    refund: atLeastZero(prepaid - owed),
  };
}

export interface Prepayment extends Enterprise {
  /** Cumulative in the year, in 分; a loss is negative. */
  profit: bigint;
  adjustments: bigint;
  losses: bigint;
  prepaid: bigint;
}

/** A quarter's prepayment on the profit of the year so far (A200000, C.3). Never negative: what was paid too much waits for the year's end. */
export function citPrepayment(
  rules: RuleSet,
  { profit, adjustments, losses, prepaid, ...enterprise }: Prepayment,
): Computation {
  mustNotBeNegative({ losses, prepaid });
  const income = atLeastZero(profit + adjustments - losses);
  const { owed, lines } = taxLines(rules, income, enterprise);
  const due = atLeastZero(owed - prepaid);
  return {
    lines: [
      given("PROFIT", ["本年累计利润总额", "Profit of the year so far"], profit),
      line(
        "TAXABLE_INCOME",
        INCOME,
        ["利润总额 + 纳税调整 − 弥补亏损", "profit + adjustments − losses"],
        income,
      ),
      ...lines,
      given("PREPAID", ["本年已预缴", "Prepaid this year"], prepaid),
      line(
        "CIT_DUE",
        ["本期应补税额", "To pay now"],
        [
          "应纳所得税额 − 减免 − 已预缴，不足零的为零",
          "tax at the rate − relief − prepaid, at least nothing",
        ],
        due,
      ),
    ],
    payable: due,
  };
}
