import type { Pool } from "pg";
import { turns14On } from "./guardian.rules.ts";

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
  role: "LEGAL_REP" | "FIN_OFFICER" | "TAX_HANDLER" | "INVOICER" | "SELF" | "GUARDIAN";
  /** Of a natural person identified by a resident identity number: the fourteenth birthday. Absent for all others. */
  turns14On?: string;
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
const IN_OFFICE =
  "r.status = 'ACTIVE' and r.valid_from <= $DAY::date and (r.valid_to is null or r.valid_to > $DAY::date)";

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
  const { rows } = await pool.query<ActFact & { selfIdNo: string | null }>({
    name: "registry:acts-for",
    text: `select t.id as "taxpayerId", t.name as "taxpayerName", t.tin as "taxpayerTin", t.kind as "taxpayerKind", r.role,
             case when r.role in ('SELF', 'GUARDIAN') then (select p.id_no from person_role s join person p on p.id = s.person_id
               where s.taxpayer_id = t.id and s.role = 'SELF' and p.id_type = '201' limit 1) end as "selfIdNo"
           from person_role r join taxpayer t on t.id = r.taxpayer_id
           where r.person_id = $1 and ${IN_OFFICE.replaceAll("$DAY", `coalesce($2, ${TODAY})`)}
           order by t.id, r.id limit 100`,
    values: [personId, asOf ?? null],
  });
  return rows.map(({ selfIdNo, ...act }) => {
    const birthday = selfIdNo === null ? null : turns14On(selfIdNo);
    return birthday === null ? act : { ...act, turns14On: birthday };
  });
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

/** A taxpayer by its identification number; nothing when there is none. */
export async function taxpayerByTin(
  pool: Pool,
  tin: string,
): Promise<{ id: string; name: string; kind: string } | undefined> {
  const { rows } = await pool.query<{ id: string; name: string; kind: string }>({
    name: "registry:taxpayer-by-tin",
    text: "select id, name, kind from taxpayer where tin = $1",
    values: [tin],
  });
  return rows[0];
}

/** A post as the authorization server needs it. */
export interface PostFact {
  id: string;
  personId: string;
  title: string;
  authorityCode: string;
  authorityName: string;
  level: AuthorityFact["level"];
  scopes: string[];
  /** The day from which it is no longer held; nothing while that is open. */
  validTo: string | null;
}

const POST = `select p.id, p.person_id as "personId", p.title, p.authority_code as "authorityCode", a.name as "authorityName", p.level, p.scopes,
    p.valid_to::text as "validTo"
  from officer_post p join tax_authority a on a.code = p.authority_code
  where p.ended_at is null and p.valid_from <= $2::date and (p.valid_to is null or p.valid_to > $2::date)`;

/** The posts a person holds on a day. */
export async function postsOf(pool: Pool, personId: string, asOf: string): Promise<PostFact[]> {
  const { rows } = await pool.query<PostFact>({
    name: "registry:posts-of",
    text: `${POST} and p.person_id = $1 order by p.id`,
    values: [personId, asOf],
  });
  return rows;
}

/** One post, when it is held on a day. */
export async function postById(pool: Pool, id: string, asOf: string): Promise<PostFact | undefined> {
  const { rows } = await pool.query<PostFact>({
    name: "registry:post-by-id",
    text: `${POST} and p.id = $1`,
    values: [id, asOf],
  });
  return rows[0];
}

/** The level of a post, held or ended; nothing for one there never was. */
export async function levelOfPost(pool: Pool, id: string): Promise<AuthorityFact["level"] | undefined> {
  const { rows } = await pool.query<{ level: AuthorityFact["level"] }>({
    name: "registry:level-of-post",
    text: "select level from officer_post where id = $1",
    values: [id],
  });
  return rows[0]?.level;
}

/** Officers for the sandbox's sign-in page, in the order of their posts' ids. */
export async function officersForSignIn(
  pool: Pool,
  { first, asOf }: { first: number; asOf: string },
): Promise<{ id: string; name: string; post: string }[]> {
  const { rows } = await pool.query<{ id: string; name: string; post: string }>({
    name: "registry:officers-for-sign-in",
    text: `select distinct on (p.person_id) n.id, n.name, a.name || ' · ' || p.title as post
           from officer_post p join person n on n.id = p.person_id join tax_authority a on a.code = p.authority_code
           where p.ended_at is null and p.valid_from <= $2::date and (p.valid_to is null or p.valid_to > $2::date)
           order by p.person_id, p.id limit $1`,
    values: [first, asOf],
  });
  return rows;
}

/** Tax authorities by their codes, in no particular order; unknown codes are left out. */
export async function authoritiesByCode(
  pool: Pool,
  codes: readonly string[],
): Promise<{ code: string; name: string }[]> {
  const { rows } = await pool.query<{ code: string; name: string }>({
    name: "registry:authorities-by-code",
    text: "select code, name from tax_authority where code = any($1)",
    values: [codes],
  });
  return rows;
}

