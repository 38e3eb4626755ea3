import Big from "big.js";
import { refuse, yuan } from "../../platform/money.ts";
import { at, check, type Problem } from "../../platform/refusal.ts";

/** One line of a computation: what it is, how it is made, and the amount in 分, rounded once. */
export interface Line {
  /** A stable code, for example `VAT_PAYABLE`. */
  code: string;
  zh: string;
  en: string;
  /** The formula in words. */
  formulaZh: string;
  formulaEn: string;
  amount: bigint;
}

/** What a calculator answers: its lines, and what is to be paid, which is one of them. */
export interface Computation {
  lines: readonly Line[];
  /** In 分; never negative. */
  payable: bigint;
}

type Words = readonly [zh: string, en: string];

export const line = (code: string, name: Words, formula: Words, amount: bigint): Line => ({
  code,
  zh: name[0],
  en: name[1],
  formulaZh: formula[0],
  formulaEn: formula[1],
  amount,
});

/** A line that repeats what was given. */
export const given = (code: string, name: Words, amount: bigint): Line =>
  line(code, name, ["填报", "as given"], amount);

/** A computation of one line, which is to be paid. */
export const single = (code: string, name: Words, formula: Words, amount: bigint): Computation => ({
  lines: [line(code, name, formula, amount)],
  payable: amount,
});

/** An amount in 元 as an exact decimal. */
export const exact = (amount: bigint): Big => new Big(yuan(amount));

export const atLeastZero = (amount: bigint): bigint => (amount < 0n ? 0n : amount);
export const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

/** Refuses with AMOUNT_NEGATIVE whatever of these is negative, all at once, by its name. */
export function mustNotBeNegative(amounts: Readonly<Record<string, bigint | null | undefined>>): void {
  check(
    ...Object.entries(amounts).map(
      ([name, amount]): Problem | false =>
        Boolean(amount && amount < 0n) && at(refuse.AMOUNT_NEGATIVE, [name]),
    ),
  );
}

/** The amount of a line by its code. Throws for a line that is not there. */
export function amountOf({ lines }: Computation, code: string): bigint {
  const found = lines.find((one) => one.code === code);
  if (!found) throw new TypeError(`there is no line ${code}`);
  return found.amount;
}
