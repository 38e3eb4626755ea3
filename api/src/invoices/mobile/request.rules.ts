import { addDays, startOfDay } from "../../platform/clock.ts";
import type { Problem } from "../../platform/refusal.ts";
import { refuse } from "./request.refusals.ts";
import { afterMove, InvoiceRequestStatus, type RequestMove } from "./request-states.ts";

const DAY_MS = 86_400_000;

/** How often VAT is filed. */
type Cycle = "MONTH" | "QUARTER" | "HALF_YEAR" | "YEAR" | "ONCE";

const MONTHS: Readonly<Record<Cycle, number>> = { MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12, ONCE: 1 };

/** The month in which the period is filed that a day lies in: October's in November, the third quarter's in October. */
export function filingMonthOf(day: string, cycle: Cycle): { year: number; month: number } {
  const [year, month] = day.split("-").map(Number) as [number, number];
  const last = Math.ceil(month / MONTHS[cycle]) * MONTHS[cycle];
  return last === 12 ? { year: year + 1, month: 1 } : { year, month: last + 1 };
}

/**
 * The fifteenth day after the period (增值税法第三十条): the earliest its filing can end, for a year whose holidays are
 * not yet announced. Holidays only ever move it back.
 */
export const earliestDeadline = ({ year, month }: { year: number; month: number }): string =>
  `${year}-${String(month).padStart(2, "0")}-15`;

/**
 * When a QR code ends: so many days after the sale, or as asked for, and never later than the close of the sale's period.
 * `closesOn` is the last day on which the period is filed.
 */
export function termOf(
  { soldAt, asked, closesOn, days }: { soldAt: Date; asked?: Date | null; closesOn: string; days: number },
  now: Date,
): { expiresAt: Date; latest: Date; problem: Problem | undefined } {
  const latest = startOfDay(addDays(closesOn, 1));
  const usual = new Date(Math.min(soldAt.getTime() + days * DAY_MS, latest.getTime()));
  const expiresAt = asked ?? usual;
  const wrong = soldAt > now || expiresAt <= now || expiresAt > latest;
  return { expiresAt, latest, problem: wrong ? refuse.QR_TERM_INVALID : undefined };
}

/** Why a move is refused; nothing when the table has it. Whoever holds the token learns no more than “used” or “not valid”. */
export function whyNotMove(move: RequestMove, state: InvoiceRequestStatus): Problem | undefined {
  if (afterMove(state, move)) return undefined;
  switch (state) {
    case InvoiceRequestStatus.ISSUING:
    case InvoiceRequestStatus.ISSUED:
      return refuse.QR_USED;
    case InvoiceRequestStatus.EXPIRED:
      return refuse.QR_EXPIRED;
    case InvoiceRequestStatus.FAILED:
      return move === "FILL" ? refuse.QR_USED : refuse.INVOICE_REQUEST_STATE;
    case InvoiceRequestStatus.CANCELLED:
      return move === "FILL" ? refuse.QR_EXPIRED : refuse.INVOICE_REQUEST_STATE;
    default:
      return move === "START" ? refuse.HEADER_INCOMPLETE : refuse.INVOICE_REQUEST_STATE;
  }
}

/** Whether what a buyer left to be reached by must be gone, so many days after it was left. */
export const contactsAreDue = (filledAt: Date, days: number, now: Date): boolean =>
  now.getTime() >= filledAt.getTime() + days * DAY_MS;

/** How many characters a search for a header begins with, at least. */
const SHORTEST_PREFIX = 4;
export const prefixIsLong = (prefix: string): Problem | undefined =>
  [...prefix].length < SHORTEST_PREFIX ? refuse.QUERY_TOO_SHORT : undefined;
