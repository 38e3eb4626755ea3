import Big from "big.js";
import type { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { fen, yuan } from "../../platform/money.ts";
import { splitPrice } from "../../registry/facts.ts";
import type { LinePreference } from "../invoice-states.ts";
import type { BuyerHeaderInput, InvoiceLineInput, InvoiceToIssue } from "../issuing/issue-input.ts";
import type { OrderLineInput } from "./request-inputs.ts";

/** A line of an order as it is stored: its price with tax, in yuan. */
export interface StoredOrderLine {
  name: string;
  taxClassCode: string;
  model: string | null;
  unit: string | null;
  quantity: string | null;
  amountInclTax: string;
  taxRate: string;
  preferential: LinePreference | null;
  discountOf: number | null;
}

export const storedLine = (line: OrderLineInput): StoredOrderLine => ({
  name: line.name,
  taxClassCode: line.taxClassCode,
  model: line.model ?? null,
  unit: line.unit ?? null,
  quantity: line.quantity ?? null,
  amountInclTax: yuan(line.amountInclTax),
  taxRate: line.taxRate,
  preferential: line.preferential ?? null,
  discountOf: line.discountOf ?? null,
});

const LONGEST = 17;
const MOST_DECIMALS = 13;
const QUANTITY = /^\d{1,15}(\.\d{1,13})?$/;

/** The price of one without tax, as exactly as an invoice can say it: 13 decimals, 17 characters in all. */
export function unitPriceOf(net: bigint, quantity: string): string | null {
  if (!QUANTITY.test(quantity) || new Big(quantity).eq(0)) return null;
  const exact = new Big(yuan(net)).div(quantity);
  const whole = exact.round(0, Big.roundDown).toFixed(0).length;
  const decimals = Math.min(MOST_DECIMALS, Math.max(0, LONGEST - whole - 1));
  return new Big(exact.toFixed(decimals)).toFixed();
}

/** A line of the invoice: `net = round2(gross / (1 + rate))`, `tax = gross − net`. */
export function invoiceLine(line: StoredOrderLine): InvoiceLineInput {
  const { net, tax } = splitPrice(fen(line.amountInclTax), line.taxRate);
  const { quantity, discountOf, preferential, model, unit } = line;
  return {
    name: line.name,
    taxClassCode: line.taxClassCode,
    model,
    unit,
    quantity,
    unitPrice: quantity === null ? null : unitPriceOf(net, quantity),
    amount: net,
    taxRate: line.taxRate,
    taxAmount: tax,
    discountOf,
    preferential,
  };
}

const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

/** What the lines of an order come to, tax included, in 分. */
export const totalOf = (lines: readonly StoredOrderLine[]): bigint =>
  sum(lines.map(({ amountInclTax }) => fen(amountInclTax)));

/** The invoice that an order becomes for a buyer. */
export function orderedInvoice(
  kind: InvoiceKind,
  ordered: readonly StoredOrderLine[],
  buyer: BuyerHeaderInput,
): InvoiceToIssue {
  const lines = ordered.map(invoiceLine);
  return {
    kind,
    buyer,
    lines,
    amount: sum(lines.map(({ amount }) => amount)),
    taxAmount: sum(lines.map(({ taxAmount }) => taxAmount)),
    total: totalOf(ordered),
  };
}
