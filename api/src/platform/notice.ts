import { newId } from "./id.ts";
import type { Queryable } from "./transaction.ts";

/** Something a taxpayer is told about what others did. Written with the change it tells of, so it is neither lost nor early. */
export interface NewNotice {
  taxpayerId: string;
  /** A stable code of what happened, for example `ROLE_ENDED`. */
  kind: string;
  /** The record it is about. */
  about: string;
  /** One sentence in each language; never a C3 or C4 value. */
  zh: string;
  en: string;
}

/** Tells a taxpayer, within the transaction of the change. */
export async function notify(
  sql: Queryable,
  at: Date,
  { taxpayerId, kind, about, zh, en }: NewNotice,
): Promise<void> {
  await sql.query(
    "select sealed.notify($1::text, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::text)",
    [newId("ntc"), at, taxpayerId, kind, about, zh, en],
  );
}
