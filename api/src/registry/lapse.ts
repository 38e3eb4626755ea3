import type { Pool } from "pg";
import { ApprovalStatus } from "./approval.ts";

/** Marks as lapsed what nobody decided within 72 hours. They cannot be decided any more by then in any case. */
export async function lapseApprovals(system: Pool, now: Date): Promise<number> {
  let lapsed = 0;
  for (const table of ["approval", "rule_proposal"]) {
    const { rowCount } = await system.query(
      `update ${table} set status = $2 where status = $3 and decide_by <= $1`,
      [now, ApprovalStatus.LAPSED, ApprovalStatus.PENDING],
    );
    lapsed += rowCount ?? 0;
  }
  return lapsed;
}
