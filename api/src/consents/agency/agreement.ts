import { Choice, Column, choice, Day, Id, Model, Moment, Text } from "../../platform/model.ts";
import { AgencyService } from "./services.ts";

export enum AgreementStatus {
  PENDING_CONFIRM = "PENDING_CONFIRM",
  ACTIVE = "ACTIVE",
  REFUSED = "REFUSED",
  WITHDRAWN = "WITHDRAWN",
  ENDED = "ENDED",
}
choice(AgreementStatus, {
  name: "AgreementStatus",
  zh: "代理协议的状态。",
  en: "The state of an agency agreement.",
  values: {
    PENDING_CONFIRM: ["待对方确认", "Waits for the other side"],
    ACTIVE: ["已生效", "In force"],
    REFUSED: ["对方未同意", "The other side declined"],
    WITHDRAWN: ["发起方已撤回", "Withdrawn by the side that started it"],
    ENDED: ["已终止", "Ended by either side"],
  },
});

export enum AgencySide {
  AGENCY = "AGENCY",
  CLIENT = "CLIENT",
}
choice(AgencySide, {
  name: "AgencySide",
  zh: "代理关系中的一方。",
  en: "A side of an agency.",
  values: { AGENCY: ["涉税专业服务机构", "The agency"], CLIENT: ["委托人", "The client"] },
});

/** 代理协议: a client engages an agency for services, through named agents, for a time. Either side starts, the other confirms. */
@Model({
  prefix: "agr",
  owner: { taxpayer: ["agencyId", "clientId"] },
  scope: "consent:manage",
  zh: "代理协议：委托人委托涉税专业服务机构，经双方确认生效。",
  en: "An agency agreement between a client and a tax agency, in force when both sides agreed.",
})
export class AgencyAgreement {
  @Id()
  id!: string;

  @Column("text", { index: true })
  agencyId!: string;

  @Column("text", { index: true })
  clientId!: string;

  @Choice(() => AgencyService, "业务大类。", "The major category of service.", { class: "C2" })
  service!: AgencyService;

  @Text("业务中类。", "The minor category of service.", { class: "C2", max: 40 })
  minorService!: string;

  @Day("委托起始日。", "The first day.", { class: "C2" })
  periodFrom!: string;

  @Day("委托终止日（含）。", "The last day.", { class: "C2" })
  periodTo!: string;

  @Column("text[]", { type: "array" })
  agentIds!: string[];

  @Choice(() => AgencySide, "由哪一方发起。", "The side that started it.", { class: "C2" })
  startedBy!: AgencySide;

  @Choice(() => AgreementStatus, "状态。", "The state.", { class: "C2" })
  status!: AgreementStatus;

  @Moment("发起时间。", "When it was started.", { class: "C2" })
  startedAt!: Date;

  @Moment("生效时间。", "When the other side confirmed.", { class: "C2", nullable: true })
  confirmedAt!: Date | null;

  @Column("text", { nullable: true })
  confirmedById!: string | null;

  @Moment("终止时间。", "When it ended.", { class: "C2", nullable: true })
  endedAt!: Date | null;

  @Choice(() => AgencySide, "由哪一方终止。", "The side that ended it.", { class: "C2", nullable: true })
  endedBy!: AgencySide | null;
}
