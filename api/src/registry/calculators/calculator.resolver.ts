import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { refuse as amounts } from "../../platform/money.ts";
import { Parent } from "../../platform/parent.ts";
import { read } from "../../platform/read.ts";
import { Reads } from "../operations.ts";
import { ruleBooks } from "../rules/rule-book.ts";
import { refuse as missing } from "../rules/rule-set.ts";
import { RuleVersion } from "../rules/rule-version.ts";
import { CalculateTaxInput } from "./calculate-tax.input.ts";
import { calculate, refuse } from "./calculate-tax.ts";
import { TaxComputation } from "./calculation.ts";

const versionsByIds = read<RuleVersion, { ids: readonly string[] }>(RuleVersion, "used", "t.id = any(:ids)", {
  order: "t.key",
});

@Resolver(() => TaxComputation)
export class CalculatorResolver {
  @Reads(() => TaxComputation, {
    zh: "按某一天有效的规则计算一项税费，逐行列出公式和所用规则。规则缺失时拒绝，不作推定。",
    en: "Calculates one tax by the rules of a day, line by line with formulas and the rules used. A missing rule is refused, never guessed.",
    scope: "public:read",
    refuses: [
      refuse.CALCULATION_KIND_REQUIRED,
      refuse.CALCULATION_INPUT_INVALID,
      missing.RULE_NOT_FOUND,
      amounts.AMOUNT_NEGATIVE,
      amounts.AMOUNT_PART_EXCEEDS,
      amounts.RATE_NOT_ALLOWED,
    ],
  })
  async calculateTax(
    @Ctx() { environment, today }: Context,
    @Arg("input", () => CalculateTaxInput) { asOf, authorityCode, ...input }: CalculateTaxInput,
  ): Promise<TaxComputation> {
    const day = asOf ?? today;
    const rules = (await ruleBooks.of(environment.database.reader)).on(day, authorityCode ?? null);
    const { kind, lines, payable } = calculate(rules, input);
    return {
      kind,
      asOf: day,
      payable,
      ruleVersions: rules.used,
      lines: lines.map(({ code, zh, en, formulaZh, formulaEn, amount }) => ({
        code,
        name: zh,
        nameEn: en,
        formula: formulaZh,
        formulaEn,
        amount,
      })),
    };
  }

  @Derived(
    () => [RuleVersion],
    "所用规则版本及其法律依据。",
    "The versions used, with the law they rest on.",
    {
      max: 60,
      cost: 2,
    },
  )
  rules(@Parent() { ruleVersions }: TaxComputation, @Ctx() context: Context): Promise<RuleVersion[]> {
    return versionsByIds(context, { ids: ruleVersions });
  }
}
