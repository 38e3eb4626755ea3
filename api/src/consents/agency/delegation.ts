import { Choice, Column, choice, Id, Model, Moment, Text } from "../../platform/model.ts";
import { AgencySide } from "./agreement.ts";

export enum DelegationStatus {
  INVITED = "INVITED",
  ACTIVE = "ACTIVE",
  REVOKED = "REVOKED",
}
choice(DelegationStatus, {
  name: "DelegationStatus",
  zh: "代理授权的状态；邀请 7 日内未接受即失效。",
  en: "The state of a delegation; an invitation not accepted within 7 days is void.",
  values: {
    INVITED: ["已邀请，待委托人接受", "The client is invited to accept"],
    ACTIVE: ["生效中", "In force"],
    REVOKED: ["已撤销", "Revoked by either side"],
  },
});

/** One client, one service, one app: that an agency may use this app for this service of this client. */
@Model({
  prefix: "dlg",
  owner: { taxpayer: ["agencyId", "clientId"] },
  scope: "consent:manage",
  zh: "代理授权：一个委托人、一项服务、一个应用。各机构的授权互不影响。",
  en: "A delegation: one client, one service, one app. What one agency holds never touches another's.",
})
export class AgentDelegation {
  @Id()
  id!: string;

  @Column("text", { index: true })
  agreementId!: string;

  @Column("text", { index: true })
  agencyId!: string;

  @Column("text", { index: true })
  clientId!: string;

  @Text("业务中类。", "The minor category of service.", { class: "C2" })
  minorService!: string;

  @Text("应用编号。", "The app.", { class: "C2" })
  appId!: string;

  @Choice(() => DelegationStatus, "状态。", "The state.", { class: "C2" })
  status!: DelegationStatus;

  @Column("text", { unique: true })
  tokenHash!: string;

  @Moment("邀请时间。", "When the client was invited.", { class: "C2" })
  invitedAt!: Date;

  @Moment("邀请的有效期。", "Until when the invitation may be accepted.", { class: "C2" })
  inviteUntil!: Date;

  @Column("text")
  invitedById!: string;

  @Moment("接受时间。", "When the client accepted.", { class: "C2", nullable: true })
  acceptedAt!: Date | null;

  @Column("text", { nullable: true })
  acceptedById!: string | null;

  @Moment("撤销时间。", "When it was revoked.", { class: "C2", nullable: true })
  revokedAt!: Date | null;

  @Choice(() => AgencySide, "由哪一方撤销。", "The side that revoked it.", { class: "C2", nullable: true })
  revokedBy!: AgencySide | null;
}
