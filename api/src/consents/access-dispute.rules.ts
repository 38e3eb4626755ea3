import { refuse as access } from "../platform/access.ts";
import { duties } from "../platform/duties.ts";
import { inJurisdiction } from "../platform/jurisdiction.ts";
import { at, type Problem, problems } from "../platform/refusal.ts";

export const refuse = {
  ...duties,
  ...problems({
    DISPUTE_STATE: { zh: "异议已办结", en: "The dispute was decided already.", actor: "USER" },
    DISPUTE_REASON_REQUIRED: {
      zh: "须写明决定的理由（至少 10 字）",
      en: "Say why it is decided so, in at least 10 characters.",
      actor: "USER",
    },
  }),
};

/** Why a consent is suspended while a dispute about it is open. */
export const NOT_ME = "NOT_ME";
/** Why it is withdrawn when the dispute is upheld. */
export const UPHELD_REASON = "DISPUTE_UPHELD";

/** How long the authority in charge has, and each one above it when that is over, in days. */
export const DAYS_TO_DECIDE = 15;
export const DAYS_TO_DECIDE_ABOVE = 10;

export const daysLater = (from: Date, days: number): Date => new Date(from.getTime() + days * 86_400_000);

export type Status = "OPEN" | "ESCALATED" | "AWAITING_SECOND" | "UPHELD" | "DISMISSED";
export type Decision = "UPHOLD" | "DISMISS";

/**
 * What becomes of a dispute. Upholding takes one officer: it only takes access away. Dismissing puts access back in force,
 * and where that is access to sensitive personal data (C4) it takes two, as a look at such data does (domain 8.1).
 */
const NEXT: Readonly<Record<Status, Readonly<Record<Decision, (sensitive: boolean) => Status>> | undefined>> =
  {
    OPEN: { UPHOLD: () => "UPHELD", DISMISS: (sensitive) => (sensitive ? "AWAITING_SECOND" : "DISMISSED") },
    ESCALATED: {
      UPHOLD: () => "UPHELD",
      DISMISS: (sensitive) => (sensitive ? "AWAITING_SECOND" : "DISMISSED"),
    },
    AWAITING_SECOND: { UPHOLD: () => "UPHELD", DISMISS: () => "DISMISSED" },
    UPHELD: undefined,
    DISMISSED: undefined,
  };

/** The state after a decision; nothing where none may be made any more. */
export const next = (status: Status, decision: Decision, sensitive: boolean): Status | undefined =>
  NEXT[status]?.[decision](sensitive);

/** Whether a dispute in that state goes to the authority above when it is overdue. One to be dismissed waits for its second officer there. */
export const mayEscalate = (status: Status): boolean => NEXT[status] !== undefined;

/** What the decision depends on. */
export interface Deciding {
  status: Status;
  /** The authority that decides, and that of the officer who wants to. */
  authorityCode: string;
  officer: { personId: string; authorityCode: string };
  decision: Decision;
  reason: string;
  /** Who was the first to dismiss it. */
  firstById: string | null;
  /** The officer declared an interest in the taxpayer, or made the disputed access. */
  conflicted: boolean;
}

/** Why an officer may not decide so; every reason at once. */
export function whyNotDecide(deciding: Deciding): Problem[] {
  const { status, authorityCode, officer, decision, reason, firstById, conflicted } = deciding;
  const found: Problem[] = [];
  if (!inJurisdiction(authorityCode, officer.authorityCode)) return [access.JURISDICTION_DENIED];
  if (next(status, decision, false) === undefined) found.push(refuse.DISPUTE_STATE);
  if (conflicted) found.push(access.CONFLICT_OF_INTEREST);
  if (status === "AWAITING_SECOND" && decision === "DISMISS" && firstById === officer.personId)
    found.push(refuse.SEPARATION_OF_DUTIES);
  if ([...reason.trim()].length < 10) found.push(at(refuse.DISPUTE_REASON_REQUIRED, ["reason"]));
  return found;
}
