import { operations } from "../platform/operation.ts";

/** What the registry asks for, as the consent screen words it. */
export const { scopes, Reads } = operations("registry", {
  "taxpayer:read": {
    zh: "查看登记信息（纳税人类型、主管税务机关、地址、状态、税费种认定）",
    en: "See the registration: kind, tax authority, address, status and registered taxes",
    class: "C1",
    maxMonths: 24,
    grantors: ["TAXPAYER"],
  },
  "credit:read": {
    zh: "查看纳税缴费信用评价结果",
    en: "See the tax credit grade",
    class: "C2",
    maxMonths: 12,
    grantors: ["LEGAL_REP", "FIN_OFFICER"],
  },
});
