import type { Pool } from "pg";
import { type Grounds, missingGrounds } from "./agreement.rules.ts";

/** A client a person acts for as an agent. */
export interface AgentActFact {
  taxpayerId: string;
  taxpayerName: string;
  taxpayerTin: string;
  taxpayerKind: string;
  role: "AGENT";
}

const TODAY = "(now() at time zone 'Asia/Shanghai')::date";
/** A named agent acts only while the agreement is in force and the person is still of the agency. */
const NAMED = `a.status = 'ACTIVE' and $1 = any(a.agent_ids) and a.period_from <= coalesce($2::date, ${TODAY}) and a.period_to >= coalesce($2::date, ${TODAY})
  and exists (select 1 from person_role r where r.person_id = $1 and r.taxpayer_id = a.agency_id and r.status = 'ACTIVE'
    and r.valid_from <= coalesce($2::date, ${TODAY}) and (r.valid_to is null or r.valid_to > coalesce($2::date, ${TODAY})))`;

/** The clients a person acts for as an agent named in an agreement in force, on a day (today when absent). */
export async function clientsOfAgent(pool: Pool, personId: string, asOf?: string): Promise<AgentActFact[]> {
  const { rows } = await pool.query<AgentActFact>({
    name: "agency:clients-of-agent",
    text: `select distinct t.id as "taxpayerId", t.name as "taxpayerName", t.tin as "taxpayerTin", t.kind as "taxpayerKind", 'AGENT' as role
           from agency_agreement a join taxpayer t on t.id = a.client_id where ${NAMED} order by t.id limit 100`,
    values: [personId, asOf ?? null],
  });
  return rows;
}

/** What an agency lacks to act for a client through an app: agreement, delegation and the client's consent are all needed. */
export async function groundsOfAgency(
  pool: Pool,
  { agencyId, clientId, appId, asOf }: { agencyId: string; clientId: string; appId: string; asOf?: string },
) {
  const { rows } = await pool.query<Grounds>({
    name: "agency:grounds",
    text: `select exists (select 1 from agency_agreement where agency_id = $1 and client_id = $2 and status = 'ACTIVE'
                            and period_from <= coalesce($4::date, ${TODAY}) and period_to >= coalesce($4::date, ${TODAY})) as agreement,
                  exists (select 1 from agent_delegation where agency_id = $1 and client_id = $2 and app_id = $3 and status = 'ACTIVE') as delegation,
                  exists (select 1 from consent where taxpayer_id = $2 and app_id = $3 and status = 'ACTIVE' and expires_at > now()) as consent`,
    values: [agencyId, clientId, appId, asOf ?? null],
  });
  return missingGrounds(rows[0]!);
}
