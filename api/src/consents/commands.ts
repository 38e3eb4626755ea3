import { randomBytes } from "node:crypto";
import { refuse as access } from "../platform/access.ts";
import { dayOf, startOfDay } from "../platform/clock.ts";
import { newId } from "../platform/id.ts";
import { at, check } from "../platform/refusal.ts";
import type { Queryable } from "../platform/transaction.ts";
import { faultsOfAgreement, faultsOfApproval, faultsOfRequest } from "./agreement.rules.ts";
import type { Agreement, SeparateConsent, Signer } from "./agreement.ts";
import {
  ConsentStatus,
  DAYS_TO_DELETE,
  HOURS_TO_DECIDE,
  monthsLater,
  type Role,
  refuse,
  withImplied,
} from "./consent.rules.ts";
import { fieldsUnder, keepFields } from "./consented-fields.ts";
import { itemsOf } from "./consented-item.ts";
import { type Moved, move } from "./moves.ts";
import { OWN_USE } from "./purposes.ts";
import { type Locked, locked, writeReceipt } from "./record.ts";

/*
 * The only writer of consents, with `narrowing.ts` beside it. Each function runs its statements on the client it is
 * given and belongs inside one transaction of the caller's: a consent, the library's Grant of the same id and the token
 * rows under it change together or not at all. Consents use real time, never a test clock.
 */

export type { Agreement, Signer } from "./agreement.ts";
export { narrowConsent } from "./narrowing.ts";

export interface GivenConsent {
  id: string;
  receiptNo: string;
  scopes: string[];
  expiresAt: Date;
  /** The SHA-256 that names the consented fields; nothing when the consent goes by scopes alone. */
  fieldsHash: string | null;
  /** The consent of the same person, taxpayer and app that this one takes the place of. */
  replaced: string | null;
}

const { REQUESTED, AWAITING_APPROVAL, ACTIVE, SUSPENDED, EXPIRED, REVOKED, REFUSED, LAPSED } = ConsentStatus;

/** How many sign-ins to the platform's own tools one person may have for one taxpayer at a time; the oldest ends. */
const OWN_USES = 10;

/** One at a time for a person, a taxpayer and an app, so that twenty at once leave one. */
const alone = (client: Queryable, { personId, taxpayerId, appId }: Party) =>
  client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `consent ${personId} ${taxpayerId} ${appId}`,
  ]);

type Party = Pick<Agreement, "personId" | "taxpayerId" | "appId">;

/** The same for the parties of a consent there is. First the parties, then the rows: the order everywhere, or two wait for each other. */
async function aloneWith(client: Queryable, id: string): Promise<void> {
  const { rows } = await client.query<Party>(
    `select granted_by_id as "personId", taxpayer_id as "taxpayerId", app_id as "appId" from consent where id = $1`,
    [id],
  );
  if (rows[0]) await alone(client, rows[0]);
}

/**
 * Records a consent. There is at most one living consent of a person for a taxpayer to an app: a new one takes the
 * old one's place and ends it with all its tokens, whether it is wider or narrower. A suspended one cannot be got
 * round this way. A person's own use of the platform's tools may live several times, once for each browser.
 * Throws a Refusal with every problem found.
 */
export async function grantConsent(client: Queryable, agreement: Agreement): Promise<GivenConsent> {
  check(...faultsOfAgreement(agreement));
  await alone(client, agreement);
  const replaced =
    agreement.purpose === OWN_USE
      ? await endOldest(client, agreement)
      : await replaceLiving(client, agreement);
  const id = await insertRequest(client, agreement, null);
  const row = (await locked(client, id)) as Locked;
  await activate(client, row, {
    ...agreement,
    by: null,
    separate: agreement.ticked,
    // What a guardian agreed to ends with the child's fourteenth birthday, to the minute.
    until:
      agreement.role === "GUARDIAN" && agreement.purpose !== OWN_USE && agreement.turns14On
        ? startOfDay(agreement.turns14On)
        : null,
  });
  const given = (await locked(client, id)) as Locked;
  const { receiptNo, scopes, expiresAt, fieldsHash } = given;
  return { id, receiptNo, scopes, expiresAt, fieldsHash, replaced };
}

