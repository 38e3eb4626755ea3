import type { Pool } from "pg";
import { rulesAt } from "../../registry/facts.ts";
import type { RateOf } from "./allowed-rates.rules.ts";
import type { Tolerances } from "./tolerances.ts";

/** What the law says on the day of issue. */
export interface IssueLaw {
  rateOf: RateOf;
  tolerances: Tolerances;
}

/** The law of a day for a seller of an authority: a province may have rules of its own. Refuses with RULE_NOT_FOUND. */
export async function issueLaw(pool: Pool, day: string, authorityCode?: string | null): Promise<IssueLaw> {
  const rules = await rulesAt(pool, day, authorityCode);
  return {
    rateOf: (rule) => (rules.peek(rule) ? rules.rate(rule) : undefined),
    tolerances: {
      amount: rules.amount("invoice.tolerance.amount"),
      lineTax: rules.amount("invoice.tolerance.lineTax"),
      sumTax: rules.amount("invoice.tolerance.sumTax"),
    },
  };
}
