import Big from "big.js";
import { refuse, roundToFen } from "../../platform/money.ts";
import { at, check } from "../../platform/refusal.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { type Computation, exact, line } from "./line.ts";

/** A price that contains VAT, taken apart: `net = round2(gross / (1 + rate))`, `tax = gross − net`, so the parts add up. In 分. */
export function splitPrice(gross: bigint, rate: string): { net: bigint; tax: bigint } {
  const net = roundToFen(exact(gross).div(new Big(1).plus(rate)));
  return { net, tax: gross - net };
}

const isLevy = (key: string) => key.startsWith("vat.levy.");
const RELIEF = "vat.levy.small.relief";

/** The rules that say which rates a kind of taxpayer may use: general ones the rates and the simplified levies, small-scale ones the levies alone. */
const rateKeys = (rules: RuleSet, vatStatus: "GENERAL" | "SMALL_SCALE"): readonly string[] => {
  const levies = rules.keys("vat.levy.");
  return vatStatus === "SMALL_SCALE"
    ? levies
    : [...rules.keys("vat.rate."), ...levies.filter((key) => key !== RELIEF)];
};

/** The rates in force for a kind of taxpayer, the highest first, each once. */
export function ratesFor(rules: RuleSet, vatStatus: "GENERAL" | "SMALL_SCALE"): string[] {
  const rates = new Set(rateKeys(rules, vatStatus).map((key) => new Big(rules.rate(key)).toString()));
  return [...rates].sort((a, b) => new Big(b).cmp(a));
}

/** The rule behind a rate: the one in force whose value it is. Refuses with RATE_NOT_ALLOWED. */
export function ruleOfRate(rules: RuleSet, rate: string, path: string[] = ["rate"]): string {
  const key = [...rules.keys("vat.rate."), ...rules.keys("vat.levy.")].find((candidate) => {
    const { value } = rules.peek(candidate)!;
    return typeof value === "string" && new Big(value).eq(rate);
  });
  check(!key && at(refuse.RATE_NOT_ALLOWED, path, { rate, asOf: rules.asOf }));
  return key!;
}

/** Takes a price apart at a rate in force on the day. */
export function vatSplit(rules: RuleSet, { gross, rate }: { gross: bigint; rate: string }): Computation {
  const key = ruleOfRate(rules, rate);
  const { net, tax } = splitPrice(gross, rules.rate(key));
  const share = isLevy(key) ? ["征收率", "levy rate"] : ["税率", "rate"];
  return {
    lines: [
      line(
        "NET",
        ["不含税金额", "Price without VAT"],
        [`含税价 ÷（1 + ${share[0]}）`, `gross ÷ (1 + ${share[1]})`],
        net,
      ),
      line("VAT", ["税额", "VAT"], ["含税价 − 不含税金额", "gross − net"], tax),
    ],
    payable: tax,
  };
}
