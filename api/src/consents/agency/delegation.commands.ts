import type { Pool } from "pg";
import { notify } from "../../platform/notice.ts";
import type { Queryable } from "../../platform/transaction.ts";
import { revokeConsent } from "../commands.ts";
import { OWN_USE } from "../purposes.ts";
import type { AgencyAgreement, AgencySide } from "./agreement.ts";

export interface Revoked {
  side: `${AgencySide}`;
  /** The person who did it. */
  by: string;
  now: Date;
}

/** Tells both sides that a delegation was revoked. */
export async function tellRevoked(
  sql: Queryable,
  { id, agencyId, clientId }: { id: string; agencyId: string; clientId: string },
  { now }: Revoked,
): Promise<void> {
  for (const taxpayerId of [agencyId, clientId])
    await notify(sql, now, {
      taxpayerId,
      kind: "DELEGATION_REVOKED",
      about: id,
      zh: "一项代理授权已撤销。",
      en: "A delegation to an agency was revoked.",
    });
}

/** An agreement that ends takes its own delegations with it, and nothing of any other agency. */
export async function endDelegations(
  sql: Queryable,
  { id }: AgencyAgreement,
  revoked: Revoked,
): Promise<void> {
  const { rows } = await sql.query<{ id: string; agencyId: string; clientId: string }>(
    `update agent_delegation set status = 'REVOKED', revoked_at = $2, revoked_by = $3
     where agreement_id = $1 and status <> 'REVOKED' returning id, agency_id as "agencyId", client_id as "clientId"`,
    [id, revoked.now, revoked.side],
  );
  for (const delegation of rows) await tellRevoked(sql, delegation, revoked);
}

/**
 * Ends the sign-ins of its agents for the client, unless another agreement names them. They are the client's rows,
 * which the agency cannot touch, so the platform does it in its own name and transaction: should the agreement's own
 * change fail after all, the agents sign in again.
 */
export async function endSignIns(
  system: Pool,
  { id, clientId, agentIds }: AgencyAgreement,
  { by }: Revoked,
): Promise<void> {
  const client = await system.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: string }>(
      `select c.id from consent c where c.taxpayer_id = $1 and c.granted_role = 'AGENT' and c.purpose_code = $2 and c.status = 'ACTIVE'
         and c.granted_by_id = any($3::text[])
         and not exists (select 1 from agency_agreement o where o.client_id = $1 and o.id <> $4 and o.status = 'ACTIVE' and c.granted_by_id = any(o.agent_ids))`,
      [clientId, OWN_USE, agentIds, id],
    );
    for (const consent of rows) await revokeConsent(client, consent.id, { by, reason: "AGENCY_ENDED" });
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
