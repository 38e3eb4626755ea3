import type { Pool } from "pg";
import { lotteryTax as taxOnPrize } from "./calculators/payments.rules.ts";
import { ratesFor } from "./calculators/price.rules.ts";
import { type Asked, calendarBooks, type Deadline } from "./calendar/calendar-book.ts";
import { ruleBooks } from "./rules/rule-book.ts";
import type { RuleFact, RuleSet } from "./rules/rule-set.ts";

/*
 * The law: rules in force on a day, and the calendar. Kept in the process, so that asking costs no query.
 */

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
