import type { Pool } from "pg";
import { makeResidentId } from "../identifiers/resident-id.ts";
import { makeUscc, organisationCode } from "../identifiers/uscc.ts";
import type { Queryable } from "../platform/transaction.ts";

/*
 * One taxpayer in each state other than normal, one registered in a county that is no more, and a child with its
 * guardian. They issue nothing. Their ids never change.
 */

const uuid = (n: number) => `018f0000-0000-7002-8000-${String(n).padStart(12, "0")}`;
/** 1 suspended, 2 abnormal, 3 being deregistered, 4 deregistered, 5 without licence, 6 of a former county, 7 a child. */
export const lifeTaxpayerId = (n: number) => `tp_${uuid(n)}`;
/** 1 to 6 the legal representatives, 7 the child, 8 its guardian. */
export const lifePersonId = (n: number) => `pn_${uuid(n)}`;

/** 上城区 of 杭州, with which 江干区 was merged in 2021. */
const COUNTY = "330102";
const FORMER_COUNTY = "330104";
const CHILD = 7;
const GUARDIAN = 8;

interface Life {
  n: number;
  name: string;
  status: string;
  individual?: true;
  regionCode?: string;
  steps: readonly (readonly [to: string, on: string, reason: string, until?: string])[];
}

const LIVES: readonly Life[] = [
  {
    n: 1,
    name: "杭州上城样例裁缝铺",
    status: "SUSPENDED",
    individual: true,
    steps: [["SUSPENDED", "2026-10-01", "店面装修", "2027-03-31"]],
  },
  {
    n: 2,
    name: "样例贸易（杭州）有限公司",
    status: "ABNORMAL",
    steps: [["ABNORMAL", "2026-08-20", "连续三个月未申报，查无下落"]],
  },
  {
    n: 3,
    name: "样例会展（杭州）有限公司",
    status: "DEREGISTERING",
    steps: [["DEREGISTERING", "2026-11-10", "股东会决议解散"]],
  },
  {
    n: 4,
    name: "样例印务（杭州）有限公司",
    status: "DEREGISTERED",
    steps: [
      ["DEREGISTERING", "2026-03-02", "停止经营活动"],
      ["DEREGISTERED", "2026-03-20", "清税完毕，准予注销"],
    ],
  },
  {
    n: 5,
    name: "样例建材（杭州）有限公司",
    status: "CANCELLED_LICENCE",
    steps: [["CANCELLED_LICENCE", "2026-06-15", "营业执照被市场监管部门吊销"]],
  },
  { n: 6, name: "样例丝绸（杭州）有限公司", status: "NORMAL", regionCode: FORMER_COUNTY, steps: [] },
];

const person = (client: Queryable, n: number, name: string, born: string) =>
  client.query(
    "insert into person (id, name, id_type, id_no, phone, real_name_level) values ($1, $2, '201', $3, $4, 'L2')",
    [lifePersonId(n), name, makeResidentId(COUNTY, born, n * 2), `1900000007${n}`],
  );

const role = (client: Queryable, n: number, of: number, what: string, validTo: string | null = null) =>
  client.query(
    "insert into person_role (id, person_id, taxpayer_id, role, status, valid_from, valid_to) values ($1, $2, $3, $4, 'ACTIVE', '2021-01-01', $5::date)",
    [`pr_${uuid(n)}`, lifePersonId(n), lifeTaxpayerId(of), what, validTo],
  );

async function saveLife(client: Queryable, life: Life): Promise<void> {
  const { n, name, status, individual = false, regionCode = COUNTY, steps } = life;
  const uscc = makeUscc(individual ? "92" : "91", regionCode, organisationCode(`MA2LIF0${n}`));
  await client.query(
    `insert into taxpayer (id, tin, uscc, uscc_check_waived, name, kind, vat_status, vat_status_from, industry_code, registration_type,
       region_code, address, authority_code, status)
     values ($1, $2, $2, false, $3, $4, 'SMALL_SCALE', '2020-01-01', 'F5211', $5, $6, $7, $8, $9)`,
    [
      lifeTaxpayerId(n),
      uscc,
      name,
      individual ? "INDIVIDUAL_BUSINESS" : "ENTERPRISE",
      individual ? "410" : "173",
      regionCode,
      `浙江省杭州市${regionCode === FORMER_COUNTY ? "江干区" : "上城区"}演示中路${n}号`,
      `1${COUNTY}0000`,
      status,
    ],
  );
  await person(client, n, `样${"甲乙丙丁戊己"[n - 1]}`, `198${n}-04-0${n}`);
  await role(client, n, n, "LEGAL_REP");
  let from = "NORMAL";
  for (const [i, [to, on, reason, until]] of steps.entries()) {
    await client.query(
      `insert into taxpayer_status_change (id, taxpayer_id, from_status, to_status, effective_on, until, actor, authority_code, reason, changed_at)
       values ($1, $2, $3, $4, $5::date, $6::date, $7, $8, $9, ($5 || 'T10:00:00+08:00')::timestamptz)`,
      [
        `tsc_${uuid(n * 10 + i)}`,
        lifeTaxpayerId(n),
        from,
        to,
        on,
        until ?? null,
        to === "SUSPENDED" || to === "DEREGISTERING" ? "TAXPAYER" : "OFFICER",
        to === "SUSPENDED" || to === "DEREGISTERING" ? null : `1${COUNTY}0000`,
        reason,
      ],
    );
    from = to;
  }
}

async function saveChild(client: Queryable): Promise<void> {
  await person(client, CHILD, "张小朋", "2016-05-01");
  await person(client, GUARDIAN, "张敏", "1988-09-09");
  await client.query(
    `insert into taxpayer (id, tin, uscc_check_waived, name, kind, region_code, address, authority_code, status)
     select $1, id_no, false, name, 'NATURAL_PERSON', $2, '浙江省杭州市上城区演示中路7号', $3, 'NORMAL' from person where id = $4`,
    [lifeTaxpayerId(CHILD), COUNTY, `1${COUNTY}0000`, lifePersonId(CHILD)],
  );
  await role(client, CHILD, CHILD, "SELF");
  await role(client, GUARDIAN, CHILD, "GUARDIAN", "2034-05-01");
}

/** Stores them, once; the registry's sample must be there. */
export async function loadLives(system: Pool): Promise<void> {
  const isThere = "select 1 from taxpayer where id = $1";
  const first = [lifeTaxpayerId(1)];
  if ((await system.query(isThere, first)).rowCount) return;
  const client = await system.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('sample_lives'))");
    if (!(await client.query(isThere, first)).rowCount) {
      for (const life of LIVES) await saveLife(client, life);
      await saveChild(client);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
