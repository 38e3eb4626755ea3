import { ID } from "type-graphql";
import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { Connection } from "../../platform/connection.ts";
import {
  Choice,
  Column,
  choice,
  Id,
  IdempotencyKey,
  InputOf,
  Model,
  Moment,
  Scalar,
  Takes,
  Text,
} from "../../platform/model.ts";
import { ApprovalStatus } from "../../registry/facts.ts";

/** What is done with a flag. */
export enum FlagAction {
  FLAG = "FLAG",
  LIFT = "LIFT",
}
choice(FlagAction, {
  name: "FlagAction",
  zh: "列为或解除异常凭证。",
  en: "Whether a flag is set or lifted.",
  values: { FLAG: ["列为异常凭证", "Set."], LIFT: ["解除异常凭证", "Lifted."] },
});

const C2 = { class: "C2" } as const;

/** A station asks that an invoice be flagged, or its flag lifted; the county above it, or an authority above that, decides. */
@Model({
  prefix: "fpr",
  owner: { within: ["authorityCode"] },
  scope: "officer:invoice",
  alone: true,
  zh: "税务所提出的列为或解除异常凭证，由上级在 72 小时内决定。",
  en: "A station's proposal to flag an invoice or lift its flag, on which the authority above decides within 72 hours.",
})
export class FlagProposal {
  @Id()
  id!: string;

  @Text("发票。", "The invoice.", C2)
  invoiceId!: string;

  @Choice(() => FlagAction, "列为或解除。", "Set or lifted.", C2)
  action!: FlagAction;

  @Column("text")
  taxpayerId!: string;

  @Text("案件编号。", "The number of the case.", C2)
  caseNo!: string;

  @Text("理由。", "Why.", { ...C2, max: 500 })
  reason!: string;

  @Scalar(() => AuthorityCodeScalar, "text", "提出的税务机关。", "The authority that asks.", {
    ...C2,
    index: true,
  })
  authorityCode!: string;

  @Column("text")
  requestedById!: string;

  @Column("text")
  postId!: string;

  @Choice(() => ApprovalStatus, "状态。", "The state.", C2)
  status!: ApprovalStatus;

  @Moment("提出时间。", "When it was asked for.", C2)
  requestedAt!: Date;

  @Moment("须在此前决定。", "Until when it may be decided.", C2)
  decideBy!: Date;

  @Column("text", { nullable: true })
  decidedById!: string | null;

  @Moment("决定时间。", "When it was decided.", { ...C2, nullable: true })
  decidedAt!: Date | null;
}

export const FlagProposalConnection = Connection(FlagProposal);

@InputOf({
  zh: "提出列为或解除异常凭证。案件编号在请求头 Case-Number 中。",
  en: "Proposes to flag an invoice or to lift its flag. The case number stands in the header Case-Number.",
})
export class ProposeFlagInput {
  @Takes(() => ID, "发票。", "The invoice.")
  invoiceId!: string;

  @Takes(() => FlagAction, "列为或解除。", "Set or lifted.")
  action!: FlagAction;

  @Takes(() => String, "理由，10 至 500 字。", "Why, 10 to 500 characters.", { max: 500 })
  reason!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}

@InputOf({ zh: "决定一项提议。", en: "Decides on a proposal." })
export class DecideFlagProposalInput {
  @Takes(() => ID, "提议。", "The proposal.")
  proposalId!: string;

  @IdempotencyKey()
  idempotencyKey!: string;
}
