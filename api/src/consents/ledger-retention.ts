import type { Pool } from "pg";
import { newId } from "../platform/id.ts";
import { check } from "../platform/refusal.ts";
import { refuse, retentionIsLongEnough, twoPersons } from "./ledger.rules.ts";

/*
 * Entries leave the ledger only when they are old enough, and only by two persons: one proposes, another confirms. The
 * database holds both rules as well. The links stay, so that what is left is still proven complete.
 */

/** A removal, proposed or done. */
export interface Removal {
  id: string;
  before: string;
  proposedBy: string;
  confirmedBy: string | null;
  /** How many entries went; nothing until it is confirmed. */
  removed: number | null;
}

const COLUMNS = `id, before::text as before, proposed_by as "proposedBy", confirmed_by as "confirmedBy", removed`;

/** Proposes to remove the entries older than a day. Throws RETENTION_TOO_SHORT and NOT_AUDITOR. */
export async function proposeRemoval(
  writer: Pool,
  { before, by, today }: { before: string; by: string; today: string },
): Promise<Removal> {
  check(retentionIsLongEnough(before, today));
  const id = newId("lrm");
  await writer.query("select ledger.propose_removal($1, $2::date, $3)", [id, before, by]).catch(notAuditor);
  const { rows } = await writer.query<Removal>(`select ${COLUMNS} from ledger_removal where id = $1`, [id]);
  return rows[0] as Removal;
}

/** The database believes rows alone: a living sign-in of that person to a post of oversight. */
function notAuditor(error: unknown): never {
  if ((error as { code?: string }).code === "42501") return check(refuse.NOT_AUDITOR) as never;
  throw error;
}

const WORKER = "worker";

/**
 * Another person confirms, and the entries go: those of filing, payment, refunds, invoices and lottery after ten years. What
 * the worker proposed is taken up by the first person and removed by the second. Throws SEPARATION_OF_DUTIES, or
 * REMOVAL_NOT_FOUND when it is done or unknown.
 */
export async function confirmRemoval(
  writer: Pool,
  id: string,
  { by, today }: { by: string; today: string },
): Promise<Removal> {
  const find = () =>
    writer
      .query<Removal>(`select ${COLUMNS} from ledger_removal where id = $1`, [id])
      .then(({ rows }) => rows[0]);
  const proposed = await find();
  if (!proposed || proposed.confirmedBy) return check(refuse.REMOVAL_NOT_FOUND) as never;
  if (proposed.proposedBy === WORKER) {
    await writer.query("select ledger.take_up_removal($1, $2)", [id, by]).catch(notAuditor);
    return (await find()) as Removal;
  }
  check(twoPersons(proposed.proposedBy, by), retentionIsLongEnough(proposed.before, today));
  await writer.query("select ledger.remove_entries($1, $2)", [id, by]).catch(notAuditor);
  return (await find()) as Removal;
}

/** What a job does on its own: it says that something has become old enough, and waits for two persons. Answers the proposal, if there is anything to remove and none waits. */
export async function proposeWhatIsOld(
  writer: Pool,
  before: string,
  today: string,
): Promise<Removal | undefined> {
  const { rowCount } = await writer.query(
    `select 1 where exists (select 1 from audit_entry where at < $1::date::timestamp at time zone 'Asia/Shanghai')
       and not exists (select 1 from ledger_removal where confirmed_at is null)`,
    [before],
  );
  return rowCount ? proposeRemoval(writer, { before, by: WORKER, today }) : undefined;
}
