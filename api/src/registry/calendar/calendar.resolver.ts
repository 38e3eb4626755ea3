import { Arg, Ctx, Int, Resolver } from "type-graphql";
import { AuthorityCodeScalar, authorityCodeOf } from "../../identifiers/authority-code.ts";
import { RegionCodeScalar } from "../../identifiers/region-code.ts";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { Parent } from "../../platform/parent.ts";
import { read } from "../../platform/read.ts";
import { DateScalar } from "../../platform/scalars.ts";
import { Reads, Writes } from "../operations.ts";
import { refuse as rules } from "../rules/rule.rules.ts";
import { monthOf, refuse } from "./calendar.rules.ts";
import { OverrideDeadlineInput, overrideDeadline } from "./calendar.service.ts";
import { calendarBooks } from "./calendar-book.ts";
import { DeadlineOverride } from "./deadline-override.ts";
import { DeadlineKind, DeadlineSource, FilingDeadline } from "./filing-deadline.ts";
import { HolidayArrangement } from "./holiday-arrangement.ts";
import { refuse as holidays } from "./holidays.rules.ts";
import { PublishHolidaysInput, publishHolidays } from "./holidays.service.ts";

const arrangementOf = read<HolidayArrangement, { year: number }>(
  HolidayArrangement,
  "year",
  "t.year = :year and t.withdrawn_at is null",
);
const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1);

@Resolver(() => HolidayArrangement)
export class CalendarResolver {
  @Reads(() => [FilingDeadline], {
    zh: "一年的申报期限：十二个月，以及企业所得税（5 月 31 日）和个人所得税（6 月 30 日）汇算清缴。公布的期限表和延期公告优先于推算。",
    en: "The filing deadlines of a year: twelve months, and the annual settlements of corporate (31 May) and individual income tax (30 June). The published table and extensions go before what is computed.",
    scope: "public:read",
    max: 14,
    refuses: [refuse.CALENDAR_NOT_LOADED],
  })
  async filingCalendar(
    @Ctx() { environment }: Context,
    @Arg("year", () => Int) year: number,
    @Arg("region", () => RegionCodeScalar, { nullable: true, description: "行政区划代码。" })
    region?: string | null,
    @Arg("authority", () => AuthorityCodeScalar, { nullable: true, description: "主管税务机关代码。" })
    authority?: string | null,
    @Arg("taxType", () => String, { nullable: true, description: "税费种代码：有的公告只适用部分税种。" })
    taxType?: string | null,
  ): Promise<FilingDeadline[]> {
    const book = await calendarBooks.of(environment.database.reader);
    const authorityCode = authority ?? (region ? authorityCodeOf(region) : null);
    const asked = { authorityCode, taxTypeCode: taxType ?? null };
    const monthly = MONTHS.map((month): FilingDeadline => {
      const { day, source, notice, month: name } = book.deadline(year, month, asked);
      return {
        kind: DeadlineKind.MONTHLY,
        month: name,
        deadline: day,
        source: DeadlineSource[source],
        notice,
      };
    });
    // Only the last day moves; long holidays do not extend these periods.
    const yearly = (kind: DeadlineKind, month: number, last: string): FilingDeadline => ({
      kind,
      month: monthOf(year, month),
      deadline: book.nextWorkingDay(`${year}-${last}`),
      source: DeadlineSource.ALGORITHM,
      notice: null,
    });
    return [
      ...monthly,
      yearly(DeadlineKind.CIT_ANNUAL, 5, "05-31"),
      yearly(DeadlineKind.IIT_SETTLEMENT, 6, "06-30"),
    ];
  }

  @Reads(() => HolidayArrangement, {
    zh: "一年的节假日安排；没有装入的为空。",
    en: "The holiday arrangement of a year; empty where it is not loaded.",
    scope: "public:read",
    nullable: true,
  })
  async holidays(
    @Ctx() context: Context,
    @Arg("year", () => Int) year: number,
  ): Promise<HolidayArrangement | null> {
    return (await arrangementOf(context, { year }))[0] ?? null;
  }

  @Derived(() => [DateScalar], "放假日，含所连周末。", "Days off, the weekend days they join included.", {
    max: 60,
    needs: ["off"],
  })
  off(@Parent() { off }: HolidayArrangement): string[] {
    return off;
  }

  @Derived(() => [DateScalar], "调休上班日。", "Weekend days worked.", { max: 20, needs: ["work"] })
  work(@Parent() { work }: HolidayArrangement): string[] {
    return work;
  }

  @Writes(() => HolidayArrangement, {
    zh: "税务总局发布一年的节假日安排。已装入的年份，只能改变明日及以后的日子；被取代的安排保留。",
    en: "The State Taxation Administration publishes a year's arrangement. Of a year that is loaded, days from tomorrow on alone may change; what it takes the place of is kept.",
    scope: "officer:rules",
    audit: "HOLIDAYS_PUBLISHED",
    refuses: Object.values(holidays),
  })
  publishHolidays(
    @Ctx() context: Context,
    @Arg("input", () => PublishHolidaysInput) input: PublishHolidaysInput,
  ): Promise<HolidayArrangement> {
    return publishHolidays(context, input);
  }

  @Writes(() => DeadlineOverride, {
    zh: "以公告确定一个月的申报期限。",
    en: "Sets a month's filing deadline by notice.",
    scopes: [["officer:rules"], ["officer:office"]],
    audit: "DEADLINE_OVERRIDDEN",
    refuses: [...Object.values(rules), refuse.CALENDAR_NOT_LOADED],
  })
  overrideDeadline(
    @Ctx() context: Context,
    @Arg("input", () => OverrideDeadlineInput) input: OverrideDeadlineInput,
  ): Promise<DeadlineOverride> {
    return overrideDeadline(context, input);
  }
}
