import Big from "big.js";
import { refuse as money, roundToFen, times, yuan } from "../../platform/money.ts";
import { at, type Problem } from "../../platform/refusal.ts";
import { LinePreference } from "../invoice-states.ts";
import { allowedRates, type RateOf } from "./allowed-rates.rules.ts";
import { refuse } from "./issue.refusals.ts";
import type { InvoiceLineInput } from "./issue-input.ts";
import type { TaxClass } from "./tax-class.ts";
import type { Tolerances } from "./tolerances.ts";

type Found = Problem | undefined | false;
const DECIMAL = /^-?\d{1,15}(\.\d{1,13})?$/;
const LONGEST = 17;
const magnitude = (value: bigint) => (value < 0n ? -value : value);

/** 17 characters in all, point and minus included, and not zero. */
const isQuantity = (text: string) => text.length <= LONGEST && DECIMAL.test(text) && !new Big(text).eq(0);

/** Quantity and unit price come together; a discount has neither. */
export function quantityIsSound({ quantity, unitPrice, discountOf }: InvoiceLineInput): Found {
  const given = [quantity, unitPrice].filter((text) => text !== null && text !== undefined);
  const sound = given.every(isQuantity) && (given.length === 0 || (given.length === 2 && !discountOf));
  return !sound && refuse.LINE_QUANTITY;
}

/** `amount = round2(quantity × unitPrice)`, to within the tolerance. */
export function amountIsTheProduct(
  { quantity, unitPrice, amount }: InvoiceLineInput,
  tolerance: bigint,
): Found {
  if (!quantity || !unitPrice || !isQuantity(quantity) || !isQuantity(unitPrice)) return undefined;
  const product = roundToFen(new Big(quantity).times(unitPrice));
  return magnitude(product - amount) > tolerance && refuse.LINE_AMOUNT_TOLERANCE;
}

/** What the tax of a line would be exactly, in 元: of the amount, or of the margin where something is deducted. */
export function exactTax({ amount, taxRate, deductibleAmount }: InvoiceLineInput): Big {
  const rate = new Big(taxRate);
  const deducted = new Big(yuan(deductibleAmount ?? 0n)).div(rate.plus(1));
  return new Big(yuan(amount)).minus(deducted).times(rate);
}

const within = (tax: bigint, exact: Big, tolerance: bigint) =>
  exact.minus(yuan(tax)).abs().lte(yuan(tolerance));

/** `|tax − amount × rate|` is within the tolerance of a line. */
export const taxIsClose = (line: InvoiceLineInput, tolerance: bigint): Found =>
  !within(line.taxAmount, exactTax(line), tolerance) && refuse.LINE_TAX_TOLERANCE;

/** The same for all lines together. */
export const sumOfTaxIsClose = (lines: readonly InvoiceLineInput[], tolerance: bigint): Found => {
  const tax = lines.reduce((sum, { taxAmount }) => sum + taxAmount, 0n);
  const exact = lines.reduce((sum, line) => sum.plus(exactTax(line)), new Big(0));
  return !within(tax, exact, tolerance) && refuse.LINE_TAX_TOLERANCE;
};

/** Only a discount is negative, and its tax is never of the other sign. */
export const signIsRight = ({ amount, taxAmount, discountOf }: InvoiceLineInput): Found =>
  discountOf === null || discountOf === undefined
    ? (amount <= 0n || taxAmount < 0n) && refuse.LINE_SIGN
    : undefined;

/** A discount lies directly below its line, is of the same class and rate, negative, and not more than the line. */
export function discountIsSound(
  line: InvoiceLineInput,
  no: number,
  above: InvoiceLineInput | undefined,
): Found {
  const { discountOf, amount, taxAmount } = line;
  if (discountOf === null || discountOf === undefined) return undefined;
  const sound =
    above &&
    discountOf === no - 1 &&
    (above.discountOf === null || above.discountOf === undefined) &&
    above.taxClassCode === line.taxClassCode &&
    new Big(above.taxRate).eq(line.taxRate) &&
    (above.preferential ?? LinePreference.NONE) === (line.preferential ?? LinePreference.NONE) &&
    amount < 0n &&
    taxAmount <= 0n &&
    -amount <= above.amount &&
    -taxAmount <= above.taxAmount;
  return !sound && refuse.DISCOUNT_INVALID;
}

export const deductionIsSound = ({ deductibleAmount, amount, taxRate }: InvoiceLineInput): Found =>
  deductibleAmount !== null &&
  deductibleAmount !== undefined &&
  (deductibleAmount < 0n || deductibleAmount > amount + times(amount, taxRate)) &&
  refuse.DEDUCTIBLE_INVALID;

export const classIsLeaf = (taxClass: TaxClass | undefined): Found =>
  taxClass ? !taxClass.leaf && refuse.TAX_CLASS_NOT_LEAF : refuse.TAX_CLASS_UNKNOWN;

/** What a line is judged by besides itself. */
export interface LineFacts {
  vatStatus: "GENERAL" | "SMALL_SCALE";
  taxClass: TaxClass | undefined;
  rateOf: RateOf;
  tolerances: Tolerances;
}

/** The line's rate is one its seller may use for its class on that day. */
export function rateIsAllowed(
  { taxRate, preferential }: InvoiceLineInput,
  { vatStatus, taxClass, rateOf }: LineFacts,
): Problem | undefined {
  if (!taxClass?.leaf) return undefined;
  const rates = allowedRates({
    vatStatus,
    taxClass,
    preferential: preferential ?? LinePreference.NONE,
    rateOf,
  });
  return rates.some((rate) => new Big(rate).eq(taxRate))
    ? undefined
    : { ...money.RATE_NOT_ALLOWED, details: { allowed: rates } };
}

/** Every fault of a line. `no` counts from 1, `above` is the line before. */
export function faultsOfLine(
  line: InvoiceLineInput,
  no: number,
  above: InvoiceLineInput | undefined,
  facts: LineFacts,
  path: string[],
): Problem[] {
  const { tolerances, taxClass } = facts;
  const found: [Found, string][] = [
    [classIsLeaf(taxClass), "taxClassCode"],
    [rateIsAllowed(line, facts), "taxRate"],
    [quantityIsSound(line), "quantity"],
    [amountIsTheProduct(line, tolerances.amount), "amount"],
    [taxIsClose(line, tolerances.lineTax), "taxAmount"],
    [signIsRight(line), "amount"],
    [discountIsSound(line, no, above), "discountOf"],
    [deductionIsSound(line), "deductibleAmount"],
  ];
  return found.flatMap(([problem, field]) =>
    problem ? [at(problem, [...path, field], problem.details)] : [],
  );
}
