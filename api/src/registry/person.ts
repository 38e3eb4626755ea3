import { Choice, Column, choice, Day, Id, Model, Text } from "../platform/model.ts";

export enum RealNameLevel {
  L1 = "L1",
  L2 = "L2",
  L3 = "L3",
}
choice(RealNameLevel, {
  name: "RealNameLevel",
  zh: "身份核验的级别。",
  en: "How surely a person is known.",
  values: {
    L1: ["口令", "Password"],
    L2: ["实名认证", "Real name verified"],
    L3: ["通行密钥并验证本人", "Passkey with user verification"],
  },
});

/** Names, numbers and telephones leave masked, by the resolver's derived fields; the stored ones are no part of the schema. */
@Model({
  prefix: "pn",
  owner: { person: ["id"] },
  scope: "taxpayer:read",
  zh: "自然人，作为企业的办税人员或为自己办税。姓名、证件号、电话一律脱敏。",
  en: "A natural person acting for an entity or for himself. Name, number and telephone are always masked.",
})
export class Person {
  @Id()
  id!: string;

  @Column("text", { index: true, class: "C4" })
  name!: string;

  @Text(
    "证件类型代码：201 居民身份证，208 外国护照，210 港澳居民来往内地通行证 ……",
    "The type of document: 201 resident identity card, 208 foreign passport, 210 permit of Hong Kong and Macao residents …",
    { class: "C1" },
  )
  idType!: string;

  @Column("text", { class: "C4" })
  idNo!: string;

  @Column("text", { class: "C4" })
  phone!: string;

  @Choice(() => RealNameLevel, "实名级别。", "How surely the person is known.", { class: "C1" })
  realNameLevel!: RealNameLevel;
}

export enum EntityRole {
  LEGAL_REP = "LEGAL_REP",
  FIN_OFFICER = "FIN_OFFICER",
  TAX_HANDLER = "TAX_HANDLER",
  INVOICER = "INVOICER",
  SELF = "SELF",
  GUARDIAN = "GUARDIAN",
}
choice(EntityRole, {
  name: "EntityRole",
  zh: "自然人在纳税人处的身份。",
  en: "What a person is in an entity.",
  values: {
    LEGAL_REP: ["法定代表人（负责人、经营者）", "Legal representative or operator"],
    FIN_OFFICER: ["财务负责人", "Financial officer"],
    TAX_HANDLER: ["办税员", "Tax handler"],
    INVOICER: ["开票员", "Invoicer"],
    SELF: ["本人", "The person himself"],
    GUARDIAN: ["未成年人的监护人", "Guardian of a minor"],
  },
});

/** `PENDING_CONFIRM` → `ACTIVE` → `ENDED`; one who need not confirm begins as `ACTIVE`. */
export enum RoleStatus {
  PENDING_CONFIRM = "PENDING_CONFIRM",
  ACTIVE = "ACTIVE",
  ENDED = "ENDED",
}
choice(RoleStatus, {
  name: "RoleStatus",
  zh: "任职的状态。",
  en: "The state of an appointment.",
  values: {
    PENDING_CONFIRM: ["待本人确认", "Waits for the person to confirm"],
    ACTIVE: ["在任", "In office"],
    ENDED: ["已解除", "Ended"],
  },
});

@Model({
  prefix: "pr",
  owner: { taxpayer: ["taxpayerId"] },
  scope: "taxpayer:read",
  zh: "自然人在纳税人处的身份及其起止。",
  en: "What a person is in an entity, and since when.",
})
export class PersonRole {
  @Id()
  id!: string;

  @Column("text", { index: true })
  personId!: string;

  @Column("text", { index: true })
  taxpayerId!: string;

  @Choice(() => EntityRole, "身份。", "The role.", { class: "C1" })
  role!: EntityRole;

  @Choice(() => RoleStatus, "状态。", "The state.", { class: "C1" })
  status!: RoleStatus;

  @Day("起始日。", "The first day.", { class: "C1" })
  validFrom!: string;

  @Day(
    "终止日（当日起不再担任）；在任的为空。",
    "The day from which it no longer holds; empty while it does.",
    { nullable: true, class: "C1" },
  )
  validTo!: string | null;
}
