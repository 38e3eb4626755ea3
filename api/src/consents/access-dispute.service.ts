import { refuse as access } from "../platform/access.ts";
import { entryOf, record } from "../platform/audit.ts";
import type { Context } from "../platform/context.ts";
import { notify } from "../platform/notice.ts";
import { check } from "../platform/refusal.ts";
import type { Queryable } from "../platform/transaction.ts";
import { isConflicted, officerOf } from "../registry/facts.ts";
import {
  type Decision,
  NOT_ME,
  next,
  type Status,
  UPHELD_REASON,
  whyNotDecide,
} from "./access-dispute.rules.ts";
import { resumeConsents, revokeConsent } from "./commands.ts";
import type { DecideDisputeInput, DisputeCase } from "./dispute-case.ts";

interface Row extends DisputeCase {
  status: Status & DisputeCase["status"];
  taxpayerId: string;
  firstById: string | null;
  decidedById: string | null;
  /** Who made the disputed access. */
  accessBy: string | null;
  consentStatus: string | null;
  sensitive: boolean;
}

const LOCKED = `select d.id, d.case_no as "caseNo", d.entry_id as "entryId", d.consent_id as "consentId", d.taxpayer_id as "taxpayerId", d.note, d.status,
    d.authority_code as "authorityCode", d.due_at as "dueAt", d.escalated_at as "escalatedAt", d.reason, d.opened_at as "openedAt", d.closed_at as "closedAt",
    d.first_by_id as "firstById", d.decided_by_id as "decidedById",
    (select e.person_id from audit_entry e where e.id = d.entry_id and e.caller_kind = 'OFFICER') as "accessBy",
    c.status as "consentStatus", coalesce(jsonb_path_exists(c.items, '$[*] ? (@.class == "C4")'), false) as sensitive
  from access_dispute d left join consent c on c.id = d.consent_id where d.id = $1 for update of d`;

/**
 * An officer decides on a dispute. The platform does it in its own name and one transaction, for neither the consent nor the
 * notice is the officer's row: the dispute, the consent, what the taxpayer is told and an entry of the taxpayer's ledger go
 * together. The same decision of the same officer, or whatever came under the same key, once more answers as before.
 */
export async function decideDispute(context: Context, input: DecideDisputeInput): Promise<DisputeCase> {
  const officer = await officerOf(context);
  const { decision } = input;
  const reason = input.reason.trim();
  const sql = await context.environment.database.writer.connect();
  try {
    await sql.query("begin");
    const { rows } = await sql.query<Row>(LOCKED, [input.disputeId]);
    const [dispute] = rows;
    // One that does not exist looks like one of another area.
    if (!dispute) return check(access.JURISDICTION_DENIED) as never;
    const { status, authorityCode, firstById, taxpayerId, sensitive } = dispute;
    const decided = status === OUTCOME[decision] && dispute.decidedById === officer.personId;
    const done = (await isRetry(sql, input, officer.personId)) || decided;
    if (!done) {
      const conflicted = dispute.accessBy === officer.personId || (await isConflicted(context, taxpayerId));
      check(...whyNotDecide({ status, authorityCode, officer, decision, reason, firstById, conflicted }));
      await settle(sql, context, dispute, {
        to: next(status, decision, sensitive) as Status,
        reason,
        by: officer.personId,
        code: officer.authorityCode,
      });
    }
    const { rows: after } = await sql.query<Row>(LOCKED, [input.disputeId]);
    await sql.query("commit");
    return after[0] as Row;
  } catch (error) {
    await sql.query("rollback");
    throw error;
  } finally {
    sql.release();
  }
}

/** Whether this was carried out before under its key: what keeps keys may have been lost after it. */
async function isRetry(sql: Queryable, input: DecideDisputeInput, personId: string): Promise<boolean> {
  const { disputeId, idempotencyKey } = input;
  const { rowCount } = await sql.query(
    "insert into dispute_decision (dispute_id, person_id, key) values ($1, $2, $3) on conflict do nothing",
    [disputeId, personId, idempotencyKey.toLowerCase()],
  );
  return rowCount === 0;
}

const OUTCOME: Readonly<Record<Decision, Status>> = { UPHOLD: "UPHELD", DISMISS: "DISMISSED" };

interface Settled {
  to: Status;
  reason: string;
  by: string;
  code: string;
}

async function settle(sql: Queryable, context: Context, dispute: Row, { to, reason, by, code }: Settled) {
  const { now } = context;
  const { id, taxpayerId, consentId, consentStatus, caseNo } = dispute;
  if (to === "AWAITING_SECOND") {
    await sql.query("update access_dispute set status = $2, first_by_id = $3 where id = $1", [id, to, by]);
    return;
  }
  await sql.query(
    "update access_dispute set status = $2, decided_by_id = $3, decided_by_code = $4, reason = $5, closed_at = $6 where id = $1",
    [id, to, by, code, reason, now],
  );
  if (consentId && to === "UPHELD" && (consentStatus === "ACTIVE" || consentStatus === "SUSPENDED"))
    await revokeConsent(sql, consentId, { by: "AUTHORITY", reason: UPHELD_REASON });
  if (consentId && to === "DISMISSED") {
    const { rowCount: others } = await sql.query(
      "select 1 from access_dispute where consent_id = $1 and id <> $2 and closed_at is null",
      [consentId, id],
    );
    if (!others) await resumeConsents(sql, { id: consentId, reason: NOT_ME, by });
  }
  await notify(sql, now, {
    taxpayerId,
    about: id,
    ...(to === "UPHELD" ? UPHELD : DISMISSED)(caseNo, reason, consentId),
  });
  await record(
    sql,
    entryOf(context, {
      kind: "ADMIN",
      event: `DISPUTE_${to}`,
      operation: "decideAccessDispute",
      outcome: "DONE",
      taxpayerId,
      ...(consentId ? { consentId } : {}),
      caseNo,
    }),
  );
}

const UPHELD = (caseNo: string, reason: string, consentId: string | null) => ({
  kind: "DISPUTE_UPHELD",
  zh: `您的异议 ${caseNo} 成立${consentId ? "，所涉授权已撤回" : ""}。理由：${reason}`,
  en: `Your dispute ${caseNo} was upheld${consentId ? " and the consent withdrawn" : ""}. Reason: ${reason}`,
});
const DISMISSED = (caseNo: string, reason: string, consentId: string | null) => ({
  kind: "DISPUTE_DISMISSED",
  zh: `您的异议 ${caseNo} 不成立${consentId ? "，所涉授权不再因此暂停；您仍可随时撤回授权" : ""}。理由：${reason}`,
  en: `Your dispute ${caseNo} was dismissed${consentId ? "; the consent is no longer suspended for it, and you may withdraw it at any time" : ""}. Reason: ${reason}`,
});
