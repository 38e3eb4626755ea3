import { Arg, Ctx, ID, Resolver } from "type-graphql";
import type { Context } from "../../platform/context.ts";
import { refuse as money } from "../../platform/money.ts";
import { read } from "../../platform/read.ts";
import { rules } from "../../registry/facts.ts";
import { Reads, Writes } from "../operations.ts";
import { acceptBatch } from "./batch.service.ts";
import { monthOf } from "./credit-line.rules.ts";
import { CreditLine, InvoiceQuota } from "./credit-line.ts";
import { refuse } from "./issue.refusals.ts";
import { issueInvoice } from "./issue.service.ts";
import { IssueInvoiceBatchInput, IssueInvoiceInput } from "./issue-input.ts";
import { IssueResult } from "./issue-request.ts";
import { issueResult } from "./issue-result.queries.ts";
import { IssuedInvoice } from "./issued-invoice.ts";

const { ISSUE_BATCH_SIZE, ...ofInvoices } = refuse;

const lineOfMonth = read<CreditLine, { month: string }>(CreditLine, "of-month", "t.month <= :month", {
  order: "t.month desc limit 1",
});
const quotaOn = read<InvoiceQuota, { day: string }>(
  InvoiceQuota,
  "on-day",
  "t.valid_from <= :day::date and (t.valid_to is null or t.valid_to > :day::date)",
  { order: "t.kind" },
);

@Resolver()
export class IssueResolver {
  @Writes(() => IssuedInvoice, {
    zh: "开具一张蓝字数电票。号码按年、省、渠道连续；开票时间为平台时间；同时占用当月总额度。",
    en: "Issues a blue digital invoice. Numbers run on per year, province and channel; the time of issue is the platform's; the month's credit line is used.",
    scope: "invoice:issue",
    consent: true,
    cost: 10,
    as: "invoice",
    audit: "INVOICE_ISSUED",
    refuses: [...Object.values(ofInvoices), money.RATE_NOT_ALLOWED, rules.RULE_NOT_FOUND],
  })
  issueInvoice(
    @Ctx() context: Context,
    @Arg("input", () => IssueInvoiceInput) input: IssueInvoiceInput,
  ): Promise<IssuedInvoice> {
    return issueInvoice(context, input);
  }

  @Writes(() => ID, {
    zh: "受理一批蓝字数电票（最多 100 张），随后逐张开具；一张被拒绝不影响其他。用 issueResult 查询结果。",
    en: "Accepts a batch of up to 100 blue digital invoices, which are issued afterwards; one that is refused stops no other. Ask issueResult for the results.",
    scope: "invoice:issue",
    consent: true,
    cost: 100,
    as: "requestId",
    audit: "INVOICE_BATCH_ACCEPTED",
    refuses: [ISSUE_BATCH_SIZE],
  })
  issueInvoiceBatch(
    @Ctx() context: Context,
    @Arg("input", () => IssueInvoiceBatchInput) input: IssueInvoiceBatchInput,
  ): Promise<string> {
    return acceptBatch(context, input);
  }

  @Reads(() => IssueResult, {
    zh: "批量开具的进度与各张结果；不是本应用为本纳税人提交的，与不存在的一样为空。",
    en: "How far a batch has come, with its results; one of another app or taxpayer is null, as one that does not exist.",
    scope: "invoice:issue",
    consent: true,
    cost: 5,
    nullable: true,
  })
  issueResult(
    @Ctx() context: Context,
    @Arg("requestId", () => ID) requestId: string,
  ): Promise<IssueResult | null> {
    return issueResult(context, requestId);
  }

  @Reads(() => CreditLine, {
    zh: "本纳税人当月的发票总额度；未核定的为空。当月尚未开票的，按上次核定的额度。",
    en: "The taxpayer's credit line of this month; null where none was granted. Before the first invoice of a month it is what was granted last.",
    scope: "invoice:quota",
    consent: true,
    nullable: true,
  })
  async creditLine(@Ctx() context: Context): Promise<CreditLine | null> {
    const month = monthOf(context.today);
    const [line] = await lineOfMonth(context, { month });
    return line ? (line.month === month ? line : { ...line, month, used: 0n }) : null;
  }

  @Reads(() => [InvoiceQuota], {
    zh: "本纳税人可开具的票种。",
    en: "The kinds of invoices the taxpayer may issue.",
    scope: "invoice:quota",
    consent: true,
    max: 20,
  })
  invoiceQuota(@Ctx() context: Context): Promise<InvoiceQuota[]> {
    return quotaOn(context, { day: context.today });
  }
}
