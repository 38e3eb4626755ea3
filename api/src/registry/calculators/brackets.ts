import Big from "big.js";
import { roundToFen } from "../../platform/money.ts";
import type { Bracket } from "../rules/rule-values.ts";
import { atLeastZero, exact } from "./line.ts";

/** The row of a table that an amount in 元 falls into; a limit belongs to the row below it. */
export const rowFor = (table: readonly Bracket[], base: Big): Bracket =>
  table.find(({ upTo }) => upTo === null || base.lte(exact(upTo)))!;

/** `base × rate − quick`, exact, at least nothing. */
export function progressive(table: readonly Bracket[], base: Big): Big {
  const { rate, quick } = rowFor(table, base);
  const tax = base.times(rate).minus(exact(quick));
  return tax.lt(0) ? new Big(0) : tax;
}

/** The tax of a table on an amount in 分, rounded once. */
export const taxOn = (table: readonly Bracket[], base: bigint): bigint =>
  roundToFen(progressive(table, exact(atLeastZero(base))));
