import { translate } from "@docusaurus/Translate";

export type ConsentStatus =
  | "REQUESTED"
  | "AWAITING_APPROVAL"
  | "ACTIVE"
  | "SUSPENDED"
  | "EXPIRED"
  | "REVOKED"
  | "REFUSED"
  | "LAPSED";

/** One scope of a consent in the words under which it was agreed to. */
export interface ConsentItem {
  scope: string;
  zh: string;
  en: string;
  class: string;
}

/** A field of the graph that a consent names. */
export interface ConsentField {
  coordinate: string;
  zh: string;
  en: string;
  class: string;
}

/** A consent as `MY_CONSENTS` asks for it. */
export interface Consent {
  id: string;
  appId: string;
  appName: string | null;
  appNameEn: string | null;
  vendorName: string | null;
  vendorNameEn: string | null;
  status: ConsentStatus;
  purposeCode: string;
  purposeText: string;
  grantedRole: string;
  grantedByName: string | null;
  approvedByRole: string | null;
  periodFrom: string | null;
  periodTo: string | null;
  requestedAt: string | null;
  decideBy: string | null;
  grantedAt: string;
  expiresAt: string;
  revokedAt: string | null;
  revokeReason: string | null;
  refuseReason: string | null;
  suspendedAt: string | null;
  suspendReason: string | null;
  deleteBy: string | null;
  receiptNo: string;
  attestation: { attestedAt: string; deletedItems: number } | null;
  lastUsedAt: string | null;
  /** Counted up to 10000. */
  readsIn30Days: number;
  items: ConsentItem[];
}

export const ENDED: readonly ConsentStatus[] = ["EXPIRED", "REVOKED", "REFUSED", "LAPSED"];

export const statusName = (status: ConsentStatus): string =>
  ({
    REQUESTED: translate({ id: "consent.status.requested", message: "已发起" }),
    AWAITING_APPROVAL: translate({ id: "consent.status.awaiting", message: "待同意" }),
    ACTIVE: translate({ id: "consent.status.active", message: "生效中" }),
    SUSPENDED: translate({ id: "consent.status.suspended", message: "已暂停" }),
    EXPIRED: translate({ id: "consent.status.expired", message: "已到期" }),
    REVOKED: translate({ id: "consent.status.revoked", message: "已撤回" }),
    REFUSED: translate({ id: "consent.status.refused", message: "已拒绝" }),
    LAPSED: translate({ id: "consent.status.lapsed", message: "逾期失效" }),
  })[status];

/** Why a consent ended: what somebody wrote, or the platform's own reason in words. */
export const reasonText = (reason: string): string =>
  reason === "REPLACED" ? translate({ id: "ending.replaced", message: "由新的授权取代。" }) : reason;

/** The purposes of the platform's closed list; the graph gives the Chinese words alone. */
export const purposeName = ({
  purposeCode,
  purposeText,
}: Pick<Consent, "purposeCode" | "purposeText">): string =>
  ({
    BOOKKEEPING: translate({ id: "purpose.bookkeeping", message: "代理记账 / 账务处理" }),
    FILING_AGENT: translate({ id: "purpose.filingAgent", message: "代为申报" }),
    PAYMENT: translate({ id: "purpose.payment", message: "税费缴纳" }),
    INVOICING: translate({ id: "purpose.invoicing", message: "开票系统对接" }),
    EXPENSE: translate({ id: "purpose.expense", message: "费用报销查验" }),
    CREDIT_ASSESSMENT: translate({ id: "purpose.creditAssessment", message: "银税互动授信" }),
    EXPORT_REFUND: translate({ id: "purpose.exportRefund", message: "出口退税申报" }),
    IIT_SETTLEMENT: translate({ id: "purpose.iitSettlement", message: "个税汇算" }),
    SERVICE_ONLY: translate({ id: "purpose.serviceOnly", message: "办事导航、咨询" }),
  })[purposeCode] ?? purposeText;

/** What an app and its vendor are called, in both languages. */
export type Named = Pick<Consent, "appId" | "appName"> & Partial<Pick<Consent, "appNameEn">>;

/** The app's name in the page's language; its number where the platform no longer knows it. */
export const nameOf = ({ appName, appNameEn, appId }: Named, english: boolean): string =>
  (english ? appNameEn : appName) ?? appName ?? appId;

/** The glyph by which an app is recognised: the first character of its name, on a hue of its own. */
export function glyphOf({ appName, appId }: Named): { glyph: string; hue: number } {
  const name = appName ?? appId;
  const sum = [...appId].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return { glyph: [...name][0] ?? "", hue: 196 + ((sum * 7) % 30) };
}
