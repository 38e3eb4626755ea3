import { Arg, Args, Ctx, ID, Resolver } from "type-graphql";
import { purposeMismatch } from "../../consents/facts.ts";
import { PageArgs } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { Derived } from "../../platform/model.ts";
import { fen, refuse as money } from "../../platform/money.ts";
import { Parent } from "../../platform/parent.ts";
import { loadOne } from "../../platform/read.ts";
import { rulesAt } from "../../registry/facts.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { Reads, Writes } from "../operations.ts";
import { InvoiceRequest, InvoiceRequestConnection } from "./invoice-request.ts";
import { headerOf, requestsByIds, requestsOfSeller } from "./request.queries.ts";
import { refuse } from "./request.refusals.ts";
import { cancelInvoiceRequest, createInvoiceQr, issueFromRequest } from "./request.service.ts";
import { CreateInvoiceQrInput, InvoiceRequestInput, MAX_ORDER_LINES } from "./request-inputs.ts";
import { FilledHeader, IssuedFromRequest, OrderLine } from "./request-shapes.ts";
import { afterMove, InvoiceRequestStatus, requestStateAt } from "./request-states.ts";
import { tokenOf, urlOf } from "./request-token.ts";

const C3 = { class: "C3" } as const;
const policy = { scope: "invoice:issue", consent: true, as: "invoiceRequest" } as const;
const { ISSUE_BATCH_SIZE, ...ofInvoices } = issuing;
const { INVOICE_REQUEST_NOT_FOUND, INVOICE_REQUEST_STATE, QR_TERM_INVALID } = refuse;
const { QR_EXPIRED, QR_USED, HEADER_INCOMPLETE, FACE_REQUIRED } = refuse;

/** Whether a code may still be shown: a buyer can fill in the header with it. */
const isOpen = ({ state, expiresAt }: InvoiceRequest, now: Date) =>
  afterMove(requestStateAt(state, expiresAt, now), "FILL") !== undefined;

/** What the seller does with invoice requests. */
@Resolver(() => InvoiceRequest)
export class InvoiceRequestResolver {
  @Writes(() => InvoiceRequest, {
    ...policy,
    zh: "为一笔销售生成开票二维码：购方扫码填写抬头后，用 issueFromRequest 开具。令牌只能用一次。",
    en: "Makes the QR code of a sale: once the buyer has filled in the header, issueFromRequest issues. The token serves once.",
    cost: 5,
    audit: "INVOICE_QR_CREATED",
    refuses: [...Object.values(ofInvoices), money.RATE_NOT_ALLOWED, QR_TERM_INVALID],
  })
  createInvoiceQr(
    @Ctx() context: Context,
    @Arg("input", () => CreateInvoiceQrInput) input: CreateInvoiceQrInput,
  ): Promise<InvoiceRequest> {
    return createInvoiceQr(context, input);
  }

  @Writes(() => IssuedFromRequest, {
    zh: "按已填写抬头的开票申请开具一张蓝字数电票；同时请求多次也只开具一张。开票员的身份核验已过期的，先核验（FACE_REQUIRED）。",
    en: "Issues the blue invoice of a request whose header is filled in; asked many times at once it issues one. An invoicer whose verification is too old verifies first (FACE_REQUIRED).",
    scope: "invoice:issue",
    consent: true,
    cost: 10,
    as: "result",
    audit: "INVOICE_ISSUED_FROM_REQUEST",
    refuses: [
      ...Object.values(ofInvoices),
      money.RATE_NOT_ALLOWED,
      INVOICE_REQUEST_NOT_FOUND,
      INVOICE_REQUEST_STATE,
      QR_EXPIRED,
      QR_USED,
      HEADER_INCOMPLETE,
      FACE_REQUIRED,
    ],
  })
  issueFromRequest(
    @Ctx() context: Context,
    @Arg("input", () => InvoiceRequestInput) input: InvoiceRequestInput,
  ): Promise<IssuedFromRequest> {
    return issueFromRequest(context, input);
  }

  @Writes(() => InvoiceRequest, {
    ...policy,
    zh: "取消一个尚未开具的开票申请，二维码随即失效。",
    en: "Cancels a request that was not issued; its code is no longer good.",
    audit: "INVOICE_REQUEST_CANCELLED",
    refuses: [INVOICE_REQUEST_NOT_FOUND, INVOICE_REQUEST_STATE, QR_EXPIRED, QR_USED],
  })
  cancelInvoiceRequest(
    @Ctx() context: Context,
    @Arg("input", () => InvoiceRequestInput) input: InvoiceRequestInput,
  ): Promise<InvoiceRequest> {
    return cancelInvoiceRequest(context, input);
  }

