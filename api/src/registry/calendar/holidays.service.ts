import { Int } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { announce } from "../../platform/events.ts";
import { newId } from "../../platform/id.ts";
import { IdempotencyKey, InputOf, Takes } from "../../platform/model.ts";
import { publish } from "../../platform/outbox.ts";
import { check } from "../../platform/refusal.ts";
import { DateScalar } from "../../platform/scalars.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { officerOf } from "../officer.service.ts";
import { CALENDAR_CHANGED } from "./calendar-book.ts";
import { HolidayArrangement } from "./holiday-arrangement.ts";
import { refuse, whyNotPublishHolidays } from "./holidays.rules.ts";

@InputOf({
  zh: "发布国务院办公厅一年的节假日安排。",
  en: "Publishes the State Council's arrangement of a year.",
})
export class PublishHolidaysInput {
  @Takes(() => Int, "年份。", "The year.")
  year!: number;

  @Takes(
    () => [DateScalar],
    "放假日，含所连周末，1 至 60 日。",
    "Days off, the weekend days they join included, 1 to 60.",
    { max: 60 },
  )
  off!: string[];

  @Takes(() => [DateScalar], "调休上班日，至多 20 日。", "Weekend days worked, at most 20.", { max: 20 })
  work!: string[];

  @Takes(() => String, "依据的通知。", "The notice.", { max: 200 })
  sourceDoc!: string;

  @Takes(() => DateScalar, "通知日期。", "The day of the notice.", { nullable: true })
  announcedOn?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}

/** Publishes a year's arrangement in place of the one there is, which is kept. Two at once: the second sees what the first made. */
export async function publishHolidays(
  context: Context,
  { year, off, work, sourceDoc, announcedOn }: PublishHolidaysInput,
): Promise<HolidayArrangement> {
  const { em, now, today } = context;
  const officer = await officerOf(context);
  check(officer.level !== "STA" && refuse.RULE_LEVEL_DENIED);
  const sql = inTransaction(context);
  await sql.query("select pg_advisory_xact_lock(hashtextextended($1, 18))", [`holidays ${year}`]);
  const existing = await em.findOne(HolidayArrangement, { year, withdrawnAt: null }, { refresh: true });
  check(...whyNotPublishHolidays({ year, off, work, sourceDoc }, existing ?? undefined, today));
  if (existing)
    await sql.query("update holiday_arrangement set withdrawn_at = $2 where id = $1", [existing.id, now]);
  const arrangement = em.create(HolidayArrangement, {
    id: newId("hol"),
    year,
    off: [...off].sort(),
    work: [...work].sort(),
    sourceDoc: sourceDoc.trim(),
    announcedOn: announcedOn ?? null,
    publishedById: officer.personId,
    publishedAt: now,
    withdrawnAt: null,
  });
  await em.flush();
  await publish(sql, {
    type: "calendar.published",
    taxpayerId: null,
    subject: arrangement.id,
    data: { year },
  });
  await announce(sql, { topic: CALENDAR_CHANGED });
  return arrangement;
}
