import { newId } from "../platform/id.ts";
import type { NewNotice } from "../platform/notice.ts";
import type { Queryable } from "../platform/transaction.ts";

/** Tells a taxpayer of the calling officer's area what was decided, within the transaction of the decision. The database looks at the area once more. */
export async function tellWithinArea(
  sql: Queryable,
  at: Date,
  { taxpayerId, kind, about, zh, en }: NewNotice,
): Promise<void> {
  await sql.query(
    "select sealed.tell_within_area($1::text, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::text)",
    [newId("ntc"), at, taxpayerId, kind, about, zh, en],
  );
}
