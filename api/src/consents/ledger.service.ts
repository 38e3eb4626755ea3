import { randomBytes } from "node:crypto";
import { STA_CODE } from "../identifiers/authority-code.ts";
import { dayOf } from "../platform/clock.ts";
import type { Context } from "../platform/context.ts";
import { announce } from "../platform/events.ts";
import { check } from "../platform/refusal.ts";
import { inTransaction } from "../platform/transaction.ts";
import { authorityOf } from "../registry/facts.ts";
import { DAYS_TO_DECIDE, daysLater, NOT_ME } from "./access-dispute.rules.ts";
import { AccessDispute, type DisownAccessInput, DisputeStatus } from "./access-dispute.ts";
import { suspendConsents } from "./commands.ts";
import { entryById } from "./ledger.queries.ts";
import { refuse } from "./ledger.rules.ts";

/** The topic on which a new dispute is told. */
export const ACCESS_DISOWNED = "accessDisowned";

/**
 * The taxpayer says that an access was not its own doing: the consent it rested on is suspended at once – whatever was got
 * by it ends with the next call – and a case is opened. A second “not me” about the same entry answers the same case.
 */
export async function disown(context: Context, { entryId, note }: DisownAccessInput): Promise<AccessDispute> {
  const { em, caller, environment } = context;
  const entry = await entryById(context, entryId);
  if (!entry) return check(refuse.ACCESS_ENTRY_NOT_FOUND) as never;
  const sql = inTransaction(context);
  await sql.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`dispute ${entryId}`]);
  const before = await em.findOne(AccessDispute, { entryId });
  if (before) return before;
  const { consentId, taxpayerId } = entry;
  const by = caller.personId ?? "";
  if (consentId) await suspendConsents(sql, { id: consentId, reason: NOT_ME, by });
  const openedAt = environment.clock.now();
  const authority = await authorityOf(environment.database.reader, taxpayerId ?? "");
  const dispute = em.create(AccessDispute, {
    caseNo: `YY${dayOf(openedAt).replaceAll("-", "")}${randomBytes(4).toString("hex").toUpperCase()}`,
    entryId,
    consentId,
    taxpayerId,
    raisedById: by || null,
    note: note?.trim() || null,
    status: DisputeStatus.OPEN,
    authorityCode: authority?.code ?? STA_CODE,
    dueAt: daysLater(openedAt, DAYS_TO_DECIDE),
    escalatedAt: null,
    firstById: null,
    decidedById: null,
    decidedByCode: null,
    reason: null,
    openedAt,
    closedAt: null,
  } as never) as AccessDispute;
  await em.flush();
  await announce(sql, { topic: ACCESS_DISOWNED, id: dispute.id, entryId, consentId, taxpayerId });
  return dispute;
}
