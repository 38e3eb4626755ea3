import { randomBytes } from "node:crypto";
import { refuse as access } from "../platform/access.ts";
import { dayOf } from "../platform/clock.ts";
import { announce } from "../platform/events.ts";
import { newId } from "../platform/id.ts";
import { at, check } from "../platform/refusal.ts";
import type { Queryable } from "../platform/transaction.ts";
import {
  before,
  ConsentStatus,
  longestMonths,
  monthsLater,
  obstacle,
  type Role,
  refuse,
  roleMayUse,
  withImplied,
  withinPurpose,
} from "./consent.rules.ts";
import type { SeparateConsent } from "./consent.ts";
import { OWN_USE } from "./purposes.ts";
import type { ScopeTerms } from "./scope-terms.ts";

/*
 * The only writer of consents. Each function runs its statements on the client it is given and belongs inside one
 * transaction of the caller's: a consent, the library's Grant of the same id and the token rows under it change
 * together or not at all. Consents use real time, never a test clock.
 */

/** What a person agreed to on the consent page. */
export interface Agreement {
  appId: string;
  taxpayerId: string;
  personId: string;
  /** The person's role for that taxpayer, read by the server, never taken from the form. */
  role: Role;
  acr: string;
  purpose: string;
  scopes: readonly string[];
  /** Those of `scopes` that had a tick of their own. */
  ticked: readonly string[];
  periodFrom: string | null;
  periodTo: string | null;
  /** How long, as chosen. */
  months: number;
  channel: string;
  text: { version: string; sha256: string };
  /** The terms of every scope the platform knows. */
  catalogue: Readonly<Record<string, ScopeTerms>>;
  now: Date;
}

export interface GivenConsent {
  id: string;
  receiptNo: string;
  scopes: string[];
  expiresAt: Date;
  /** The consent of the same person, taxpayer and app that this one takes the place of. */
  replaced: string | null;
}

/** The channel on which every process hears the ids of withdrawn consents, on commit. */
export const REVOKED_CHANNEL = "consent_revoked";

/** What subscribers of `consentChanged` hear. */
export type ConsentChanged = {
  topic: string;
  id: string;
  appId: string;
  taxpayerId: string;
  status: ConsentStatus;
};

type Ended = Omit<ConsentChanged, "status" | "topic"> & { purpose: string };

export const CONSENT_CHANGED = "consentChanged";

/** A person's own use of the portal is nobody's news. */
async function tell(client: Queryable, { purpose, ...consent }: Ended, status: ConsentStatus): Promise<void> {
  if (purpose !== OWN_USE)
    await announce(client, { topic: CONSENT_CHANGED, ...consent, status } satisfies ConsentChanged);
}

function checkAgreement(agreement: Agreement): void {
  const { scopes, ticked, catalogue, role, acr, now, months } = agreement;
  check(scopes.length === 0 && refuse.CONSENT_NOTHING_CHOSEN);
  const own = agreement.purpose === OWN_USE;
  const terms = scopes.map((scope) => catalogue[scope]);
  check(
    ...(own ? [] : withinPurpose(agreement, dayOf(now))),
    ...scopes.map((scope, i) => !terms[i] && at(refuse.SCOPE_NOT_GRANTABLE, ["scopes", scope])),
    ...scopes.map((scope, i) => {
      const problem =
        terms[i] && (own ? !roleMayUse(scope, role) && access.ROLE_DENIED : obstacle(terms[i], role, acr));
      return problem && at(problem, ["scopes", scope]);
    }),
    ...scopes.map(
      (scope, i) =>
        !own &&
        terms[i]?.class === "C4" &&
        !ticked.includes(scope) &&
        at(refuse.SEPARATE_CONSENT_REQUIRED, ["scopes", scope]),
    ),
    (!Number.isInteger(months) || months < 1 || months > longestMonths(terms.map((term) => term ?? {}))) &&
      at(refuse.CONSENT_DURATION, ["months"]),
  );
}

/**
 * Records a consent. There is at most one living consent of a person for a taxpayer to an app: a new one takes the
 * old one's place and ends it with all its tokens, whether it is wider or narrower. A suspended one cannot be got
 * round this way. Throws a Refusal with every problem found.
 */
