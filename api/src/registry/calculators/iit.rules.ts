import { times } from "../../platform/money.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { taxOn } from "./brackets.ts";
import { atLeastZero, type Computation, given, line, mustNotBeNegative } from "./line.ts";

/** What may be taken off income, in 分: social insurance and housing fund, the additional kinds, what else the law allows. */
export interface Deductions {
  special: bigint;
  additional: bigint;
  other: bigint;
}

export interface YearOfIncome extends Deductions {
  wages: bigint;
  /** 劳务报酬 */
  labour: bigint;
  /** 特许权使用费 */
  royalty: bigint;
  /** 稿酬 */
  manuscript: bigint;
  withheld: bigint;
}

/** The settlement of a year's comprehensive income. Without a top-up where income or top-up do not exceed their limits. */
export function iitAnnual(rules: RuleSet, year: YearOfIncome): Computation & { refund: bigint } {
  const { wages, labour, royalty, manuscript, special, additional, other, withheld } = year;
  mustNotBeNegative({ ...year });
  const income =
    wages +
    times(labour, rules.rate("iit.share.labour")) +
    times(royalty, rules.rate("iit.share.royalty")) +
    times(manuscript, rules.rate("iit.share.manuscript"));
  const taxable = atLeastZero(income - rules.amount("iit.basic.year") - special - additional - other);
  const tax = taxOn(rules.brackets("iit.comprehensive"), taxable);
  const owing = atLeastZero(tax - withheld);
  const exempt =
    owing > 0n &&
    (income <= rules.amount("iit.settlement.income") || owing <= rules.amount("iit.settlement.top-up"));
  const payable = exempt ? 0n : owing;
  const refund = atLeastZero(withheld - tax);
  return {
    lines: [
      line(
        "INCOME",
        ["综合所得收入额", "Comprehensive income"],
        [
          "工资薪金 + 劳务报酬、特许权使用费、稿酬各按比例计入",
          "wages + the shares of labour, royalties and manuscripts",
        ],
        income,
      ),
      line(
        "TAXABLE_INCOME",
        ["应纳税所得额", "Taxable income"],
        [
          "收入额 − 基本减除费用 − 专项、专项附加及其他扣除",
          "income − basic, special, additional and other deductions",
        ],
        taxable,
      ),
      line(
        "IIT_DUE",
        ["应纳税额", "Tax of the year"],
        ["应纳税所得额 × 税率 − 速算扣除数", "taxable income × rate − quick deduction"],
        tax,
      ),
      given("WITHHELD", ["已预缴税额", "Withheld"], withheld),
      line(
        "TOP_UP",
        ["应补税额", "To pay"],
        exempt
          ? ["收入或补税额不超过标准，免于补税", "exempt: income or top-up do not exceed the limit"]
          : ["应纳税额 − 已预缴，不足零的为零", "tax − withheld, at least nothing"],
        payable,
      ),
      line(
        "REFUND",
        ["应退税额", "To be refunded"],
        ["已预缴 − 应纳税额，不足零的为零", "withheld − tax, at least nothing"],
        refund,
      ),
    ],
    payable,
    refund,
  };
}

/** What an employer has paid and withheld in the year so far, this month's pay included, its withholding not. In 分. */
export interface Cumulative extends Deductions {
  income: bigint;
  exempt: bigint;
  /** Months counted with this employer in the year, 1 to 12. */
  months: number;
  withheld: bigint;
}

/** What an employer withholds this month. A month below zero withholds nothing; nothing is given back before the settlement. */
export function iitWithholding(rules: RuleSet, { months, ...soFar }: Cumulative): Computation {
  const { income, exempt, special, additional, other, withheld } = soFar;
  mustNotBeNegative(soFar);
  const basic = rules.amount("iit.basic.month") * BigInt(months);
  const taxable = atLeastZero(income - exempt - basic - special - additional - other);
  const tax = taxOn(rules.brackets("iit.comprehensive"), taxable);
  const due = atLeastZero(tax - withheld);
  return {
    lines: [
      line(
        "TAXABLE_INCOME",
        ["累计预扣预缴应纳税所得额", "Cumulative taxable income"],
        [
          "累计收入 − 累计免税收入 − 累计减除费用 − 累计各项扣除",
          "cumulative income − exempt income − basic deduction × months − deductions",
        ],
        taxable,
      ),
      line(
        "IIT_DUE",
        ["累计应预扣预缴税额", "Cumulative tax"],
        ["应纳税所得额 × 预扣率 − 速算扣除数", "taxable income × rate − quick deduction"],
        tax,
      ),
      given("WITHHELD", ["累计已预扣预缴税额", "Withheld so far"], withheld),
      line(
        "TO_WITHHOLD",
        ["本期应预扣预缴税额", "To withhold now"],
        ["累计应预扣 − 累计已预扣，不足零的为零", "cumulative tax − withheld, at least nothing"],
        due,
      ),
    ],
    payable: due,
  };
}
