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
  ESCALATED = "ESCALATED",
  AWAITING_SECOND = "AWAITING_SECOND",
  UPHELD = "UPHELD",
  DISMISSED = "DISMISSED",
}
choice(DisputeStatus, {
  name: "AccessDisputeStatus",
  zh: "对访问的异议的状态。",
  en: "The state of a dispute about an access.",
  values: {
    OPEN: ["已提出，核查中", "Raised, being looked into"],
    ESCALATED: ["逾期，已提交上级税务机关", "Overdue, handed to the authority above"],
    AWAITING_SECOND: ["拟不支持，待另一人确认", "To be dismissed, waits for a second officer"],
    UPHELD: ["异议成立，授权已撤回", "Upheld, the consent was withdrawn"],
    DISMISSED: ["异议不成立，授权已恢复", "Dismissed, the consent is in force again"],
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

  @Text(
    "办理机关代码；逾期后为上一级机关。",
    "The authority that decides; the one above once it is overdue.",
    {
      class: "C1",
      index: true,
    },
  )
  authorityCode!: string;

  @Moment("须在此前办结。", "Until when it is to be decided.", { class: "C1" })
  dueAt!: Date;

  @Moment("因逾期提交上一级机关的时间。", "When it went to the authority above, overdue.", {
    class: "C1",
    nullable: true,
  })
  escalatedAt!: Date | null;

  @Column("text", { nullable: true })
  firstById!: string | null;

  @Column("text", { nullable: true })
  decidedById!: string | null;

  @Text("作出决定的税务机关代码。", "The authority that decided.", { class: "C1", nullable: true })
  decidedByCode!: string | null;

  @Text("决定的理由。", "Why it was decided so.", { class: "C2", nullable: true, max: 500 })
  reason!: string | null;

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