/** Ends what the new consent takes the place of: living consents, and requests that still wait. */
async function replaceLiving(
  client: Queryable,
  { personId, taxpayerId, appId }: Party,
): Promise<string | null> {
  const { rows } = await client.query<{ id: string; status: ConsentStatus }>(
    `select id, status from consent where granted_by_id = $1 and taxpayer_id = $2 and app_id = $3
       and status in ('REQUESTED', 'AWAITING_APPROVAL', 'ACTIVE', 'SUSPENDED') order by id for update`,
    [personId, taxpayerId, appId],
  );
  check(rows.some(({ status }) => status === SUSPENDED) && access.CONSENT_SUSPENDED);
  const living = rows.filter(({ status }) => status === ACTIVE);
  for (const { id } of living) await revokeConsent(client, id, { by: personId, reason: "REPLACED" });
  for (const { id, status } of rows)
    if (status !== ACTIVE) await refuseConsent(client, id, { reason: "REPLACED" });
  return living[0]?.id ?? null;
}

async function endOldest(client: Queryable, { personId, taxpayerId, appId }: Party): Promise<null> {
  const { rows } = await client.query<{ id: string }>(
    `select id from consent where granted_by_id = $1 and taxpayer_id = $2 and app_id = $3 and status in ('ACTIVE', 'SUSPENDED')
     order by granted_at desc, id desc offset $4`,
    [personId, taxpayerId, appId, OWN_USES - 1],
  );
  for (const { id } of rows) await revokeConsent(client, id, { by: personId, reason: "TOO_MANY_SIGN_INS" });
  return null;
}

/**
 * Records what a tax handler asks the legal representative or the financial officer to agree to, within 72 hours. An
 * earlier request of the same person for the same taxpayer and app is taken back. Throws a Refusal.
 */
export async function requestConsent(
  client: Queryable,
  agreement: Agreement,
): Promise<{ id: string; decideBy: Date }> {
  check(...faultsOfRequest(agreement));
  await alone(client, agreement);
  const { personId, taxpayerId, appId, now } = agreement;
  const { rows } = await client.query<{ id: string }>(
    `select id from consent where granted_by_id = $1 and taxpayer_id = $2 and app_id = $3 and status in ('REQUESTED', 'AWAITING_APPROVAL')`,
    [personId, taxpayerId, appId],
  );
  for (const { id } of rows) await refuseConsent(client, id, { reason: "REPLACED" });
  const decideBy = new Date(now.getTime() + HOURS_TO_DECIDE * 3_600_000);
  const id = await insertRequest(client, agreement, decideBy);
  await move(client, AWAITING_APPROVAL, { where: "t.id = $3", values: [id] });
  return { id, decideBy };
}

async function insertRequest(
  client: Queryable,
  agreement: Agreement,
  decideBy: Date | null,
): Promise<string> {
  const { appId, taxpayerId, personId, role, acr, purpose, catalogue, months, channel, text, now } =
    agreement;
  const id = newId("cst");
  const receiptNo = `SQ${dayOf(now).replaceAll("-", "")}${randomBytes(5).toString("hex").toUpperCase()}`;
  const scopes = withImplied(agreement.scopes).filter((scope) => catalogue[scope]);
  const fields = agreement.fields && fieldsUnder(agreement.fields, scopes);
  const { periodFrom, periodTo, asked = agreement.scopes, releaseId = null, parties = {} } = agreement;
  await client.query(
    `insert into consent (id, app_id, taxpayer_id, granted_by_id, granted_role, scopes, asked_scopes, items, purpose_code, period_from, period_to,
       requested_at, decide_by, granted_at, expires_at, months, separate_consents, channel, acr, status, version, changed_at, receipt_no,
       text_version, text_sha256, parties, fields_hash, release_id)
     values ($1, $2, $3, $4, $5, $6::text[], $7::text[], $8::jsonb, $9, $10::date, $11::date, $12::timestamptz, $13::timestamptz, $12::timestamptz,
       coalesce($13::timestamptz, $12::timestamptz), $14, '[]', $15, $16, $17, 1, clock_timestamp(), $18, $19, $20, $21::jsonb, $22, $23)`,
    [
      id,
      appId,
      taxpayerId,
      personId,
      role,
      scopes,
      asked,
      JSON.stringify(itemsOf(scopes, catalogue)),
      purpose,
      periodFrom,
      periodTo,
      now,
      decideBy,
      months,
      channel,
      acr,
      REQUESTED,
      receiptNo,
      text.version,
      text.sha256,
      JSON.stringify(parties),
      fields ? await keepFields(client, fields) : null,
      releaseId,
    ],
  );
  return id;
}

