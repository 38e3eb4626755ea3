import type { Pool } from "pg";

/*
 * What other parts may ask of the registry: read-only, one prepared statement each, plain records.
 */

/** A person who may sign in, and what there is to act for. */
export interface PersonFact {
  id: string;
  name: string;
  /** The assurance level the person's identity was verified at. */
  realNameLevel: "L1" | "L2" | "L3";
  /** How many taxpayers the person may act for. */
  acts: number;
}

/** A taxpayer a person acts for, and as what. */
export interface ActFact {
  taxpayerId: string;
  taxpayerName: string;
  taxpayerTin: string;
  taxpayerKind: string;
  role: "LEGAL_REP" | "FIN_OFFICER" | "TAX_HANDLER" | "INVOICER" | "SELF";
}

export interface TaxpayerFact {
  id: string;
  name: string;
  tin: string;
  kind: string;
  status: string;
  vatStatus: "GENERAL" | "SMALL_SCALE" | null;
  regionCode: string;
  authorityCode: string;
}

export interface AuthorityFact {
  code: string;
  name: string;
  level: "STA" | "PROVINCE" | "CITY" | "COUNTY" | "STATION";
  parentCode: string | null;
  regionCode: string | null;
}

const TODAY = "(now() at time zone 'Asia/Shanghai')::date::text";
const IN_OFFICE = "r.valid_from <= $DAY::date and (r.valid_to is null or r.valid_to > $DAY::date)";

/**
 * Persons for the sandbox's sign-in page, in the order of their ids: the fixture's people come first. `search` is a part
 * of a person's name, or of the name of a taxpayer the person acts for. `first` is at most 100.
 */
export async function personsForSignIn(
  pool: Pool,
  { search, first = 20, asOf }: { search?: string; first?: number; asOf?: string } = {},
): Promise<PersonFact[]> {
  const { rows } = await pool.query<PersonFact>({
    name: "registry:persons-for-sign-in",
    text: `select p.id, p.name, p.real_name_level as "realNameLevel", count(r.id)::int as acts
           from person p join person_role r on r.person_id = p.id join taxpayer t on t.id = r.taxpayer_id
           where ${IN_OFFICE.replaceAll("$DAY", `coalesce($3, ${TODAY})`)}
             and ($1::text is null or strpos(p.name, $1) > 0 or strpos(t.name, $1) > 0)
           group by p.id order by p.id limit $2`,
    values: [search?.trim() || null, Math.max(1, Math.min(first, 100)), asOf ?? null],
  });
  return rows;
}

/** The taxpayers a person may act for on a day (today when absent), with the role in each. */
export async function actsFor(pool: Pool, personId: string, asOf?: string): Promise<ActFact[]> {
  const { rows } = await pool.query<ActFact>({
    name: "registry:acts-for",
    text: `select t.id as "taxpayerId", t.name as "taxpayerName", t.tin as "taxpayerTin", t.kind as "taxpayerKind", r.role
           from person_role r join taxpayer t on t.id = r.taxpayer_id
           where r.person_id = $1 and ${IN_OFFICE.replaceAll("$DAY", `coalesce($2, ${TODAY})`)}
           order by t.id, r.id limit 100`,
    values: [personId, asOf ?? null],
  });
  return rows;
}

/** Taxpayers by their ids, in no particular order; unknown ids are left out. */
export async function taxpayersByIds(pool: Pool, ids: readonly string[]): Promise<TaxpayerFact[]> {
  const { rows } = await pool.query<TaxpayerFact>({
    name: "registry:taxpayers-by-ids",
    text: `select id, name, tin, kind, status, vat_status as "vatStatus", region_code as "regionCode", authority_code as "authorityCode"
           from taxpayer where id = any($1)`,
    values: [ids],
  });
  return rows;
}

/** The tax authority in charge of a taxpayer; nothing for an unknown taxpayer. */
export async function authorityOf(pool: Pool, taxpayerId: string): Promise<AuthorityFact | undefined> {
  const { rows } = await pool.query<AuthorityFact>({
    name: "registry:authority-of",
    text: `select a.code, a.name, a.level, a.parent_code as "parentCode", a.region_code as "regionCode"
           from taxpayer t join tax_authority a on a.code = t.authority_code where t.id = $1`,
    values: [taxpayerId],
  });
  return rows[0];
}

/** The roles a person has in a taxpayer on a day; none when the person may not act for it. */
export async function rolesIn(
  pool: Pool,
  personId: string,
  taxpayerId: string,
  asOf?: string,
): Promise<ActFact["role"][]> {
  return (await actsFor(pool, personId, asOf))
    .filter((act) => act.taxpayerId === taxpayerId)
    .map(({ role }) => role);
}

/** One person, as the sign-in and consent pages greet them; nothing for an unknown id. */
export async function personById(
  pool: Pool,
  personId: string,
): Promise<{ id: string; name: string } | undefined> {
  const { rows } = await pool.query<{ id: string; name: string }>({
    name: "registry:person-by-id",
    text: "select id, name from person where id = $1",
    values: [personId],
  });
  return rows[0];
}
