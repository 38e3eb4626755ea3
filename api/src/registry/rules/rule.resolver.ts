import { Arg, Args, ArgsType, Ctx, Field, Resolver } from "type-graphql";
import { AuthorityCodeScalar } from "../../identifiers/authority-code.ts";
import { Connection, PageArgs, pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { jurisdictionSql } from "../../platform/jurisdiction.ts";
import { Derived } from "../../platform/model.ts";
import { Parent } from "../../platform/parent.ts";
import { read } from "../../platform/read.ts";
import { DateScalar, JSONScalar } from "../../platform/scalars.ts";
import { refuse as approvals } from "../approval.rules.ts";
import { Reads, Writes } from "../operations.ts";
import {
  DecideRuleOverrideInput,
  EndRuleInput,
  ProposeRuleOverrideInput,
  PublishRuleInput,
} from "./rule.inputs.ts";
import { refuse } from "./rule.rules.ts";
import { decideRuleOverride, endRule, proposeRuleOverride, publishRule } from "./rule.service.ts";
import { RuleProposal } from "./rule-proposal.ts";
import { RuleVersion } from "./rule-version.ts";

const RuleVersionConnection = Connection(RuleVersion);
const RuleProposalConnection = Connection(RuleProposal);

const holds = (alias: string) =>
  `${alias}.withdrawn_at is null and ${alias}.valid_from <= :asOf::date and (${alias}.valid_to is null or ${alias}.valid_to >= :asOf::date)`;
const local = (alias: string) => jurisdictionSql(":place::text", `${alias}.authority_code`);

const versionsInForce = pages<RuleVersion>({
  model: RuleVersion,
  name: "in-force",
  where: `${holds("t")} and starts_with(t.key, :prefix::text) and (${local("t")} or (t.authority_code is null and not exists (
    select 1 from rule_version o where o.key = t.key and o.authority_code is not null and ${holds("o")} and ${local("o")})))`,
  order: ["key"],
  direction: "asc",
  anyone: "the law is public",
});
const historyOf = read<RuleVersion, { key: string }>(RuleVersion, "history", "t.key = :key", {
  order: "t.valid_from desc, t.id",
});
const proposals = pages<RuleProposal>({
  model: RuleProposal,
  name: "within",
  where: "true",
  order: ["requestedAt"],
  direction: "desc",
});

@ArgsType()
class RatesArgs extends PageArgs {
  @Field(() => DateScalar, { nullable: true, description: "按哪一天；缺省为今天。" })
  asOf?: string | null;

  @Field(() => String, { nullable: true, description: "规则代码的开头，例如 vat.。" })
  keyPrefix?: string | null;

  @Field(() => AuthorityCodeScalar, {
    nullable: true,
    description: "主管税务机关：有本省规定的给出本省规定。",
  })
  authority?: string | null;
}

const DECIDES = [...Object.values(refuse), ...Object.values(approvals)];

@Resolver(() => RuleVersion)
export class RuleResolver {
  @Reads(() => RuleVersionConnection, {
    zh: "某一天有效的税率、限额等规则及其法律依据。",
    en: "The rates, limits and other rules in force on a day, with the law they rest on.",
    scope: "public:read",
  })
  rates(@Ctx() context: Context, @Args(() => RatesArgs) { asOf, keyPrefix, authority, ...page }: RatesArgs) {
    return versionsInForce(context, page, {
      asOf: asOf ?? context.today,
      prefix: keyPrefix ?? "",
      place: authority ?? null,
    });
  }

  @Reads(() => [RuleVersion], {
    zh: "一条规则的全部版本，包括各省规定和被更正的版本，最新的在前。",
    en: "All versions of a rule, the provinces' and the corrected ones included, the newest first.",
    scope: "public:read",
    max: 100,
  })
  async rule(@Ctx() context: Context, @Arg("key", () => String) key: string): Promise<RuleVersion[]> {
    return (await historyOf(context, { key })).slice(0, 100);
  }

  @Derived(
    () => JSONScalar,
    "值：税率为小数字符串，金额为两位小数的字符串，级距表为数组。",
    "The value: a rate or an amount as a decimal string, a table as an array.",
    {
      needs: ["value"],
    },
  )
  value(@Parent() { value }: RuleVersion): unknown {
    return value;
  }

  @Reads(() => RuleProposalConnection, {
    zh: "本机关辖区内提出的本省规定，最新的在前。",
    en: "The provinces' proposals in the own area, the newest first.",
    scope: "officer:office",
  })
  ruleProposals(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return proposals(context, page, {});
  }

  @Writes(() => RuleVersion, {
    zh: "税务总局发布一条全国规则，自未来或当日起有效；更正过去须写明理由。",
    en: "The State Taxation Administration publishes a national rule from today or later; a correction of the past says why.",
    scope: "officer:rules",
    audit: "RULE_PUBLISHED",
    refuses: Object.values(refuse),
  })
  publishRule(
    @Ctx() context: Context,
    @Arg("input", () => PublishRuleInput) input: PublishRuleInput,
  ): Promise<RuleVersion> {
    return publishRule(context, input);
  }

  @Writes(() => RuleProposal, {
    zh: "省级税务机关提出本省规定，由税务总局在 72 小时内决定。",
    en: "A province asks for a rule of its own; the State Taxation Administration decides within 72 hours.",
    scope: "officer:office",
    audit: "RULE_OVERRIDE_PROPOSED",
    refuses: Object.values(refuse),
  })
  proposeRuleOverride(
    @Ctx() context: Context,
    @Arg("input", () => ProposeRuleOverrideInput) input: ProposeRuleOverrideInput,
  ): Promise<RuleProposal> {
    return proposeRuleOverride(context, input);
  }

  @Writes(() => RuleProposal, {
    zh: "税务总局批准本省规定，批准即发布。",
    en: "The State Taxation Administration approves a province's rule, which publishes it.",
    scope: "officer:rules",
    audit: "RULE_OVERRIDE_APPROVED",
    refuses: DECIDES,
  })
  approveRuleOverride(
    @Ctx() context: Context,
    @Arg("input", () => DecideRuleOverrideInput) { proposalId }: DecideRuleOverrideInput,
  ): Promise<RuleProposal> {
    return decideRuleOverride(context, proposalId, true);
  }

  @Writes(() => RuleProposal, {
    zh: "税务总局不批准本省规定。",
    en: "The State Taxation Administration refuses a province's rule.",
    scope: "officer:rules",
    audit: "RULE_OVERRIDE_REFUSED",
    refuses: DECIDES,
  })
  refuseRuleOverride(
    @Ctx() context: Context,
    @Arg("input", () => DecideRuleOverrideInput) { proposalId }: DecideRuleOverrideInput,
  ): Promise<RuleProposal> {
    return decideRuleOverride(context, proposalId, false);
  }

  @Writes(() => RuleVersion, {
    zh: "税务总局终止一个规则版本，最早自明日起失效。",
    en: "The State Taxation Administration ends a version of a rule, today being the earliest last day.",
    scope: "officer:rules",
    audit: "RULE_ENDED",
    refuses: Object.values(refuse),
  })
  endRule(
    @Ctx() context: Context,
    @Arg("input", () => EndRuleInput) input: EndRuleInput,
  ): Promise<RuleVersion> {
    return endRule(context, input);
  }
}

@Resolver(() => RuleProposal)
export class RuleProposalResolver {
  @Derived(() => JSONScalar, "本省的值。", "The province's value.", { class: "C2" })
  value(@Parent() { value }: RuleProposal): unknown {
    return value;
  }
}
