import type { Context } from "./context.ts";
import { check, type Problem, problems } from "./refusal.ts";
import type { Queryable } from "./transaction.ts";

/** How many values of one taxpayer may be shown whole to one app on one day. */
export const REVEALS_A_DAY = 20;

export const refuse = problems({
  REVEAL_NOT_CONSENTED: {
    zh: "授权未列明此项，不能查看完整内容",
    en: "The consent does not name this field, so it is not shown whole.",
    actor: "TAXPAYER",
  },
  REVEAL_NOT_FOUND: {
    zh: "没有这一项，或不属于授权的纳税人",
    en: "There is no such record, or it is not of the consenting taxpayer.",
    actor: "APP",
  },
  REVEAL_LIMIT: {
    zh: `同一应用对同一纳税人每日最多查看 ${REVEALS_A_DAY} 次完整内容，请明日再试`,
    en: `An app is shown ${REVEALS_A_DAY} values of a taxpayer a day whole; try again tomorrow.`,
    actor: "APP",
    retryable: true,
  },
});

/** A masked value that someone asks to see whole. */
export interface Reveal {
  /** The masked field, which the consent must name: `Person.idNoMasked`. */
  coordinate: string;
  /** What it is for, as the caller says; it must be what the consent is for. */
  purpose: string;
}

/**
 * Whether a masked value may be shown whole: for the consent's own purpose, of a field that the consent names – one
 * that goes by scopes alone names none, but a person in the platform's own portal needs no name – and so many times a
 * day. Each showing counts, also of an answer that is given again for its key: `sql` is the transaction of a write with
 * `stepUp: "L3"`, whose entry the taxpayer sees, or a pool where that is over. (PIPL art. 28–30.)
 */
export async function reveal(
  { caller, today }: Context,
  sql: Queryable,
  { coordinate, purpose }: Reveal,
  { mismatch, ownUse }: { mismatch: Problem; ownUse: string },
): Promise<void> {
  const named = caller.fields?.includes(coordinate) ?? caller.purpose === ownUse;
  check(
    purpose !== caller.purpose && { ...mismatch, path: ["input", "purpose"] },
    !named && refuse.REVEAL_NOT_CONSENTED,
  );
  const { rowCount } = await sql.query(
    `insert into reveal_count as c (app_id, taxpayer_id, day, times) values ($1, $2, $3::date, 1)
     on conflict (app_id, taxpayer_id, day) do update set times = c.times + 1 where c.times < $4 returning times`,
    [caller.appId, caller.taxpayerId, today, REVEALS_A_DAY],
  );
  check(!rowCount && refuse.REVEAL_LIMIT);
}

/** Clears the counts of past days. Answers how many there were. */
export async function forgetPastReveals(system: Queryable, today: string): Promise<number> {
  const { rowCount } = await system.query("delete from reveal_count where day < $1::date", [today]);
  return rowCount ?? 0;
}
