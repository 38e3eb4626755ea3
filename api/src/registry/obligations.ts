import type { Pool } from "pg";
import type { Problem } from "../platform/refusal.ts";
import { refuse } from "./life.rules.ts";

/** Says what keeps a taxpayer from being deregistered: debts, returns not filed, invoices not red-lettered. */
type Obligation = (pool: Pool, taxpayerId: string) => Promise<Problem[]>;

/** Work on the taxpayer that is not closed. */
const openWork: Obligation = async (pool, taxpayerId) => {
  const { rows } = await pool.query<{ count: number }>({
    name: "registry:open-work",
    text: "select count(*)::int as count from work_item where taxpayer_id = $1 and status <> 'CLOSED'",
    values: [taxpayerId],
  });
  const { count } = rows[0]!;
  return count > 0
    ? [{ ...refuse.DEREGISTRATION_OPEN_MATTERS, details: { matter: "WORK_ITEM", count } }]
    : [];
};

const obligations: Obligation[] = [openWork];

/** Adds what a board knows to keep a taxpayer from being deregistered; its problems are DEREGISTRATION_OPEN_MATTERS with a `matter`. */
export const holdDeregistration = (obligation: Obligation): void => void obligations.push(obligation);

/** Everything that is open with a taxpayer. */
export const openWith = async (pool: Pool, taxpayerId: string): Promise<Problem[]> =>
  (await Promise.all(obligations.map((obligation) => obligation(pool, taxpayerId)))).flat();
