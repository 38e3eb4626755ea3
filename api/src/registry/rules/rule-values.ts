import Big from "big.js";
import { fen } from "../../platform/money.ts";

/*
 * The kinds of values a rule may have. A value is checked when it is published and parsed when it is used, by the same
 * function: what the parser does not understand never becomes law.
 */

/** One row of a progressive table: `tax = base × rate − quick`. */
export interface Bracket {
  /** The highest base of the row, in 分, that amount included; null in the last row. */
  upTo: bigint | null;
  rate: string;
  /** Quick deduction in 分. */
  quick: bigint;
}

/** One row of a table by proportion (land VAT): `tax = gain × rate − deductions × quick`. */
export interface RatioBracket {
  /** The highest proportion of the row, itself included; null in the last. */
  upTo: string | null;
  rate: string;
  quick: string;
}

/** A threshold that is said for a month and for a quarter, in 分. */
export interface PeriodAmount {
  month: bigint;
  quarter: bigint;
}

/** A tax by value, by quantity, or both: `sales × rate + quantity × perUnit` (perUnit in 元). */
export interface Compound {
  rate: string;
  perUnit: string;
  unit: string | null;
}

export interface Label {
  zh: string;
  en: string;
}

/** What each kind of value is once parsed. */
export interface ValueOf {
  RATE: string;
  AMOUNT: bigint;
  COUNT: number;
  FLAG: boolean;
  LABEL: Label;
  /** Codes, each once: kinds of invoices. */
  CODES: readonly string[];
  PERIOD_AMOUNT: PeriodAmount;
  BRACKETS: readonly Bracket[];
  RATIO_BRACKETS: readonly RatioBracket[];
  COMPOUND: Compound;
}
export type RuleKind = keyof ValueOf;

type Raw = Readonly<Record<string, unknown>>;

function record(value: unknown, names: readonly string[]): Raw {
  const sound =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).sort().join() === [...names].sort().join();
  if (!sound) throw new TypeError(`an object with exactly ${names.join(", ")} is expected`);
  return value as Raw;
}

function rate(value: unknown): string {
  if (typeof value !== "string" || !/^\d{1,3}(\.\d{1,6})?$/.test(value))
    throw new TypeError('a rate is a decimal string with at most six decimals, for example "0.13"');
  return value;
}

function amount(value: unknown): bigint {
  if (typeof value !== "string" || !/^\d{1,13}\.\d{2}$/.test(value))
    throw new TypeError('an amount is a string with two decimals, for example "5000.00"');
  return fen(value);
}

function count(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new TypeError("a count is a whole number from 0");
  return value as number;
}

function text(value: unknown): string {
  if (typeof value !== "string" || value.trim() === "" || [...value].length > 100)
    throw new TypeError("a text of 1 to 100 characters is expected");
  return value;
}

function codes(value: unknown): readonly string[] {
  const sound =
    Array.isArray(value) &&
    value.length <= 50 &&
    new Set(value).size === value.length &&
    value.every((code) => typeof code === "string" && /^[A-Z][A-Z0-9_]{0,40}$/.test(code));
  if (!sound) throw new TypeError("a list of at most 50 codes in capitals, each once, is expected");
  return value;
}

function flag(value: unknown): boolean {
  if (typeof value !== "boolean") throw new TypeError("true or false is expected");
  return value;
}

function rows(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 30)
    throw new TypeError("a table of 1 to 30 rows is expected");
  return value;
}

/** Limits rise and only the last row is open. */
function mustRise<T>(table: readonly T[], limitOf: (row: T) => Big | null): void {
  const limits = table.map(limitOf);
  if (limits.at(-1) !== null) throw new TypeError("the last row is open: its upTo is null");
  limits.slice(0, -1).forEach((limit, i) => {
    const before = i === 0 ? new Big(0) : limits[i - 1]!;
    if (limit === null || before === null || limit.lte(before)) throw new TypeError("upTo must rise");
  });
}

/** A quick deduction is right when the tax does not jump where one row ends and the next begins. */
function mustMeet(
  table: readonly { upTo: Big | null; rate: Big; quick: Big }[],
  step = (limit: Big, rise: Big) => limit.times(rise),
): void {
  if (!table[0]!.quick.eq(0)) throw new TypeError("the first row has no quick deduction");
  table.slice(1).forEach((row, i) => {
    const before = table[i]!;
    if (row.rate.lte(before.rate)) throw new TypeError("rates must rise");
    const due = before.quick.plus(step(before.upTo!, row.rate.minus(before.rate)));
    if (!row.quick.eq(due)) throw new TypeError(`row ${i + 2}: the quick deduction must be ${due.toFixed()}`);
  });
}

function brackets(value: unknown): readonly Bracket[] {
  const table = rows(value).map((row): Bracket => {
    const { upTo, rate: share, quick } = record(row, ["upTo", "rate", "quick"]);
    return { upTo: upTo === null ? null : amount(upTo), rate: rate(share), quick: amount(quick) };
  });
  const big = (cents: bigint) => new Big(cents.toString());
  mustRise(table, ({ upTo }) => (upTo === null ? null : big(upTo)));
  mustMeet(
    table.map((row) => ({
      upTo: row.upTo === null ? null : big(row.upTo),
      rate: new Big(row.rate),
      quick: big(row.quick),
    })),
  );
  return table;
}

function ratioBrackets(value: unknown): readonly RatioBracket[] {
  const table = rows(value).map((row): RatioBracket => {
    const { upTo, rate: share, quick } = record(row, ["upTo", "rate", "quick"]);
    return { upTo: upTo === null ? null : rate(upTo), rate: rate(share), quick: rate(quick) };
  });
  mustRise(table, ({ upTo }) => (upTo === null ? null : new Big(upTo)));
  mustMeet(
    table.map((row) => ({
      upTo: row.upTo === null ? null : new Big(row.upTo),
      rate: new Big(row.rate),
      quick: new Big(row.quick),
    })),
  );
  return table;
}

const PARSERS: { [K in RuleKind]: (value: unknown) => ValueOf[K] } = {
  RATE: rate,
  AMOUNT: amount,
  COUNT: count,
  FLAG: flag,
  CODES: codes,
  LABEL: (value) => {
    const { zh, en } = record(value, ["zh", "en"]);
    return { zh: text(zh), en: text(en) };
  },
  PERIOD_AMOUNT: (value) => {
    const { month, quarter } = record(value, ["month", "quarter"]);
    return { month: amount(month), quarter: amount(quarter) };
  },
  BRACKETS: brackets,
  RATIO_BRACKETS: ratioBrackets,
  COMPOUND: (value) => {
    const { rate: share, perUnit, unit } = record(value, ["rate", "perUnit", "unit"]);
    return { rate: rate(share), perUnit: rate(perUnit), unit: unit === null ? null : text(unit) };
  },
};

/** The value of a kind from its JSON. Throws a TypeError that says what is wrong. */
export const parseValue = <K extends RuleKind>(kind: K, value: unknown): ValueOf[K] => PARSERS[kind](value);

/** What is wrong with a value; nothing when it is sound. */
export function faultOf(kind: RuleKind, value: unknown): string | undefined {
  try {
    parseValue(kind, value);
    return undefined;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}
