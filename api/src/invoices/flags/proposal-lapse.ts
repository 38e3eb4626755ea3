import type { Pool } from "pg";
import { ApprovalStatus } from "../../registry/facts.ts";

/** Marks as lapsed the proposals on which nobody decided in time. Answers how many. */
export async function lapseFlagProposals(system: Pool, now: Date): Promise<number> {
  const { rowCount } = await system.query(
    "update flag_proposal set status = $2 where status = $3 and decide_by <= $1",
    [now, ApprovalStatus.LAPSED, ApprovalStatus.PENDING],
  );
  return rowCount ?? 0;
}
