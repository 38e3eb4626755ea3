import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { refuse as access } from "../platform/access.ts";
import { Connection, PageArgs, pages } from "../platform/connection.ts";
import type { Context } from "../platform/context.ts";
import { LifeStepInput, RequestSuspensionInput, SetTaxpayerStatusInput } from "./life.inputs.ts";
import { refuse } from "./life.rules.ts";
import {
  requestDeregistration,
  requestSuspension,
  resumeBusiness,
  setTaxpayerStatus,
} from "./life.service.ts";
import { look } from "./officer.service.ts";
import { Reads, Writes } from "./operations.ts";
import { refuse as standing } from "./standing.rules.ts";
import { TaxpayerStatusChange } from "./taxpayer-status-change.ts";

const StatusChangeConnection = Connection(TaxpayerStatusChange);
const changesOfCaller = pages<TaxpayerStatusChange>({
  model: TaxpayerStatusChange,
  name: "mine",
  where: "true",
  order: ["changedAt"],
  direction: "desc",
});
const changesForOfficer = pages<TaxpayerStatusChange>({
  model: TaxpayerStatusChange,
  name: "for-officer",
  where: "t.taxpayer_id = :taxpayer",
  anyone: "an officer's look at the taxpayer was decided before",
  order: ["changedAt"],
  direction: "desc",
});

const OWN = [...Object.values(refuse), standing.TAXPAYER_NOT_FOUND];

/** The life of a registration: what the taxpayer asks for, and what the authority decides. */
@Resolver()
export class LifeResolver {
  @Reads(() => StatusChangeConnection, {
    zh: "本纳税人登记状态的变更记录，最新的在前。",
    en: "The changes of the taxpayer's own registration, the newest first.",
    scope: "taxpayer:read",
    consent: true,
  })
  myStatusChanges(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return changesOfCaller(context, page, {});
  }

  @Reads(() => StatusChangeConnection, {
    zh: "税务人员查看一个纳税人登记状态的变更记录；每次查看都有记录。",
    en: "The changes of a taxpayer's registration for an officer; every look is recorded.",
    scope: "officer:taxpayer",
    nullable: true,
    refuses: [access.JURISDICTION_DENIED, access.PURPOSE_REQUIRED, access.CONFLICT_OF_INTEREST],
  })
  async statusChangesForOfficer(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("id", () => ID, { description: "纳税人。" }) id: string,
  ) {
    const found = await look(context, id, "C2", "statusChangesForOfficer");
    if (!found || (found.fields !== "all" && !found.fields.includes("status"))) return null;
    return changesForOfficer(context, page, { taxpayer: id });
  }

  @Writes(() => TaxpayerStatusChange, {
    zh: "停业登记：定期定额征收的个体工商户，自今日起，最长一年。",
    en: "Registers a suspension of business, from today, for a year at most: individual businesses taxed by assessment.",
    scope: "taxpayer:write",
    consent: true,
    audit: "SUSPENSION_REGISTERED",
    refuses: OWN,
  })
  requestSuspension(
    @Ctx() context: Context,
    @Arg("input", () => RequestSuspensionInput) input: RequestSuspensionInput,
  ): Promise<TaxpayerStatusChange> {
    return requestSuspension(context, input);
  }

  @Writes(() => TaxpayerStatusChange, {
    zh: "复业，或撤回注销申请。",
    en: "Resumes business, or takes back the request to be deregistered.",
    scope: "taxpayer:write",
    consent: true,
    audit: "BUSINESS_RESUMED",
    refuses: OWN,
  })
  resumeBusiness(
    @Ctx() context: Context,
    @Arg("input", () => LifeStepInput) input: LifeStepInput,
  ): Promise<TaxpayerStatusChange> {
    return resumeBusiness(context, input);
  }

  @Writes(() => TaxpayerStatusChange, {
    zh: "申请注销：进入清税，由主管税务机关办结。有未办结事项的不受理。",
    en: "Asks to be deregistered: taxes are cleared, then the authority deregisters. Refused while anything is open.",
    scope: "taxpayer:write",
    consent: true,
    audit: "DEREGISTRATION_REQUESTED",
    refuses: OWN,
  })
  requestDeregistration(
    @Ctx() context: Context,
    @Arg("input", () => LifeStepInput) input: LifeStepInput,
  ): Promise<TaxpayerStatusChange> {
    return requestDeregistration(context, input);
  }

  @Writes(() => TaxpayerStatusChange, {
    zh: "税务机关变更登记状态：认定或解除非正常户、办结注销、登记吊销。县（区）局以上；认定非正常户和吊销须有案件编号。",
    en: "The authority changes the state of a registration: abnormal and no longer so, deregistered, licence cancelled. Counties and above; with a case for what is a sanction.",
    scope: "officer:taxpayer",
    audit: "TAXPAYER_STATUS_SET",
    refuses: OWN,
  })
  setTaxpayerStatus(
    @Ctx() context: Context,
    @Arg("input", () => SetTaxpayerStatusInput) input: SetTaxpayerStatusInput,
  ): Promise<TaxpayerStatusChange> {
    return setTaxpayerStatus(context, input);
  }
}
