import Big from "big.js";
import { refuse, roundToFen, times } from "../../platform/money.ts";
import { at, check } from "../../platform/refusal.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { type Computation, exact, given, lesser, line, mustNotBeNegative, single } from "./line.ts";

/** Consumption tax of an item: by value, by quantity, or both. */
export function consumptionTax(
  rules: RuleSet,
  { item, sales, quantity }: { item: string; sales: bigint; quantity: string },
): Computation {
  mustNotBeNegative({ sales });
  const { rate, perUnit } = rules.compound(`consumption.${item}`);
  return single(
    "CONSUMPTION_TAX",
    ["消费税", "Consumption tax"],
    ["销售额 × 税率 + 数量 × 单位税额", "sales × rate + quantity × amount per unit"],
    roundToFen(exact(sales).times(rate).plus(new Big(quantity).times(perUnit))),
  );
}

/** The fund for the employment of the disabled: what is missing to the share demanded, times the average wage and the step. */
export function disabledFund(
  rules: RuleSet,
  { staff, employed, averageWage }: { staff: number; employed: number; averageWage: bigint },
): Computation {
  mustNotBeNegative({ averageWage });
  check(employed > staff && at(refuse.AMOUNT_PART_EXCEEDS, ["employed"]));
  const missing = new Big(staff).times(rules.rate("disabled.ratio")).minus(employed);
  const reached = new Big(employed).gte(new Big(staff).times(rules.rate("disabled.boundary")));
  const step = rules.rate(reached ? "disabled.step.high" : "disabled.step.low");
  const exempt = staff <= rules.count("disabled.exempt-staff");
  const due = exempt || missing.lte(0) ? 0n : roundToFen(missing.times(exact(averageWage)).times(step));
  return single(
    "DISABLED_FUND",
    ["残疾人就业保障金", "Disabled employment security fund"],
    exempt
      ? ["在职职工人数不超过标准，免征", "waived: staff do not exceed the limit"]
      : [
          "（在职职工 × 应安排比例 − 已安排）× 年平均工资 × 征收档",
          "(staff × share − employed) × average wage × step",
        ],
    due,
  );
}

/** The cultural undertaking fee on advertising and entertainment, VAT included. */
export function cultureFee(
  rules: RuleSet,
  { revenue, deductions }: { revenue: bigint; deductions: bigint },
): Computation {
  mustNotBeNegative({ revenue, deductions });
  check(deductions > revenue && at(refuse.AMOUNT_PART_EXCEEDS, ["deductions"]));
  return single(
    "CULTURE_FEE",
    ["文化事业建设费", "Cultural undertaking fee"],
    ["（含税收入 − 减除价款）× 费率", "(revenue with VAT − deductions) × rate"],
    times(revenue - deductions, rules.rate("culture.rate")),
  );
}

/** The base of social insurance: the wage, kept between a floor and a ceiling of the reference wage of the place. The base is no amount to pay. */
export function socialBase(
  rules: RuleSet,
  { wage, referenceWage }: { wage: bigint; referenceWage: bigint },
): Computation {
  mustNotBeNegative({ wage, referenceWage });
  const floor = times(referenceWage, rules.rate("social.base.floor"));
  const ceiling = times(referenceWage, rules.rate("social.base.ceiling"));
  const base = wage < floor ? floor : lesser(wage, ceiling);
  return {
    lines: [
      given("WAGE", ["工资", "Wage"], wage),
      line("FLOOR", ["基数下限", "Lowest base"], ["参考工资 × 下限比例", "reference wage × floor"], floor),
      line(
        "CEILING",
        ["基数上限", "Highest base"],
        ["参考工资 × 上限比例", "reference wage × ceiling"],
        ceiling,
      ),
      line(
        "BASE",
        ["缴费基数", "Base"],
        ["工资，不低于下限、不高于上限", "wage, within floor and ceiling"],
        base,
      ),
    ],
    payable: 0n,
  };
}
