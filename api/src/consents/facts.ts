import type { Pool, PoolClient } from "pg";
import { dayOf } from "../platform/clock.ts";
import type { Scope } from "../platform/operation.ts";
import type { Problem } from "../platform/refusal.ts";
import {
  type Asked,
  type ConsentStatus,
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
import { OWN_USE, PURPOSES, type Purpose, partWithin, propertiesWithin } from "./purposes.ts";
import { APP_SCOPES, GIVEN_SCOPES, type ScopeTerms, withTerms } from "./scope-terms.ts";

/** Every scope with its sentences and terms. */
export type Catalogue = Readonly<Record<string, ScopeTerms>>;
export type Terms = ScopeTerms;
export type PersonRole = Role;
export type PurposeFact = Purpose;
export type { ConsentedField } from "./consented-fields.ts";

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
  /** Names the consented fields; nothing when the consent goes by scopes alone. */
  fieldsHash: string | null;
  /** Raised by each narrowing; tokens name the one they were issued under. */
  version: number;
}

const COLUMNS = `id, app_id as "appId", taxpayer_id as "taxpayerId", granted_by_id as "personId", granted_role as role, scopes,
  purpose_code as purpose, period_from::text as "periodFrom", period_to::text as "periodTo", expires_at as "expiresAt", status,
  fields_hash as "fieldsHash", version`;

/** One consent, whatever its state; nothing when there is none. */
export async function consentById(pool: Pool | PoolClient, id: string): Promise<ConsentFact | undefined> {
  const { rows } = await pool.query<ConsentFact>({
    name: "consent:fact",
    text: `select ${COLUMNS} from consent where id = $1`,
    values: [id],
  });
  return rows[0];
}

/** What a verifier of tokens must know of a consent that lately changed for the worse, or back. */
export interface ConsentState {
  id: string;
  status: ConsentStatus;
  /** Tokens issued under an earlier version are too wide. */
  version: number;
  /** When, in seconds of the database's clock: the later word counts. */
  at: number;
}

/** How far back, in minutes, `lateChanges` looks: longer than any access token lives. */
const LATE_MINUTES = 10;

/** The consents that ended, were suspended, resumed or narrowed in the last ten minutes, all by the database's clock. */
export async function lateChanges(pool: Pool): Promise<ConsentState[]> {
  const { rows } = await pool.query<ConsentState>({
    name: "consent:late-changes",
    text: `select id, status, version, extract(epoch from changed_at)::float8 as at from consent
           where changed_at >= now() - interval '${LATE_MINUTES} minutes'
             and (status in ('REVOKED', 'EXPIRED', 'SUSPENDED') or version > 1 or suspended_at is not null)`,
  });
  return rows;
}

/** The fields a hash stands for; nothing for an unknown one. A hash always stands for the same list. */
export async function fieldsOf(pool: Pool, hash: string): Promise<readonly string[] | undefined> {
  const { rows } = await pool.query<{ fields: string[] }>({
    name: "consent:fields",
    text: "select fields from consent_fields where hash = $1",
    values: [hash],
  });
  return rows[0]?.fields;
}

/** What one person once asked others to agree to, for one app, and that still waits or was agreed to. */
export interface RequestFact extends ConsentFact {
  /** What the app had asked for. */
  asked: string[];
  requestedAt: Date;
  decideBy: Date | null;
  /** Whether the app has got tokens under it before. */
  used: boolean;
}

/** The requests of a person to an app that wait, or were approved and are in force; the newest first. */
export async function requestsOf(
  pool: Pool,
  { appId, personId }: { appId: string; personId: string },
): Promise<RequestFact[]> {
  const { rows } = await pool.query<RequestFact>({
    name: "consent:requests-of",
    text: `select ${COLUMNS}, asked_scopes as asked, requested_at as "requestedAt", decide_by as "decideBy",
             exists (select 1 from oauth_row r where r.model = 'Grant' and r.id = consent.id) as used
           from consent where app_id = $1 and granted_by_id = $2
             and (status = 'AWAITING_APPROVAL' and decide_by > now() or status = 'ACTIVE' and approved_by_id is not null and expires_at > now())
           order by requested_at desc limit 20`,
    values: [appId, personId],
  });
  return rows;
}

/** A consent that ended, and whose app has not attested in time that it deleted what it had obtained. */
export interface OverdueDeletion {
  id: string;
  appId: string;
  taxpayerId: string;
  endedAt: Date;
  deleteBy: Date;
}

