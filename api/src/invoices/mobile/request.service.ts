import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { dayOf } from "../../platform/clock.ts";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { at, check, type Problem, Refusal } from "../../platform/refusal.ts";
import { filingCycleOf, filingDeadline, rulesAt, taxpayersByIds } from "../../registry/facts.ts";
import { issuingFacts } from "../issuing/issue.facts.ts";
import { refuse as issuing } from "../issuing/issue.refusals.ts";
import { whyNotIssue } from "../issuing/issue.rules.ts";
import { issueInvoice } from "../issuing/issue.service.ts";
import { BuyerKind } from "../issuing/issue-input.ts";
import { faceIsDue, spendFace } from "./face.service.ts";
import { InvoiceRequest } from "./invoice-request.ts";
import { orderedInvoice, type StoredOrderLine, storedLine } from "./order-lines.ts";
import { lockRequest } from "./request.queries.ts";
import { earliestDeadline, filingMonthOf, termOf, whyNotMove } from "./request.rules.ts";
import { type CreateInvoiceQrInput, type InvoiceRequestInput, MAX_ORDER_LINES } from "./request-inputs.ts";
import type { IssuedFromRequest } from "./request-shapes.ts";
import { afterMove, InvoiceRequestStatus } from "./request-states.ts";
import { hashOfToken, tokenOf } from "./request-token.ts";

const VAT = "10101";
/** Stands for the buyer, who is not known yet, when an order is judged. */
const SOMEBODY = { kind: BuyerKind.ENTERPRISE, name: "购方", tin: "-" };
const LONGEST_ORDER_REF = 64;

/** The last day on which the period is filed that a sale lies in. */
async function closeOf({ environment, caller }: Context, soldOn: string): Promise<string> {
  const pool = environment.database.reader;
  const taxpayerId = caller.taxpayerId!;
  const [cycle, [seller]] = await Promise.all([
    filingCycleOf(pool, taxpayerId, VAT, soldOn),
    taxpayersByIds(pool, [taxpayerId]),
  ]);
  const month = filingMonthOf(soldOn, cycle ?? "MONTH");
  try {
    return (await filingDeadline(pool, { ...month, taxTypeCode: VAT }, seller?.authorityCode)).day;
  } catch (error) {
    if (!(error instanceof Refusal && error.codes.includes("CALENDAR_NOT_LOADED"))) throw error;
    return earliestDeadline(month);
  }
}

/** Why these lines could not be issued today, whoever the buyer is; the credit line may grow until then. */
async function whyNotOrder(
  context: Context,
  kind: InvoiceKind,
  lines: readonly StoredOrderLine[],
  amountInclTax: bigint,
): Promise<Problem[]> {
  if (lines.length < 1 || lines.length > MAX_ORDER_LINES) return [at(issuing.LINE_COUNT, ["input", "lines"])];
  const invoice = orderedInvoice(kind, lines, SOMEBODY);
  const facts = await issuingFacts(context, [invoice]);
  return [
    ...whyNotIssue(invoice, facts, ["input"]).filter(({ code }) => code !== issuing.QUOTA_EXCEEDED.code),
    ...(invoice.total === amountInclTax ? [] : [at(issuing.SUM_MISMATCH, ["input", "amountInclTax"])]),
  ];
}

/** Makes the QR code of a sale of the taxpayer who consented, or throws every reason why not. */
export async function createInvoiceQr(
  context: Context,
  input: CreateInvoiceQrInput,
): Promise<InvoiceRequest> {
  const { em, environment, caller, now, today } = context;
  const kind = input.kind ?? InvoiceKind.DIGITAL_PLAIN;
  const soldAt = input.soldAt ?? now;
  const orderRef = input.orderRef?.trim() || null;
  const lines = input.lines.map(storedLine);
  const [closesOn, rules, problems] = await Promise.all([
    closeOf(context, dayOf(soldAt)),
    rulesAt(environment.database.reader, today),
    whyNotOrder(context, kind, lines, input.amountInclTax),
  ]);
  const days = rules.count("invoice.request.days");
  const term = termOf({ soldAt, closesOn, days, asked: input.expiresAt ?? null }, now);
  check(
    ...problems,
    term.problem && at(term.problem, ["input", "expiresAt"], { latest: term.latest.toISOString() }),
    [...(orderRef ?? "")].length > LONGEST_ORDER_REF &&
      at(issuing.INVOICE_TEXT_LENGTH, ["input", "orderRef"]),
  );
  const id = newId("ivq");
  return em.create(InvoiceRequest, {
    id,
    sellerId: caller.taxpayerId!,
    appId: caller.appId ?? null,
    tokenHash: hashOfToken(tokenOf(environment, id)),
    state: InvoiceRequestStatus.CREATED,
    kind,
    amountInclTax: input.amountInclTax,
    orderRef,
    orderLines: lines,
    soldAt,
    createdAt: now,
    expiresAt: term.expiresAt,
    filledAt: null,
    endedAt: null,
    header: null,
    buyerEmail: null,
    buyerMobile: null,
    invoiceId: null,
    failure: null,
  });
}

/** The seller takes a code back that was not used yet. */
export async function cancelInvoiceRequest(
  context: Context,
  { requestId }: InvoiceRequestInput,
): Promise<InvoiceRequest> {
  const { request, status } = await lockRequest(context, requestId);
  check(whyNotMove("CANCEL", status));
  request.state = afterMove(status, "CANCEL")!;
  request.endedAt = context.now;
  return request;
}

/** What the seller can mend, or will pass: the request stays as it is. Every other refusal is of what the order says, for ever. */
const PASSING: ReadonlySet<string> = new Set([
  issuing.QUOTA_EXCEEDED.code,
  issuing.SELLER_NOT_QUALIFIED.code,
  issuing.SELLER_RISK_RED.code,
  issuing.TAXPAYER_SUSPENDED.code,
  issuing.TAXPAYER_ABNORMAL.code,
  issuing.TAXPAYER_DEREGISTERED.code,
]);

/**
 * Issues the invoice of a filled request, once however many ask at the same time. What stands in the way for now is refused
 * and changes nothing; where the order itself can no longer be issued the request has failed, and says why.
 */
export async function issueFromRequest(
  context: Context,
  { requestId, idempotencyKey }: InvoiceRequestInput,
): Promise<IssuedFromRequest> {
  const { now } = context;
  const { request, status } = await lockRequest(context, requestId);
  check(whyNotMove("START", status));
  const face = await faceIsDue(context, request.sellerId);
  check(face.problem);
  request.state = afterMove(status, "START")!;
  request.endedAt = now;
  const invoice = orderedInvoice(request.kind, request.orderLines, request.header!);
  try {
    const issued = await issueInvoice(context, { ...invoice, idempotencyKey });
    spendFace(face.device);
    request.state = afterMove(request.state, "SUCCEED")!;
    request.invoiceId = issued.id;
    return { request, invoice: issued };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [first, ...rest] = error.problems.map((problem) =>
      at(problem, ["input", "requestId"], problem.details),
    );
    if (error.codes.some((code) => PASSING.has(code))) throw new Refusal([first!, ...rest]);
    request.state = afterMove(request.state, "FAIL")!;
    request.failure = [...new Set(error.codes)];
    return { request, invoice: null };
  }
}
