import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { Connection, PageArgs, pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { Parent } from "../../platform/parent.ts";
import { read } from "../../platform/read.ts";
import { Reads, Writes } from "../operations.ts";
import { Taxpayer } from "../taxpayer.ts";
import { Agency } from "./agency.ts";
import { mayFileInBatch, refuse } from "./agreement.rules.ts";
import { AgencyStepInput, StartAgencyInput, startAgency, stepAgency } from "./agreement.service.ts";
import { AgencyAgreement, AgreementStatus } from "./agreement.ts";
import { Notice } from "./notice.ts";

const AgencyAgreementConnection = Connection(AgencyAgreement);
const NoticeConnection = Connection(Notice);

const agreementsOfCaller = pages<AgencyAgreement>({
  model: AgencyAgreement,
  name: "of-caller",
  where: "true",
  filters: { status: "t.status = :status" },
  order: ["startedAt"],
  direction: "desc",
});
const noticesOfCaller = pages<Notice>({
  model: Notice,
  name: "of-caller",
  where: "true",
  order: ["at"],
  direction: "desc",
});
const agencyOfCaller = read<Agency, Record<string, never>>(Agency, "of-caller", "true");
const PORTAL = { scope: "consent:manage", consent: true } as const;

/** 代理协议: both sides in the platform's own portal. */
@Resolver(() => AgencyAgreement)
export class AgencyResolver {
  @Reads(() => AgencyAgreementConnection, {
    ...PORTAL,
    zh: "本纳税人作为委托人或机构的代理协议，最新的在前。",
    en: "The agency agreements of the taxpayer, as client or as agency, the newest first.",
  })
  myAgencies(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => AgreementStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: AgreementStatus,
  ) {
    return agreementsOfCaller(context, page, { status });
  }

  @Reads(() => Agency, {
    ...PORTAL,
    zh: "本纳税人作为涉税专业服务机构的备案与信用；不是机构的返回空。",
    en: "The taxpayer's registration and credit as a tax agency; null when it is none.",
    nullable: true,
  })
  async myAgency(@Ctx() context: Context): Promise<Agency | null> {
    return (await agencyOfCaller(context, {}))[0] ?? null;
  }

  @Reads(() => NoticeConnection, {
    ...PORTAL,
    zh: "给本纳税人的通知，最新的在前。",
    en: "What the taxpayer was told, the newest first.",
  })
  myNotices(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return noticesOfCaller(context, page, {});
  }

  @Writes(() => AgencyAgreement, {
    ...PORTAL,
    zh: "发起代理协议，待另一方确认后生效。",
    en: "Starts an agency agreement; it is in force when the other side confirms.",
    audit: "AGENCY_STARTED",
    refuses: Object.values(refuse),
  })
  startAgency(
    @Ctx() context: Context,
    @Arg("input", () => StartAgencyInput) input: StartAgencyInput,
  ): Promise<AgencyAgreement> {
    return startAgency(context, input);
  }

  @Writes(() => AgencyAgreement, {
    ...PORTAL,
    zh: "确认另一方发起的代理协议；委托人一方须由法定代表人或财务负责人确认。",
    en: "Confirms an agreement the other side started; for a client its legal representative or financial officer does.",
    audit: "AGENCY_CONFIRMED",
    refuses: Object.values(refuse),
  })
  confirmAgency(
    @Ctx() context: Context,
    @Arg("input", () => AgencyStepInput) input: AgencyStepInput,
  ): Promise<AgencyAgreement> {
    return stepAgency(context, input, "ACTIVE");
  }

  @Writes(() => AgencyAgreement, {
    ...PORTAL,
    zh: "不同意另一方发起的代理协议。",
    en: "Declines an agreement the other side started.",
    audit: "AGENCY_REFUSED",
    refuses: Object.values(refuse),
  })
  refuseAgency(
    @Ctx() context: Context,
    @Arg("input", () => AgencyStepInput) input: AgencyStepInput,
  ): Promise<AgencyAgreement> {
    return stepAgency(context, input, "REFUSED");
  }

  @Writes(() => AgencyAgreement, {
    ...PORTAL,
    zh: "撤回本方发起、对方尚未确认的代理协议。",
    en: "Withdraws an agreement the other side has yet to confirm.",
    audit: "AGENCY_WITHDRAWN",
    refuses: Object.values(refuse),
  })
  withdrawAgency(
    @Ctx() context: Context,
    @Arg("input", () => AgencyStepInput) input: AgencyStepInput,
  ): Promise<AgencyAgreement> {
    return stepAgency(context, input, "WITHDRAWN");
  }

  @Writes(() => AgencyAgreement, {
    ...PORTAL,
    zh: "终止生效的代理协议，任何一方都可以；该协议下的代理授权同时撤销。",
    en: "Ends an agreement in force, by either side; the delegations under it end with it.",
    audit: "AGENCY_ENDED",
    refuses: Object.values(refuse),
  })
  endAgency(
    @Ctx() context: Context,
    @Arg("input", () => AgencyStepInput) input: AgencyStepInput,
  ): Promise<AgencyAgreement> {
    return stepAgency(context, input, "ENDED");
  }

  @Derived(() => Taxpayer, "涉税专业服务机构。", "The agency.", { class: "C1" })
  agency(@Parent() { agencyId }: AgencyAgreement): { id: string } {
    return { id: agencyId };
  }

  @Derived(() => Taxpayer, "委托人。", "The client.", { class: "C1" })
  client(@Parent() { clientId }: AgencyAgreement): { id: string } {
    return { id: clientId };
  }

  @Derived(() => [String], "代理人员的编号。", "The ids of the agents.", { class: "C1", max: 20 })
  agentIds(@Parent() { agentIds }: AgencyAgreement): string[] {
    return agentIds;
  }
}

@Resolver(() => Agency)
export class AgencyStandingResolver {
  @Derived(
    () => String,
    "不能批量申报的原因代码 AGENT_CREDIT_TOO_LOW；可以批量申报的为空。",
    "Why it may not file in batches, AGENT_CREDIT_TOO_LOW; null when it may.",
    { nullable: true, class: "C1" },
  )
  batchFilingProblem(@Parent() agency: Agency, @Ctx() { today }: Context): string | null {
    return mayFileInBatch(agency, today)?.code ?? null;
  }
}
