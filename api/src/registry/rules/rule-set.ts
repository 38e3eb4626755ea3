import { at, check, problems } from "../../platform/refusal.ts";
import { keyInfo } from "./rule-keys.ts";
import { parseValue, type RuleKind, type ValueOf } from "./rule-values.ts";

export const refuse = problems({
  RULE_NOT_FOUND: {
    zh: "该日没有适用的税收规则，平台不作推定",
    en: "No such tax rule is in force on that day; the platform does not guess.",
    actor: "PLATFORM",
  },
});

/** One version of a rule as calculators use it. */
export interface RuleFact {
  id: string;
  key: string;
  value: unknown;
  validFrom: string;
  /** The last day it holds; null while open. */
  validTo: string | null;
  authorityCode: string | null;
}

/**
 * The rules in force on one day for one place. Asking for a rule that is not there refuses with RULE_NOT_FOUND. Every
 * rule that was asked for is remembered, so that an answer can say what it rests on: use one set for one calculation.
 */
export class RuleSet {
  readonly asOf: string;
  readonly #find: (key: string) => RuleFact | undefined;
  readonly #keys: () => readonly string[];
  readonly #used = new Map<string, RuleFact>();

  constructor(asOf: string, rules: { find(key: string): RuleFact | undefined; keys(): readonly string[] }) {
    this.asOf = asOf;
    this.#find = (key) => rules.find(key);
    this.#keys = () => rules.keys();
  }

  /** The ids of the versions used so far, in the order they were first asked for. */
  get used(): readonly string[] {
    return [...this.#used.values()].map(({ id }) => id);
  }

  /** The version in force, without using it; nothing when there is none. */
  peek(key: string): RuleFact | undefined {
    return this.#find(key);
  }

  /** The keys in force that begin so. */
  keys(prefix: string): readonly string[] {
    return this.#keys().filter((key) => key.startsWith(prefix));
  }

  version(key: string): RuleFact {
    const found = this.#find(key);
    check(!found && at(refuse.RULE_NOT_FOUND, [], { key, asOf: this.asOf }));
    this.#used.set(found!.id, found!);
    return found!;
  }

  rate(key: string): string {
    return this.#value("RATE", key);
  }
  /** In 分. */
  amount(key: string): bigint {
    return this.#value("AMOUNT", key);
  }
  count(key: string): number {
    return this.#value("COUNT", key);
  }
  flag(key: string): boolean {
    return this.#value("FLAG", key);
  }
  /** Codes, for example kinds of invoices. */
  codes(key: string): readonly string[] {
    return this.#value("CODES", key);
  }
  label(key: string): ValueOf["LABEL"] {
    return this.#value("LABEL", key);
  }
  periodAmount(key: string): ValueOf["PERIOD_AMOUNT"] {
    return this.#value("PERIOD_AMOUNT", key);
  }
  brackets(key: string): ValueOf["BRACKETS"] {
    return this.#value("BRACKETS", key);
  }
  ratioBrackets(key: string): ValueOf["RATIO_BRACKETS"] {
    return this.#value("RATIO_BRACKETS", key);
  }
  compound(key: string): ValueOf["COMPOUND"] {
    return this.#value("COMPOUND", key);
  }

  #value<K extends RuleKind>(kind: K, key: string): ValueOf[K] {
    const { value } = this.version(key);
    if (keyInfo(key)?.kind !== kind) throw new TypeError(`the rule ${key} is no ${kind}`);
    return parseValue(kind, value);
  }
}
