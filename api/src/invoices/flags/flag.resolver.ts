import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { PageArgs, pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { ApprovalStatus, approvals } from "../../registry/facts.ts";
import { Reads, Writes } from "../operations.ts";
import { refuse as red } from "../red/red.refusals.ts";
import { refuse } from "./flag.rules.ts";
import { changeFlag } from "./flag.service.ts";
import {
  DecideFlagProposalInput,
  FlagProposal,
  FlagProposalConnection,
  ProposeFlagInput,
} from "./flag-proposal.ts";
import { FlagInvoiceInput, InvoiceFlag, VoidedInvoice, VoidPaperInvoiceInput } from "./invoice-flag.ts";
import { decideFlagProposal, proposeFlag } from "./proposal.service.ts";
import { refuse as voiding } from "./void.rules.ts";
import { voidPaperInvoice } from "./void.service.ts";

const flagging = [refuse.FLAG_STATE, refuse.FLAG_REASON_REQUIRED];
const deciding = [...Object.values(refuse), ...Object.values(approvals)];

const proposals = pages<FlagProposal>({
  model: FlagProposal,
  name: "within",
  where: "true",
  filters: { status: "t.status = :status" },
  order: ["requestedAt"],
  direction: "desc",
});

@Resolver()
export class FlagResolver {
  @Writes(() => InvoiceFlag, {
    zh: "将一张发票列为异常凭证。须为销方所在辖区县（区）局以上，并有案件编号（请求头 Case-Number）和理由。",
    en: "Flags an invoice as an abnormal voucher: a county or above in the seller's area, with a case (the header Case-Number) and a reason.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAGGED",
    refuses: flagging,
  })
  flagInvoice(@Ctx() context: Context, @Arg("input", () => FlagInvoiceInput) input: FlagInvoiceInput) {
    return changeFlag(context, input, "FLAG");
  }

  @Writes(() => InvoiceFlag, {
    zh: "解除一张发票的异常凭证标记。",
    en: "Lifts the flag of an invoice.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAG_LIFTED",
    refuses: flagging,
  })
  liftFlag(@Ctx() context: Context, @Arg("input", () => FlagInvoiceInput) input: FlagInvoiceInput) {
    return changeFlag(context, input, "LIFT");
  }

  @Reads(() => FlagProposalConnection, {
    zh: "本机关辖区内提出的列为或解除异常凭证，最新的在前。",
    en: "The proposals to flag invoices or lift flags of the own area, the newest first.",
    scope: "officer:invoice",
  })
  flagProposals(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => ApprovalStatus, { nullable: true, description: "状态。" })
    status?: ApprovalStatus | null,
  ) {
    return proposals(context, page, { status });
  }

  @Writes(() => FlagProposal, {
    zh: "提出列为或解除异常凭证，由上级在 72 小时内决定；税务所只能提出。",
    en: "Proposes to flag an invoice or lift its flag; the authority above decides within 72 hours. A station can only propose.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAG_PROPOSED",
    refuses: flagging,
  })
  proposeFlag(@Ctx() context: Context, @Arg("input", () => ProposeFlagInput) input: ProposeFlagInput) {
    return proposeFlag(context, input);
  }

  @Writes(() => FlagProposal, {
    zh: "批准一项提议，批准即列为或解除。",
    en: "Approves a proposal, which flags the invoice or lifts its flag.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAG_APPROVED",
    refuses: deciding,
  })
  approveFlagProposal(
    @Ctx() context: Context,
    @Arg("input", () => DecideFlagProposalInput) { proposalId }: DecideFlagProposalInput,
  ) {
    return decideFlagProposal(context, proposalId, true);
  }

  @Writes(() => FlagProposal, {
    zh: "不批准一项提议。",
    en: "Refuses a proposal.",
    scope: "officer:invoice",
    audit: "INVOICE_FLAG_REFUSED",
    refuses: deciding,
  })
  refuseFlagProposal(
    @Ctx() context: Context,
    @Arg("input", () => DecideFlagProposalInput) { proposalId }: DecideFlagProposalInput,
  ) {
    return decideFlagProposal(context, proposalId, false);
  }

  @Writes(() => VoidedInvoice, {
    zh: "作废本月开具、联次全部收回、购方未用途确认的纸质发票；电子发票和数电票只能红冲。",
    en: "Voids an invoice on paper of this month, all copies recovered and not used; electronic and digital ones are reversed instead.",
    scope: "invoice:issue",
    consent: true,
    audit: "INVOICE_VOIDED",
    refuses: [...Object.values(voiding), red.INVOICE_NOT_FOUND],
  })
  voidPaperInvoice(
    @Ctx() context: Context,
    @Arg("input", () => VoidPaperInvoiceInput) input: VoidPaperInvoiceInput,
  ) {
    return voidPaperInvoice(context, input);
  }
}
