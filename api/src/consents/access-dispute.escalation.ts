import type { Environment } from "../platform/context.ts";
import { DAYS_TO_DECIDE_ABOVE } from "./access-dispute.rules.ts";

/**
 * Hands disputes that nobody decided in time to the authority above, which has a time of its own; at the top they stay and are
 * told as overdue. Answers how many went up.
 */
export async function escalateDisputes({
  database,
  clock,
}: Pick<Environment, "database" | "clock">): Promise<number> {
  const now = clock.now();
  const { rowCount } = await database.writer.query(
    `update access_dispute d set authority_code = coalesce(a.parent_code, d.authority_code), escalated_at = $1,
       status = case when d.status = 'OPEN' then 'ESCALATED' else d.status end,
       due_at = $1::timestamptz + make_interval(days => $2)
     from tax_authority a
     where a.code = d.authority_code and d.closed_at is null and d.due_at <= $1 and (a.parent_code is not null or d.status = 'OPEN')`,
    [now, DAYS_TO_DECIDE_ABOVE],
  );
  return rowCount ?? 0;
}
