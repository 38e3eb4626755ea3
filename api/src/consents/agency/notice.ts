import { Column, Id, Model, Moment, Text } from "../../platform/model.ts";

/** What a taxpayer was told of others' acts: a role that ended, an agency that began, a delegation that was revoked. */
@Model({
  prefix: "ntc",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "consent:manage",
  zh: "通知：他人的操作影响本纳税人时告知。",
  en: "A notice: others did something that concerns the taxpayer.",
})
export class Notice {
  @Id()
  id!: string;

  @Moment("时间。", "When it happened.", { class: "C1" })
  at!: Date;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Text("事由代码，例如 ROLE_ENDED。", "What happened, as a stable code, for example ROLE_ENDED.", {
    class: "C1",
  })
  kind!: string;

  @Text("所涉记录的编号。", "The record it is about.", { class: "C1" })
  about!: string;

  @Text("中文说明。", "What happened, in Chinese.", { class: "C1" })
  zh!: string;

  @Text("英文说明。", "What happened, in English.", { class: "C1" })
  en!: string;
}
