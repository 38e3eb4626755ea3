import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { Choice, Column, Day, Id, Model, Moment, Scalar, Text } from "../../platform/model.ts";
import { ApprovalStatus } from "../approval.ts";

/** A province asks that a rule hold differently in its area; the State Taxation Administration decides. */
@Model({
  prefix: "rpr",
  owner: { within: ["authorityCode"] },
  scope: "officer:office",
  alone: true,
  zh: "省级税务机关对全国规则提出的本省规定，由税务总局在 72 小时内决定。",
  en: "A province's own value for a national rule, on which the State Taxation Administration decides within 72 hours.",
})
export class RuleProposal {
  @Id()
  id!: string;

  @Text("规则代码。", "The key of the rule.", { class: "C2", max: 80 })
  key!: string;

  @Column("jsonb")
  value!: unknown;

  @Day("有效期起。", "The first day it shall hold.", { class: "C2" })
  validFrom!: string;

  @Day("有效期止（含当日）。", "The last day it shall hold.", { class: "C2" })
  validTo!: string;

  @Text("法律依据：文件名称和文号。", "The legal basis: law or notice.", { class: "C2", max: 200 })
  sourceDoc!: string;

  @Text("条款。", "The article.", { class: "C2", max: 100 })
  sourceArticle!: string;

  @Scalar(() => AuthorityCodeScalar, "text", "提出的省级税务机关。", "The province that asks.", {
    class: "C2",
    index: true,
  })
  authorityCode!: string;

  @Column("text")
  requestedById!: string;

  @Column("text")
  postId!: string;

  @Choice(() => ApprovalStatus, "状态。", "The state.", { class: "C2" })
  status!: ApprovalStatus;

  @Moment("提出时间。", "When it was asked for.", { class: "C2" })
  requestedAt!: Date;

  @Moment("须在此前决定。", "Until when it may be decided.", { class: "C2" })
  decideBy!: Date;

  @Column("text", { nullable: true })
  decidedById!: string | null;

  @Moment("决定时间。", "When it was decided.", { class: "C2", nullable: true })
  decidedAt!: Date | null;

  @Column("text", { nullable: true })
  ruleVersionId!: string | null;
}
