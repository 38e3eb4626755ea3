/** How exact the figures of an invoice must be, in 分. The values are rules of the day (`invoice.tolerance.…`). */
export interface Tolerances {
  /** How far a line's amount may lie from quantity × unit price. */
  amount: bigint;
  /** How far a line's tax may lie from amount × rate. */
  lineTax: bigint;
  /** How far the tax of all lines may lie from the sum of amount × rate. */
  sumTax: bigint;
}
