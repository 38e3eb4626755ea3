import { createHash, createHmac } from "node:crypto";
import Big from "big.js";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { addDays } from "../../platform/clock.ts";
import { at, type Problem, problems } from "../../platform/refusal.ts";
import { InvoiceSign, InvoiceStatus } from "../invoice-states.ts";
import { DRAW_MOVES, type DrawMove, type DrawStatus } from "./lottery-states.ts";

export const refuse = problems({
  INVOICE_NOT_ELIGIBLE: {
    zh: "这张发票不能参加摇奖",
    en: "This invoice cannot take part.",
    actor: "USER",
  },
  INVOICE_ALREADY_ENTERED: {
    zh: "这张发票已经参加过摇奖",
    en: "This invoice has taken part already.",
    actor: "USER",
  },
  CAMPAIGN_NOT_OPEN: {
    zh: "摇奖活动不存在、尚未开始或已经结束",
    en: "There is no such campaign, or it has not begun, or it is over.",
    actor: "USER",
  },
  PRIZE_STOCK_EMPTY: {
    zh: "本活动的即开奖奖金已发完",
    en: "The campaign's instant prizes have run out.",
    actor: "USER",
  },
  CLAIM_EXPIRED: { zh: "已超过领奖期限", en: "The time to claim is over.", actor: "USER" },
  PRIZE_NOT_CLAIMABLE: {
    zh: "没有这笔奖金，或当前状态不能领取",
    en: "There is no such prize, or its state does not allow a claim.",
    actor: "USER",
  },
  PAYOUT_ACCOUNT_INVALID: {
    zh: "收款账户格式不正确",
    en: "The account is not written as such accounts are.",
    actor: "USER",
  },
  TRACE_NO_REQUIRED: {
    zh: "须填写支付流水号",
    en: "The payer's trace number is needed.",
    actor: "APP",
  },
  DRAW_REASON_REQUIRED: { zh: "须写明作废的原因", en: "Say why the draw is voided.", actor: "USER" },
  DRAW_NOT_FOUND: { zh: "没有这次摇奖", en: "There is no such draw.", actor: "USER" },
  DRAW_NOT_COMMITTED: {
    zh: "尚未公布随机种子的摘要，或参与名单尚未截止",
    en: "The digest of the seed is not published yet, or entries are not closed.",
    actor: "USER",
  },
  DRAW_STATE: {
    zh: "摇奖的当前状态不允许此操作",
    en: "The state of the draw does not allow this.",
    actor: "USER",
  },
  DRAW_COMMIT_TOO_LATE: {
    zh: "种子的摘要必须在截止时间之前公布",
    en: "The digest of the seed must be published before entries close.",
    actor: "USER",
  },
  DRAW_CUTOFF_NOT_REACHED: {
    zh: "尚未到截止时间",
    en: "Entries are still open.",
    actor: "USER",
  },
  SEED_MALFORMED: {
    zh: "种子须为 64 位小写十六进制，摘要亦同",
    en: "A seed, and a digest, is 64 hex digits in lower case.",
    actor: "USER",
  },
  SEED_MISMATCH: {
    zh: "种子与公布的摘要不符",
    en: "The seed does not have the published digest.",
    actor: "USER",
  },
  DUAL_CONTROL_REQUIRED: {
    zh: "此步骤须由另一名税务人员办理",
    en: "Another officer must take this step.",
    actor: "USER",
  },
  NOTARY_REQUIRED: {
    zh: "须填写公证机构和公证书编号",
    en: "The notary and the number of the certificate are needed.",
    actor: "USER",
  },
  CAMPAIGN_DATES: {
    zh: "活动的起止日期不正确",
    en: "The campaign's days are not in order.",
    actor: "USER",
  },
  CAMPAIGN_ODDS: {
    zh: "各奖级中奖概率须大于 0，合计不得超过 1",
    en: "Probabilities are above 0 and add up to no more than 1.",
    actor: "USER",
  },
  CAMPAIGN_BUDGET: {
    zh: "奖金超出预算：预期支出，以及各奖级奖金乘总数与定期摇奖奖金之和，均不得超出",
    en: "The prizes exceed the budget: neither what is expected nor all stock and all periodic prizes together may.",
    actor: "USER",
  },
});

