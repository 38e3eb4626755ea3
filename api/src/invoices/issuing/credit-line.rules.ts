import { yuan } from "../../platform/money.ts";
import type { Problem } from "../../platform/refusal.ts";
import { refuse } from "./issue.refusals.ts";

/** The month a day's invoices are counted in. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** A red invoice gives its amount back to the line of its month when the blue one was issued in the same month. */
export const redGivesBack = (blueIssuedOn: string, redIssuedOn: string): boolean =>
  monthOf(blueIssuedOn) === monthOf(redIssuedOn);

/** An amount without tax fits into what is left of the month, to the 分. */
export const fitsTheLine = (amount: bigint, left: bigint): Problem | undefined =>
  amount <= left ? undefined : { ...refuse.QUOTA_EXCEEDED, details: { limit: "MONTH", left: yuan(left) } };

/** A single invoice keeps to the limit of its kind. */
export const fitsTheKind = (amount: bigint, most: bigint | null | undefined): Problem | undefined =>
  most === null || most === undefined || amount <= most
    ? undefined
    : { ...refuse.QUOTA_EXCEEDED, details: { limit: "INVOICE", most: yuan(most) } };
