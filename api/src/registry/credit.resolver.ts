import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { read } from "../platform/read.ts";
import { PublishCreditGradeInput, publishCreditGrade } from "./credit.service.ts";
import { refuse } from "./credit-grade.rules.ts";
import { CreditGrade } from "./credit-grade.ts";
import { CreditIndicator } from "./credit-indicator.ts";
import { CreditOnRecord } from "./on-record.ts";
import { Reads, Writes } from "./operations.ts";
import { refuse as standing } from "./standing.rules.ts";

const CreditGradeConnection = Connection(CreditGrade);
const gradesOfCaller = pages<CreditGrade>({
  model: CreditGrade,
  name: "mine",
  where: "t.published_on <= :today",
  order: ["publishedOn"],
  direction: "desc",
});
const allIndicators = read<CreditIndicator, Record<string, never>>(CreditIndicator, "all", "true", {
  order: "t.code",
});

/** 纳税缴费信用: published once a year by the authority. */
@Resolver()
export class CreditResolver {
  @Reads(() => CreditGradeConnection, {
    zh: "本纳税人历年的纳税缴费信用评价，最新的在前。",
    en: "The taxpayer's own credit grades, the newest first.",
    scope: "credit:read",
    consent: true,
  })
  myCreditGrades(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return gradesOfCaller(context, page, { today: context.today });
  }

  @Reads(() => [CreditIndicator], {
    zh: "纳税缴费信用评价指标。",
    en: "The indicators of the assessment of tax credit.",
    scope: "public:read",
    max: 100,
  })
  creditIndicators(@Ctx() context: Context): Promise<CreditIndicator[]> {
    return allIndicators(context, {});
  }

  @Writes(() => CreditOnRecord, {
    zh: "税务机关于次年 4 月公布纳税缴费信用评价；得分和级别由平台按指标计算。县（区）局以上。",
    en: "The authority publishes a credit grade in April of the next year; the platform computes score and grade. Counties and above.",
    scope: "officer:taxpayer",
    audit: "CREDIT_PUBLISHED",
    refuses: [...Object.values(refuse), standing.TAXPAYER_NOT_FOUND],
  })
  publishCreditGrade(
    @Ctx() context: Context,
    @Arg("input", () => PublishCreditGradeInput) input: PublishCreditGradeInput,
  ): Promise<CreditOnRecord> {
    return publishCreditGrade(context, input);
  }
}
