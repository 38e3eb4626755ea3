import { at, type Problem } from "../../platform/refusal.ts";
import { InvoiceStatus, RedStatus } from "../invoice-states.ts";
import { refuse } from "./red.refusals.ts";
import { RedReason } from "./red-states.ts";

/** An amount without tax and its tax, in 分. */
export interface Sums {
  amount: bigint;
  taxAmount: bigint;
}
/** What a line still has, or loses. A red line is of the opposite sign of its blue one. */
export interface LineSums extends Sums {
  blueLine: number;
}

const plus = (a: Sums, b: Sums): Sums => ({
  amount: a.amount + b.amount,
  taxAmount: a.taxAmount + b.taxAmount,
});
export const sumOf = (lines: readonly Sums[]): Sums =>
  lines.reduce<Sums>(plus, { amount: 0n, taxAmount: 0n });

/** What is left of each blue line after the red ones, whose amounts are of the opposite sign. */
export const remaining = (blue: readonly LineSums[], red: readonly LineSums[]): LineSums[] =>
  blue.map((line) => ({
    blueLine: line.blueLine,
    ...plus(line, sumOf(red.filter(({ blueLine }) => blueLine === line.blueLine))),
  }));

/** Everything that is left, as red lines. */
export const allOf = (left: readonly LineSums[]): LineSums[] =>
  left
    .filter(({ amount, taxAmount }) => amount !== 0n || taxAmount !== 0n)
    .map(({ blueLine, amount, taxAmount }) => ({ blueLine, amount: -amount, taxAmount: -taxAmount }));

/** Whether a part lies between nothing and the opposite of what is left. */
const within = (part: bigint, left: bigint) =>
  left >= 0n ? part <= 0n && -part <= left : part >= 0n && -part >= left;

/** What is wrong with one red line. */
function faultOfLine(line: LineSums, left: LineSums | undefined): Problem | undefined {
  if (!left || line.amount === 0n)
    return line.amount === 0n && left && allTaxLeft(line, left) ? undefined : refuse.RED_LINES_INVALID;
  if (left.amount !== 0n && line.amount > 0n === left.amount > 0n) return refuse.RED_LINES_INVALID;
  if (!within(line.amount, left.amount) || !within(line.taxAmount, left.taxAmount))
    return refuse.RED_EXCEEDS_BLUE;
  return left.amount + line.amount === 0n && left.taxAmount + line.taxAmount !== 0n
    ? refuse.RED_LINES_INVALID
    : undefined;
}

/** A line that has tax alone left loses all of it. */
const allTaxLeft = (line: LineSums, left: LineSums) =>
  left.amount === 0n && left.taxAmount !== 0n && line.taxAmount === -left.taxAmount;

/** Why these lines may not be taken from what is left; every reason at once. */
export function whyNotRed(
  reason: RedReason,
  red: readonly LineSums[],
  left: readonly LineSums[],
  path: string[],
): Problem[] {
  const whole = sumOf(left);
  if (whole.amount === 0n && whole.taxAmount === 0n) return [refuse.INVOICE_ALREADY_RED];
  const byNo = new Map(left.map((line) => [line.blueLine, line]));
  const seen = new Set<number>();
  const found = red.flatMap((line, i) => {
    const twice = seen.has(line.blueLine);
    seen.add(line.blueLine);
    const fault = twice ? refuse.RED_LINES_INVALID : faultOfLine(line, byNo.get(line.blueLine));
    return fault ? [at(fault, [...path, String(i)])] : [];
  });
  if (red.length === 0) found.push(at(refuse.RED_LINES_INVALID, path));
  const sum = sumOf(red);
  if (found.length === 0) {
    if (sum.amount > 0n || -sum.amount > whole.amount || -sum.taxAmount > whole.taxAmount)
      found.push(at(refuse.RED_EXCEEDS_BLUE, path));
    else if (-sum.amount === whole.amount && -sum.taxAmount !== whole.taxAmount)
      found.push(at(refuse.RED_LINES_INVALID, path));
  }
  if (
    reason === RedReason.ISSUED_IN_ERROR &&
    (-sum.amount !== whole.amount || -sum.taxAmount !== whole.taxAmount)
  )
    found.push(at(refuse.RED_REASON_REQUIRES_FULL, path));
  return found;
}

const absolute = (value: bigint) => (value < 0n ? -value : value);

/**
 * Which red lines carry another tax than their share of the blue line's, by more than the tolerance (分). What takes all
 * that is left of a line takes the rest of its tax, whatever that is.
 */
export function whyNotRedTax(
  red: readonly LineSums[],
  {
    whole,
    left,
    tolerance,
  }: { whole: readonly (Sums & { no: number })[]; left: readonly LineSums[]; tolerance: bigint },
  path: string[],
): Problem[] {
  const wholes = new Map(whole.map((line) => [line.no, line]));
  const lefts = new Map(left.map((line) => [line.blueLine, line]));
  return red.flatMap((line, i) => {
    const blue = wholes.get(line.blueLine);
    const rest = lefts.get(line.blueLine);
    if (!blue || !rest || blue.amount === 0n || rest.amount + line.amount === 0n) return [];
    const off = absolute(line.taxAmount * blue.amount - blue.taxAmount * line.amount);
    return off > tolerance * absolute(blue.amount)
      ? [at(refuse.LINE_TAX_TOLERANCE, [...path, String(i)], { tolerance: String(tolerance) })]
      : [];
  });
}

/** What a blue invoice is once so much of it (without tax, positive) is reversed. */
export function redStandOf(
  amount: bigint,
  redAmount: bigint,
): { redStatus: RedStatus; status: InvoiceStatus } {
  if (redAmount === 0n) return { redStatus: RedStatus.NONE, status: InvoiceStatus.NORMAL };
  return redAmount === amount
    ? { redStatus: RedStatus.FULL, status: InvoiceStatus.FULLY_RED }
    : { redStatus: RedStatus.PARTIAL, status: InvoiceStatus.PARTLY_RED };
}
