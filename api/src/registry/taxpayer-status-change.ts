import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { Choice, Column, choice, Day, Id, Model, Moment, Scalar, Text } from "../platform/model.ts";
import { TaxpayerStatus } from "./taxpayer.ts";

export enum StatusActor {
  TAXPAYER = "TAXPAYER",
  OFFICER = "OFFICER",
  SYSTEM = "SYSTEM",
}
choice(StatusActor, {
  name: "StatusActor",
  zh: "由谁变更。",
  en: "Who changed it.",
  values: {
    TAXPAYER: ["纳税人", "The taxpayer"],
    OFFICER: ["税务机关", "The tax authority"],
    SYSTEM: ["到期自动变更", "The platform, when a time ran out"],
  },
});

/** One step in the life of a registration. Rows are added, never changed. */
@Model({
  prefix: "tsc",
  owner: { taxpayer: ["taxpayerId"] },
  alone: true,
  zh: "登记状态的一次变更。只增不改。",
  en: "One change of the state of a registration. Rows are added, never changed.",
})
export class TaxpayerStatusChange {
  @Id()
  id!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Choice(() => TaxpayerStatus, "变更前；新登记的为空。", "Before; empty for a new registration.", {
    nullable: true,
    class: "C2",
  })
  fromStatus!: TaxpayerStatus | null;

  @Choice(() => TaxpayerStatus, "变更后。", "After.", { class: "C2" })
  toStatus!: TaxpayerStatus;

  @Day("生效日。", "The first day of the new state.", { class: "C2" })
  effectiveOn!: string;

  @Day("停业的最后一日；其他变更为空。", "The last day of a suspension of business; empty otherwise.", {
    nullable: true,
    class: "C2",
  })
  until!: string | null;

  @Choice(() => StatusActor, "由谁变更。", "Who changed it.", { class: "C2" })
  actor!: StatusActor;

  @Scalar(() => AuthorityCodeScalar, "text", "作出变更的税务机关。", "The authority that changed it.", {
    nullable: true,
    class: "C2",
  })
  authorityCode!: string | null;

  @Column("text", { nullable: true })
  personId!: string | null;

  @Text("案件编号。", "The number of the case.", { nullable: true, class: "C2" })
  caseNo!: string | null;

  @Text("理由。", "Why.", { max: 200, class: "C2" })
  reason!: string;

  @Moment("办理时间。", "When it was done.", { class: "C2" })
  changedAt!: Date;
}
