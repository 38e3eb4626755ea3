import { operations } from "../platform/operation.ts";

/** What this subgraph asks for, as the consent screen words it. */
export const { scopes, Reads, Writes, Watches } = operations("consents", {
  "consent:manage": {
    zh: "查看和撤回授权（仅平台自有门户）",
    en: "See and withdraw consents (the platform's own portal only)",
    class: "C1",
    maxMonths: 1,
  },
  "officer:oversight": {
    zh: "办理纳税人对访问的异议、监督访问记录（税务人员岗位权限）",
    en: "Decide on disputes about accesses and watch over the ledger (a post's permission)",
    class: "C2",
  },
  "app:consents": {
    zh: "应用查看给自己的授权并证明删除（应用自有，无需您的授权）",
    en: "See the consents given to the app itself and attest deletion (the app's own, needs no consent)",
    class: "C1",
  },
  "profile:read": {
    zh: "查看基本身份（脱敏姓名、身份类型）和本应用获得的授权",
    en: "See the basic identity (masked name, kind) and the consents given to this app",
    class: "C1",
    maxMonths: 24,
    grantors: ["TAXPAYER"],
  },
});
