import { newId } from "../platform/id.ts";
import type { Queryable } from "../platform/transaction.ts";

/* A person's passkeys are taken away by two officers; these statements run in the transaction of their mutation. */

export interface ResetRequest {
  personId: string;
  approvalId: string;
  caseNo: string;
  now: Date;
}

/** Notes for whom an approval is requested. */
export async function requestReset(sql: Queryable, request: ResetRequest): Promise<void> {
  await sql.query(
    "insert into passkey_reset (id, person_id, approval_id, case_no, requested_at) values ($1, $2, $3, $4, $5)",
    [newId("pkr"), request.personId, request.approvalId, request.caseNo, request.now],
  );
}

/**
 * Takes every passkey of the person away, ends their sessions here and at the workbench, and forgets their devices and the
 * upstream identities they linked themselves. Consents stay. The database looks at the approval itself. Answers the person;
 * nothing when two officers have not decided so, or it was carried out before: of two at once the second finds it done.
 */
export async function carryOutReset(
  sql: Queryable,
  approvalId: string,
  now: Date,
): Promise<string | undefined> {
  const { rows } = await sql.query<{ personId: string | null }>(
    'select sealed.carry_out_reset($1, $2::timestamptz) as "personId"',
    [approvalId, now],
  );
  return rows[0]?.personId ?? undefined;
}
