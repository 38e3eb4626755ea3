import type { Goods } from "./industry.ts";
import type { Random } from "./random.ts";

/** A line of an invoice. Amounts are whole 分. */
export interface SampleLine {
  /** Empty until the line stands on an invoice. */
  invoiceId: string;
  no: number;
  name: string;
  taxClassCode: string;
  model: string | null;
  unit: string | null;
  quantity: string | null;
  unitPrice: string | null;
  amount: bigint;
  taxRate: string;
  taxAmount: bigint;
  discountOf: number | null;
  preferential: "NONE" | "EXEMPT";
}

/** Rates in thousandths, as they are written. */
const WRITTEN: Readonly<Record<number, string>> = {
  0: "0",
  10: "0.01",
  30: "0.03",
  60: "0.06",
  90: "0.09",
  130: "0.13",
};
const PER_MILLE: Readonly<Record<string, bigint>> = {
  "0": 0n,
  "0.01": 10n,
  "0.03": 30n,
  "0.06": 60n,
  "0.09": 90n,
  "0.13": 130n,
};

/** `value / divisor`, rounded half up away from zero. */
export const divideRounded = (value: bigint, divisor: bigint): bigint =>
  value < 0n ? -((-value + divisor / 2n) / divisor) : (value + divisor / 2n) / divisor;

/** The tax of an amount: amount × rate, rounded to whole 分. */
export const taxOf = (amount: bigint, rate: string): bigint =>
  divideRounded(amount * PER_MILLE[rate]!, 1000n);

/** The rate a line of these goods bears: the goods' own for general taxpayers, the levy rate for small-scale ones. */
export function rateOf(
  goods: Goods,
  seller: "GENERAL" | "SMALL_SCALE",
  special: boolean,
  random: Random,
): string {
  if (goods.rate === "exempt") return WRITTEN[0]!;
  if (seller === "GENERAL") return WRITTEN[goods.rate]!;
  return special && random.perMille(250) ? WRITTEN[30]! : WRITTEN[10]!;
}

/** A decimal with so many fraction digits from a whole number, without trailing zeros. */
export function decimal(value: bigint | number, digits: number): string {
  const text = String(value).padStart(digits + 1, "0");
  const fraction = text.slice(text.length - digits).replace(/0+$/, "");
  return fraction
    ? `${text.slice(0, text.length - digits)}.${fraction}`
    : text.slice(0, text.length - digits);
}

/** Prices people ask: round in their first two or three digits. */
function priceOf({ price: [low, high] }: Goods, random: Random): number {
  const price = random.between(low, high);
  const step = price > 1_000_00 ? 10_00 : price > 100_00 ? 1_00 : 10;
  return Math.max(low, price - (price % step));
}

function quantityOf({ quantity: [low, high], byWeight }: Goods, random: Random): number {
  const whole = low + Math.floor((random.int(1000) * random.int(1000) * (high - low + 1)) / 1_000_000);
  return byWeight ? whole * 1000 + random.int(1000) : whole * 1000;
}

/**
 * One line: quantity × unit price, rounded to whole 分, and its tax. One in eight is priced with tax included, so that the
 * price without tax has six decimals, as on real invoices.
 */
export function makeLine(no: number, goods: Goods, rate: string, random: Random): SampleLine {
  const thousandths = quantityOf(goods, random);
  const price = priceOf(goods, random);
  const withTax = rate !== "0" && random.perMille(125);
  const micro = withTax
    ? divideRounded(BigInt(price) * 10_000n * 1000n, 1000n + PER_MILLE[rate]!)
    : BigInt(price) * 10_000n;
  const amount = divideRounded(BigInt(thousandths) * micro, 10_000_000n);
  return {
    invoiceId: "",
    no,
    name: goods.name,
    taxClassCode: goods.taxClassCode,
    model: goods.model,
    unit: goods.unit,
    quantity: decimal(thousandths, 3),
    unitPrice: decimal(micro, 6),
    amount,
    taxRate: rate,
    taxAmount: taxOf(amount, rate),
    discountOf: null,
    preferential: goods.rate === "exempt" ? "EXEMPT" : "NONE",
  };
}

/** The line below that takes a part of it off again: negative, of the same goods and rate, without quantity and price. */
export function discountOn(line: SampleLine, percent: number): SampleLine {
  const amount = -divideRounded(line.amount * BigInt(percent), 100n);
  return {
    ...line,
    no: line.no + 1,
    model: null,
    unit: null,
    quantity: null,
    unitPrice: null,
    amount,
    taxAmount: taxOf(amount, line.taxRate),
    discountOf: line.no,
  };
}

const negated = (text: string | null) =>
  text === null ? null : text.startsWith("-") ? text.slice(1) : `-${text}`;

/** The lines of a red invoice that takes back the whole blue one. */
export const takenBack = (lines: readonly SampleLine[]): SampleLine[] =>
  lines.map((line) => ({
    ...line,
    quantity: negated(line.quantity),
    amount: -line.amount,
    taxAmount: -line.taxAmount,
  }));

/** The line of a red invoice that takes back a share of one line, as an allowance on its price. */
export function allowanceOn(line: SampleLine, percent: number): SampleLine {
  const amount = -divideRounded(line.amount * BigInt(percent), 100n);
  return {
    ...line,
    no: 1,
    model: null,
    unit: null,
    quantity: null,
    unitPrice: null,
    amount,
    taxAmount: taxOf(amount, line.taxRate),
    discountOf: null,
  };
}