export async function grantConsent(client: Queryable, agreement: Agreement): Promise<GivenConsent> {
  checkAgreement(agreement);
  const {
    appId,
    taxpayerId,
    personId,
    role,
    acr,
    purpose,
    ticked,
    catalogue,
    periodFrom,
    periodTo,
    months,
    channel,
    text,
    now,
  } = agreement;
  await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `consent ${personId} ${taxpayerId} ${appId}`,
  ]);
  const { rows: living } = await client.query<{ id: string; status: ConsentStatus }>(
    `select id, status from consent where granted_by_id = $1 and taxpayer_id = $2 and app_id = $3 and status in ('ACTIVE', 'SUSPENDED')`,
    [personId, taxpayerId, appId],
  );
  check(living.some(({ status }) => status === ConsentStatus.SUSPENDED) && access.CONSENT_SUSPENDED);
  for (const { id } of living) await end(client, id, { by: personId, reason: "REPLACED" });

  const id = newId("cst");
  const receiptNo = `SQ${dayOf(now).replaceAll("-", "")}${randomBytes(5).toString("hex").toUpperCase()}`;
  const expiresAt = monthsLater(now, months);
  const scopes = withImplied(agreement.scopes).filter((scope) => catalogue[scope]);
  const separate: SeparateConsent[] = scopes
    .filter((scope) => catalogue[scope]?.class === "C4" && ticked.includes(scope))
    .map((scope) => ({
      scope,
      textVersion: text.version,
      textSha256: text.sha256,
      grantedAt: now.toISOString(),
    }));
  await client.query(
    `insert into consent (id, app_id, taxpayer_id, granted_by_id, granted_role, scopes, purpose_code, period_from, period_to, granted_at,
       expires_at, separate_consents, channel, acr, status, receipt_no, text_version, text_sha256)
     values ($1, $2, $3, $4, $5, $6::text[], $7, $8::date, $9::date, $10::timestamptz, $11::timestamptz, $12::jsonb, $13, $14, 'ACTIVE', $15, $16, $17)`,
    [
      id,
      appId,
      taxpayerId,
      personId,
      role,
      scopes,
      purpose,
      periodFrom,
      periodTo,
      now,
      expiresAt,
      JSON.stringify(separate),
      channel,
      acr,
      receiptNo,
      text.version,
      text.sha256,
    ],
  );
  await tell(client, { id, appId, taxpayerId, purpose }, ConsentStatus.ACTIVE);
  return { id, receiptNo, scopes, expiresAt, replaced: living[0]?.id ?? null };
}

/** Withdraws a consent: its tokens are gone with the commit, and the next call under it is refused. */
export async function revokeConsent(
  client: Queryable,
  id: string,
  { by, reason }: { by: string; reason?: string | null },
): Promise<void> {
  check(!(await end(client, id, { by, reason: reason ?? null })) && refuse.CONSENT_STATE);
}

/** Marks it revoked, deletes the library's Grant and every token row, and tells all processes – all on commit. */
async function end(
  client: Queryable,
  id: string,
  { by, reason }: { by: string; reason: string | null },
): Promise<boolean> {
  const { rows } = await client.query<Ended>(
    `update consent set status = 'REVOKED', revoked_at = now(), revoked_by = $2, revoke_reason = $3
     where id = $1 and status = any($4::text[]) returning id, app_id as "appId", taxpayer_id as "taxpayerId", purpose_code as purpose`,
    [id, by, reason, before(ConsentStatus.REVOKED)],
  );
  const [ended] = rows;
  if (!ended) return false;
  await forget(client, id);
  await client.query("select pg_notify($1, $2)", [REVOKED_CHANNEL, id]);
  await tell(client, ended, ConsentStatus.REVOKED);
  return true;
}

const forget = (client: Queryable, id: string) =>
  client.query("delete from oauth_row where grant_id = $1 or (model = 'Grant' and id = $1)", [id]);

/** Marks as expired what has come to its end, and deletes the token rows. Run it each minute; tokens end by themselves anyway. */
export async function expireConsents(client: Queryable, now: Date): Promise<string[]> {
  const { rows } = await client.query<Ended>(
    `update consent set status = 'EXPIRED' where status = any($1::text[]) and expires_at <= $2::timestamptz
     returning id, app_id as "appId", taxpayer_id as "taxpayerId", purpose_code as purpose`,
    [before(ConsentStatus.EXPIRED), now],
  );
  for (const ended of rows) {
    await forget(client, ended.id);
    await tell(client, ended, ConsentStatus.EXPIRED);
  }
  return rows.map(({ id }) => id);
}