/** Why an invoice may not take part, as `details.reason` of INVOICE_NOT_ELIGIBLE says it. */
export type Ineligible =
  | "NOT_VERIFIED"
  | "RED"
  | "VOIDED"
  | "REVERSED"
  | "ABNORMAL"
  | "SPECIAL"
  | "KIND"
  | "ISSUED_ON_BEHALF"
  | "PURCHASE_INVOICE"
  | "TOO_OLD"
  | "OTHER_REGION"
  | "OTHER_INDUSTRY"
  | "OTHER_BUYER"
  | "BUYER_IS_ORGANISATION"
  | "SELLER_ABNORMAL"
  | "OFFICER_OF_REGION";

/** What is looked at of an invoice. */
export interface Candidate {
  kind: InvoiceKind;
  sign: InvoiceSign;
  status: InvoiceStatus;
  issuedOn: string;
  /** Issued by the tax authority for somebody who issues none. */
  onBehalf: boolean;
  /** Marked 收购: the buyer issued it. */
  purchase: boolean;
  buyerIsOrganisation: boolean;
  sellerRegion: string | null;
  sellerIndustry: string | null;
  sellerStatus: string | null;
}

/** What a campaign asks of an invoice. */
export interface Terms {
  regionCode: string;
  kinds: readonly InvoiceKind[];
  industries: readonly string[];
  maxInvoiceAgeDays: number;
}

const SPECIAL: readonly InvoiceKind[] = [
  InvoiceKind.VAT_SPECIAL_PAPER,
  InvoiceKind.VAT_SPECIAL_ELECTRONIC,
  InvoiceKind.DIGITAL_SPECIAL,
  InvoiceKind.DIGITAL_PAPER_SPECIAL,
];

/** `330100` is a city, `330000` its province: a code without the pairs of zeros at its end is a prefix of all within. */
const inRegion = (code: string | null, region: string): boolean =>
  code?.startsWith(region.replace(/(00)+$/, "")) ?? false;

/** Why the invoice cannot take part at all; empty when it can. The day of issue is day 0: with 90 days the 90th still counts. */
export function whyNotEnter(invoice: Candidate, terms: Terms, today: string): Ineligible[] {
  const reasons: Ineligible[] = [];
  if (invoice.sign === InvoiceSign.RED) reasons.push("RED");
  if (invoice.status === InvoiceStatus.VOIDED) reasons.push("VOIDED");
  if (invoice.status === InvoiceStatus.PARTLY_RED || invoice.status === InvoiceStatus.FULLY_RED)
    reasons.push("REVERSED");
  if (invoice.status === InvoiceStatus.ABNORMAL) reasons.push("ABNORMAL");
  if (SPECIAL.includes(invoice.kind)) reasons.push("SPECIAL");
  else if (!terms.kinds.includes(invoice.kind)) reasons.push("KIND");
  if (invoice.onBehalf) reasons.push("ISSUED_ON_BEHALF");
  if (invoice.purchase) reasons.push("PURCHASE_INVOICE");
  if (addDays(invoice.issuedOn, terms.maxInvoiceAgeDays) < today) reasons.push("TOO_OLD");
  if (!inRegion(invoice.sellerRegion, terms.regionCode)) reasons.push("OTHER_REGION");
  if (
    terms.industries.length > 0 &&
    !terms.industries.some((industry) => invoice.sellerIndustry?.startsWith(industry))
  )
    reasons.push("OTHER_INDUSTRY");
  return reasons;
}

/** Why it has no part in the periodic draw; these do not keep it from an instant prize. */
export function whyNotDraw(invoice: Pick<Candidate, "buyerIsOrganisation" | "sellerStatus">): Ineligible[] {
  const reasons: Ineligible[] = [];
  if (invoice.buyerIsOrganisation) reasons.push("BUYER_IS_ORGANISATION");
  if (invoice.sellerStatus === "ABNORMAL") reasons.push("SELLER_ABNORMAL");
  return reasons;
}

