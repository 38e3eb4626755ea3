import { Choice, Column, choice, Day, Id, Model, Moment, Text } from "../platform/model.ts";
import type { Parties, SeparateConsent } from "./agreement.ts";
import { ConsentStatus, GrantedRole } from "./consent.rules.ts";
import type { ConsentedItem } from "./consented-item.ts";

choice(ConsentStatus, {
  name: "ConsentStatus",
  zh: "授权的状态。",
  en: "The state of a consent.",
  values: {
    REQUESTED: ["应用已发起，尚未有人处理", "Asked for by the app; nobody has decided yet."],
    AWAITING_APPROVAL: [
      "等待法定代表人或财务负责人同意",
      "Waits for the legal representative or the financial officer.",
    ],
    ACTIVE: ["生效中", "In force."],
    SUSPENDED: ["已暂停，恢复前不能使用", "Suspended: unusable until it is resumed."],
    EXPIRED: ["已到期", "Has expired."],
    REVOKED: ["已撤销", "Withdrawn."],
    REFUSED: ["已被拒绝", "Refused."],
    LAPSED: ["逾期未处理，已失效", "Nobody decided in time."],
  },
});

choice(GrantedRole, {
  name: "GrantedRole",
  zh: "授权人在该纳税人中的身份。",
  en: "The role in which a person gave a consent.",
  values: {
    LEGAL_REP: [
      "法定代表人（个体工商户为经营者）",
      "Legal representative; of an individual business its operator.",
    ],
    FIN_OFFICER: ["财务负责人", "Financial officer."],
    TAX_HANDLER: ["办税员（仅限使用本平台）", "Tax handler; only for using the platform itself."],
    INVOICER: ["开票员（仅限使用本平台）", "Invoicer; only for using the platform itself."],
    SELF: ["本人", "The natural person."],
    GUARDIAN: ["未满十四周岁的人的监护人", "Guardian of a person under fourteen."],
    AGENT: ["代理人员（仅限使用本平台）", "Agent; only for using the platform itself."],
  },
});

/**
 * A taxpayer's consent that an app may read or do things for it: the lawful ground of every call the app makes
 * (国税发〔2008〕93号: disclosure with the taxpayer's consent). Its id is the `gid` claim of each access token.
 * What was agreed never grows: it can be narrowed, and agreeing to more makes a new one.
 */
@Model({
  zh: "纳税人对应用的授权。",
  en: "A taxpayer's consent to an app.",
  prefix: "cst",
  alone: true,
  owner: { taxpayer: ["taxpayerId"] },
})
export class Consent {
  @Id()
  id!: string;

  @Text("获得授权的应用编号。", "The app that may act.", { index: true, class: "C1" })
  appId!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Column("text")
  grantedById!: string;

  @Choice(() => GrantedRole, "授权人的身份。", "The role of the person who consented.", { class: "C1" })
  grantedRole!: GrantedRole;

  @Column("text[]", { type: "array" })
  scopes!: string[];

  @Text("用途代码，取自平台公布的用途清单。", "The purpose, from the platform's closed list.", {
    class: "C1",
  })
  purposeCode!: string;

  @Day(
    "可读取的最早税款所属日期；为空表示该用途不涉及所属期。",
    "The first day of tax periods it covers; absent where the purpose has none.",
    {
      nullable: true,
      class: "C1",
    },
  )
  periodFrom!: string | null;

  @Day("可读取的最晚税款所属日期。", "The last day of tax periods it covers.", {
    nullable: true,
    class: "C1",
  })
  periodTo!: string | null;

  @Moment("申请时间。", "When it was asked for.", { class: "C1" })
  requestedAt!: Date;

  @Moment("审批期限；逾期未处理即失效。", "Until when it may be decided; then it lapses.", {
    nullable: true,
    class: "C1",
  })
  decideBy!: Date | null;

  @Column("int", { nullable: true, type: "integer" })
  months!: number | null;

  @Column("text[]", { type: "array" })
  askedScopes!: string[];

  @Column("jsonb")
  items!: ConsentedItem[];

  @Column("jsonb")
  parties!: Partial<Parties>;

  @Column("text", { nullable: true })
  approvedById!: string | null;

  @Choice(
    () => GrantedRole,
    "审批人的身份；由授权人自行同意的为空。",
    "The role of the person who approved the request; absent where the person who gave it needed nobody else.",
    { nullable: true, class: "C1" },
  )
  approvedByRole!: GrantedRole | null;

  @Column("text", { nullable: true })
  fieldsHash!: string | null;

  @Column("text", { nullable: true })
  releaseId!: string | null;

  @Column("int", { type: "integer" })
  version!: number;

  @Column("timestamptz(6)")
  changedAt!: Date;

  @Moment(
    "授权时间；尚未同意的，为申请时间。",
    "When it was given; of an undecided one, when it was asked for.",
    {
      class: "C1",
    },
  )
  grantedAt!: Date;

  @Moment(
    "到期时间。到期自动失效，续期须重新授权；尚未同意的，为审批期限。",
    "When it ends by itself; renewal needs a new consent. Of an undecided one, until when it may be decided.",
    { class: "C1" },
  )
  expiresAt!: Date;

  @Column("jsonb")
  separateConsents!: SeparateConsent[];

  @Text("授权渠道，例如 WEB。", "The channel it was given through, for example WEB.", { class: "C1" })
  channel!: string;

  @Text("授权时的身份核验级别（L1–L3）。", "The assurance level at the time (L1–L3).", { class: "C1" })
  acr!: string;

  @Choice(() => ConsentStatus, "状态。", "Its state.", { class: "C1" })
  status!: ConsentStatus;

  @Moment("撤销时间。", "When it was withdrawn.", { nullable: true, class: "C1" })
  revokedAt!: Date | null;

  @Column("text", { nullable: true })
  revokedBy!: string | null;

  @Text("撤销原因。", "Why it was withdrawn.", { nullable: true, class: "C1" })
  revokeReason!: string | null;

  @Text("拒绝原因。", "Why it was refused.", { nullable: true, class: "C1" })
  refuseReason!: string | null;

  @Column("timestamptz(3)", { nullable: true })
  suspendedAt!: Date | null;

  @Column("text", { nullable: true })
  suspendReason!: string | null;

  @Column("timestamptz(3)", { nullable: true })
  endedAt!: Date | null;

  @Moment(
    "应用须在此时之前删除所得数据（授权结束后 15 日）。",
    "Until when the app must have deleted what it obtained: 15 days after the end.",
    { nullable: true, class: "C1" },
  )
  deleteBy!: Date | null;

  @Column("timestamptz(3)", { nullable: true })
  attestedAt!: Date | null;

  @Column("int", { nullable: true, type: "integer" })
  deletedItems!: number | null;

  @Column("timestamptz(3)", { nullable: true })
  alertedAt!: Date | null;

  @Column("text", { nullable: true })
  receipt!: string | null;

  @Text("授权回执号。", "The number of its receipt.", { unique: true, class: "C1" })
  receiptNo!: string;

  @Text("授权页文本的版本。", "The version of the text that was shown.", { class: "C1" })
  textVersion!: string;

  @Text("授权页所示全文的 SHA-256（十六进制）。", "The SHA-256 (hex) of the whole text that was shown.", {
    class: "C1",
  })
  textSha256!: string;
}
