import { addDays, dayOf } from "../platform/clock.ts";
import { refuse as limit } from "../platform/purpose-limit.ts";
import { type Problem, problems } from "../platform/refusal.ts";
import { PURPOSES, type Purpose } from "./purposes.ts";
import { implied, type ScopeTerms } from "./scope-terms.ts";

export enum ConsentStatus {
  REQUESTED = "REQUESTED",
  AWAITING_APPROVAL = "AWAITING_APPROVAL",
  ACTIVE = "ACTIVE",
  SUSPENDED = "SUSPENDED",
  EXPIRED = "EXPIRED",
  REVOKED = "REVOKED",
  REFUSED = "REFUSED",
  LAPSED = "LAPSED",
}

export enum GrantedRole {
  LEGAL_REP = "LEGAL_REP",
  FIN_OFFICER = "FIN_OFFICER",
  TAX_HANDLER = "TAX_HANDLER",
  INVOICER = "INVOICER",
  SELF = "SELF",
  GUARDIAN = "GUARDIAN",
  AGENT = "AGENT",
}

/** A role as text, the way other subgraphs name it. */
export type Role = `${GrantedRole}`;

export const refuse = {
  ...limit,
  ...problems({
    PURPOSE_UNKNOWN: {
      zh: "用途代码不在平台公布的清单内",
      en: "The purpose is not on the platform's list.",
      actor: "APP",
    },
    PURPOSE_NOT_GRANTABLE: {
      zh: "该用途为法定义务，不能也无须由纳税人授权",
      en: "This purpose is a duty by law; no taxpayer can, or needs to, consent to it.",
      actor: "APP",
    },
    SCOPE_NOT_GRANTABLE: {
      zh: "该权限不能通过授权获得",
      en: "This scope cannot be given by consent.",
      actor: "APP",
    },
    SEPARATE_CONSENT_REQUIRED: {
      zh: "敏感权限须单独勾选同意",
      en: "A sensitive scope needs a tick of its own.",
      actor: "TAXPAYER",
    },
    CONSENT_ROLE: {
      zh: "只有法定代表人、财务负责人、自然人本人或其监护人可以授权",
      en: "Only the legal representative, the financial officer, the person concerned or that person's guardian may consent.",
      actor: "TAXPAYER",
    },
    GUARDIAN_REQUIRED: {
      zh: "未满十四周岁的，由监护人授权",
      en: "For a person under fourteen the guardian consents.",
      actor: "TAXPAYER",
    },
    GUARDIANSHIP_OVER: {
      zh: "本人已满十四周岁，须由本人授权",
      en: "The person has turned fourteen and consents alone; a guardian no longer does.",
      actor: "TAXPAYER",
    },
    SCOPE_ROLE: {
      zh: "以您对该纳税人的身份，不能授予此项权限",
      en: "Your role for this taxpayer does not allow giving this scope.",
      actor: "TAXPAYER",
    },
    CONSENT_NOTHING_CHOSEN: { zh: "请至少勾选一项", en: "Choose at least one item.", actor: "TAXPAYER" },
    CONSENT_DURATION: {
      zh: "授权期限超过所选权限允许的最长期限",
      en: "The duration exceeds the longest that the chosen scopes allow.",
      actor: "TAXPAYER",
    },
    CONSENT_PERIOD_INVALID: {
      zh: "所属期的起止日期无效",
      en: "The first and last day of the periods are not valid.",
      actor: "APP",
    },
    CONSENT_L3_REQUIRED: {
      zh: "授予此项权限须以 L3 级别核验身份",
      en: "Giving this scope needs a sign-in of level L3.",
      actor: "TAXPAYER",
    },
    CONSENT_NOT_NARROWER: {
      zh: "只能缩小授权；扩大范围或改变用途须重新授权",
      en: "A consent can only be narrowed; more, or another purpose, needs a new one.",
      actor: "TAXPAYER",
    },
    CONSENT_HAS_NO_FIELDS: {
      zh: "该授权只按权限给出，没有字段清单",
      en: "This consent goes by scopes alone; it has no list of fields.",
      actor: "TAXPAYER",
    },
    CONSENT_NOT_ENDED: {
      zh: "授权尚未结束，无须证明删除",
      en: "The consent has not ended; there is nothing to attest yet.",
      actor: "APP",
    },
    DELETED_ITEMS_RANGE: { zh: "条数不能为负", en: "The number cannot be negative.", actor: "APP" },
    CONSENT_NOT_FOUND: { zh: "没有这项授权", en: "There is no such consent.", actor: "USER" },
    CONSENT_STATE: {
      zh: "授权当前的状态不允许此操作",
      en: "The state of the consent does not allow this.",
      actor: "USER",
    },
  }),
};

