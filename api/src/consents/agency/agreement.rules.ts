import { addYears } from "../../platform/clock.ts";
import { type Problem, problems } from "../../platform/refusal.ts";
import type { AgencyBand } from "./agency.ts";
import type { AgencySide, AgreementStatus } from "./agreement.ts";
import { type AgencyService, MINOR_SERVICES } from "./services.ts";

export const refuse = problems({
  AGENCY_NOT_REGISTERED: {
    zh: "对方不是已备案的涉税专业服务机构",
    en: "This is no registered tax agency.",
    actor: "USER",
  },
  AGENCY_OTHER_UNKNOWN: {
    zh: "没有这个纳税人识别号",
    en: "There is no taxpayer of this number.",
    actor: "USER",
  },
  AGENCY_WITH_ITSELF: { zh: "不能与自己签订代理协议", en: "Nobody is its own agent.", actor: "USER" },
  AGENCY_SERVICE_UNKNOWN: {
    zh: "业务中类不属于该业务大类",
    en: "The minor category does not belong to the major one.",
    actor: "USER",
  },
  AGENCY_PERIOD: {
    zh: "委托期限无效：须从今日或以后开始，最长 3 年",
    en: "The period must begin today or later and last 3 years at most.",
    actor: "USER",
  },
  AGENT_NOT_OF_AGENCY: {
    zh: "指定的代理人员不是该机构的在任人员",
    en: "A named agent does not act for the agency.",
    actor: "USER",
  },
  AGENT_REQUIRED: {
    zh: "须指定至少一名代理人员",
    en: "At least one agent must be named.",
    actor: "USER",
  },
  AGENCY_NOT_FOUND: { zh: "没有这份代理协议", en: "There is no such agreement.", actor: "USER" },
  AGENCY_STATE: {
    zh: "代理协议当前的状态不允许此操作",
    en: "The state of the agreement does not allow this.",
    actor: "USER",
  },
  AGENCY_EXISTS: {
    zh: "双方对此项服务已有生效或待确认的代理协议",
    en: "The two sides have an agreement for this service already, in force or to be confirmed.",
    actor: "USER",
  },
  AGENT_CREDIT_TOO_LOW: {
    zh: "批量申报仅限信用五级（400 分以上）且实名满一年的机构",
    en: "Batch filing is for agencies of the fifth band (400 points or more) whose real names are registered for a year.",
    actor: "USER",
  },
  AGENCY_REQUIRED: {
    zh: "机构与委托人之间没有生效的代理协议",
    en: "There is no agreement in force between the agency and the client.",
    actor: "USER",
  },
  DELEGATION_REQUIRED: {
    zh: "委托人尚未接受对该应用的代理授权",
    en: "The client has not accepted the agency's use of this app.",
    actor: "TAXPAYER",
  },
  CLIENT_CONSENT_REQUIRED: {
    zh: "委托人尚未授权该应用",
    en: "The client has not given the app its consent.",
    actor: "TAXPAYER",
  },
});

const LONGEST_YEARS = 3;
const BATCH_POINTS = 400;

/** Which side may take a step, and from which state: what is not here is refused. */
interface Step {
  from: `${AgreementStatus}`;
  to: `${AgreementStatus}`;
  who: (side: `${AgencySide}`, startedBy: `${AgencySide}`) => boolean;
}
const STEPS: readonly Step[] = [
  { from: "PENDING_CONFIRM", to: "ACTIVE", who: (side, startedBy) => side !== startedBy },
  { from: "PENDING_CONFIRM", to: "REFUSED", who: (side, startedBy) => side !== startedBy },
  { from: "PENDING_CONFIRM", to: "WITHDRAWN", who: (side, startedBy) => side === startedBy },
  { from: "ACTIVE", to: "ENDED", who: () => true },
];

/** Whether a side may take an agreement from its state to another. */
export const mayStep = (
  { status, startedBy }: { status: `${AgreementStatus}`; startedBy: `${AgencySide}` },
  to: `${AgreementStatus}`,
  side: `${AgencySide}`,
): boolean => STEPS.some((step) => step.from === status && step.to === to && step.who(side, startedBy));

/** Who in an entity may bind it by an agency agreement. */
export const mayBind = (roles: readonly string[]): boolean =>
  roles.some((role) => role === "LEGAL_REP" || role === "FIN_OFFICER" || role === "SELF");

export const serviceFits = (service: AgencyService, minor: string): Problem | undefined =>
  MINOR_SERVICES[service].includes(minor) ? undefined : refuse.AGENCY_SERVICE_UNKNOWN;

export const periodIsSound = (from: string, to: string, today: string): Problem | undefined =>
  from < today || to < from || to >= addYears(from, LONGEST_YEARS) ? refuse.AGENCY_PERIOD : undefined;

/** Whether an agreement is in force on a day. */
export const isInForce = (
  agreement: { status: `${AgreementStatus}`; periodFrom: string; periodTo: string },
  today: string,
): boolean => agreement.status === "ACTIVE" && agreement.periodFrom <= today && today <= agreement.periodTo;

/** Batch filing is for the top band alone: TSC5, 400 points, real names for a year. */
export const mayFileInBatch = (
  { band, points, realNameSince }: { band: `${AgencyBand}`; points: number; realNameSince: string },
  today: string,
): Problem | undefined =>
  band === "TSC5" && points >= BATCH_POINTS && addYears(realNameSince, 1) <= today
    ? undefined
    : refuse.AGENT_CREDIT_TOO_LOW;

/** What an agency needs to act for a client through an app: the agreement, the client's delegation and the client's consent. */
export interface Grounds {
  agreement: boolean;
  delegation: boolean;
  consent: boolean;
}

/** Every ground that is missing; none stands in for another. */
export const missingGrounds = ({ agreement, delegation, consent }: Grounds): Problem[] => [
  ...(agreement ? [] : [refuse.AGENCY_REQUIRED]),
  ...(delegation ? [] : [refuse.DELEGATION_REQUIRED]),
  ...(consent ? [] : [refuse.CLIENT_CONSENT_REQUIRED]),
];
