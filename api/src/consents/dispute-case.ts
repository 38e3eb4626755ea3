import { ID } from "type-graphql";
import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { choice, IdempotencyKey, InputOf, Shape, Show, Takes } from "../platform/model.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { DisputeStatus } from "./access-dispute.ts";

export enum DisputeDecision {
  UPHOLD = "UPHOLD",
  DISMISS = "DISMISS",
}
choice(DisputeDecision, {
  name: "AccessDisputeDecision",
  zh: "对异议的决定。",
  en: "A decision on a dispute.",
  values: {
    UPHOLD: ["异议成立：撤回所涉授权", "Upheld: the consent is withdrawn"],
    DISMISS: ["异议不成立：恢复所涉授权", "Dismissed: the consent is in force again"],
  },
});

const C2 = { class: "C2" } as const;

/** A dispute as the officers see it who decide on it. */
@Shape({
  zh: "对访问的异议，税务人员办理用。",
  en: "A dispute about an access, for the officers who decide on it.",
  scope: "officer:oversight",
  name: "AccessDisputeCase",
})
export class DisputeCase {
  @Show(() => ID, "编号。", "The id.", C2)
  id!: string;

  @Show(() => String, "异议编号。", "The number of the case.", C2)
  caseNo!: string;

  @Show(() => ID, "有异议的访问记录。", "The entry in dispute.", C2)
  entryId!: string;

  @Show(() => ID, "因此暂停的授权。", "The consent that was suspended.", { ...C2, nullable: true })
  consentId!: string | null;

  @Show(() => String, "纳税人的说明。", "What the taxpayer said.", { ...C2, nullable: true })
  note!: string | null;

  @Show(() => DisputeStatus, "状态。", "The state.", C2)
  status!: DisputeStatus;

  @Show(() => AuthorityCodeScalar, "办理机关代码。", "The authority that decides.", C2)
  authorityCode!: string;

  @Show(() => DateTimeScalar, "须在此前办结。", "Until when it is to be decided.", C2)
  dueAt!: Date;

  @Show(() => DateTimeScalar, "因逾期提交本机关的时间。", "When it came here, overdue.", {
    ...C2,
    nullable: true,
  })
  escalatedAt!: Date | null;

  @Show(() => String, "决定的理由。", "Why it was decided so.", { ...C2, nullable: true })
  reason!: string | null;

  @Show(() => DateTimeScalar, "提出时间。", "When it was raised.", C2)
  openedAt!: Date;

  @Show(() => DateTimeScalar, "办结时间。", "When it was closed.", { ...C2, nullable: true })
  closedAt!: Date | null;
}

@InputOf({ zh: "对一项异议作出决定。", en: "Decides on a dispute." })
export class DecideDisputeInput {
  @Takes(() => ID, "异议。", "The dispute.")
  disputeId!: string;

  @Takes(() => DisputeDecision, "决定。", "The decision.")
  decision!: DisputeDecision;

  @Takes(
    () => String,
    "理由，10 至 500 字，将告知纳税人。",
    "Why, 10 to 500 characters; the taxpayer is told.",
    {
      max: 500,
    },
  )
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