/** Overdue deletions, the oldest first, 1,000 at most. */
export async function overdueDeletions(pool: Pool): Promise<OverdueDeletion[]> {
  const { rows } = await pool.query<OverdueDeletion>({
    name: "consent:overdue-deletions",
    text: `select id, app_id as "appId", taxpayer_id as "taxpayerId", ended_at as "endedAt", delete_by as "deleteBy" from consent
           where delete_by < now() and attested_at is null order by delete_by, id limit 1000`,
  });
  return rows;
}

/** A consent with the fields it names. */
export type ConsentStanding = ConsentFact & { fields?: readonly string[] };

/**
 * The consent of a taxpayer to an app that counts: the one in force, else a suspended or a waiting one, else the
 * latest. A person's own use of the portal is none. Nothing when there never was one, or no such taxpayer.
 */
export async function consentStanding(
  pool: Pool,
  { appId, taxpayerId }: { appId: string; taxpayerId: string },
): Promise<ConsentStanding | undefined> {
  const { rows } = await pool.query<ConsentFact>({
    name: "consent:standing",
    text: `select ${COLUMNS} from consent where app_id = $1 and taxpayer_id = $2 and purpose_code <> '${OWN_USE}'
           order by array_position(array['ACTIVE', 'SUSPENDED', 'AWAITING_APPROVAL', 'REQUESTED'], status::text), requested_at desc limit 1`,
    values: [appId, taxpayerId],
  });
  const [consent] = rows;
  const fields = consent?.fieldsHash ? await fieldsOf(pool, consent.fieldsHash) : undefined;
  return consent && { ...consent, ...(fields ? { fields } : {}) };
}

/** The purpose of that code. */
export const purposeOf = (code: string): Purpose | undefined =>
  PURPOSES.find((purpose) => purpose.code === code);

/** Which of an owner's properties each limited purpose leaves: for `Owner.purposes`. */
export const ownersWithin = propertiesWithin;

/** The part of a scope that a purpose leaves; nothing when it is the whole. */
export const partOf = partWithin;

/** Why something is refused that the consent is not for. */
export const purposeMismatch = refuse.PURPOSE_MISMATCH;

/** The purpose code of a person's own use of the platform's portal. */
export const ownUse = (): string => OWN_USE;

/** What is wrong with what an app asks for, before any person sees it. */
export const faultsOf = (asked: Asked, now: Date): Problem[] => withinPurpose(asked, dayOf(now));

/** Why a person cannot give this scope; nothing when it can. */
export const whyNot = (terms: ScopeTerms, role: Role, acr: string): Problem | undefined =>
  obstacle(terms, role, acr);

/** Why a natural person, or a guardian, may not consent at this age. */
export const whyNotForAge = (role: Role, turns14On: string | undefined, today: string): Problem | undefined =>
  whyNotAtThisAge(role, turns14On, today);

/** Whether a role may give others access at all. */
export const roleMayConsent = (role: Role): boolean => mayConsent(role);

/** Whether a role may ask for access that another then approves. */
export const roleMayRequest = (role: Role): boolean => mayRequest(role);

/** Whether a role may use this scope in the platform's own tools. */
export const mayUse = (scope: string, role: Role): boolean => roleMayUse(scope, role);

/** The longest time, in months, for which all of these may be given. */
export const longest = (terms: readonly ScopeTerms[]): number => longestMonths(terms);

/** Whether a scope can be given by consent at all. */
export const grantable = (scope: string): boolean => isGrantable(scope);

/** Whether an app holds this scope in its own right, without any taxpayer's consent. */
export const appOwn = (scope: string): boolean => APP_SCOPES.includes(scope);

/** Every scope there is: those that taxpayers can give, with their terms, and what the subgraphs declare, in their words. */
export function scopeCatalogue(scopes: Readonly<Record<string, Scope>>): Catalogue {
  const { openid: _protocol, ...given } = GIVEN_SCOPES;
  return { ...given, ...withTerms(scopes) };
}

/** What an app is called, in both languages. */
export interface AppName {
  id: string;
  zh: string;
  en: string;
}

/** The names of apps by their ids, whatever has become of them; unknown ids are left out. */
export async function appNames(pool: Pool, ids: readonly string[]): Promise<AppName[]> {
  const { rows } = await pool.query<AppName>({
    name: "consent:app-names",
    text: `select id, metadata ->> 'client_name' as zh, name_en as en from oauth_client where id = any($1)`,
    values: [ids],
  });
  return rows;
}
