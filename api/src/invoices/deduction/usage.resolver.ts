import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { PageArgs } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { Parent } from "../../platform/parent.ts";
import { InvoiceConnection } from "../invoice.ts";
import { Reads, Writes } from "../operations.ts";
import { inputInvoices, inputPool } from "./input-pool.queries.ts";
import { InputPool } from "./input-pool.ts";
import { refuse } from "./usage.rules.ts";
import { confirmUsage, markBookkept, revokeUsage, selectForDeduction } from "./usage.service.ts";
import {
  MarkBookkeptInput,
  SelectForDeductionInput,
  UsageConfirmation,
  UsagePeriodInput,
  UsageSelection,
} from "./usage-confirmation.ts";

const policy = { scope: "invoice:deduct", consent: true, refuses: Object.values(refuse) } as const;

@Resolver(() => InputPool)
export class UsageResolver {
  @Reads(() => InputPool, {
    zh: "一个所属期的进项：可抵扣的、已选择的、须转出的；只含授权所属期内的发票。",
    en: "A period's purchases: what may be deducted, was chosen, is transferred out; invoices of the consent's periods alone.",
    scope: "invoice:read",
    consent: true,
    cost: 10,
    refuses: [refuse.USAGE_PERIOD_INVALID],
  })
  inputPool(
    @Ctx() context: Context,
    @Arg("period", () => String, { description: "所属期，例如 2026-11。" }) period: string,
  ) {
    return inputPool(context, period);
  }

  @Derived(
    () => InvoiceConnection,
    "可抵扣、尚未选择用途的发票，最新的在前。",
    "The invoices that may be deducted and have no use yet, the newest first.",
    { class: "C3", paged: true },
  )
  invoices(
    @Ctx() context: Context,
    @Parent() { period }: InputPool,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("kind", () => InvoiceKind, { nullable: true, description: "发票种类。" }) kind?: InvoiceKind | null,
    @Arg("number", () => String, { nullable: true, description: "发票号码。" }) number?: string | null,
  ) {
    return inputInvoices(context, period, page, { kind: kind ?? null, number: number ?? null });
  }

  @Writes(() => UsageSelection, {
    ...policy,
    zh: "为进项发票选择用途（抵扣、不抵扣、出口退税、代办退税），或取消选择；全部成功或全部不改。",
    en: "Chooses what purchase invoices are used for, or takes it back; all of them or none.",
    cost: 10,
    audit: "USAGE_SELECTED",
  })
  selectForDeduction(
    @Ctx() context: Context,
    @Arg("input", () => SelectForDeductionInput) input: SelectForDeductionInput,
  ) {
    return selectForDeduction(context, input);
  }

  @Writes(() => UsageConfirmation, {
    ...policy,
    zh: "确认一个所属期的用途。",
    en: "Confirms the uses of a period.",
    cost: 10,
    audit: "USAGE_CONFIRMED",
  })
  confirmUsage(@Ctx() context: Context, @Arg("input", () => UsagePeriodInput) { period }: UsagePeriodInput) {
    return confirmUsage(context, period);
  }

  @Writes(() => UsageConfirmation, {
    ...policy,
    zh: "撤销一个所属期的用途确认；已申报的不能撤销。",
    en: "Revokes the confirmation of a period, unless it is filed.",
    audit: "USAGE_REVOKED",
  })
  revokeUsage(@Ctx() context: Context, @Arg("input", () => UsagePeriodInput) { period }: UsagePeriodInput) {
    return revokeUsage(context, period);
  }

  @Writes(() => UsageSelection, {
    ...policy,
    zh: "将进项发票标为已入账；此后红冲须双方确认。",
    en: "Marks purchase invoices as entered in the books; from then on reversing them takes both sides.",
    audit: "INVOICES_BOOKKEPT",
  })
  markBookkept(@Ctx() context: Context, @Arg("input", () => MarkBookkeptInput) input: MarkBookkeptInput) {
    return markBookkept(context, input);
  }
}
