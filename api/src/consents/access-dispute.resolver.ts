import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { jurisdictionSql } from "../platform/jurisdiction.ts";
import { refuse } from "./access-dispute.rules.ts";
import { decideDispute } from "./access-dispute.service.ts";
import { AccessDispute, DisputeStatus } from "./access-dispute.ts";
import { DecideDisputeInput, DisputeCase } from "./dispute-case.ts";
import { Reads, Writes } from "./operations.ts";

const AccessDisputeConnection = Connection(AccessDispute);
const DisputeCaseConnection = Connection(DisputeCase);

const ofTaxpayer = pages<AccessDispute>({
  model: AccessDispute,
  name: "of-taxpayer",
  where: "true",
  order: ["openedAt"],
  direction: "desc",
});
const within = pages<AccessDispute>({
  model: AccessDispute,
  name: "within",
  where: jurisdictionSql("t.authority_code", ":caller.authorityCode"),
  filters: { status: "t.status = :status", living: "t.closed_at is null" },
  order: ["dueAt"],
  direction: "asc",
  anyone: "the statement itself goes by the officer's jurisdiction",
});

/** “This was not me”, from the side of the taxpayer who said so and of the officers who decide. */
@Resolver(() => AccessDispute)
export class AccessDisputeResolver {
  @Reads(() => AccessDisputeConnection, {
    zh: "本纳税人提出的异议及其结果，最新的在前。",
    en: "The disputes the taxpayer raised and what became of them, the newest first.",
    scope: "consent:manage",
    consent: true,
  })
  myAccessDisputes(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return ofTaxpayer(context, page, {});
  }

  @Reads(() => DisputeCaseConnection, {
    zh: "本辖区的异议，先到期的在前；未指定状态时只列未办结的。",
    en: "The disputes of the own area, the first due first; without a state, those not decided yet.",
    scope: "officer:oversight",
  })
  accessDisputes(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => DisputeStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: DisputeStatus | null,
  ) {
    return within(context, page, { status: status ?? null, living: status ? null : true });
  }

  @Writes(() => DisputeCase, {
    zh: "对异议作出决定：成立则撤回所涉授权；不成立则恢复，涉及敏感个人信息的须两人办理。均告知纳税人并写明理由。",
    en: "Decides on a dispute: upheld, the consent is withdrawn; dismissed, it is in force again, by two officers where sensitive personal data is concerned. The taxpayer is told, with the reason.",
    scope: "officer:oversight",
    as: "accessCase",
    audit: "DISPUTE_DECIDED",
    refuses: [...Object.values(refuse), access.JURISDICTION_DENIED, access.CONFLICT_OF_INTEREST],
  })
  decideAccessDispute(
    @Ctx() context: Context,
    @Arg("input", () => DecideDisputeInput) input: DecideDisputeInput,
  ): Promise<DisputeCase> {
    return decideDispute(context, input);
  }
}
