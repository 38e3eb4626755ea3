import type { Context } from "../../platform/context.ts";
import { publish } from "../../platform/outbox.ts";
import { at, check, type Problem } from "../../platform/refusal.ts";
import { inTransaction } from "../../platform/transaction.ts";
import { refuse } from "./lottery.rules.ts";
import type { AcknowledgePayoutInput, ClaimPrizeInput } from "./lottery-inputs.ts";
import { LotteryPrize, type PayoutMethod } from "./lottery-prize.ts";
import { PRIZE_MOVES, PrizeStatus } from "./lottery-states.ts";

const PHONE = /^1[3-9]\d{9}$/;
const EMAIL = /^[^\s@]{1,40}@[^\s@]+\.[^\s@]{2,}$/;
const CARD = /^\d{12,19}$/;
const FORM: Readonly<Record<PayoutMethod, (account: string) => boolean>> = {
  WECHAT: (account) => PHONE.test(account),
  ALIPAY: (account) => PHONE.test(account) || EMAIL.test(account),
  BANK: (account) => CARD.test(account),
};

export const accountFits = (method: PayoutMethod, account: string): Problem | undefined =>
  FORM[method](account) ? undefined : at(refuse.PAYOUT_ACCOUNT_INVALID, ["input", "account"], { method });

/** A prize may be claimed up to and including the last instant; afterwards it goes back to the pool. */
export const claimIsInTime = ({ status, claimBy }: Pick<LotteryPrize, "status" | "claimBy">, now: Date) =>
  status === PrizeStatus.FORFEITED || (status === PrizeStatus.WON && now > claimBy)
    ? refuse.CLAIM_EXPIRED
    : undefined;

/** Claims a prize of the caller's. One whose payment failed may be claimed again, at any time. */
export async function claimPrize(
  context: Context,
  { prizeId, method, account: given }: ClaimPrizeInput,
): Promise<LotteryPrize> {
  const { em, now, caller } = context;
  const account = given.trim();
  const prize = await em.findOne(LotteryPrize, { id: prizeId }, { lockMode: 4 });
  if (!prize) return check(refuse.PRIZE_NOT_CLAIMABLE, accountFits(method, account)) as never;
  const late = claimIsInTime(prize, now);
  check(
    late,
    !late && !PRIZE_MOVES.CLAIM.from.includes(prize.status) && refuse.PRIZE_NOT_CLAIMABLE,
    accountFits(method, account),
  );
  em.assign(prize, {
    status: PRIZE_MOVES.CLAIM.to,
    payoutMethod: method,
    payoutAccount: account,
    claimedAt: now,
    failure: null,
  });
  await publish(inTransaction(context), {
    type: "lottery.claimed",
    taxpayerId: prize.taxpayerId,
    appId: caller.appId,
    subject: prize.id,
  });
  return prize;
}

/** A payer says what became of a payment. Said again with the same trace number it is known already; what was said first stays. */
export async function acknowledgePayout(
  context: Context,
  { prizeId, traceNo, failure }: AcknowledgePayoutInput,
): Promise<boolean> {
  check(traceNo.trim() === "" && at(refuse.TRACE_NO_REQUIRED, ["input", "traceNo"]));
  const { rows } = await inTransaction(context).query<{ taxpayer: string | null; known: boolean }>(
    "select taxpayer, known from sealed.acknowledge_payout($1::text, $2::text, $3::text, $4::timestamptz)",
    [prizeId, traceNo.trim(), failure?.trim() || null, context.now],
  );
  const { taxpayer: taxpayerId, known } = rows[0]!;
  check(!known && refuse.PRIZE_NOT_CLAIMABLE);
  if (!taxpayerId) return true;
  await publish(inTransaction(context), {
    type: failure ? "lottery.payment_failed" : "lottery.paid",
    taxpayerId,
    subject: prizeId,
  });
  return true;
}
