import { ID } from "type-graphql";
import {
  Choice,
  Column,
  choice,
  Id,
  IdempotencyKey,
  InputOf,
  Model,
  Moment,
  Takes,
  Text,
} from "../platform/model.ts";

export enum DisputeStatus {
  OPEN = "OPEN",
}
choice(DisputeStatus, {
  name: "AccessDisputeStatus",
  zh: "对访问的异议的状态。",
  en: "The state of a dispute about an access.",
  values: {
    OPEN: ["已提出", "Raised"],
  },
});

/** “This was not me”. */
@Model({
  prefix: "dsp",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "consent:manage",
  zh: "对一次访问的异议（“这不是我”）。",
  en: "A dispute about an access: “this was not me”.",
})
export class AccessDispute {
  @Id()
  id!: string;

  @Text("异议编号。", "The number of the case.", { class: "C1", unique: true })
  caseNo!: string;

  @Text("有异议的访问记录。", "The entry in dispute.", { class: "C1", unique: true })
  entryId!: string;

  @Text(
    "因此暂停的授权；不依据授权的访问为空。",
    "The consent that was suspended; null where the access rested on none.",
    {
      class: "C1",
      nullable: true,
    },
  )
  consentId!: string | null;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Column("text", { nullable: true })
  raisedById!: string | null;

  @Text("说明。", "What the person said.", { class: "C2", nullable: true, max: 500 })
  note!: string | null;

  @Choice(() => DisputeStatus, "状态。", "The state.", { class: "C1" })
  status!: DisputeStatus;

  @Moment("提出时间。", "When it was raised.", { class: "C1" })
  openedAt!: Date;

  @Moment("办结时间。", "When it was closed.", { class: "C1", nullable: true })
  closedAt!: Date | null;
}

@InputOf({
  zh: "“这不是我”：对一次访问提出异议。",
  en: "“This was not me”: raises a dispute about an access.",
})
export class DisownAccessInput {
  @Takes(() => ID, "访问记录的编号。", "The entry of the ledger.")
  entryId!: string;

  @Takes(() => String, "说明，最多 500 字。", "What happened, at most 500 characters.", {
    nullable: true,
    max: 500,
  })
  note?: string | null;

  @IdempotencyKey()
  idempotencyKey!: string;
}
