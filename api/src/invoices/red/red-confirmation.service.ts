import { randomInt } from "node:crypto";
import { LockMode } from "@mikro-orm/core";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import type { Context } from "../../platform/context.ts";
import { yuan } from "../../platform/money.ts";
import { check, type Problem } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { rulesAt } from "../../registry/facts.ts";
import type { Invoice } from "../invoice.ts";
import { InvoiceSign, InvoiceStatus, InvoiceUsage } from "../invoice-states.ts";
import { monthOf } from "../issuing/credit-line.rules.ts";
import { isUsed, type LockedBlue, lockBlue } from "./blue-invoice.ts";
import { refuse } from "./red.refusals.ts";
import { expiryOf, nextState, type RedAction, type RedFacts, stateAt } from "./red-confirmation.rules.ts";
import { type CreateRedConfirmationInput, RedConfirmation } from "./red-confirmation.ts";
import { tellBoth } from "./red-events.ts";
import { allOf, sumOf, whyNotRed, whyNotRedTax } from "./red-lines.rules.ts";
import { sellerMayAct } from "./red-seller.ts";
import { codeOf, RedInitiator, RedState } from "./red-states.ts";

const { SELLER, BUYER } = RedInitiator;

/** Which side of an invoice the caller is on; the seller of one to itself. */
export const sideOf = (
  { sellerId }: { sellerId: string | null },
  taxpayerId: string | undefined,
): RedInitiator => (sellerId === taxpayerId ? SELLER : BUYER);

/** Why a blue invoice cannot be reversed whatever the amount. */
export const blueStands = (blue: Invoice): (Problem | false)[] => [
  (blue.sign === InvoiceSign.RED ||
    blue.status === InvoiceStatus.VOIDED ||
    blue.sellerId === null ||
    blue.kind === InvoiceKind.USED_VEHICLE) &&
    refuse.RED_NOT_POSSIBLE,
  blue.status === InvoiceStatus.ABNORMAL && refuse.INVOICE_ABNORMAL,
  blue.usage === InvoiceUsage.EXPORT_REFUND && refuse.BLUE_USED_FOR_EXPORT,
];

/** The 20 digits of a confirmation: year, month, and sixteen by chance. */
const newNo = (today: string) =>
  today.slice(2, 4) +
  today.slice(5, 7) +
  Array.from({ length: 4 }, () => String(randomInt(10_000)).padStart(4, "0")).join("");

/** Starts the reversal of an invoice of the caller, as its seller or its buyer. */
export async function createRedConfirmation(
  context: Context,
  input: Omit<CreateRedConfirmationInput, "idempotencyKey">,
): Promise<{ confirmation: RedConfirmation; locked: LockedBlue }> {
  const { caller, now, today, environment } = context;
  const law = await rulesAt(environment.database.reader, today);
  const locked = await lockBlue(context, input.invoiceId);
  const { blue, left, lines: whole } = locked;
  const initiator = sideOf(blue, caller.taxpayerId);
  const lines = input.lines ?? allOf(left);
  const path = ["input", "lines"];
  check(
    ...blueStands(blue),
    initiator === BUYER && !isUsed(blue) && refuse.RED_SELLER_STARTS,
    ...(initiator === SELLER ? await sellerMayAct(context, blue.sellerId!) : []),
    ...whyNotRed(input.reason, lines, left, path),
    ...whyNotRedTax(lines, { whole, left, tolerance: law.amount("invoice.tolerance.redTax") }, path),
  );
  const facts: RedFacts = { initiator, blueUsed: isUsed(blue), issued: false, now, expiresAt: null };
  const state = nextState(RedState.APPLYING, "ACCEPT", "SYSTEM", facts)!;
  const confirmation = context.em.create(RedConfirmation, {
    no: newNo(today),
    sellerId: blue.sellerId!,
    buyerId: blue.buyerId,
    blueInvoiceId: blue.id,
    blueIssuedOn: blue.issuedOn,
    initiator,
    reason: input.reason,
    redLines: lines.map(({ blueLine, amount, taxAmount }) => ({
      blueLine,
      amount: yuan(amount),
      taxAmount: yuan(taxAmount),
    })),
    ...sumOf(lines),
    state,
    createdAt: now,
    expiresAt: state === RedState.NOT_REQUIRED ? null : expiryOf(now, law.count("invoice.red.hours")),
    confirmedAt: null,
    endedAt: null,
    redInvoiceId: null,
    transferPeriod: null,
    restorePeriod: null,
  } as never);
  await context.em.flush();
  await tell(context, confirmation, "invoice.red_requested");
  return { confirmation, locked };
}

/** The confirmation and its blue invoice under lock, the invoice first: everybody locks in that order. */
export async function lockConfirmation(context: Context, id: string) {
  const found = await context.em.findOne(RedConfirmation, { id });
  check(!found && refuse.RED_CONFIRMATION_NOT_FOUND);
  const locked = await lockBlue(context, found!.blueInvoiceId);
  const confirmation = await context.em.findOneOrFail(
    RedConfirmation,
    { id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  return { confirmation, locked };
}

export const factsOf = (
  { initiator, redInvoiceId, expiresAt }: RedConfirmation,
  blue: Invoice,
  now: Date,
): RedFacts => ({
  initiator,
  blueUsed: isUsed(blue),
  issued: redInvoiceId !== null,
  now,
  expiresAt,
});

/** Takes one step of the state table, or refuses. */
async function step(context: Context, id: string, action: RedAction) {
  const { confirmation, locked } = await lockConfirmation(context, id);
  const { now, caller } = context;
  const before = stateAt(confirmation.state, confirmation.expiresAt, now);
  const side = sideOf(confirmation, caller.taxpayerId);
  const to = nextState(before, action, side, factsOf(confirmation, locked.blue, now));
  check(!to && (before === RedState.EXPIRED ? refuse.RED_CONFIRMATION_EXPIRED : refuse.RED_STATE));
  return { confirmation, locked, side, to: to! };
}

/** The other side agrees. A buyer who deducted transfers the input tax out in the current period. */
export async function confirmRed(context: Context, id: string): Promise<RedConfirmation> {
  const { confirmation, locked, side, to } = await step(context, id, "CONFIRM");
  check(
    ...blueStands(locked.blue),
    ...(side === SELLER ? await sellerMayAct(context, confirmation.sellerId) : []),
  );
  confirmation.state = to;
  confirmation.confirmedAt = context.now;
  if (locked.blue.usage === InvoiceUsage.DEDUCT) confirmation.transferPeriod = monthOf(context.today);
  await tell(context, confirmation, "invoice.red_confirmed");
  return confirmation;
}

/** The other side refuses, or whoever started it withdraws it. */
export async function endRed(
  context: Context,
  id: string,
  action: "REJECT" | "CANCEL",
): Promise<RedConfirmation> {
  const { confirmation, to } = await step(context, id, action);
  confirmation.state = to;
  confirmation.endedAt = context.now;
  const month = monthOf(context.today);
  if (confirmation.transferPeriod === month) confirmation.transferPeriod = null;
  else if (confirmation.transferPeriod) confirmation.restorePeriod = month;
  await tell(context, confirmation, "invoice.status_changed");
  return confirmation;
}

const tell = (context: Context, confirmation: RedConfirmation, type: string) =>
  tellBoth(inTransaction(context), confirmation, {
    type,
    subject: confirmation.id,
    appId: context.caller.appId,
    data: { invoiceId: confirmation.blueInvoiceId, statusCode: codeOf(confirmation.state) },
  });