/** Who approves a request, and on what terms. */
export interface Approver {
  personId: string;
  role: Role;
  /** L3 only when the passkey was used within the last five minutes. */
  acr: string;
  /** The sensitive scopes, each with a tick of its own. */
  separate: readonly string[];
  /** How long, when not as long as was asked. */
  months?: number | null;
  signer?: Signer;
  now: Date;
}

/**
 * The legal representative or the financial officer agrees to a waiting request. Throws CONSENT_STATE when nobody waits
 * any more, and every reason why this person cannot agree to it as it is.
 */
export async function approveConsent(client: Queryable, id: string, approver: Approver): Promise<void> {
  const { personId, role, acr, separate, signer, now } = approver;
  await aloneWith(client, id);
  const row = await locked(client, id);
  if (row?.status !== AWAITING_APPROVAL || !row.decideBy || row.decideBy <= now)
    return check(refuse.CONSENT_STATE);
  const months = approver.months ?? row.months ?? 0;
  check(...faultsOfApproval({ items: row.items, role, acr, separate, months }));
  const { personId: requester, taxpayerId, appId } = row;
  const { rows } = await client.query<{ id: string; status: ConsentStatus }>(
    `select id, status from consent where granted_by_id = $1 and taxpayer_id = $2 and app_id = $3 and status in ('ACTIVE', 'SUSPENDED')`,
    [requester, taxpayerId, appId],
  );
  check(rows.some(({ status }) => status === SUSPENDED) && access.CONSENT_SUSPENDED);
  for (const living of rows) await revokeConsent(client, living.id, { by: personId, reason: "REPLACED" });
  const by = { personId, role };
  await activate(client, row, { by, acr, separate, months, now, ...(signer ? { signer } : {}) });
}

interface Activation {
  /** The approver; nothing when the person at the page needed none. */
  by: { personId: string; role: Role } | null;
  acr: string;
  separate: readonly string[];
  months: number;
  now: Date;
  /** When it ends at the latest, whatever the months say. */
  until?: Date | null;
  signer?: Signer;
}

async function activate(
  client: Queryable,
  { id, items, text }: Locked,
  { by, acr, separate, months, now, until, signer }: Activation,
): Promise<void> {
  const apart: SeparateConsent[] = items
    .filter((item) => item.class === "C4" && separate.includes(item.scope))
    .map(({ scope }) => ({
      scope,
      textVersion: text.version,
      textSha256: text.sha256,
      grantedAt: now.toISOString(),
    }));
  await move(
    client,
    ACTIVE,
    {
      where: "t.id = $3",
      set: `granted_at = $4::timestamptz, expires_at = $5::timestamptz, months = $6, acr = $7, separate_consents = $8::jsonb,
            approved_by_id = $9, approved_by_role = $10`,
      values: [
        id,
        now,
        until && until < monthsLater(now, months) ? until : monthsLater(now, months),
        months,
        acr,
        JSON.stringify(apart),
        by?.personId ?? null,
        by?.role ?? null,
      ],
    },
    [REQUESTED, AWAITING_APPROVAL],
  );
  if (signer) await writeReceipt(client, id, signer, now);
}

/** Somebody says no to a request: the approver, or the one who asked. Throws CONSENT_STATE when nothing waits. */
export async function refuseConsent(
  client: Queryable,
  id: string,
  { reason }: { reason?: string | null } = {},
): Promise<void> {
  const refused = await move(client, REFUSED, {
    where: "t.id = $3",
    set: "refuse_reason = $4",
    values: [id, reason ?? null],
  });
  check(refused.length === 0 && refuse.CONSENT_STATE);
}

const ended = (at: string) =>
  `ended_at = ${at}, delete_by = case when t.purpose_code = '${OWN_USE}' then null else ${at} + interval '${DAYS_TO_DELETE} days' end`;

