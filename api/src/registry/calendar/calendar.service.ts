import { refuse as access } from "../../platform/access.ts";
import type { Context } from "../../platform/context.ts";
import { announce } from "../../platform/events.ts";
import { newId } from "../../platform/id.ts";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { at, check, type Problem } from "../../platform/refusal.ts";
import { DateScalar } from "../../platform/scalars.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { officerOf } from "../officer.service.ts";
import { refuse as rules } from "../rules/rule.rules.ts";
import { CALENDAR_CHANGED, calendarBooks } from "./calendar-book.ts";
import { DeadlineOverride } from "./deadline-override.ts";

@InputOf({
  zh: "以公告确定一个月的申报期限。总局的公告适用全国，省级税务机关的适用本省，且只能延长。",
  en: "Sets a month's filing deadline by notice: the State Taxation Administration's holds for the country, a province's for the province, and only extends.",
})
export class OverrideDeadlineInput {
  @Takes(() => String, "申报月份，例如 2026-12。", "The month of filing, for example 2026-12.", { max: 7 })
  month!: string;

  @Takes(
    () => [String],
    "适用的税费种代码；不填则适用全部。",
    "The codes of the taxes it is about; all when absent.",
    {
      nullable: true,
    },
  )
  taxTypes?: string[] | null;

  @Takes(() => DateScalar, "新的期限。", "The new deadline.")
  deadline!: string;

  @Takes(() => String, "公告名称和文号。", "The notice.", { max: 200 })
  notice!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** Sets a deadline by notice. It may be extended as long as it has not passed; it is never moved into the past. */
export async function overrideDeadline(
  context: Context,
  { month, taxTypes, deadline, notice }: OverrideDeadlineInput,
): Promise<DeadlineOverride> {
  const { em, now, today, caller } = context;
  const officer = await officerOf(context);
  const shaped = /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  const found: (Problem | false)[] = [
    !["STA", "PROVINCE"].includes(officer.level) && rules.RULE_LEVEL_DENIED,
    // A province's officers hold no officer:rules; those of the national authority must.
    officer.level === "STA" && !officer.scopes.includes("officer:rules") && access.FORBIDDEN_SCOPE,
    (!shaped || deadline < `${month}-15`) && at(rules.RULE_PERIOD_INVALID, ["input", "deadline"]),
    deadline < today && at(rules.RULE_IN_PAST, ["input", "deadline"]),
    notice.trim() === "" && at(rules.RULE_BASIS_REQUIRED, ["input", "notice"]),
  ];
  check(...found);
  const [year, monthNumber] = month.split("-").map(Number) as [number, number];
  const book = await calendarBooks.of(context.environment.database.reader);
  const national = book.deadline(year, monthNumber).day;
  check(
    officer.level === "PROVINCE" &&
      deadline < national &&
      at(rules.RULE_PERIOD_INVALID, ["input", "deadline"], { national }),
  );
  const sql = inTransaction(context);
  const authorityCode = officer.level === "STA" ? null : officer.authorityCode;
  const codes = [...new Set(taxTypes ?? [])].sort();
  await sql.query(
    `update deadline_override set withdrawn_at = $4
     where month = $1 and authority_code is not distinct from $2 and tax_types = $3::text[] and withdrawn_at is null`,
    [month, authorityCode, codes, now],
  );
  const override = em.create(DeadlineOverride, {
    id: newId("ddl"),
    month,
    authorityCode,
    taxTypes: codes,
    deadline,
    notice: notice.trim(),
    publishedById: caller.personId!,
    publishedAt: now,
    withdrawnAt: null,
  } as never);
  await em.flush();
  await announce(sql, { topic: CALENDAR_CHANGED });
  return override;
}
