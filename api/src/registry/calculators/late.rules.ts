import { roundToFen } from "../../platform/money.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { type Computation, exact, given, lesser, line, mustNotBeNegative } from "./line.ts";

const DAY = 86_400_000;

/** Days from the day after the due date to the day of payment, that day included; none when paid in time. */
export const daysLate = (due: string, paidOn: string): number =>
  Math.max(0, (Date.parse(`${paidOn}T00:00:00Z`) - Date.parse(`${due}T00:00:00Z`)) / DAY);

/** The surcharge for paying late (征管法 article 32). Its name, rate and cap are rules, for the law is under revision. */
export function lateSurcharge(
  rules: RuleSet,
  { tax, due, paidOn }: { tax: bigint; due: string; paidOn: string },
): Computation & { days: number } {
  mustNotBeNegative({ tax });
  const days = daysLate(due, paidOn);
  const { zh, en } = rules.label("late.label");
  const whole = roundToFen(exact(tax).times(rules.rate("late.rate")).times(days));
  const surcharge = rules.flag("late.cap-at-principal") ? lesser(whole, tax) : whole;
  return {
    lines: [
      given("TAX", ["滞纳税款", "Tax paid late"], tax),
      line(
        "LATE_SURCHARGE",
        [zh, en],
        [`滞纳税款 × 日加收率 × ${days} 天`, `tax × daily rate × ${days} days`],
        surcharge,
      ),
    ],
    payable: surcharge,
    days,
  };
}