const { REQUESTED, AWAITING_APPROVAL, ACTIVE, SUSPENDED, EXPIRED, REVOKED, REFUSED, LAPSED } = ConsentStatus;

export interface Transition {
  from: ConsentStatus | null;
  to: ConsentStatus;
  trigger: string;
  who: "APP" | "PERSON" | "APPROVER" | "SUBJECT" | "AUTHORITY" | "PLATFORM" | "TIME";
}

/** Every way a consent may go; what is not here is refused. `null` is its beginning. */
export const transitions: readonly Transition[] = [
  { from: null, to: REQUESTED, trigger: "the app starts an authorization", who: "APP" },
  { from: REQUESTED, to: AWAITING_APPROVAL, trigger: "the person is only a tax handler", who: "PERSON" },
  { from: REQUESTED, to: ACTIVE, trigger: "one who may consent does so", who: "APPROVER" },
  {
    from: AWAITING_APPROVAL,
    to: ACTIVE,
    trigger: "one who may consent does so within 72 hours",
    who: "APPROVER",
  },
  { from: REQUESTED, to: REFUSED, trigger: "the person declines", who: "PERSON" },
  { from: AWAITING_APPROVAL, to: REFUSED, trigger: "the approver declines", who: "APPROVER" },
  { from: REQUESTED, to: LAPSED, trigger: "nobody decides in time", who: "TIME" },
  { from: AWAITING_APPROVAL, to: LAPSED, trigger: "72 hours pass", who: "TIME" },
  { from: ACTIVE, to: SUSPENDED, trigger: "the app is suspended, an incident, a risk rule", who: "PLATFORM" },
  { from: SUSPENDED, to: ACTIVE, trigger: "the suspension is lifted", who: "PLATFORM" },
  { from: ACTIVE, to: EXPIRED, trigger: "its time ends", who: "TIME" },
  { from: SUSPENDED, to: EXPIRED, trigger: "its time ends", who: "TIME" },
  { from: ACTIVE, to: REVOKED, trigger: "the subject withdraws, or the authority does", who: "SUBJECT" },
  { from: SUSPENDED, to: REVOKED, trigger: "the subject withdraws, or the authority does", who: "SUBJECT" },
];

export const mayBecome = (from: ConsentStatus | null, to: ConsentStatus): boolean =>
  transitions.some((transition) => transition.from === from && transition.to === to);

/** The states from which a consent may become `to`, for the `where` of the statement that does it. */
export const before = (to: ConsentStatus): ConsentStatus[] =>
  transitions.flatMap((transition) => (transition.to === to && transition.from ? [transition.from] : []));

/** The roles that may give another party access to a taxpayer's data. */
export const mayConsent = (role: Role): boolean =>
  role === "LEGAL_REP" || role === "FIN_OFFICER" || role === "SELF" || role === "GUARDIAN";

/**
 * Why a natural person, or a guardian, may not consent at this age (个人信息保护法 art. 28, 31): all personal data of a child
 * under fourteen is sensitive and its processing takes the guardian's consent; from the fourteenth birthday on the consent is
 * the person's own. `turns14On` is that birthday, nothing where it is not known: then nobody acts as a guardian.
 */
export function whyNotAtThisAge(
  role: Role,
  turns14On: string | null | undefined,
  today: string,
): Problem | undefined {
  const under = turns14On !== null && turns14On !== undefined && today < turns14On;
  if (role === "SELF" && under) return refuse.GUARDIAN_REQUIRED;
  if (role === "GUARDIAN" && !under) return refuse.GUARDIANSHIP_OVER;
  return undefined;
}

/** The role that may ask for a consent which another then approves. */
export const mayRequest = (role: Role): boolean => role === "TAX_HANDLER";

/** How long a request waits for its approver. */
export const HOURS_TO_DECIDE = 72;

/** How long an app may take to delete what it obtained, and to say so, after a consent ended. */
export const DAYS_TO_DELETE = 15;

/**
 * What each role may do with the platform's own tools, as in the national e-tax bureau: an invoicer has the invoice
 * functions alone, a tax handler files and pays but issues no invoices.
 */