/*
 * The officers' door: whoever shows taxpayers' data to officers, or lets them decide, asks here.
 */

export { APPROVAL_HOURS, hoursLater, refuse as approvals, whyNotDecide } from "./approval.rules.ts";
export { ApprovalStatus } from "./approval.ts";
export { caseByNumber, isConflicted } from "./officer.queries.ts";
export { whyNotLook } from "./officer.rules.ts";
export { type Look, look, officerOf } from "./officer.service.ts";

/** The natural person who is a taxpayer, and how surely known; nothing for a taxpayer that is no person. */
export async function selfOf(
  pool: Pool,
  taxpayerId: string,
): Promise<{ personId: string; tin: string; realNameLevel: PersonFact["realNameLevel"] } | undefined> {
  const { rows } = await pool.query<{
    personId: string;
    tin: string;
    realNameLevel: PersonFact["realNameLevel"];
  }>({
    name: "registry:self-of",
    text: `select p.id as "personId", t.tin, p.real_name_level as "realNameLevel"
           from person_role r join person p on p.id = r.person_id join taxpayer t on t.id = r.taxpayer_id
           where r.taxpayer_id = $1 and r.role = 'SELF' limit 1`,
    values: [taxpayerId],
  });
  return rows[0];
}

/** The trade of a taxpayer (GB/T 4754); nothing when it is not registered. */
export async function industryOf(pool: Pool, taxpayerId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ code: string | null }>({
    name: "registry:industry-of",
    text: "select industry_code as code from taxpayer where id = $1",
    values: [taxpayerId],
  });
  return rows[0]?.code ?? undefined;
}

/** How often a taxpayer files a tax, as registered on a day; nothing when it is not registered for it. */
export async function filingCycleOf(
  pool: Pool,
  taxpayerId: string,
  taxTypeCode: string,
  asOf: string,
): Promise<"MONTH" | "QUARTER" | "HALF_YEAR" | "YEAR" | "ONCE" | undefined> {
  const { rows } = await pool.query<{ cycle: "MONTH" | "QUARTER" | "HALF_YEAR" | "YEAR" | "ONCE" }>({
    name: "registry:filing-cycle-of",
    text: `select cycle from tax_type_registration where taxpayer_id = $1 and tax_type_code = $2
             and valid_from <= $3::date and (valid_to is null or valid_to > $3::date)
           order by valid_from desc limit 1`,
    values: [taxpayerId, taxTypeCode, asOf],
  });
  return rows[0]?.cycle;
}

/**
 * Enterprises whose names begin with a text, brackets and spaces made uniform, in the order of their names: name and number,
 * which are public. Individuals and individual businesses are left out.
 */
export async function enterprisesByName(
  pool: Pool,
  prefix: string,
  first: number,
): Promise<{ name: string; tin: string }[]> {
  const { rows } = await pool.query<{ name: string; tin: string }>({
    name: "registry:enterprises-by-name",
    text: `select name, tin from taxpayer where kind = 'ENTERPRISE' and status <> 'DEREGISTERED'
             and searchable_name(name) ~>=~ searchable_name($1)
             and searchable_name(name) ~<~ (searchable_name($1) || chr(1114111))
           order by searchable_name(name) using ~<~, id limit $2`,
    values: [prefix, first],
  });
  return rows;
}

/** Refusals that concern people, for whoever asks the same of them. */
export { refuse as people } from "./role.rules.ts";

/** The fourteenth birthdays of natural-person taxpayers, by their ids; those not identified by a resident identity number are left out. */
export async function fourteenthBirthdays(
  pool: Pool,
  taxpayerIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ taxpayerId: string; idNo: string }>({
    name: "registry:self-numbers",
    text: `select r.taxpayer_id as "taxpayerId", p.id_no as "idNo" from person_role r join person p on p.id = r.person_id
           where r.taxpayer_id = any($1) and r.role = 'SELF' and p.id_type = '201'`,
    values: [taxpayerIds],
  });
  return new Map(
    rows.flatMap(({ taxpayerId, idNo }) => {
      const birthday = turns14On(idNo);
      return birthday === null ? [] : [[taxpayerId, birthday] as const];
    }),
  );
}

/** The refusals of a taxpayer as it stands, for whoever declares them; and what keeps one from being deregistered. */
export { holdDeregistration } from "./obligations.ts";
/** The refusal of whoever asks for a rule that is not there. */
export { refuse as rules } from "./rules/rule-set.ts";
export { refuse as standing } from "./standing.rules.ts";

/* The law, and how taxpayers stand. */

export { splitPrice } from "./calculators/price.rules.ts";
export { allowedVatRates, filingDeadline, isWorkingDay, lotteryTax, ruleAt, rulesAt } from "./law-facts.ts";
export {
  creditOn,
  type StandingFact,
  standingOf,
  statusOn,
  type TaxTypeFact,
  taxTypesOn,
  vatStatusOn,
} from "./standing-facts.ts";
