import type { Context } from "../../platform/context.ts";
import { fen } from "../../platform/money.ts";
import { check } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { personById, taxpayersByIds } from "../../registry/facts.ts";
import { monthOf, redGivesBack } from "../issuing/credit-line.rules.ts";
import { giveBackCredit } from "../issuing/credit-line.service.ts";
import { isOfOurChannel } from "../issuing/numbering.ts";
import { storeInvoice } from "../issuing/store.ts";
import { statusChanged } from "../verification/verifiers.ts";
import type { LockedBlue } from "./blue-invoice.ts";
import { refuse } from "./red.refusals.ts";
import { nextState, stateAt } from "./red-confirmation.rules.ts";
import {
  blueStands,
  createRedConfirmation,
  factsOf,
  lockConfirmation,
  sideOf,
} from "./red-confirmation.service.ts";
import type { QuickFullRedInput, RedConfirmation } from "./red-confirmation.ts";
import { redDraft } from "./red-draft.ts";
import { tellBoth } from "./red-events.ts";
import { redStandOf, whyNotRed } from "./red-lines.rules.ts";
import { sellerMayAct } from "./red-seller.ts";
import { RedInitiator, RedState } from "./red-states.ts";

/** The seller issues the red invoice of a confirmation that needs none or has it. */
export async function issueRedInvoice(context: Context, id: string): Promise<RedConfirmation> {
  const { confirmation, locked } = await lockConfirmation(context, id);
  return issue(context, confirmation, locked);
}

/** Reverses all that is left of an invoice neither used nor entered in the books, in one go. */
export async function quickFullRed(context: Context, input: QuickFullRedInput): Promise<RedConfirmation> {
  const { confirmation, locked } = await createRedConfirmation(context, {
    invoiceId: input.invoiceId,
    reason: input.reason,
  });
  return issue(context, confirmation, locked);
}

async function issue(
  context: Context,
  confirmation: RedConfirmation,
  { blue, lines, left }: LockedBlue,
): Promise<RedConfirmation> {
  const { now, caller, environment, today } = context;
  const state = stateAt(confirmation.state, confirmation.expiresAt, now);
  const side = sideOf(confirmation, caller.taxpayerId);
  const legal = nextState(state, "ISSUE", side, factsOf(confirmation, blue, now));
  const red = confirmation.redLines.map(({ blueLine, amount, taxAmount }) => ({
    blueLine,
    amount: fen(amount),
    taxAmount: fen(taxAmount),
  }));
  check(
    !legal && whyNotLegal(state, side, confirmation),
    ...blueStands(blue),
    ...(await sellerMayAct(context, confirmation.sellerId)),
    ...(legal ? whyNotRed(confirmation.reason, red, left, ["input", "confirmationId"]) : []),
  );
  const pool = environment.database.reader;
  const [[seller], person] = await Promise.all([
    taxpayersByIds(pool, [confirmation.sellerId]),
    caller.personId ? personById(pool, caller.personId) : undefined,
  ]);
  if (!seller) throw new Error("the taxpayer who consented is not in the registry");
  const sql = inTransaction(context);
  const draft = redDraft(blue, lines, confirmation, (person?.name ?? blue.issuer).slice(0, 20));
  const stored = await storeInvoice(sql, draft, {
    regionCode: seller.regionCode,
    issuedAt: now,
    appId: caller.appId,
  });
  confirmation.redInvoiceId = stored.id;
  blue.redAmount -= confirmation.amount;
  Object.assign(blue, redStandOf(blue.amount, blue.redAmount));
  await context.em.flush();
  // Only what was issued here was ever counted in the line.
  if (redGivesBack(blue.issuedOn, today) && isOfOurChannel(blue.number))
    await giveBackCredit(sql, confirmation.sellerId, monthOf(today), -confirmation.amount);
  await tellBoth(sql, blue, {
    type: "invoice.status_changed",
    subject: blue.id,
    appId: caller.appId,
    data: { status: blue.status, redStatus: blue.redStatus },
  });
  await statusChanged(sql, [blue.id]);
  return confirmation;
}

function whyNotLegal(state: RedState, side: RedInitiator, { redInvoiceId }: RedConfirmation) {
  if (state === RedState.EXPIRED) return refuse.RED_CONFIRMATION_EXPIRED;
  if (redInvoiceId !== null || side === RedInitiator.BUYER) return refuse.RED_STATE;
  return refuse.RED_NOT_CONFIRMED;
}
