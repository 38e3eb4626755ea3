import { NATIONAL_LAW } from "../rules/law/national-law.ts";
import { RuleBook } from "../rules/rule-book.ts";
import type { RuleSet } from "../rules/rule-set.ts";

const book = new RuleBook(NATIONAL_LAW.map((row) => ({ ...row, authorityCode: null })));

/** National law on a day, without a database: each call a set of its own. */
export const lawOn = (asOf = "2026-11-23"): RuleSet => book.on(asOf);
