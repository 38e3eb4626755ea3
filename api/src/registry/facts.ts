import type { Pool } from "pg";
import { lotteryTax as taxOnPrize } from "./calculators/payments.rules.ts";
import { ratesFor } from "./calculators/price.rules.ts";
import { type Asked, calendarBooks, type Deadline } from "./calendar/calendar-book.ts";
import { ruleBooks } from "./rules/rule-book.ts";
import type { RuleFact, RuleSet } from "./rules/rule-set.ts";

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

/** A taxpayer by its identification number; nothing when there is none. */
export async function taxpayerByTin(
  pool: Pool,
  tin: string,
): Promise<{ id: string; name: string } | undefined> {
  const { rows } = await pool.query<{ id: string; name: string }>({
    name: "registry:taxpayer-by-tin",
    text: "select id, name from taxpayer where tin = $1",
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

export { caseByNumber, isConflicted } from "./officer.queries.ts";
export { whyNotLook } from "./officer.rules.ts";
export { type Look, look, officerOf } from "./officer.service.ts";

/*
 * The law: rules in force on a day, and the calendar. Kept in the process, so that asking costs no query.
 */

export { splitPrice } from "./calculators/price.rules.ts";

/** One rule in force on a day, a province's before the country's. Refuses with RULE_NOT_FOUND. */
export const ruleAt = async (
  pool: Pool,
  key: string,
  asOf: string,
  authorityCode?: string | null,
): Promise<RuleFact> => (await ruleBooks.of(pool)).on(asOf, authorityCode).version(key);

/**
 * The rules in force on a day, for one calculation: `rules.rate("vat.rate.13")`, `rules.amount(…)` in 分. What is not
 * there is refused with RULE_NOT_FOUND when it is asked for; `rules.used` are the ids of the versions asked for.
 */
export const rulesAt = async (pool: Pool, asOf: string, authorityCode?: string | null): Promise<RuleSet> =>
  (await ruleBooks.of(pool)).on(asOf, authorityCode);

/** The VAT rates in force for a kind of taxpayer on a day, as decimals, the highest first. Exempt and untaxed lines carry no rate. */
export const allowedVatRates = async (
  pool: Pool,
  vatStatus: "GENERAL" | "SMALL_SCALE",
  asOf: string,
): Promise<string[]> => ratesFor(await rulesAt(pool, asOf), vatStatus);

/** What is withheld from a prize of the invoice lottery, in 分, and the versions of the rules it rests on. */
export async function lotteryTax(
  pool: Pool,
  prize: bigint,
  asOf: string,
): Promise<{ tax: bigint; ruleVersions: readonly string[] }> {
  const rules = await rulesAt(pool, asOf);
  return { tax: taxOnPrize(rules, prize), ruleVersions: rules.used };
}

/** Whether a day is worked, make-up days included. Refuses with CALENDAR_NOT_LOADED for a year without arrangement. */
export const isWorkingDay = async (pool: Pool, day: string): Promise<boolean> =>
  (await calendarBooks.of(pool)).isWorkingDay(day);

/** The last day of filing in a month of filing (what is filed for October is due in November). Refuses with CALENDAR_NOT_LOADED. */
export const filingDeadline = async (
  pool: Pool,
  { year, month, taxTypeCode }: { year: number; month: number } & Pick<Asked, "taxTypeCode">,
  authorityCode?: string | null,
): Promise<Deadline> =>
  (await calendarBooks.of(pool)).deadline(year, month, {
    authorityCode: authorityCode ?? null,
    taxTypeCode: taxTypeCode ?? null,
  });

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

/** Refusals that concern people, for whoever asks the same of them. */
export { refuse as people } from "./role.rules.ts";
