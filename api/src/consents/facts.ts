import type { Pool } from "pg";
import { dayOf } from "../platform/clock.ts";
import type { Scope } from "../platform/operation.ts";
import type { Problem } from "../platform/refusal.ts";
import {
  type Asked,
  type ConsentStatus,
  isGrantable,
  longestMonths,
  mayConsent,
  obstacle,
  type Role,
  roleMayUse,
  withinPurpose,
} from "./consent.rules.ts";
import { OWN_USE, PURPOSES, type Purpose } from "./purposes.ts";
import { APP_SCOPES, type ScopeTerms, withTerms } from "./scope-terms.ts";

/** Every scope with its sentences and terms. */
export type Catalogue = Readonly<Record<string, ScopeTerms>>;
export type Terms = ScopeTerms;
export type PersonRole = Role;
export type PurposeFact = Purpose;

/** A consent as the gateway and the authorization server need it. */
export interface ConsentFact {
  id: string;
  appId: string;
  taxpayerId: string;
  personId: string;
  role: Role;
  scopes: string[];
  purpose: string;
  periodFrom: string | null;
  periodTo: string | null;
  expiresAt: Date;
  status: ConsentStatus;
}

const COLUMNS = `id, app_id as "appId", taxpayer_id as "taxpayerId", granted_by_id as "personId", granted_role as role, scopes,
  purpose_code as purpose, period_from::text as "periodFrom", period_to::text as "periodTo", expires_at as "expiresAt", status`;

/** One consent, whatever its state; nothing when there is none. */
export async function consentById(pool: Pool, id: string): Promise<ConsentFact | undefined> {
  const { rows } = await pool.query<ConsentFact>({
    name: "consent:fact",
    text: `select ${COLUMNS} from consent where id = $1`,
    values: [id],
  });
  return rows[0];
}

/** The ids of consents that were withdrawn at or after `since`: what a verifier of tokens must refuse at once. */
export async function revokedSince(pool: Pool, since: Date): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: "consent:revoked-since",
    text: "select id from consent where revoked_at >= $1",
    values: [since],
  });
  return rows.map(({ id }) => id);
}

/** The purpose of that code. */
export const purposeOf = (code: string): Purpose | undefined =>
  PURPOSES.find((purpose) => purpose.code === code);

/** The purpose code of a person's own use of the platform's portal. */
export const ownUse = (): string => OWN_USE;

/** What is wrong with what an app asks for, before any person sees it. */
export const faultsOf = (asked: Asked, now: Date): Problem[] => withinPurpose(asked, dayOf(now));

/** Why a person cannot give this scope; nothing when it can. */
export const whyNot = (terms: ScopeTerms, role: Role, acr: string): Problem | undefined =>
  obstacle(terms, role, acr);

/** Whether a role may give others access at all. */
export const roleMayConsent = (role: Role): boolean => mayConsent(role);

/** Whether a role may use this scope in the platform's own tools. */
export const mayUse = (scope: string, role: Role): boolean => roleMayUse(scope, role);

/** The longest time, in months, for which all of these may be given. */
export const longest = (terms: readonly ScopeTerms[]): number => longestMonths(terms);

/** Whether a scope can be given by consent at all. */
export const grantable = (scope: string): boolean => isGrantable(scope);

/** Whether an app holds this scope in its own right, without any taxpayer's consent. */
export const appOwn = (scope: string): boolean => APP_SCOPES.includes(scope);

/** The scopes the subgraphs declare, with the terms on which they are given. */
export const scopeCatalogue = (scopes: Readonly<Record<string, Scope>>): Catalogue => withTerms(scopes);
