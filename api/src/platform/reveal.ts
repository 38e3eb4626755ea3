import type { Context } from "./context.ts";
import { check, type Problem, problems } from "./refusal.ts";
import { inTransaction } from "./transaction.ts";

/** How many values may be shown whole under one consent on one day. */
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
    zh: `每项授权每日最多查看 ${REVEALS_A_DAY} 次完整内容，请明日再试`,
    en: `Under one consent ${REVEALS_A_DAY} values a day are shown whole; try again tomorrow.`,
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
 * day. Belongs into the transaction of a write with `stepUp: "L3"`, whose entry the taxpayer sees. (PIPL art. 28–30.)
 */
export async function reveal(
  context: Context,
  { coordinate, purpose }: Reveal,
  { mismatch, ownUse }: { mismatch: Problem; ownUse: string },
): Promise<void> {
  const { caller, today } = context;
  const named = caller.fields?.includes(coordinate) ?? caller.purpose === ownUse;
  check(
    purpose !== caller.purpose && { ...mismatch, path: ["input", "purpose"] },
    !named && refuse.REVEAL_NOT_CONSENTED,
  );
  const { rowCount } = await inTransaction(context).query(
    `insert into reveal_count as c (consent_id, day, times) values ($1, $2::date, 1)
     on conflict (consent_id, day) do update set times = c.times + 1 where c.times < $3 returning times`,
    [caller.consentId, today, REVEALS_A_DAY],
  );
  check(!rowCount && refuse.REVEAL_LIMIT);
}
