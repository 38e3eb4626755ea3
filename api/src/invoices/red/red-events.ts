import { type OutboxEvent, publishAll } from "../../platform/outbox.ts";
import type { Queryable } from "../../platform/transaction.ts";

/** The taxpayers on both sides of an invoice, as far as they are registered. */
export interface Sides {
  sellerId: string | null;
  buyerId: string | null;
}

/** Publishes an event to the seller and, where it is another, to the buyer. */
export const tellBoth = (
  sql: Queryable,
  { sellerId, buyerId }: Sides,
  event: Omit<OutboxEvent, "taxpayerId">,
): Promise<void> =>
  publishAll(
    sql,
    [...new Set([sellerId, buyerId])].flatMap((taxpayerId) => (taxpayerId ? [{ ...event, taxpayerId }] : [])),
  );
