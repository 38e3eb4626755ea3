import type { Pool } from "pg";
import { inJurisdiction } from "../../platform/jurisdiction.ts";
import { Kept } from "../kept.ts";
import { type RuleFact, RuleSet } from "./rule-set.ts";

/** Announced when rules were published or ended. */
export const RULES_CHANGED = "rules_changed";

/** All rules of an environment, by key. */
export class RuleBook {
  readonly #byKey: ReadonlyMap<string, readonly RuleFact[]>;

  constructor(rules: readonly RuleFact[]) {
    this.#byKey = Map.groupBy(rules, ({ key }) => key);
  }

  /** The version in force on a day: of the authority's province where there is one, else of the whole country. */
  find(key: string, asOf: string, authorityCode: string | null): RuleFact | undefined {
    let national: RuleFact | undefined;
    for (const rule of this.#byKey.get(key) ?? []) {
      if (rule.validFrom > asOf || (rule.validTo !== null && rule.validTo < asOf)) continue;
      if (rule.authorityCode === null) national = rule;
      else if (authorityCode !== null && inJurisdiction(authorityCode, rule.authorityCode)) return rule;
    }
    return national;
  }

  /** The rules of one day and place, for one calculation. */
  on(asOf: string, authorityCode: string | null = null): RuleSet {
    return new RuleSet(asOf, {
      find: (key) => this.find(key, asOf, authorityCode),
      keys: () => [...this.#byKey.keys()].filter((key) => this.find(key, asOf, authorityCode)).sort(),
    });
  }
}

async function load(pool: Pool): Promise<RuleBook> {
  const { rows } = await pool.query<RuleFact>({
    name: "registry:rules",
    text: `select id, key, value, valid_from::text as "validFrom", valid_to::text as "validTo", authority_code as "authorityCode"
           from rule_version where withdrawn_at is null order by key, valid_from`,
  });
  return new RuleBook(rows);
}

/** The rules of each environment, kept in the process. */
export const ruleBooks = new Kept(RULES_CHANGED, load);
