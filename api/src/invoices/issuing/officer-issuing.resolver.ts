import { Arg, Ctx, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { rules } from "../../registry/facts.ts";
import { Writes } from "../operations.ts";
import {
  ChangeCreditLineInput,
  ChangedCreditLine,
  SellerRisk,
  SetSellerRiskInput,
} from "./officer-inputs.ts";
import { refuse } from "./officer-issuing.rules.ts";
import { changeCreditLine, setSellerRisk } from "./officer-issuing.service.ts";

@Resolver()
export class OfficerIssuingResolver {
  @Writes(() => ChangedCreditLine, {
    zh: "核定辖区内一个纳税人的月发票总额度。县（区）局和市局各有上限（规则 invoice.creditLine）；须写明理由，并通知纳税人。",
    en: "Sets the monthly credit line of a taxpayer in the area. Counties and cities have limits (rules invoice.creditLine); a reason is needed, and the taxpayer is told.",
    scope: "officer:invoice",
    as: "creditLine",
    audit: "CREDIT_LINE_CHANGED",
    refuses: [...Object.values(refuse), rules.RULE_NOT_FOUND],
  })
  changeCreditLine(
    @Ctx() context: Context,
    @Arg("input", () => ChangeCreditLineInput) input: ChangeCreditLineInput,
  ): Promise<ChangedCreditLine> {
    return changeCreditLine(context, input);
  }

  @Writes(() => SellerRisk, {
    zh: "设定辖区内一个销方的风险等级；红色暂停开票。须写明理由，并通知纳税人。",
    en: "Sets the risk of a seller in the area; at RED it may not issue. A reason is needed, and the taxpayer is told.",
    scope: "officer:invoice",
    audit: "SELLER_RISK_CHANGED",
    refuses: [refuse.QUOTA_REASON_REQUIRED],
  })
  setSellerRisk(
    @Ctx() context: Context,
    @Arg("input", () => SetSellerRiskInput) input: SetSellerRiskInput,
  ): Promise<SellerRisk> {
    return setSellerRisk(context, input);
  }
}
