import { refuse as access } from "../platform/access.ts";
import { duties } from "../platform/duties.ts";
import { inJurisdiction } from "../platform/jurisdiction.ts";
import { type Problem, problems } from "../platform/refusal.ts";
import { amountIsWithinLimit, isAtLeast, type Officer } from "./officer.rules.ts";

export const refuse = {
  ...duties,
  ...problems({
    APPROVER_IS_HANDLER: {
      zh: "经办人不得批准自己经办的事项",
      en: "Whoever handles a matter does not approve it.",
      actor: "USER",
    },
    APPROVER_IS_CONCERNED: {
      zh: "本人不得申请、经办或批准与自己有关的事项",
      en: "Nobody requests, handles or approves what is about themselves.",
      actor: "USER",
    },
    APPROVAL_LEVEL_TOO_LOW: {
      zh: "批准人的级别低于申请人",
      en: "The approver's level is below the requester's.",
      actor: "USER",
    },
    APPROVAL_LIMIT_EXCEEDED: {
      zh: "金额超过您的审批权限，须由上级批准",
      en: "The amount exceeds what your level may approve; the authority above must.",
      actor: "USER",
    },
    APPROVAL_NOT_FOUND: { zh: "没有这项申请", en: "There is no such request.", actor: "USER" },
    APPROVAL_STATE: {
      zh: "申请已有结果，或已超过 72 小时失效",
      en: "The request was decided already, or lapsed after 72 hours.",
      actor: "USER",
    },
    APPROVAL_REASON_REQUIRED: {
      zh: "须写明申请理由（至少 10 字）",
      en: "Say why, in at least 10 characters.",
      actor: "USER",
    },
  }),
};

/** How long a request waits for its second person, and how long what was approved may be used, in hours. */
export const APPROVAL_HOURS = 72;
export const hoursLater = (from: Date, hours: number): Date => new Date(from.getTime() + hours * 3_600_000);

/** What was requested, as far as the decision depends on it. */
export interface Requested {
  status: "PENDING" | "APPROVED" | "REFUSED" | "LAPSED";
  scope: string;
  amount: bigint | null;
  authorityCode: string;
  level: Officer["level"];
  requestedById: string;
  handlerId: string | null;
  /** The person it is about, where it is about one. */
  concernsId?: string | null;
  decideBy: Date;
}

/**
 * Why this officer may not decide on a request: two persons, neither of them the one who handles the matter, of one
 * line of authorities, the second not below the first, within the amount of the second's level. Persons count, not
 * posts: one who holds two posts is still one person.
 */
export function whyNotDecide(requested: Requested, approver: Officer, now: Date): Problem[] {
  const { scope, amount, authorityCode, level, requestedById, handlerId, status, decideBy } = requested;
  const found: Problem[] = [];
  if (status !== "PENDING" || decideBy <= now) found.push(refuse.APPROVAL_STATE);
  if (!approver.scopes.includes(scope)) found.push({ ...access.FORBIDDEN_SCOPE, details: { scope } });
  if (approver.personId === requestedById) found.push(refuse.SEPARATION_OF_DUTIES);
  if (approver.personId === handlerId) found.push(refuse.APPROVER_IS_HANDLER);
  if (approver.personId === requested.concernsId) found.push(refuse.APPROVER_IS_CONCERNED);
  if (!inJurisdiction(authorityCode, approver.authorityCode)) found.push(access.JURISDICTION_DENIED);
  if (!isAtLeast(approver.level, level)) found.push(refuse.APPROVAL_LEVEL_TOO_LOW);
  if (!amountIsWithinLimit(scope, approver.level, amount)) found.push(refuse.APPROVAL_LIMIT_EXCEEDED);
  return found;
}
