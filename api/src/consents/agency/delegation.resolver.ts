import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { Connection, PageArgs, pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { Parent } from "../../platform/parent.ts";
import { Reads, Writes } from "../operations.ts";
import { Taxpayer } from "../taxpayer.ts";
import { refuse as agencies } from "./agreement.rules.ts";
import { refuse } from "./delegation.rules.ts";
import {
  AcceptDelegationInput,
  acceptDelegation,
  InviteDelegationInput,
  invitationFor,
  inviteDelegation,
  linkOf,
  RevokeDelegationInput,
  revokeDelegation,
} from "./delegation.service.ts";
import { AgentDelegation, DelegationStatus } from "./delegation.ts";
import { groundsOfAgency } from "./facts.ts";

const AgentDelegationConnection = Connection(AgentDelegation);
const delegationsOfCaller = pages<AgentDelegation>({
  model: AgentDelegation,
  name: "of-caller",
  where: "true",
  filters: { status: "t.status = :status" },
  order: ["invitedAt"],
  direction: "desc",
});
const PORTAL = { scope: "consent:manage", consent: true } as const;
const REFUSES = [...Object.values(refuse), ...Object.values(agencies)];

/** 代理授权: an agency invites, the client accepts, either ends it. */
@Resolver(() => AgentDelegation)
export class DelegationResolver {
  @Reads(() => AgentDelegationConnection, {
    ...PORTAL,
    zh: "本纳税人作为委托人或机构的代理授权，最新的在前。",
    en: "The delegations of the taxpayer, as client or as agency, the newest first.",
  })
  myDelegations(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => DelegationStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: DelegationStatus,
  ) {
    return delegationsOfCaller(context, page, { status });
  }

  @Reads(() => AgentDelegation, {
    ...PORTAL,
    zh: "邀请链接所邀请的代理授权；链接无效、已用、过期或不是给本纳税人的，返回空。",
    en: "What an invitation invites to; null when it is not valid, used, expired or meant for another.",
    nullable: true,
  })
  delegationInvitation(
    @Ctx() context: Context,
    @Arg("token", () => String, { description: "邀请链接中的令牌。" }) token: string,
  ): Promise<AgentDelegation | null> {
    return invitationFor(context, token);
  }

  @Writes(() => AgentDelegation, {
    ...PORTAL,
    zh: "机构邀请委托人接受一项代理授权；链接只在此次应答中给出，7 日内可接受一次。",
    en: "An agency invites its client; the link is given in this answer alone, and can be accepted once within 7 days.",
    audit: "DELEGATION_INVITED",
    refuses: REFUSES,
  })
  inviteDelegation(
    @Ctx() context: Context,
    @Arg("input", () => InviteDelegationInput) input: InviteDelegationInput,
  ): Promise<AgentDelegation> {
    return inviteDelegation(context, input);
  }

  @Writes(() => AgentDelegation, {
    ...PORTAL,
    zh: "委托人接受邀请；其他机构的代理授权不受影响。",
    en: "The client accepts an invitation; the delegations of other agencies stay as they are.",
    audit: "DELEGATION_ACCEPTED",
    refuses: REFUSES,
  })
  acceptDelegation(
    @Ctx() context: Context,
    @Arg("input", () => AcceptDelegationInput) input: AcceptDelegationInput,
  ): Promise<AgentDelegation> {
    return acceptDelegation(context, input);
  }

  @Writes(() => AgentDelegation, {
    ...PORTAL,
    zh: "撤销一项代理授权，任何一方都可以，双方都会收到通知。",
    en: "Revokes a delegation, by either side; both are told.",
    audit: "DELEGATION_REVOKED",
    refuses: REFUSES,
  })
  revokeDelegation(
    @Ctx() context: Context,
    @Arg("input", () => RevokeDelegationInput) input: RevokeDelegationInput,
  ): Promise<AgentDelegation> {
    return revokeDelegation(context, input);
  }

  @Derived(() => Taxpayer, "涉税专业服务机构。", "The agency.", { class: "C1" })
  agency(@Parent() { agencyId }: AgentDelegation): { id: string } {
    return { id: agencyId };
  }

  @Derived(() => Taxpayer, "委托人。", "The client.", { class: "C1" })
  client(@Parent() { clientId }: AgentDelegation): { id: string } {
    return { id: clientId };
  }

  @Derived(
    () => String,
    "邀请链接，只在发出邀请的那次应答中给出；交给委托人打开。",
    "The link to hand to the client, in the answer to the invitation alone.",
    { nullable: true, class: "C2" },
  )
  link(@Parent() delegation: AgentDelegation, @Ctx() context: Context): string | null {
    return linkOf(context, delegation);
  }

  @Derived(
    () => [String],
    "机构通过该应用办理尚缺的条件：AGENCY_REQUIRED 代理协议、DELEGATION_REQUIRED 代理授权、CLIENT_CONSENT_REQUIRED 委托人对应用的授权；都具备时为空列表。",
    "What the agency lacks to act through the app: AGENCY_REQUIRED, DELEGATION_REQUIRED, CLIENT_CONSENT_REQUIRED; empty when it has all.",
    { class: "C1", max: 3 },
  )
  async missing(
    @Parent() { agencyId, clientId, appId }: AgentDelegation,
    @Ctx() { environment, today }: Context,
  ): Promise<string[]> {
    const lacking = await groundsOfAgency(environment.database.reader, {
      agencyId,
      clientId,
      appId,
      asOf: today,
    });
    return lacking.map(({ code }) => code);
  }
}
