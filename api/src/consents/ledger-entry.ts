import { Choice, Column, Count, choice, Day, Id, Model, Moment, Text } from "../platform/model.ts";

export enum EntryKind {
  READ = "READ",
  WRITE = "WRITE",
  SIGN_IN = "SIGN_IN",
  ADMIN = "ADMIN",
}
choice(EntryKind, {
  name: "AccessKind",
  zh: "访问的种类。",
  en: "The kind of an access.",
  values: {
    READ: ["读取", "Data was read"],
    WRITE: ["办理", "Something was done"],
    SIGN_IN: ["登录", "A sign-in"],
    ADMIN: ["平台管理", "The platform's own administration"],
  },
});

export enum ActorKind {
  PUBLIC = "PUBLIC",
  APP = "APP",
  APP_FOR_TAXPAYER = "APP_FOR_TAXPAYER",
  OFFICER = "OFFICER",
  PLATFORM = "PLATFORM",
}
choice(ActorKind, {
  name: "AccessActorKind",
  zh: "访问者的种类。",
  en: "Who made an access.",
  values: {
    PUBLIC: ["未登录的访客", "A visitor who did not sign in"],
    APP: ["机构或应用，以自己的名义", "An institution or app in its own name"],
    APP_FOR_TAXPAYER: ["应用，依据本纳税人的授权", "An app under the taxpayer's consent"],
    OFFICER: ["税务人员", "A tax officer"],
    PLATFORM: ["平台", "The platform itself"],
  },
});

/** One entry of the access ledger as its taxpayer sees it. Nobody changes one: rows are appended by `platform/audit.ts` alone. */
@Model({
  prefix: "aud",
  alone: true,
  table: "audit_entry",
  owner: { taxpayer: ["taxpayerId"] },
  zh: "访问记录：每一次触及纳税人的读取或办理，无论完成还是被拒绝，都留下一条；只有名称和摘要，没有数据本身。",
  en: "An entry of the access ledger: each read or act that touches a taxpayer leaves one, done or refused. Names and digests, never the data.",
})
export class AccessEntry {
  @Id()
  id!: string;

  @Moment("时间（真实时间）。", "When, in real time.", { class: "C1" })
  at!: Date;

  @Column("text")
  environment!: string;

  @Choice(() => EntryKind, "种类。", "The kind.", { class: "C1" })
  kind!: EntryKind;

  @Text(
    "办理或平台事件的代码，例如 CONSENT_REVOKED；读取为空。",
    "A stable code of what was done, such as CONSENT_REVOKED; null for reads.",
    {
      class: "C1",
      nullable: true,
    },
  )
  event!: string | null;

  @Text(
    "操作，即 GraphQL 的根字段；平台事件为空。",
    "The operation, which is the root field of the graph; null for events of the platform.",
    {
      class: "C1",
      nullable: true,
    },
  )
  operation!: string | null;

  @Text("应用给文档中操作起的名称。", "The name the app gave the operation in its document.", {
    class: "C1",
    nullable: true,
  })
  operationName!: string | null;

  @Text("文档的 SHA-256。", "The SHA-256 of the document.", { class: "C1", nullable: true })
  documentHash!: string | null;

  @Text(
    "结果：DONE、REPLAYED、SUBSCRIBED、ENDED，部分完成为 PARTIAL 加代码，其余为拒绝代码。",
    "The outcome: DONE, REPLAYED, SUBSCRIBED, ENDED, PARTIAL and codes, or the codes of the refusal.",
    { class: "C1" },
  )
  outcome!: string;

  @Column("text", { nullable: true })
  fieldsHash!: string | null;

  @Column("text")
  callerKind!: ActorKind;

  @Text("应用。", "The app.", { class: "C1", nullable: true })
  appId!: string | null;

  @Text("应用的版本。", "The release of the app.", { class: "C1", nullable: true })
  releaseId!: string | null;

  @Text("依据的授权。", "The consent it rested on.", { class: "C1", nullable: true })
  consentId!: string | null;

  @Column("text", { nullable: true })
  personId!: string | null;

  @Column("text", { nullable: true })
  postId!: string | null;

  @Column("text", { nullable: true })
  authorityCode!: string | null;

  @Text("税务人员所办案件的编号。", "The number of the case an officer worked on.", {
    class: "C2",
    nullable: true,
  })
  caseNo!: string | null;

  @Text("授权目的代码。", "The code of the consent's purpose.", { class: "C1", nullable: true })
  purpose!: string | null;

  @Column("text", { nullable: true })
  taxpayerId!: string | null;

  @Text("网络地址，已脱敏。", "The network address, masked.", { class: "C2", nullable: true })
  address!: string | null;

  @Count("订阅期间推送的条数。", "How many events a subscription delivered.", { class: "C1", nullable: true })
  items!: number | null;

  @Count(
    "同一授权、同一拒绝代码在一分钟内又重复的次数。",
    "How many more times the same was refused under the consent within the minute.",
    {
      class: "C1",
      nullable: true,
    },
  )
  repeats!: number | null;

  @Text(
    "以何种身份办理：授权人的身份，AGENT 为涉税专业服务机构的代理人员。",
    "As what the person acted: the role of whoever consented, AGENT for somebody of a tax agency.",
    { class: "C1", nullable: true },
  )
  actingAs!: string | null;

  @Column("text", { nullable: true })
  agencyId!: string | null;

  @Text("参数的加盐摘要。", "The salted digest of the arguments.", { class: "C1", nullable: true })
  argsHash!: string | null;

  @Text("请求编号。", "The id of the request.", { class: "C1" })
  requestId!: string;
}

@Model({
  prefix: "lcp",
  zh: "访问记录的检查点：平台对链上一点的签名。",
  en: "A checkpoint of the access ledger: the platform's signature of one place of the chain.",
})
export class LedgerCheckpoint {
  @Id()
  id!: string;

  @Day("哪一天的链（北京时间）。", "Whose day's chain (China time).")
  day!: string;

  @Count("链上的序号，从 1 起。", "The place on the chain, from 1.")
  seq!: number;

  @Text("该处的链值（十六进制 SHA-256）。", "The chain's value there, a SHA-256 in hex.")
  hash!: string;

  @Moment("签名时间。", "When it was signed.")
  at!: Date;

  @Text(
    "签名（JWS，ES256），用公布的公钥即可验证。",
    "The signature (JWS, ES256), verifiable with the published key.",
  )
  jws!: string;
}
