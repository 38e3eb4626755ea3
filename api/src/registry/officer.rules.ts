import { refuse as access } from "../platform/access.ts";
import { inJurisdiction } from "../platform/jurisdiction.ts";
import { type Problem, problems } from "../platform/refusal.ts";
import { APPROVAL_LIMITS, LEVELS, LOWEST_LEVEL } from "./officer-scopes.ts";
import type { AuthorityLevel } from "./tax-authority.ts";
import { holdsOn } from "./validity.rules.ts";

export const refuse = problems({
  POST_LEVEL_TOO_LOW: {
    zh: "该级别税务机关的岗位不能持有此项权限",
    en: "Posts of this level of authority may not hold this scope.",
    actor: "PLATFORM",
  },
  POST_SCOPE_UNKNOWN: {
    zh: "没有这项税务人员权限",
    en: "There is no such officer scope.",
    actor: "PLATFORM",
  },
  POST_AUTHORITY_UNKNOWN: {
    zh: "没有这个税务机关，或级别与其不符",
    en: "There is no such tax authority, or it is of another level.",
    actor: "PLATFORM",
  },
});

const rank = (level: `${AuthorityLevel}`) => LEVELS.indexOf(level as AuthorityLevel);

/** Whether the first level is the second or stands above it. */
export const isAtLeast = (level: `${AuthorityLevel}`, lowest: `${AuthorityLevel}`): boolean =>
  rank(level) <= rank(lowest);

/** What is wrong with a post's scopes: every one that is unknown or too high for its level. */
export const scopesFitLevel = (level: `${AuthorityLevel}`, scopes: readonly string[]): Problem[] =>
  scopes.flatMap((scope): Problem[] => {
    const lowest = LOWEST_LEVEL[scope];
    if (!lowest) return [{ ...refuse.POST_SCOPE_UNKNOWN, path: ["scopes", scope] }];
    return isAtLeast(level, lowest)
      ? []
      : [{ ...refuse.POST_LEVEL_TOO_LOW, path: ["scopes", scope], details: { scope, level, lowest } }];
  });

/** Whether a post is held on a day. */
export const postIsHeld = (
  post: { validFrom: string; validTo: string | null; endedAt: Date | null },
  day: string,
): boolean => post.endedAt === null && holdsOn(post, day);

/** Whether a post of this level may approve this amount (分) alone. */
export function amountIsWithinLimit(
  scope: string,
  level: `${AuthorityLevel}`,
  amount: bigint | null,
): boolean {
  const limit = APPROVAL_LIMITS[scope]?.[level as AuthorityLevel];
  if (limit === null) return false;
  return limit === undefined || amount === null || amount <= limit;
}

/** The officer, as far as the decision depends on it. */
export interface Officer {
  personId: string;
  level: `${AuthorityLevel}`;
  authorityCode: string;
  scopes: readonly string[];
  certified: boolean;
}

/** The case an officer names. */
export interface Case {
  number: string;
  taxpayerId: string;
  authorityCode: string;
  crossArea: boolean;
  /** What a cross-area case opens, by field name. */
  fields: readonly string[];
  openedAt: Date;
  closedAt: Date | null;
  /** Who opened it, and who gave it to its handler; absent for cases of before. */
  openedById?: string | null;
  assignedById?: string | null;
}

export interface Asked {
  officer: Officer;
  /** The post permission that is used. */
  scope: string;
  taxpayer: { id: string; authorityCode: string };
  dataClass: "C2" | "C3" | "C4";
  /** The case that was named: nothing when none was, null when there is no case of that number. */
  named: Case | null | undefined;
  /** A second person's approval for this officer, taxpayer and case is in force. */
  approved: boolean;
  /** The officer declared an interest in this taxpayer. */
  conflicted: boolean;
  now: Date;
}

/** Whether a case is a ground for this officer to look at this taxpayer. */
export const caseIsGround = (named: Case, { officer, taxpayer, now }: Asked): boolean =>
  named.taxpayerId === taxpayer.id &&
  inJurisdiction(named.authorityCode, officer.authorityCode) &&
  named.openedAt <= now &&
  // Nobody gives themselves a ground: one's own case counts once somebody else has assigned it.
  !(named.openedById === officer.personId && (named.assignedById ?? officer.personId) === officer.personId) &&
  (named.closedAt === null || named.closedAt > now);

/** Levels that look at their own taxpayers in the ordinary course of their work; the others need a case. */
const WORKS_WITHOUT_CASE: readonly string[] = ["COUNTY", "STATION"];

/**
 * Why an officer may not look: post permission ∧ jurisdiction ∧ data class ∧ purpose, every reason at once. Empty when
 * the officer may. A number that is no ground is refused even where none is needed: it would stand in the ledger.
 */
export function whyNotLook(asked: Asked): Problem[] {
  const { officer, scope, taxpayer, dataClass, named, approved, conflicted } = asked;
  const found: Problem[] = [];
  const personal = dataClass === "C4";
  if (!officer.scopes.includes(scope)) found.push({ ...access.FORBIDDEN_SCOPE, details: { scope } });
  else if (personal && (officer.level === "STATION" || !officer.certified))
    found.push({ ...access.FORBIDDEN_SCOPE, details: { scope, dataClass } });
  if (conflicted) found.push(access.CONFLICT_OF_INTEREST);
  const grounded = named ? caseIsGround(named, asked) : false;
  const own = inJurisdiction(taxpayer.authorityCode, officer.authorityCode);
  if (!own && !(grounded && named?.crossArea)) found.push(access.JURISDICTION_DENIED);
  else if (named !== undefined && !grounded) found.push(access.PURPOSE_REQUIRED);
  else if (!named && (personal || !WORKS_WITHOUT_CASE.includes(officer.level)))
    found.push(access.PURPOSE_REQUIRED);
  if (personal && isAtLeast(officer.level, "CITY") && !approved && found.length === 0)
    found.push(access.DUAL_APPROVAL_REQUIRED);
  return found;
}

/** The fields an officer who may look is shown: all of them in the own area, those of the case elsewhere. */
export const fieldsShown = ({ officer, taxpayer, named }: Asked): readonly string[] | "all" =>
  inJurisdiction(taxpayer.authorityCode, officer.authorityCode) ? "all" : (named?.fields ?? []);
