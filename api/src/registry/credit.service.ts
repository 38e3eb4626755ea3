import { ID, Int } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import type { Context } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { IdempotencyKey, InputOf, Takes } from "../platform/model.ts";
import { publish } from "../platform/outbox.ts";
import { check } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { gradeOf, type Indicator, refuse, scoreOf, whyNotPublish } from "./credit-grade.rules.ts";
import type { CreditGrade } from "./credit-grade.ts";
import { isAtLeast } from "./officer.rules.ts";
import { look, officerOf } from "./officer.service.ts";
import { refuse as standing } from "./standing.rules.ts";

@InputOf({ zh: "评价中发现的一项。", en: "Something found in an assessment." })
export class CreditFindingInput {
  @Takes(() => String, "指标代码。", "The indicator.", { max: 10 })
  code!: string;

  @Takes(() => Int, "次数，1 至 100。", "How often, 1 to 100.")
  times!: number;
}

@InputOf({
  zh: "公布一个纳税人的年度纳税缴费信用评价。得分和级别由平台按指标计算。",
  en: "Publishes the tax credit grade of a taxpayer for a year. The platform computes score and grade from the indicators.",
})
export class PublishCreditGradeInput {
  @Takes(() => ID, "纳税人。", "The taxpayer.")
  taxpayerId!: string;

  @Takes(() => Int, "评价年度。", "The year assessed.")
  year!: number;

  @Takes(() => Int, "起评分：100 或 90。", "Where the score starts: 100 or 90.")
  start!: number;

  @Takes(
    () => [CreditFindingInput],
    "发现的问题；没有的为空列表。",
    "What was found; empty when nothing was.",
  )
  findings!: CreditFindingInput[];

  @Takes(() => Boolean, "是否新设立。", "Whether it is newly established.")
  isNew!: boolean;

  @Takes(() => Boolean, "该年度是否有经营收入。", "Whether it had business income in the year.")
  hasIncome!: boolean;

  @IdempotencyKey()
  idempotencyKey!: string;
}

interface Row extends Indicator {
  name: string;
}

/** An officer publishes a grade, in April of the year after. */
export async function publishCreditGrade(
  context: Context,
  { taxpayerId, year, start, findings, isNew, hasIncome }: PublishCreditGradeInput,
): Promise<CreditGrade> {
  const { environment, today, caller } = context;
  const pool = environment.database.reader;
  const officer = await officerOf(context);
  const found = await look(context, taxpayerId, "C2", "publishCreditGrade");
  check(!found && standing.TAXPAYER_NOT_FOUND);
  check(found!.fields !== "all" && access.JURISDICTION_DENIED);
  const { rows } = await pool.query<Row>(
    "select code, name, effect, deduction from credit_indicator where valid_from <= $1::date and (valid_to is null or valid_to > $1::date)",
    [`${year}-12-31`],
  );
  const indicators = new Map(rows.map((row) => [row.code, row]));
  const before = await pool.query("select 1 from credit_grade where taxpayer_id = $1 and year = $2", [
    taxpayerId,
    year,
  ]);
  const { kind } = found!.taxpayer;
  const assessed = { year, start, findings, kind, published: Boolean(before.rowCount) };
  check(
    !isAtLeast(officer.level, "COUNTY") && refuse.CREDIT_LEVEL_DENIED,
    ...whyNotPublish(assessed, indicators, today),
  );
  const of = (effect: Indicator["effect"]) =>
    findings.map(({ code }) => indicators.get(code)!).filter((indicator) => indicator.effect === effect);
  const score = scoreOf(start, findings, indicators);
  const direct = of("DIRECT_D");
  const grade = gradeOf({
    score,
    isNew,
    hasIncome,
    directD: direct.length > 0,
    barredFromA: of("BARS_A").length > 0,
  });
  const row = {
    id: newId("cg"),
    taxpayer_id: taxpayerId,
    year,
    grade,
    score: (score / 100).toFixed(2),
    published_on: today,
    direct_reason: direct.map(({ name }) => name).join("；") || null,
    assessed_by: caller.authorityCode,
  };
  const sql = inTransaction(context);
  const { rows: published } = await sql.query<CreditGrade>(
    `select id, taxpayer_id as "taxpayerId", year, grade, trim_scale(score)::text as score, published_on::text as "publishedOn",
       direct_reason as "directReason", assessed_by as "assessedBy" from sealed.publish_credit_grade($1::jsonb)`,
    [JSON.stringify(row)],
  );
  check(!published[0] && refuse.CREDIT_PUBLISHED);
  await publish(sql, {
    type: "taxpayer.credit_published",
    taxpayerId,
    subject: row.id,
    data: { year },
  });
  return published[0]!;
}
