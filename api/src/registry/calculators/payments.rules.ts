import Big from "big.js";
import { roundToFen, times } from "../../platform/money.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { progressive, rowFor, taxOn } from "./brackets.ts";
import { type Computation, exact, given, lesser, line, mustNotBeNegative } from "./line.ts";

/** What is withheld from one payment for labour (劳务报酬). */
export function iitLabour(rules: RuleSet, { payment }: { payment: bigint }): Computation {
  mustNotBeNegative({ payment });
  const gross = exact(payment);
  const left =
    payment <= rules.amount("iit.labour.limit")
      ? gross.minus(exact(rules.amount("iit.labour.fixed")))
      : gross.times(new Big(1).minus(rules.rate("iit.labour.share")));
  const base = left.lt(0) ? new Big(0) : left;
  const tax = roundToFen(progressive(rules.brackets("iit.labour"), base));
  return {
    lines: [
      line(
        "TAXABLE_INCOME",
        ["预扣预缴应纳税所得额", "Taxable income"],
        ["收入 − 减除费用（定额或比例）", "payment − fixed amount or share"],
        roundToFen(base),
      ),
      line(
        "TO_WITHHOLD",
        ["应预扣预缴税额", "To withhold"],
        ["应纳税所得额 × 预扣率 − 速算扣除数", "taxable income × rate − quick deduction"],
        tax,
      ),
    ],
    payable: tax,
  };
}

/** A year-end bonus taxed by itself: a twelfth finds the row, the whole is taxed by it. Once a year. */
export function iitBonus(rules: RuleSet, { bonus }: { bonus: bigint }): Computation {
  mustNotBeNegative({ bonus });
  const whole = exact(bonus);
  // Twelve times the limit instead of a twelfth of the bonus: exact.
  const table = rules.brackets("iit.bonus");
  const yearly = table.map((row) => ({ ...row, upTo: row.upTo === null ? null : row.upTo * 12n }));
  const { rate, quick } = rowFor(yearly, whole);
  const tax = roundToFen(whole.times(rate).minus(exact(quick)));
  return {
    lines: [
      given("BONUS", ["全年一次性奖金", "Year-end bonus"], bonus),
      line(
        "IIT_DUE",
        ["应纳税额", "Tax due"],
        [
          "奖金 × 税率 − 速算扣除数，税率按奖金 ÷ 12 确定",
          "bonus × rate − quick deduction, the row by bonus ÷ 12",
        ],
        tax,
      ),
    ],
    payable: tax,
  };
}

/** Tax on business income; individual businesses (个体工商户) are relieved of half on the part up to a limit. */
export function iitBusiness(
  rules: RuleSet,
  { income, individualBusiness }: { income: bigint; individualBusiness: boolean },
): Computation {
  mustNotBeNegative({ income });
  const table = rules.brackets("iit.business");
  const tax = taxOn(table, income);
  const relief = individualBusiness
    ? roundToFen(
        progressive(table, exact(lesser(income, rules.amount("iit.business.relief.limit")))).times(
          rules.rate("iit.business.relief"),
        ),
      )
    : 0n;
  return {
    lines: [
      given("TAXABLE_INCOME", ["应纳税所得额", "Taxable income"], income),
      line(
        "TAX_AT_RATE",
        ["应纳税额", "Tax at the rate"],
        ["应纳税所得额 × 税率 − 速算扣除数", "taxable income × rate − quick deduction"],
        tax,
      ),
      line(
        "RELIEF",
        ["减免税额", "Relief"],
        ["不超过限额部分的应纳税额 × 减免比例", "tax on the part up to the limit × relief"],
        relief,
      ),
      line("IIT_DUE", ["实际应纳税额", "Tax due"], ["应纳税额 − 减免税额", "tax − relief"], tax - relief),
    ],
    payable: tax - relief,
  };
}

/** Tax on a prize of the invoice lottery: none up to the limit, above it on the whole prize (财税〔2007〕34号). */
export function lotteryTax(rules: RuleSet, prize: bigint): bigint {
  const exempt = rules.amount("lottery.exempt");
  const rate = rules.rate("lottery.rate");
  return prize > exempt ? times(prize, rate) : 0n;
}

/** The same with its lines. */
export function lottery(rules: RuleSet, { prize }: { prize: bigint }): Computation {
  mustNotBeNegative({ prize });
  const tax = lotteryTax(rules, prize);
  return {
    lines: [
      given("PRIZE", ["奖金", "Prize"], prize),
      line(
        "IIT_DUE",
        ["应扣缴税额", "To withhold"],
        ["不超过限额免税；超过的，全额 × 税率", "none up to the limit; above it the whole prize × rate"],
        tax,
      ),
    ],
    payable: tax,
  };
}