  @Reads(() => InvoiceRequest, {
    zh: "本纳税人的一个开票申请；不是本纳税人的与不存在的一样，返回空。",
    en: "One invoice request of the taxpayer; one of others and one that does not exist are both null.",
    scope: "invoice:issue",
    consent: true,
    nullable: true,
    refuses: [purposeMismatch],
  })
  invoiceRequest(@Ctx() context: Context, @Arg("id", () => ID) id: string): Promise<InvoiceRequest | null> {
    return loadOne(context, requestsByIds, id);
  }

  @Reads(() => InvoiceRequestConnection, {
    zh: "本纳税人的开票申请，最新的在前。",
    en: "The taxpayer's invoice requests, the newest first.",
    scope: "invoice:issue",
    consent: true,
    refuses: [purposeMismatch],
  })
  invoiceRequests(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => InvoiceRequestStatus, { nullable: true, description: "只列出这种状态的。" })
    status?: InvoiceRequestStatus | null,
    @Arg("orderRef", () => String, { nullable: true, description: "只列出这个商户订单号的。" })
    orderRef?: string | null,
  ) {
    return requestsOfSeller(context, page, { status, orderRef, now: context.now });
  }

  @Derived(
    () => InvoiceRequestStatus,
    "状态；到了失效时间即为过期。",
    "The state; expired from its end on.",
    {
      ...C3,
      needs: ["state", "expiresAt"],
    },
  )
  status(@Ctx() context: Context, @Parent() { state, expiresAt }: InvoiceRequest): InvoiceRequestStatus {
    return requestStateAt(state, expiresAt, context.now);
  }

  @Derived(
    () => String,
    "二维码中的令牌；不能再填写抬头时为空。请勿记录在日志中。",
    "The token in the QR code; null once no header can be filled in. Keep it out of logs.",
    { ...C3, nullable: true, needs: ["id", "state", "expiresAt"] },
  )
  token(@Ctx() { environment, now }: Context, @Parent() request: InvoiceRequest): string | null {
    return isOpen(request, now) ? tokenOf(environment, request.id) : null;
  }

  @Derived(
    () => String,
    "购方填写抬头的网页地址；不能再填写时为空。",
    "The page at which the buyer fills in the header; null once none can be.",
    { ...C3, nullable: true, needs: ["id", "state", "expiresAt"] },
  )
  url(@Ctx() { environment, now }: Context, @Parent() request: InvoiceRequest): string | null {
    return isOpen(request, now) ? urlOf(environment, tokenOf(environment, request.id)) : null;
  }

  @Derived(
    () => String,
    "写入二维码的文字（即网页地址）；不能再填写时为空。",
    "The text of the QR code, which is the page's address; null once no header can be filled in.",
    { ...C3, nullable: true, needs: ["id", "state", "expiresAt"] },
  )
  qrText(@Ctx() context: Context, @Parent() request: InvoiceRequest): string | null {
    return this.url(context, request);
  }

  @Derived(() => [OrderLine], "订单明细。", "The lines of the order.", {
    ...C3,
    max: MAX_ORDER_LINES,
    needs: ["orderLines"],
  })
  lines(@Parent() { orderLines }: InvoiceRequest): OrderLine[] {
    return orderLines.map((line) => ({ ...line, amountInclTax: fen(line.amountInclTax) }));
  }

  @Derived(
    () => FilledHeader,
    "购方填写的抬头；未填写的、结束满 90 天的为空。",
    "The header the buyer filled in; null before that, and 90 days after it where the request has ended.",
    { ...C3, nullable: true, needs: ["header", "buyerEmail", "buyerMobile", "filledAt"] },
  )
  async buyer(
    @Ctx() { environment, now, today }: Context,
    @Parent() request: InvoiceRequest,
  ): Promise<FilledHeader | null> {
    if (!request.header) return null;
    const rules = await rulesAt(environment.database.reader, today);
    return headerOf(request, rules.count("invoice.contact.days"), now);
  }

  @Derived(() => ID, "所开具发票的编号。", "The id of the invoice.", {
    ...C3,
    nullable: true,
    needs: ["invoiceId"],
  })
  invoiceId(@Parent() { invoiceId }: InvoiceRequest): string | null {
    return invoiceId;
  }

  @Derived(
    () => [String],
    "开具失败的错误码；没有失败的为空。",
    "The codes of why it failed; null where it did not.",
    { ...C3, nullable: true, max: 20, needs: ["failure"] },
  )
  failureCodes(@Parent() { failure }: InvoiceRequest): string[] | null {
    return failure;
  }
}
