import type { Pool } from "pg";
import { makeResidentId } from "../identifiers/resident-id.ts";
import { makeUscc, organisationCode } from "../identifiers/uscc.ts";
import type { Queryable } from "../platform/transaction.ts";
import { savePost } from "../registry/posts.ts";
import { fixturePersonId, fixtureTaxpayerId } from "./fixture.ts";
import { FIXTURE_CASES, FIXTURE_OFFICERS, fixturePostId } from "./officers.ts";

/*
 * The tax agency of every example, test and tutorial. Their ids never change.
 */

const uuid = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
/** 样例税务师事务所（杭州）有限公司. */
export const AGENCY_TAXPAYER = fixtureTaxpayerId(21);
export const FIXTURE_AGREEMENT = `agr_${uuid(1)}`;

/** The people of the agency: its legal representative and two agents. */
const AGENTS = [
  { n: 41, name: "钱程", role: "LEGAL_REP" },
  { n: 42, name: "顾青", role: "TAX_HANDLER" },
  { n: 43, name: "潘越", role: "TAX_HANDLER" },
] as const;

async function savePerson(client: Queryable, n: number, name: string): Promise<void> {
  await client.query(
    `insert into person (id, name, id_type, id_no, phone, real_name_level) values ($1, $2, '201', $3, $4, 'L3')`,
    [
      fixturePersonId(n),
      name,
      makeResidentId("330106", `198${n % 10}-03-1${n % 10}`, n * 3),
      `190000000${n}`,
    ],
  );
}

async function saveOfficers(client: Queryable): Promise<void> {
  for (const { n, name, ...post } of FIXTURE_OFFICERS) {
    await savePerson(client, n, name);
    await savePost(client, {
      ...post,
      id: fixturePostId(n),
      personId: fixturePersonId(n),
      validFrom: "2024-01-01",
      certified: true,
    });
  }
  for (const {
    n,
    number,
    kind,
    subject,
    taxpayer,
    authorityCode,
    handler,
    crossArea,
    fields,
    closed,
  } of FIXTURE_CASES)
    await client.query(
      `insert into work_item (id, number, kind, subject, taxpayer_id, authority_code, handler_id, cross_area, fields, opened_at, closed_at, status, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[], '2025-11-01T09:00:00+08:00', $10::timestamptz,
         case when $10::text is null then 'ASSIGNED' else 'CLOSED' end, '2026-12-31T17:00:00+08:00')`,
      [
        `wi_${uuid(n)}`,
        number,
        kind,
        subject,
        fixtureTaxpayerId(taxpayer),
        authorityCode,
        fixturePersonId(handler),
        crossArea ?? false,
        fields ?? [],
        closed ? "2025-12-20T17:00:00+08:00" : null,
      ],
    );
}

async function saveAgency(client: Queryable): Promise<void> {
  const uscc = makeUscc("91", "330106", organisationCode("MA2DEM03"));
  await client.query(
    `insert into taxpayer (id, tin, uscc, uscc_check_waived, name, kind, vat_status, vat_status_from, industry_code, registration_type,
       region_code, address, authority_code, status)
     values ($1, $2, $2, false, '样例税务师事务所（杭州）有限公司', 'ENTERPRISE', 'SMALL_SCALE', '2022-01-01', 'L7241', '173',
       '330106', '浙江省杭州市西湖区体育场路500号', '13301060000', 'NORMAL')`,
    [AGENCY_TAXPAYER, uscc],
  );
  for (const { n, name, role } of AGENTS) {
    await savePerson(client, n, name);
    await client.query(
      "insert into person_role (id, person_id, taxpayer_id, role, status, valid_from) values ($1, $2, $3, $4, 'ACTIVE', '2022-01-01')",
      [`pr_${uuid(n)}`, fixturePersonId(n), AGENCY_TAXPAYER, role],
    );
  }
  await client.query(
    "insert into agency (id, taxpayer_id, band, points, real_name_since) values ($1, $2, 'TSC5', 412, '2024-03-01')",
    [`agn_${uuid(1)}`, AGENCY_TAXPAYER],
  );
  await client.query(
    `insert into agency_agreement (id, agency_id, client_id, service, minor_service, period_from, period_to, agent_ids, started_by, status,
       started_at, confirmed_at, confirmed_by_id)
     values ($1, $2, $3, 'FILING', '增值税及附加税费申报', '2026-01-01', '2028-12-31', $4::text[], 'CLIENT', 'ACTIVE',
       '2025-12-25T10:00:00+08:00', '2025-12-26T09:30:00+08:00', $5)`,
    [FIXTURE_AGREEMENT, AGENCY_TAXPAYER, fixtureTaxpayerId(3), [fixturePersonId(42)], fixturePersonId(41)],
  );
}

/** Stores the sample officers and the sample agency, once; the registry's sample must be there. */
export async function loadOffices(system: Pool): Promise<void> {
  const isThere = "select 1 from officer_post where id = $1";
  const first = [fixturePostId(21)];
  if ((await system.query(isThere, first)).rowCount) return;
  const client = await system.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('sample_offices'))");
    if (!(await client.query(isThere, first)).rowCount) {
      await saveOfficers(client);
      await saveAgency(client);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
