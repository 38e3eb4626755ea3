import type { Scope } from "../platform/operation.ts";

/** On what terms a scope is given. */
export type ScopeTerms = Scope & {
  /** The level of assurance at which it must be given. */
  acr?: "L3";
  /** Whether the app only reads, or does things in the taxpayer's name. */
  writes?: boolean;
};

const officers = ["LEGAL_REP", "FIN_OFFICER", "SELF"] as const;
const anybody = ["TAXPAYER"] as const;
const self = ["SELF"] as const;
const L3 = "L3";

/**
 * Every scope a taxpayer can give, with its words, data class, grantors and longest time in months. A subgraph that
 * declares one words it more closely; the rest stand here so that a person reads what an app does *not* ask for.
 */
const TERMS: Readonly<Record<string, ScopeTerms>> = {
  openid: { zh: "登录标识", en: "A sign-in identifier", class: "C1", maxMonths: 24, grantors: anybody },
  "profile:read": {
    zh: "基本身份（姓名掩码、身份类型）",
    en: "The basic identity: masked name and kind",
    class: "C1",
    maxMonths: 24,
    grantors: anybody,
  },
  "taxpayer:read": {
    zh: "登记信息",
    en: "The registration",
    class: "C1",
    maxMonths: 24,
    grantors: anybody,
  },
  "taxpayer:write": {
    zh: "变更登记信息",
    en: "Change the registration",
    class: "C2",
    maxMonths: 12,
    grantors: officers,
    writes: true,
  },
  "hall:apply": {
    zh: "提交事项申请",
    en: "Submit applications",
    class: "C2",
    maxMonths: 12,
    grantors: anybody,
    writes: true,
  },
  "hall:read": {
    zh: "查看事项进度",
    en: "See the progress of applications",
    class: "C2",
    maxMonths: 12,
    grantors: anybody,
  },
  "invoice:read": {
    zh: "查询发票（销项、进项）",
    en: "Read invoices, sales and purchases",
    class: "C3",
    maxMonths: 12,
    grantors: officers,
  },
  "invoice:issue": {
    zh: "开具蓝字发票",
    en: "Issue invoices",
    class: "C3",
    maxMonths: 12,
    grantors: officers,
    acr: L3,
    writes: true,
  },
  "invoice:red": {
    zh: "红字确认单与红字发票",
    en: "Red-letter confirmations and red invoices",
    class: "C3",
    maxMonths: 12,
    grantors: officers,
    writes: true,
  },
  "invoice:deduct": {
    zh: "用途确认（勾选抵扣）",
    en: "Confirm the use of invoices for deduction",
    class: "C3",
    maxMonths: 12,
    grantors: officers,
    writes: true,
  },
  "invoice:quota": {
    zh: "发票额度、票种",
    en: "Invoice quota and kinds",
    class: "C2",
    maxMonths: 12,
    grantors: anybody,
  },
  "filing:read": {
    zh: "申报记录",
    en: "Past tax returns",
    class: "C3",
    maxMonths: 12,
    grantors: anybody,
  },
  "filing:prepare": {
    zh: "计算税款、保存申报草稿",
    en: "Compute tax and keep drafts of returns",
    class: "C2",
    maxMonths: 12,
    grantors: anybody,
  },
  "filing:submit": {
    zh: "提交申报",
    en: "File tax returns",
    class: "C3",
    maxMonths: 12,
    grantors: anybody,
    acr: L3,
    writes: true,
  },
  "payment:read": {
    zh: "应缴、缴款记录",
    en: "Debts and payments",
    class: "C3",
    maxMonths: 12,
    grantors: anybody,
  },
  "payment:initiate": {
    zh: "发起缴款",
    en: "Start payments",
    class: "C4",
    maxMonths: 6,
    grantors: officers,
    acr: L3,
    writes: true,
  },
  "agreement:write": {
    zh: "三方协议签订、解除",
    en: "Sign or end agreements with a bank",
    class: "C4",
    maxMonths: 1,
    grantors: officers,
    writes: true,
  },
  "refund:read": {
    zh: "退税记录",
    en: "Refunds",
    class: "C3",
    maxMonths: 12,
    grantors: officers,
  },
  "refund:apply": {
    zh: "申请退税",
    en: "Apply for refunds",
    class: "C4",
    maxMonths: 12,
    grantors: officers,
    writes: true,
  },
  "iit:read": {
    zh: "个人收入与专项附加扣除",
    en: "Personal income and deductions",
    class: "C4",
    maxMonths: 6,
    grantors: self,
  },
  "iit:file": {
    zh: "个人所得税汇算申报",
    en: "File the annual settlement of income tax",
    class: "C4",
    maxMonths: 6,
    grantors: self,
    writes: true,
  },
  "credit:read": {
    zh: "纳税缴费信用",
    en: "The tax credit grade",
    class: "C2",
    maxMonths: 12,
    grantors: officers,
  },
  "certificate:issue": {
    zh: "开具完税证明等",
    en: "Issue certificates of tax paid",
    class: "C3",
    maxMonths: 12,
    grantors: anybody,
    writes: true,
  },
  "lottery:enter": {
    zh: "参加发票摇奖",
    en: "Enter the invoice lottery",
    class: "C1",
    maxMonths: 12,
    grantors: self,
    writes: true,
  },
  "lottery:claim": {
    zh: "领奖（收款账户）",
    en: "Claim prizes: the account they are paid to",
    class: "C4",
    maxMonths: 12,
    grantors: self,
    writes: true,
  },
  "notify:subscribe": {
    zh: "信息定制",
    en: "Tailored information",
    class: "C1",
    maxMonths: 24,
    grantors: anybody,
  },
  "complaint:file": {
    zh: "投诉举报",
    en: "File complaints and reports",
    class: "C2",
    maxMonths: 1,
    grantors: self,
    writes: true,
  },
  "advisory:ask": {
    zh: "智能咨询",
    en: "Ask for guidance",
    class: "C1",
    maxMonths: 24,
    grantors: self,
  },
  "academy:enrol": {
    zh: "税务学堂报名",
    en: "Enrol in courses",
    class: "C1",
    maxMonths: 24,
    grantors: self,
  },
};

/** The scopes an app holds in its own right, by client credentials: no taxpayer consents to them. */
export const APP_SCOPES: readonly string[] = [
  "public:read",
  "app:consents",
  "invoice:verify",
  "webhook:manage",
  "platform:report",
  "bank:settle",
  "psp:settle",
  "customs:verify",
  "tourist:refund",
];

const IMPLIED: Readonly<Record<string, readonly string[]>> = { "filing:submit": ["filing:prepare"] };
export const implied = (scope: string): readonly string[] => IMPLIED[scope] ?? [];

/** Every scope a taxpayer can give, by name. */
export const GIVEN_SCOPES: Readonly<Record<string, ScopeTerms>> = TERMS;

/** The declared scopes with their terms: what a subgraph declares goes before the table. */
export const withTerms = (scopes: Readonly<Record<string, Scope>>): Record<string, ScopeTerms> =>
  Object.fromEntries(
    Object.entries(scopes).map(([scope, declared]) => [scope, { ...TERMS[scope], ...declared }]),
  );
