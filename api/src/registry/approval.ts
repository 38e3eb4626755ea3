import { Check } from "@mikro-orm/decorators/legacy";
import { AuthorityCodeScalar } from "../identifiers/authority-code.ts";
import { Amount, Choice, Column, choice, Id, Model, Moment, Scalar, Text } from "../platform/model.ts";

export enum ApprovalStatus {
  PENDING = "PENDING",
  APPROVED = "APPROVED",
  REFUSED = "REFUSED",
  LAPSED = "LAPSED",
}
choice(ApprovalStatus, {
  name: "ApprovalStatus",
  zh: "审批的状态。",
  en: "The state of an approval.",
  values: {
    PENDING: ["待批准", "Waits for the second person"],
    APPROVED: ["已批准", "Approved"],
    REFUSED: ["未批准", "Refused"],
    LAPSED: ["逾期失效", "Nobody decided in time"],
  },
});

/** Something that needs two persons: one requests, another approves. */
@Check({
  name: "approval_concerned_apart",
  expression:
    "concerns_id is null or (concerns_id <> requested_by_id and concerns_id is distinct from handler_id and concerns_id is distinct from decided_by_id)",
})
@Model({
  prefix: "apv",
  owner: { within: ["authorityCode"] },
  scope: "officer:office",
  zh: "须由两人办理的事项：一人申请，另一人批准，72 小时内有效。",
  en: "Something that takes two persons: one requests it, another approves, within 72 hours.",
})
export class Approval {
  @Id()
  id!: string;

  @Text("所用的权限，例如 officer:taxpayer。", "The scope it is for, for example officer:taxpayer.", {
    class: "C2",
  })
  scope!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Text("案件编号。", "The number of the case.", { class: "C2", index: true })
  caseNo!: string;

  @Text("申请理由。", "Why it is requested.", { class: "C2", max: 200 })
  reason!: string;

  @Amount("涉及金额；不涉及的为空。", "The amount concerned; empty where there is none.", {
    class: "C3",
    nullable: true,
  })
  amount!: bigint | null;

  @Scalar(() => AuthorityCodeScalar, "text", "申请人所在机关。", "The requester's authority.", {
    class: "C2",
    index: true,
  })
  authorityCode!: string;

  @Column("text")
  requestedById!: string;

  @Column("text")
  postId!: string;

  @Column("text", { nullable: true })
  handlerId!: string | null;

  /** The person it is about, where it is about one: no part of the decision is theirs. */
  @Column("text", { nullable: true })
  concernsId!: string | null;

  @Choice(() => ApprovalStatus, "状态。", "The state.", { class: "C2" })
  status!: ApprovalStatus;

  @Moment("申请时间。", "When it was requested.", { class: "C2" })
  requestedAt!: Date;

  @Moment("须在此前决定。", "Until when it may be decided.", { class: "C2" })
  decideBy!: Date;

  @Column("text", { nullable: true })
  decidedById!: string | null;

  @Moment("决定时间。", "When it was decided.", { class: "C2", nullable: true })
  decidedAt!: Date | null;

  @Moment("批准的有效期。", "Until when what was approved may be used.", { class: "C2", nullable: true })
  validUntil!: Date | null;
}
