import { Column, Count, Day, Id, Model, Moment, Text } from "../../platform/model.ts";

/** The State Council's arrangement of one year: which days are off, and which weekend days are worked. */
@Model({
  prefix: "hol",
  alone: true,
  zh: "国务院办公厅一年的节假日安排：放假日（含所连周末）和调休上班日。",
  en: "The State Council's arrangement of a year: days off, the weekend days they join included, and weekend days worked.",
})
export class HolidayArrangement {
  @Id()
  id!: string;

  @Count("年份。", "The year.")
  year!: number;

  @Column("text[]", { type: "array" })
  off!: string[];

  @Column("text[]", { type: "array" })
  work!: string[];

  @Text("依据的通知。", "The notice.", { max: 200 })
  sourceDoc!: string;

  @Day("通知日期。", "The day of the notice.", { nullable: true })
  announcedOn!: string | null;

  @Column("text", { nullable: true })
  publishedById!: string | null;

  @Moment("发布时间；随平台装入的为空。", "When it was published; empty where it came with the platform.", {
    nullable: true,
  })
  publishedAt!: Date | null;

  @Moment("被后来的安排取代的时间。", "When a later arrangement took its place.", { nullable: true })
  withdrawnAt!: Date | null;
}
