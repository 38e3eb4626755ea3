import Big from "big.js";
import { roundToFen } from "../../platform/money.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { type Computation, exact, type Line, line, mustNotBeNegative, sum } from "./line.ts";

/** Where a taxpayer is, for the city maintenance tax. */
export type Place = "CITY" | "TOWN" | "OTHER";

export interface Surcharged {
  /** VAT and consumption tax actually paid, 免抵 included and refunded credit taken off, in 分. */
  vatPaid: bigint;
  place: Place;
  /** Small-scale taxpayers, small low-profit enterprises and individual businesses pay half (六税两费). */
  halved: boolean;
  /** Sales of the period: up to a threshold both education levies are waived. Null where that is not asked. */
  sales: { period: "MONTH" | "QUARTER"; amount: bigint } | null;
}

/** The three surcharges on VAT that was paid, each rounded once. */
export function surchargeLines(rules: RuleSet, { vatPaid, place, halved, sales }: Surcharged): Line[] {
  mustNotBeNegative({ vatPaid });
  const portion = halved ? rules.rate("relief.six-taxes") : "1";
  const of = (rate: string) => roundToFen(exact(vatPaid).times(rate).times(new Big(portion)));
  const waiver = sales && rules.periodAmount("surcharge.education.waiver");
  const waived =
    sales !== null &&
    waiver !== null &&
    sales.amount <= waiver[sales.period === "MONTH" ? "month" : "quarter"];
  const levy = (rate: string) => (waived ? 0n : of(rate));
  const half = halved ? [" × 减征比例", " × what relief leaves"] : ["", ""];
  const formula = [`实缴增值税 × 税（费）率${half[0]}`, `VAT paid × rate${half[1]}`] as const;
  const orWaived = waived
    ? (["销售额不超过标准，免征", "waived: sales do not exceed the threshold"] as const)
    : formula;
  return [
    line(
      "CITY_MAINTENANCE",
      ["城市维护建设税", "City maintenance and construction tax"],
      formula,
      of(rules.rate(`surcharge.city.${place}`)),
    ),
    line(
      "EDUCATION",
      ["教育费附加", "Education surcharge"],
      orWaived,
      levy(rules.rate("surcharge.education")),
    ),
    line(
      "LOCAL_EDUCATION",
      ["地方教育附加", "Local education surcharge"],
      orWaived,
      levy(rules.rate("surcharge.education.local")),
    ),
  ];
}

/** The surcharges alone. */
export function surcharges(rules: RuleSet, asked: Surcharged): Computation {
  const lines = surchargeLines(rules, asked);
  return { lines, payable: sum(lines.map(({ amount }) => amount)) };
}