/** Withdraws a consent: its tokens are gone with the commit, and the next call under it is refused. Throws CONSENT_STATE. */
export async function revokeConsent(
  client: Queryable,
  id: string,
  { by, reason }: { by: string; reason?: string | null },
): Promise<void> {
  const revoked = await move(client, REVOKED, {
    where: "t.id = $3",
    set: `revoked_at = now(), revoked_by = $4, revoke_reason = $5, ${ended("now()")}`,
    values: [id, by, reason ?? null],
  });
  check(revoked.length === 0 && refuse.CONSENT_STATE);
}

/** Marks as expired what has come to its end, and deletes the token rows. Run it each minute; tokens end by themselves anyway. */
export async function expireConsents(client: Queryable, now: Date): Promise<string[]> {
  const moved = await move(client, EXPIRED, {
    where: "t.expires_at <= $3::timestamptz",
    set: ended("t.expires_at"),
    values: [now],
  });
  return moved.map(({ id }) => id);
}

/** Lets requests lapse that nobody decided in time. Run it each minute. */
export async function lapseConsents(client: Queryable, now: Date): Promise<string[]> {
  const moved = await move(client, LAPSED, { where: "t.decide_by <= $3::timestamptz", values: [now] });
  return moved.map(({ id }) => id);
}

/** Which consents are meant: one, or all of an app's. */
export type Which = { id: string } | { appId: string };
const whichIs = (which: Which) =>
  "id" in which
    ? { where: "t.id = $3", value: which.id }
    : { where: `t.app_id = $3 and t.purpose_code <> '${OWN_USE}'`, value: which.appId };

/**
 * Suspends consents at once: an app was suspended, there was an incident, a risk rule struck, the person said “not me”.
 * Every reason is kept, also of one that is suspended already. Answers those that were in force until now.
 */
export async function suspendConsents(
  client: Queryable,
  { reason, by, ...which }: Which & { reason: string; by: string },
): Promise<Moved[]> {
  const { where, value } = whichIs(which);
  const { rows } = await client.query<{ id: string }>(
    `select id from consent t where ${where.replace("$3", "$1")} and status in ('ACTIVE', 'SUSPENDED') order by id for update`,
    [value],
  );
  for (const { id } of rows)
    await client.query(
      "insert into consent_suspension (id, consent_id, reason, by_whom, at) values ($1, $2, $3, $4, now())",
      [newId("csu"), id, reason, by],
    );
  return move(client, SUSPENDED, {
    where: "t.id = any($3::text[])",
    set: "suspended_at = now(), suspend_reason = $4",
    values: [rows.map(({ id }) => id), reason],
  });
}

/**
 * Lifts a reason for which consents were suspended, or all reasons when none is named. A consent is in force again, as
 * it was, when no reason is left. Answers those that are.
 */
export async function resumeConsents(
  client: Queryable,
  { reason, by, ...which }: Which & { reason?: string; by: string },
): Promise<Moved[]> {
  const { where, value } = whichIs(which);
  await client.query(
    `update consent_suspension s set lifted_at = now(), lifted_by = $2 from consent t
     where ${where.replace("$3", "$1")} and s.consent_id = t.id and s.lifted_at is null and ($3::text is null or s.reason = $3)`,
    [value, by, reason ?? null],
  );
  return move(
    client,
    ACTIVE,
    {
      where: `${where} and not exists (select 1 from consent_suspension s where s.consent_id = t.id and s.lifted_at is null)`,
      values: [value],
    },
    [SUSPENDED],
  );
}

const NOT_ATTESTED = {
  CONSENT_NOT_FOUND: refuse.CONSENT_NOT_FOUND,
  CONSENT_NOT_ENDED: refuse.CONSENT_NOT_ENDED,
  CONSENT_STATE: refuse.CONSENT_STATE,
} as const;

/**
 * The app of the running request says that it deleted what it had obtained. Throws CONSENT_NOT_FOUND for another's,
 * CONSENT_NOT_ENDED, and CONSENT_STATE the second time.
 */
export async function attestDeletion(client: Queryable, id: string, deletedItems: number): Promise<void> {
  check(deletedItems < 0 && at(refuse.DELETED_ITEMS_RANGE, ["deletedItems"]));
  const { rows } = await client.query<{ why: keyof typeof NOT_ATTESTED | null }>(
    "select attest_deletion($1, $2) as why",
    [id, deletedItems],
  );
  const why = rows[0]?.why;
  check(why && NOT_ATTESTED[why]);
}