/** One tier of the instant draw: its prize (分) and its probability, an exact decimal. */
export interface Tier {
  prize: bigint;
  probability: string;
}

/** The sum of the probabilities, exactly. */
export const oddsOf = (tiers: readonly Tier[]): string =>
  tiers.reduce((sum, { probability }) => sum.plus(probability), Big(0)).toFixed();

/** What the instant prizes of so many entries cost on average, in 分, rounded up. */
export const expectedCost = (tiers: readonly Tier[], entries: number): bigint =>
  BigInt(
    tiers
      .reduce((sum, { prize, probability }) => sum.plus(Big(prize.toString()).times(probability)), Big(0))
      .times(entries)
      .round(0, Big.roundUp)
      .toFixed(),
  );

export const oddsAreSound = (tiers: readonly Tier[]): Problem | undefined =>
  tiers.some(({ probability }) => Big(probability).lte(0)) || Big(oddsOf(tiers)).gt(1)
    ? at(refuse.CAMPAIGN_ODDS, ["input", "instantTiers"], { sum: oddsOf(tiers) })
    : undefined;

/** Whether the budget (分) bears the instant prizes that are expected and the periodic prizes, which are certain. */
export function budgetSuffices(
  tiers: readonly Tier[],
  entries: number,
  periodic: bigint,
  budget: bigint,
): Problem | undefined {
  const expected = expectedCost(tiers, entries) + periodic;
  return expected > budget
    ? at(refuse.CAMPAIGN_BUDGET, ["input", "budget"], { expected: String(expected), budget: String(budget) })
    : undefined;
}

/** Every prize is worth something, and the budget (分) bears all that are in stock, should more enter than expected. */
export function stockIsCovered(
  tiers: readonly { prize: bigint; stock: number }[],
  periodic: bigint,
  budget: bigint,
): Problem | undefined {
  const most = tiers.reduce((sum, { prize, stock }) => sum + prize * BigInt(stock), periodic);
  return tiers.some(({ prize, stock }) => prize <= 0n || stock < 1) || most > budget
    ? at(refuse.CAMPAIGN_BUDGET, ["input", "instantTiers"], { most: String(most), budget: String(budget) })
    : undefined;
}

/** What stands for an invoice in public: nobody reads its number off it, and who has the invoice finds it. */
export const invoiceDigest = (identity: string): string =>
  createHash("sha256").update(identity, "utf8").digest("hex");

const SPAN = 1n << 64n;

/**
 * The tier an entry wins at once, by the seed of its day, whose digest was published before the day began and which is
 * told after it: `v` = the first 8 bytes of HMAC-SHA-256(seed, "{campaign}|{SHA-256 of the invoice's number}"), and
 * v / 2^64 falls into the share of a tier, in the order of the tiers, or behind the last. Nothing when it wins nothing.
 */
export function instantTier(
  seed: Uint8Array,
  campaign: string,
  digest: string,
  tiers: readonly Tier[],
): number | undefined {
  const value = createHmac("sha256", seed).update(`${campaign}|${digest}`).digest().readBigUInt64BE(0);
  let bound = Big(0);
  for (const [place, { probability }] of tiers.entries()) {
    bound = bound.plus(probability);
    if (value < BigInt(bound.times(SPAN.toString()).round(0, Big.roundDown).toFixed())) return place;
  }
  return undefined;
}

/** The move, unless the table does not have it from here. */
export function drawMayMove(status: DrawStatus, move: DrawMove): Problem | undefined {
  if (DRAW_MOVES[move].from.includes(status)) return undefined;
  if (move === "DRAW" && (status === "PLANNED" || status === "COMMITTED")) return refuse.DRAW_NOT_COMMITTED;
  return at(refuse.DRAW_STATE, [], { status, move });
}

/** Nobody takes two steps of one draw that check each other: who commits the seed does not draw, who draws does not publish. */
export const isAnother = (personId: string, ...others: (string | null)[]): Problem | undefined =>
  others.includes(personId) ? refuse.DUAL_CONTROL_REQUIRED : undefined;
