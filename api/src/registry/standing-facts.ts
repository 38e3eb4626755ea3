import type { Pool } from "pg";
import type { Problem } from "../platform/refusal.ts";
import { type CreditConsequences, consequencesOf } from "./credit-grade.rules.ts";
import type { Grade } from "./credit-grade.ts";
import type { TaxpayerFact } from "./facts.ts";
import { statusOn as statusAt } from "./life.rules.ts";
import { type Risk, whyNotServed } from "./standing.rules.ts";
import { vatStatusOn as vatStatusAt } from "./tax-type-registration.rules.ts";
import type { TaxpayerStatus } from "./taxpayer.ts";

/*
 * The subject of a matter: whether anything is done for it as it stands, and as it stood.
 */

/** How a taxpayer stands. */
export interface StandingFact {
  /** Null for a taxpayer that does not exist. */
  status: TaxpayerFact["status"] | null;
  risk: Risk;
  /** Why nothing is done for it: TAXPAYER_NOT_FOUND, TAXPAYER_ABNORMAL, TAXPAYER_DEREGISTERED, RISK_BLOCKED; empty when matters are taken up. */
  refusals: Problem[];
}

/** Whether matters of a taxpayer are taken up. `check(...(await standingOf(pool, id)).refusals)` refuses with all reasons at once. */
export async function standingOf(pool: Pool, taxpayerId: string): Promise<StandingFact> {
  const { rows } = await pool.query<{ status: `${TaxpayerStatus}`; risk: Risk }>({
    name: "registry:standing-of",
    text: `select t.status, coalesce((select r.level from seller_risk r where r.taxpayer_id = t.id), 'GREEN') as risk
           from taxpayer t where t.id = $1`,
    values: [taxpayerId],
  });
  const { status, risk } = rows[0] ?? { status: null, risk: "GREEN" as const };
  return { status, risk, refusals: whyNotServed(status, risk) };
}

type StatusStep = Parameters<typeof statusAt>[1][number];
type VatStep = Parameters<typeof vatStatusAt<"GENERAL" | "SMALL_SCALE">>[1][number];

/** The state of a registration on a day; nothing before it was made, or for an unknown taxpayer. */
export async function statusOn(pool: Pool, taxpayerId: string, day: string): Promise<string | null> {
  const { rows } = await pool.query<{ status: `${TaxpayerStatus}`; changes: StatusStep[] }>({
    name: "registry:status-history",
    text: `select t.status, (select coalesce(json_agg(json_build_object('fromStatus', c.from_status, 'toStatus', c.to_status,
             'effectiveOn', c.effective_on) order by c.effective_on, c.changed_at, c.id), '[]') from taxpayer_status_change c where c.taxpayer_id = t.id) as changes
           from taxpayer t where t.id = $1`,
    values: [taxpayerId],
  });
  return rows[0] ? statusAt(rows[0].status, rows[0].changes, day) : null;
}

/** The standing for VAT on a day; nothing for natural persons, before it began, and for an unknown taxpayer. */
export async function vatStatusOn(
  pool: Pool,
  taxpayerId: string,
  day: string,
): Promise<"GENERAL" | "SMALL_SCALE" | null> {
  const { rows } = await pool.query<{
    vatStatus: "GENERAL" | "SMALL_SCALE" | null;
    vatStatusFrom: string | null;
    changes: VatStep[];
  }>({
    name: "registry:vat-status-history",
    text: `select t.vat_status as "vatStatus", t.vat_status_from::text as "vatStatusFrom",
             (select coalesce(json_agg(json_build_object('fromStatus', c.from_status, 'fromSince', c.from_since, 'toStatus', c.to_status,
               'effectiveOn', c.effective_on) order by c.effective_on), '[]') from vat_status_change c where c.taxpayer_id = t.id) as changes
           from taxpayer t where t.id = $1`,
    values: [taxpayerId],
  });
  return rows[0] ? vatStatusAt(rows[0], rows[0].changes, day) : null;
}

/** A tax a taxpayer is registered for. `validTo` is the first day it no longer holds. */
export interface TaxTypeFact {
  taxTypeCode: string;
  levyMethod: "AUDIT" | "ASSESSED";
  rate: string | null;
  cycle: "MONTH" | "QUARTER" | "HALF_YEAR" | "YEAR" | "ONCE";
  validFrom: string;
  validTo: string | null;
}

/** The taxes a taxpayer is registered for on a day. Who files another is refused with TAX_TYPE_NOT_REGISTERED. */
export async function taxTypesOn(pool: Pool, taxpayerId: string, day: string): Promise<TaxTypeFact[]> {
  const { rows } = await pool.query<TaxTypeFact>({
    name: "registry:tax-types-on",
    text: `select tax_type_code as "taxTypeCode", levy_method as "levyMethod", trim_scale(rate)::text as rate, cycle,
             valid_from::text as "validFrom", valid_to::text as "validTo"
           from tax_type_registration where taxpayer_id = $1 and valid_from <= $2::date and (valid_to is null or valid_to > $2::date)
           order by tax_type_code`,
    values: [taxpayerId, day],
  });
  return rows;
}

/** The latest credit grade published by a day, and what follows from it; no grade when never assessed. */
export async function creditOn(
  pool: Pool,
  taxpayerId: string,
  day: string,
): Promise<{ grade: `${Grade}` | null; year: number | null; consequences: CreditConsequences }> {
  const { rows } = await pool.query<{ grade: Grade; year: number }>({
    name: "registry:credit-on",
    text: "select grade, year from credit_grade where taxpayer_id = $1 and published_on <= $2::date order by year desc limit 1",
    values: [taxpayerId, day],
  });
  const { grade, year } = rows[0] ?? { grade: null, year: null };
  return { grade, year, consequences: consequencesOf(grade) };
}
