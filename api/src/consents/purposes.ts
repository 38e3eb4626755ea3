/** A part of what a scope gives: the taxpayer's own sales, the purchases, or sums by month and no single record. */
export type Part = "SALES" | "PURCHASES" | "MONTHS";

/** One of the purposes an app may ask data for. The list is closed: nothing is asked for "other". */
export interface Purpose {
  code: string;
  zh: string;
  en: string;
  /** The most an app may ask for under it. */
  scopes: readonly string[];
  /** Of what a scope gives, the part it is given for; all of it where the scope is not named. */
  within?: Readonly<Record<string, Part>>;
  /** How far back tax periods may reach, in months; `null` where the purpose has no periods. */
  monthsBack: number | null;
  /** A duty of the app by law (国令第810号): no taxpayer is asked, so nobody can consent to it. */
  byLaw?: true;
  /** How long the app may keep what it read. */
  retentionZh: string;
  retentionEn: string;
}

const bookkeeping = ["taxpayer:read", "invoice:read", "filing:read"];
const atConsentEnd = {
  retentionZh: "授权结束后 15 日内删除",
  retentionEn: "deleted within 15 days after the consent ends",
};

/** Purpose limitation (Personal Information Protection Law, art. 6): a request outside its row is refused. */
export const PURPOSES: readonly Purpose[] = [
  {
    code: "BOOKKEEPING",
    zh: "代理记账 / 账务处理",
    en: "Bookkeeping",
    scopes: bookkeeping,
    monthsBack: 36,
    ...atConsentEnd,
  },
  {
    code: "FILING_AGENT",
    zh: "代为申报",
    en: "Filing on your behalf",
    scopes: [...bookkeeping, "filing:prepare", "filing:submit", "payment:read"],
    monthsBack: 36,
    ...atConsentEnd,
  },
  {
    code: "PAYMENT",
    zh: "税费缴纳",
    en: "Paying taxes and fees",
    scopes: ["payment:read", "payment:initiate", "agreement:write"],
    monthsBack: null,
    retentionZh: "结清后 24 小时内删除",
    retentionEn: "deleted within 24 hours after settlement",
  },
  {
    code: "INVOICING",
    zh: "开票系统对接",
    en: "Connecting an invoicing system",
    scopes: ["invoice:issue", "invoice:red", "invoice:quota", "invoice:read"],
    within: { "invoice:read": "SALES", "invoice:red": "SALES" },
    monthsBack: 12,
    ...atConsentEnd,
  },
  {
    code: "EXPENSE",
    zh: "费用报销查验",
    en: "Checking expense invoices",
    scopes: ["invoice:verify", "invoice:read", "invoice:deduct"],
    within: { "invoice:read": "PURCHASES" },
    monthsBack: 12,
    ...atConsentEnd,
  },
  {
    code: "CREDIT_ASSESSMENT",
    zh: "银税互动授信",
    en: "Credit assessment by a bank",
    scopes: ["taxpayer:read", "credit:read", "filing:read", "invoice:read"],
    within: { "invoice:read": "MONTHS", "filing:read": "MONTHS" },
    monthsBack: 24,
    retentionZh: "贷款结清时删除；未获批的 30 日内删除",
    retentionEn: "deleted at the end of the loan, or within 30 days if it is refused",
  },
  {
    code: "EXPORT_REFUND",
    zh: "出口退税申报",
    en: "Export refunds",
    scopes: ["refund:read", "refund:apply", "invoice:read"],
    monthsBack: 24,
    ...atConsentEnd,
  },
  {
    code: "IIT_SETTLEMENT",
    zh: "个税汇算",
    en: "Annual settlement of individual income tax",
    scopes: ["iit:read", "iit:file"],
    monthsBack: 47,
    retentionZh: "汇算完成后 15 日内删除",
    retentionEn: "deleted within 15 days after the settlement",
  },
  {
    code: "PLATFORM_DUTY",
    zh: "平台报送（法定义务）",
    en: "What platforms must report by law",
    scopes: ["platform:report"],
    monthsBack: null,
    byLaw: true,
    retentionZh: "按法律规定的期限保存",
    retentionEn: "kept as long as the law says",
  },
  {
    code: "SERVICE_ONLY",
    zh: "办事导航、咨询",
    en: "Guidance and enquiries",
    scopes: ["profile:read", "hall:apply", "hall:read", "notify:subscribe", "advisory:ask"],
    monthsBack: null,
    ...atConsentEnd,
  },
];

/** A person using the platform's own portal. No third party receives anything, so it is no purpose an app may name. */
export const OWN_USE = "OWN_USE";

/**
 * Which of an owner's properties each limited purpose leaves, for a model that is read by `scope`; by sums alone, none.
 * Goes with the owner: `owner: { taxpayer: ["sellerId", "buyerId"], purposes: propertiesWithin("invoice:read", …) }`.
 */
export const propertiesWithin = (
  scope: string,
  parts: Readonly<Record<"SALES" | "PURCHASES", readonly string[]>>,
): Record<string, readonly string[]> =>
  Object.fromEntries(
    PURPOSES.flatMap(({ code, within }) => {
      const part = within?.[scope];
      return part ? [[code, part === "MONTHS" ? [] : parts[part]]] : [];
    }),
  );

/** The part of a scope that a purpose leaves; nothing when it is the whole. */
export const partWithin = (purpose: string | undefined, scope: string): Part | undefined =>
  PURPOSES.find(({ code }) => code === purpose)?.within?.[scope];
