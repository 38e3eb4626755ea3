import { Choice, Column, choice, Day, Id, Model, Moment, Text } from "../platform/model.ts";
import { VatStatus } from "./taxpayer.ts";

export enum VatStatusGround {
  VOLUNTARY = "VOLUNTARY",
  OVER_LIMIT = "OVER_LIMIT",
}
choice(VatStatusGround, {
  name: "VatStatusGround",
  zh: "登记为一般纳税人的原因。",
  en: "Why a taxpayer became a general one.",
  values: {
    VOLUNTARY: ["会计核算健全，自愿登记", "By its own choice, with sound accounts"],
    OVER_LIMIT: ["年应征增值税销售额超过规定标准", "Its taxable sales of a year exceeded the limit"],
  },
});

/** One change of the standing for VAT. Rows are added, never changed. */
@Model({
  prefix: "vsc",
  owner: { taxpayer: ["taxpayerId"] },
  alone: true,
  zh: "增值税纳税人身份的一次变更。只增不改。",
  en: "One change of the standing for VAT. Rows are added, never changed.",
})
export class VatStatusChange {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Choice(() => VatStatus, "变更前。", "Before.", { class: "C2" })
  fromStatus!: VatStatus;

  @Day("变更前身份的生效日。", "Since when it was so before.", { class: "C2" })
  fromSince!: string;

  @Choice(() => VatStatus, "变更后。", "After.", { class: "C2" })
  toStatus!: VatStatus;

  @Day("生效日：当月或次月 1 日。", "The first day: the first of the month, or of the next.", { class: "C2" })
  effectiveOn!: string;

  @Choice(() => VatStatusGround, "原因。", "Why.", { class: "C2" })
  ground!: VatStatusGround;

  @Text("说明。", "In words.", { max: 200, class: "C2" })
  reason!: string;

  @Moment("办理时间。", "When it was done.", { class: "C2" })
  changedAt!: Date;
}
