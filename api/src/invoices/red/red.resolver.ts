import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { PageArgs, pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { fen } from "../../platform/money.ts";
import { Parent } from "../../platform/parent.ts";
import { loadOne, read } from "../../platform/read.ts";
import { invoicesByIds } from "../invoice.queries.ts";
import { Invoice } from "../invoice.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { Reads, Writes } from "../operations.ts";
import { refuse } from "./red.refusals.ts";
import { stateAt } from "./red-confirmation.rules.ts";
import { confirmRed, createRedConfirmation, endRed } from "./red-confirmation.service.ts";
import {
  CreateRedConfirmationInput,
  QuickFullRedInput,
  RedConfirmation,
  RedConfirmationConnection,
  RedConfirmationInput,
  RedLine,
} from "./red-confirmation.ts";
import { issueRedInvoice, quickFullRed } from "./red-issue.service.ts";
import { codeOf, RedInitiator, RedState } from "./red-states.ts";

const C3 = { class: "C3" } as const;
const refuses = [...Object.values(refuse), issuing.SELLER_RISK_RED];
const policy = { scope: "invoice:red", consent: true, refuses, as: "redConfirmation" } as const;

const byIds = read<RedConfirmation, { ids: readonly string[] }>(
  RedConfirmation,
  "by-ids",
  "t.id = any(:ids)",
);
const newest = {
  model: RedConfirmation,
  where: "true",
  filters: {
    status:
      "case when t.state in ('AWAITING_BUYER', 'AWAITING_SELLER') and t.expires_at <= :now::timestamptz then 'EXPIRED' else t.state end = :status",
  },
  order: ["createdAt"],
  direction: "desc",
} as const;
const ofSeller = pages<RedConfirmation>({ ...newest, name: "of-seller", by: ["sellerId"] });
const ofBuyer = pages<RedConfirmation>({ ...newest, name: "of-buyer", by: ["buyerId"] });
const ofBoth = pages<RedConfirmation>({ ...newest, name: "of-both" });

@Resolver(() => RedConfirmation)
export class RedResolver {
  @Reads(() => RedConfirmationConnection, {
    zh: "本纳税人的红字确认单，最新的在前；role 为本纳税人在其中的一方。",
    en: "The taxpayer's red confirmations, the newest first; role is the side the taxpayer is on.",
    scope: "invoice:red",
    consent: true,
  })
  redConfirmations(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => RedState, { nullable: true, description: "只列出这种状态的。" }) status?: RedState,
    @Arg("role", () => RedInitiator, { nullable: true, description: "本纳税人为销方或购方。" })
    role?: RedInitiator,
  ) {
    const list = role === RedInitiator.SELLER ? ofSeller : role === RedInitiator.BUYER ? ofBuyer : ofBoth;
    return list(context, page, { status, now: context.now });
  }

  @Reads(() => RedConfirmation, {
    zh: "一张红字确认单；不是本纳税人的与不存在的一样，返回空。",
    en: "One red confirmation; one of others and one that does not exist are both null.",
    scope: "invoice:red",
    consent: true,
    nullable: true,
  })
  redConfirmation(@Ctx() context: Context, @Arg("id", () => ID) id: string) {
    return loadOne(context, byIds, id);
  }

  @Writes(() => RedConfirmation, {
    ...policy,
    zh: "发起红字确认：购方未用途确认且未入账的，销方无需确认即可开具；否则另一方须在 72 小时内确认。",
    en: "Starts a reversal. Where the buyer has neither used nor bookkept the invoice the seller needs nobody; otherwise the other side confirms within 72 hours.",
    audit: "RED_REQUESTED",
  })
  async createRedConfirmation(
    @Ctx() context: Context,
    @Arg("input", () => CreateRedConfirmationInput) input: CreateRedConfirmationInput,
  ) {
    return (await createRedConfirmation(context, input)).confirmation;
  }

  @Writes(() => RedConfirmation, {
    ...policy,
    zh: "确认对方发起的红字确认单。购方已抵扣的，须在当期转出进项税额。",
    en: "Confirms what the other side started. A buyer who deducted transfers the input tax out in the current period.",
    audit: "RED_CONFIRMED",
  })
  confirmRed(@Ctx() context: Context, @Arg("input", () => RedConfirmationInput) input: RedConfirmationInput) {
    return confirmRed(context, input.confirmationId);
  }

  @Writes(() => RedConfirmation, {
    ...policy,
    zh: "否认对方发起的红字确认单，确认单作废。",
    en: "Refuses what the other side started; the confirmation is void.",
    audit: "RED_REJECTED",
  })
  rejectRed(@Ctx() context: Context, @Arg("input", () => RedConfirmationInput) input: RedConfirmationInput) {
    return endRed(context, input.confirmationId, "REJECT");
  }

  @Writes(() => RedConfirmation, {
    ...policy,
    zh: "发起方撤销红字确认单；已开具红字发票的不能撤销。",
    en: "Whoever started it withdraws it, unless the red invoice was issued.",
    audit: "RED_CANCELLED",
  })
  cancelRed(@Ctx() context: Context, @Arg("input", () => RedConfirmationInput) input: RedConfirmationInput) {
    return endRed(context, input.confirmationId, "CANCEL");
  }

  @Writes(() => RedConfirmation, {
    ...policy,
    zh: "销方按无需确认或双方已确认的确认单开具红字数电票；同月的退回当月额度。",
    en: "The seller issues the red invoice of a confirmation; within the month of the blue one the credit line gets it back.",
    cost: 10,
    audit: "RED_ISSUED",
  })
  issueRedInvoice(
    @Ctx() context: Context,
    @Arg("input", () => RedConfirmationInput) input: RedConfirmationInput,
  ) {
    return issueRedInvoice(context, input.confirmationId);
  }

  @Writes(() => RedConfirmation, {
    ...policy,
    zh: "对购方未使用、未入账的发票一次完成全额红冲（剩余部分）。",
    en: "Reverses in one go all that is left of an invoice the buyer has neither used nor bookkept.",
    cost: 10,
    audit: "RED_ISSUED",
  })
  quickFullRed(@Ctx() context: Context, @Arg("input", () => QuickFullRedInput) input: QuickFullRedInput) {
    return quickFullRed(context, input);
  }

  @Derived(
    () => RedState,
    "状态；超过 72 小时未确认的为作废。",
    "The state; void once 72 hours have passed.",
    {
      ...C3,
      needs: ["state", "expiresAt"],
    },
  )
  status(@Ctx() context: Context, @Parent() { state, expiresAt }: RedConfirmation): RedState {
    return stateAt(state, expiresAt, context.now);
  }

  @Derived(() => String, "状态的国家代码，01 至 10。", "The national code of the state, 01 to 10.", {
    ...C3,
    needs: ["state", "expiresAt"],
  })
  statusCode(@Ctx() context: Context, @Parent() { state, expiresAt }: RedConfirmation): string {
    return codeOf(stateAt(state, expiresAt, context.now));
  }

  @Derived(() => [RedLine], "红字明细。", "The red lines.", { ...C3, max: 2000, needs: ["redLines"] })
  lines(@Parent() { redLines }: RedConfirmation): RedLine[] {
    return redLines.map(({ blueLine, amount, taxAmount }) => ({
      blueLine,
      amount: fen(amount),
      taxAmount: fen(taxAmount),
    }));
  }

  @Derived(() => Invoice, "蓝字发票。", "The blue invoice.", {
    ...C3,
    nullable: true,
    needs: ["blueInvoiceId"],
  })
  blue(@Ctx() context: Context, @Parent() { blueInvoiceId }: RedConfirmation) {
    return loadOne(context, invoicesByIds, blueInvoiceId);
  }

  @Derived(() => Invoice, "红字发票；未开具的为空。", "The red invoice, once it is issued.", {
    ...C3,
    nullable: true,
    needs: ["redInvoiceId"],
  })
  redInvoice(@Ctx() context: Context, @Parent() { redInvoiceId }: RedConfirmation) {
    return redInvoiceId ? loadOne(context, invoicesByIds, redInvoiceId) : null;
  }

  @Derived(() => ID, "红字发票的编号。", "The id of the red invoice.", {
    ...C3,
    nullable: true,
    needs: ["redInvoiceId"],
  })
  redInvoiceId(@Parent() { redInvoiceId }: RedConfirmation): string | null {
    return redInvoiceId;
  }
}
