import { refuse as access } from "../platform/access.ts";
import { dayOf } from "../platform/clock.ts";
import { at, type Problem } from "../platform/refusal.ts";
import type { Agreement } from "./agreement.ts";
import {
  isGrantable,
  longestMonths,
  mayConsent,
  mayRequest,
  obstacle,
  type Role,
  refuse,
  roleMayUse,
  whyNotAtThisAge,
  withinPurpose,
} from "./consent.rules.ts";
import type { ConsentedItem } from "./consented-item.ts";
import { OWN_USE } from "./purposes.ts";

const scopeAt = (problem: Problem | false | undefined, scope: string) =>
  problem && at(problem, ["scopes", scope]);

/** Separate consent to each sensitive scope (Personal Information Protection Law, art. 29): a bundled tick is none. */
export const eachSensitiveIsTicked = (
  items: readonly Pick<ConsentedItem, "scope" | "class">[],
  ticked: readonly string[],
) =>
  items.map(({ scope, class: level }) =>
    scopeAt(level === "C4" && !ticked.includes(scope) && refuse.SEPARATE_CONSENT_REQUIRED, scope),
  );

const lastsTooLong = (months: number, terms: readonly { maxMonths?: number }[]) =>
  (!Number.isInteger(months) || months < 1 || months > longestMonths(terms)) &&
  at(refuse.CONSENT_DURATION, ["months"]);

type Found = Problem | false | undefined;

/** Everything wrong with what a person would agree to now. */
export function faultsOfAgreement(agreement: Agreement): Found[] {
  const { scopes, ticked, catalogue, role, acr, now, months, purpose } = agreement;
  if (scopes.length === 0) return [refuse.CONSENT_NOTHING_CHOSEN];
  const own = purpose === OWN_USE;
  const why = (scope: string) => {
    const terms = catalogue[scope];
    if (!terms) return undefined;
    return own ? !roleMayUse(scope, role) && access.ROLE_DENIED : obstacle(terms, role, acr);
  };
  const known = scopes.flatMap((scope) => (catalogue[scope] ? [{ ...catalogue[scope], scope }] : []));
  return [
    ...(own ? [] : withinPurpose(agreement, dayOf(now))),
    own ? undefined : whyNotAtThisAge(role, agreement.turns14On, dayOf(now)),
    ...scopes.map((scope) => scopeAt(!catalogue[scope] && refuse.SCOPE_NOT_GRANTABLE, scope)),
    ...scopes.map((scope) => scopeAt(why(scope), scope)),
    ...(own ? [] : eachSensitiveIsTicked(known, ticked)),
    lastsTooLong(months, known),
  ];
}

/** Everything wrong with what a tax handler asks another to agree to: the approver's own level is asked for later. */
export function faultsOfRequest(agreement: Agreement): Found[] {
  const { scopes, catalogue, role, now, months } = agreement;
  if (scopes.length === 0) return [refuse.CONSENT_NOTHING_CHOSEN];
  const known = scopes.flatMap((scope) => (catalogue[scope] ? [{ ...catalogue[scope], scope }] : []));
  return [
    !mayRequest(role) && refuse.CONSENT_ROLE,
    ...withinPurpose(agreement, dayOf(now)),
    ...scopes.map((scope) => scopeAt(!catalogue[scope] && refuse.SCOPE_NOT_GRANTABLE, scope)),
    ...known.map((terms) => scopeAt(obstacle(terms, "LEGAL_REP", "L3"), terms.scope)),
    lastsTooLong(months, known),
  ];
}

/** What an approver decides over. */
export interface Approval {
  items: readonly ConsentedItem[];
  role: Role;
  /** The level of assurance at this moment; L3 only when it is fresh. */
  acr: string;
  separate: readonly string[];
  months: number;
}

/** Everything wrong with an approval. A passkey that is missing or too long ago is a matter of stepping up. */
export function faultsOfApproval({ items, role, acr, separate, months }: Approval): Found[] {
  if (!mayConsent(role)) return [refuse.CONSENT_ROLE];
  return [
    ...items
      .map((item) => {
        const problem = obstacle(item, role, acr);
        return problem?.code === "CONSENT_L3_REQUIRED" ? stepUp : scopeAt(problem, item.scope);
      })
      .filter((problem, i, all) => problem && all.indexOf(problem) === i),
    ...eachSensitiveIsTicked(items, separate),
    lastsTooLong(months, items),
  ];
}

const stepUp: Problem = { ...access.STEP_UP_REQUIRED, details: { acr_values: "L3", max_age: 300 } };

/** What there is, and what is to be left of it. Whatever is absent stays as it is. */
export interface Extent {
  scopes: readonly string[];
  fields?: readonly string[] | undefined;
  expiresAt: Date;
  periodFrom: string | null;
  periodTo: string | null;
}
export type Narrower = { [K in keyof Extent]?: Extent[K] | null | undefined };

/** Widening purpose, data or recipients needs a new consent (PIPL art. 14); narrowing needs none. */
export function narrows(now: Extent, then: Narrower): Found[] {
  const { scopes, fields, expiresAt, periodFrom, periodTo } = then;
  const wider = (path: string) => at(refuse.CONSENT_NOT_NARROWER, [path]);
  const [from, to] = [periodFrom ?? now.periodFrom, periodTo ?? now.periodTo];
  const changes =
    (scopes && scopes.length < now.scopes.length) ||
    (fields && (!now.fields || fields.length < now.fields.length)) ||
    (expiresAt && expiresAt < now.expiresAt) ||
    (periodFrom && periodFrom !== now.periodFrom) ||
    (periodTo && periodTo !== now.periodTo);
  return [
    scopes?.length === 0 && at(refuse.CONSENT_NOTHING_CHOSEN, ["scopes"]),
    scopes?.some((scope) => !now.scopes.includes(scope) || !isGrantable(scope)) && wider("scopes"),
    fields && !now.fields && at(refuse.CONSENT_HAS_NO_FIELDS, ["fields"]),
    fields && now.fields && fields.some((field) => !now.fields?.includes(field)) && wider("fields"),
    expiresAt && expiresAt > now.expiresAt && wider("expiresAt"),
    periodFrom && (!now.periodFrom || periodFrom < now.periodFrom) && wider("periodFrom"),
    periodTo && (!now.periodTo || periodTo > now.periodTo) && wider("periodTo"),
    from && to && from > to ? at(refuse.CONSENT_PERIOD_INVALID, ["periodFrom"]) : undefined,
    !changes && refuse.CONSENT_NOT_NARROWER,
  ].map((found) => found || undefined);
}
