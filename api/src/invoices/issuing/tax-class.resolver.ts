import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { Connection, PageArgs, pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { Rate } from "../../platform/money.ts";
import { readAnyone } from "../../platform/read.ts";
import { at, check } from "../../platform/refusal.ts";
import { rules } from "../../registry/facts.ts";
import { LinePreference } from "../invoice-states.ts";
import { Reads } from "../operations.ts";
import { allowedRates } from "./allowed-rates.rules.ts";
import { refuse } from "./issue.refusals.ts";
import { issueLaw } from "./issue-law.ts";
import { classIsLeaf } from "./line.rules.ts";
import { SellerStatus } from "./seller-status.ts";
import { TaxClass } from "./tax-class.ts";

const TaxClassConnection = Connection(TaxClass);
const IN_USE = "t.valid_from <= :day::date and (t.valid_to is null or t.valid_to > :day::date)";
const classes = pages<TaxClass>({
  model: TaxClass,
  name: "in-use",
  where: IN_USE,
  filters: {
    search:
      "(strpos(t.name, :search) > 0 or strpos(t.short_name, :search) > 0 or starts_with(t.code, :search))",
    parent: "t.parent_code = :parent",
  },
  order: [],
  direction: "asc",
});
const classByCode = readAnyone<TaxClass, { code: string; day: string }>(
  TaxClass,
  "by-code",
  `t.code = :code and ${IN_USE}`,
  "a public code table",
);

@Resolver(() => TaxClass)
export class TaxClassResolver {
  @Reads(() => TaxClassConnection, {
    zh: "税收分类编码，按编码排列；可按名称、简称或编码开头查找，或列出某一编码的下级。",
    en: "Tax classes by code; found by name, short name or the beginning of the code, or those below a class.",
    scope: "public:read",
  })
  taxClasses(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("search", () => String, { nullable: true }) search?: string,
    @Arg("parent", () => String, { nullable: true }) parent?: string,
  ) {
    return classes(context, page, { search: search?.trim() || undefined, parent, day: context.today });
  }

  @Reads(() => [Rate], {
    zh: "某税收分类当日可用的税率或征收率，按销方的增值税身份与优惠政策标识。",
    en: "The rates a line of a tax class may bear today, by the seller's VAT status and how the line is favoured.",
    scope: "public:read",
    max: 10,
    refuses: [refuse.TAX_CLASS_UNKNOWN, refuse.TAX_CLASS_NOT_LEAF, rules.RULE_NOT_FOUND],
  })
  async allowedRates(
    @Ctx() context: Context,
    @Arg("taxClass", () => String) code: string,
    @Arg("seller", () => SellerStatus, { defaultValue: SellerStatus.GENERAL }) seller: SellerStatus,
    @Arg("preferential", () => LinePreference, { defaultValue: LinePreference.NONE })
    preferential: LinePreference,
  ): Promise<string[]> {
    const [taxClass] = await classByCode(context, { code, day: context.today });
    const problem = classIsLeaf(taxClass);
    check(problem && at(problem, ["taxClass"]));
    const { rateOf } = await issueLaw(context.environment.database.reader, context.today);
    return allowedRates({ vatStatus: seller, taxClass: taxClass!, preferential, rateOf });
  }
}
