import { operations } from "../platform/operation.ts";

/** What the registry asks for, as the consent screen words it. */
export const { scopes, Reads, Writes } = operations("registry", {
  "taxpayer:read": {
    zh: "查看登记信息（纳税人类型、主管税务机关、地址、状态、税费种认定）",
    en: "See the registration: kind, tax authority, address, status and registered taxes",
    class: "C1",
    maxMonths: 24,
    grantors: ["TAXPAYER"],
  },
  "taxpayer:write": {
    zh: "任免办税人员、变更登记信息",
    en: "Appoint the people who act for the taxpayer, and change the registration",
    class: "C2",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
  "gov:share:registration": {
    zh: "登记机关共享设立登记（依共享批准，不由纳税人授权）",
    en: "Registrars share new registrations (by a sharing approval; no taxpayer gives it)",
    class: "C1",
  },
  "officer:taxpayer": {
    zh: "查看辖区内纳税人的档案（税务人员岗位权限）",
    en: "See the records of taxpayers in the area (a post's permission)",
    class: "C4",
  },
  "officer:hall": {
    zh: "在办税服务厅核验身份、重置遗失的通行密钥（税务人员岗位权限）",
    en: "Identify people at the hall and reset lost passkeys (a post's permission)",
    class: "C2",
  },
  "officer:office": {
    zh: "使用税务工作台（税务人员岗位权限）",
    en: "Use the officers' workbench (a post's permission)",
    class: "C2",
  },
  "officer:rules": {
    zh: "发布税收规则和申报期限（税务总局岗位权限）",
    en: "Publish tax rules and filing deadlines (a permission of posts of the State Taxation Administration)",
    class: "C2",
  },
  "credit:read": {
    zh: "查看纳税缴费信用评价结果",
    en: "See the tax credit grade",
    class: "C2",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
});