export function roleMayUse(scope: string, role: Role): boolean {
  if (!isGrantable(scope)) return false;
  if (role === "INVOICER")
    return (
      /^invoice:/.test(scope) ||
      !/^(filing|payment|agreement|refund|certificate|credit|hall|iit):|:write$/.test(scope)
    );
  if (role === "TAX_HANDLER") return !/^invoice:(issue|red)$/.test(scope);
  // An agent works on the client's returns and matters; money, people, other apps and personal income stay the client's.
  if (role === "AGENT")
    return !/^(payment:initiate|agreement:write|taxpayer:write|consent:manage|invoice:(issue|red)|(iit|lottery):.*)$/.test(
      scope,
    );
  return true;
}

/** Officers' and reviewers' scopes come with a post, never by consent; nor does a wildcard. */
export const isGrantable = (scope: string): boolean => !/^(officer|review|gov):|\*/.test(scope);

/** The first day of tax periods a purpose may reach back to; the whole month counts. */
export function earliestDay({ monthsBack }: Purpose, today: string): string | null {
  if (monthsBack === null) return null;
  const [year, month] = today.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 - monthsBack, 1)).toISOString().slice(0, 10);
}

export interface Asked {
  purpose: string;
  scopes: readonly string[];
  periodFrom?: string | null | undefined;
  periodTo?: string | null | undefined;
}

const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;

/** What is wrong with a request before any person sees it: purpose, scopes and periods. */
export function withinPurpose(
  { purpose: code, scopes, periodFrom, periodTo }: Asked,
  today: string,
): Problem[] {
  const purpose = PURPOSES.find((candidate) => candidate.code === code);
  if (!purpose) return [refuse.PURPOSE_UNKNOWN];
  const found: Problem[] = purpose.byLaw ? [refuse.PURPOSE_NOT_GRANTABLE] : [];
  const ungrantable = scopes.filter((scope) => !isGrantable(scope));
  if (ungrantable.length > 0) found.push({ ...refuse.SCOPE_NOT_GRANTABLE, details: { scopes: ungrantable } });
  const outside = scopes.filter((scope) => !purpose.scopes.includes(scope));
  if (outside.length > 0)
    found.push({ ...refuse.PURPOSE_MISMATCH, details: { scopes: outside, maximum: purpose.scopes } });
  const earliest = earliestDay(purpose, today);
  if (earliest === null) {
    if (periodFrom || periodTo) found.push({ ...refuse.PURPOSE_MISMATCH, details: { periods: "none" } });
  } else if (!periodFrom || !periodTo || !isDay(periodFrom) || !isDay(periodTo) || periodTo < periodFrom)
    found.push(refuse.CONSENT_PERIOD_INVALID);
  else if (periodFrom < earliest || periodTo > addDays(today, 731))
    found.push({ ...refuse.PURPOSE_MISMATCH, details: { earliest, latest: addDays(today, 731) } });
  return found;
}

/** Why a person in this role, signed in at this level, cannot give this scope; nothing when it can. */
export function obstacle(terms: ScopeTerms, role: Role, acr: string): Problem | undefined {
  if (!mayConsent(role)) return refuse.CONSENT_ROLE;
  const { grantors } = terms;
  // A guardian consents in the child's place.
  const grantor = role === "GUARDIAN" ? "SELF" : role;
  if (grantors && !grantors.includes("TAXPAYER") && !grantors.includes(grantor as never))
    return refuse.SCOPE_ROLE;
  if (terms.acr === "L3" && acr !== "L3") return refuse.CONSENT_L3_REQUIRED;
  return undefined;
}

/** The longest a consent to these scopes may last, in months. */
export const longestMonths = (terms: readonly Pick<ScopeTerms, "maxMonths">[]): number =>
  Math.min(...terms.map(({ maxMonths }) => maxMonths ?? 24), 24);

/** The instant that many months after `from`, on the same day of the month or its last. */
export function monthsLater(from: Date, months: number): Date {
  const [year, month, day] = dayOf(from).split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const target = new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
  return new Date(
    Date.parse(`${target}T00:00:00+08:00`) + (from.getTime() - Date.parse(`${dayOf(from)}T00:00:00+08:00`)),
  );
}

/** The scopes that a grant of these gives: `filing:submit` brings `filing:prepare`; nothing brings `payment:initiate`. */
export const withImplied = (scopes: readonly string[]): string[] => [
  ...new Set(scopes.flatMap((scope) => [scope, ...implied(scope)])),
];
