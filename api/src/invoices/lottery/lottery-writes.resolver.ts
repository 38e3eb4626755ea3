import { Arg, Args, Ctx, Resolver } from "type-graphql";
import { refuse as identifier } from "../../identifiers/problems.ts";
import { PageArgs } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { people } from "../../registry/facts.ts";
import { Reads, Writes } from "../operations.ts";
import { refuse as verification } from "../verification/verification.rules.ts";
import { createCampaign, planDraw } from "./campaign.service.ts";
import { acknowledgePayout, claimPrize } from "./claim.service.ts";
import {
  closeEntries,
  commitSeed,
  notariseDraw,
  publishDraw,
  revealAndDraw,
  voidDraw,
} from "./draw.service.ts";
import { enterLottery } from "./entry.service.ts";
import { payouts } from "./lottery.queries.ts";
import { refuse } from "./lottery.rules.ts";
import { LotteryCampaign } from "./lottery-campaign.ts";
import { LotteryDraw } from "./lottery-draw.ts";
import { LotteryEntry } from "./lottery-entry.ts";
import {
  AcknowledgePayoutInput,
  ClaimPrizeInput,
  CommitSeedInput,
  CreateCampaignInput,
  DrawStepInput,
  EnterLotteryInput,
  NotariseDrawInput,
  PlanDrawInput,
  RevealAndDrawInput,
  VoidDrawInput,
} from "./lottery-inputs.ts";
import { LotteryPrize, LotteryPrizeConnection } from "./lottery-prize.ts";

const OFFICERS = "officer:lottery" as const;

/** What people, payers and officers do in a lottery. */
@Resolver()
export class LotteryWrites {
  @Writes(() => LotteryEntry, {
    zh: "以一张发票参加摇奖，立即得知即开奖结果。每张发票只能参加一次。",
    en: "Enters an invoice; the instant draw answers at once. Each invoice takes part once.",
    scope: "lottery:enter",
    consent: true,
    audit: "LOTTERY_ENTERED",
    refuses: [
      refuse.INVOICE_NOT_ELIGIBLE,
      refuse.INVOICE_ALREADY_ENTERED,
      refuse.CAMPAIGN_NOT_OPEN,
      refuse.PRIZE_STOCK_EMPTY,
      people.REAL_NAME_REQUIRED,
      verification.VERIFY_PARAM_REQUIRED,
      identifier.INVOICE_NUMBER_FORMAT,
    ],
  })
  enterLottery(
    @Ctx() context: Context,
    @Arg("input", () => EnterLotteryInput) input: EnterLotteryInput,
  ): Promise<LotteryEntry> {
    return enterLottery(context, input);
  }

  @Writes(() => LotteryPrize, {
    zh: "领取奖金。收款账户只用于支付这笔奖金。",
    en: "Claims a prize. The account is used to pay this prize and for nothing else.",
    scope: "lottery:claim",
    consent: true,
    audit: "PRIZE_CLAIMED",
    refuses: [refuse.CLAIM_EXPIRED, refuse.PRIZE_NOT_CLAIMABLE, refuse.PAYOUT_ACCOUNT_INVALID],
  })
  claimPrize(
    @Ctx() context: Context,
    @Arg("input", () => ClaimPrizeInput) input: ClaimPrizeInput,
  ): Promise<LotteryPrize> {
    return claimPrize(context, input);
  }

  @Reads(() => LotteryPrizeConnection, {
    zh: "待支付的奖金，最早的在前。供支付机构使用。",
    en: "The prizes that are to be paid, the oldest first; for payers.",
    scope: "psp:settle",
  })
  payoutOrders(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    return payouts(context, page, {});
  }

  @Writes(() => Boolean, {
    zh: "支付机构报告一笔奖金的支付结果；重复报告以第一次为准。",
    en: "A payer says what became of a payment; said twice, the first holds.",
    scope: "psp:settle",
    audit: "PRIZE_PAYOUT_ACKNOWLEDGED",
    as: "acknowledged",
    refuses: [refuse.PRIZE_NOT_CLAIMABLE, refuse.TRACE_NO_REQUIRED],
  })
  acknowledgePayout(
    @Ctx() context: Context,
    @Arg("input", () => AcknowledgePayoutInput) input: AcknowledgePayoutInput,
  ): Promise<boolean> {
    return acknowledgePayout(context, input);
  }

  @Writes(() => LotteryCampaign, {
    zh: "发布一个摇奖活动（省、市局）。",
    en: "Publishes a campaign (provinces and cities).",
    scope: OFFICERS,
    audit: "LOTTERY_CAMPAIGN_CREATED",
    refuses: [refuse.CAMPAIGN_DATES, refuse.CAMPAIGN_ODDS, refuse.CAMPAIGN_BUDGET, refuse.DRAW_STATE],
  })
  createCampaign(
    @Ctx() context: Context,
    @Arg("input", () => CreateCampaignInput) input: CreateCampaignInput,
  ): Promise<LotteryCampaign> {
    return createCampaign(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "为作废的摇奖另行安排一次，使用新的种子。",
    en: "Plans another draw in place of a voided one, with a seed of its own.",
    scope: OFFICERS,
    audit: "DRAW_PLANNED",
    refuses: [refuse.CAMPAIGN_NOT_OPEN, refuse.CAMPAIGN_DATES, refuse.CAMPAIGN_BUDGET, refuse.DRAW_STATE],
  })
  planDraw(
    @Ctx() context: Context,
    @Arg("input", () => PlanDrawInput) input: PlanDrawInput,
  ): Promise<LotteryDraw> {
    return planDraw(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "在截止之前公布种子的摘要。",
    en: "Publishes the digest of the seed, before entries close.",
    scope: OFFICERS,
    audit: "DRAW_SEED_COMMITTED",
    refuses: [refuse.DRAW_NOT_FOUND, refuse.DRAW_STATE, refuse.SEED_MALFORMED, refuse.DRAW_COMMIT_TOO_LATE],
  })
  commitSeed(
    @Ctx() context: Context,
    @Arg("input", () => CommitSeedInput) input: CommitSeedInput,
  ): Promise<LotteryDraw> {
    return commitSeed(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "截止参与并公布参与名单的摘要；此时再次核对每张发票的状态。",
    en: "Closes the entries and publishes their digest; every invoice is looked at again.",
    scope: OFFICERS,
    cost: 50,
    audit: "DRAW_ENTRIES_CLOSED",
    refuses: [refuse.DRAW_NOT_FOUND, refuse.DRAW_STATE, refuse.DRAW_CUTOFF_NOT_REACHED],
  })
  closeEntries(
    @Ctx() context: Context,
    @Arg("input", () => DrawStepInput) input: DrawStepInput,
  ): Promise<LotteryDraw> {
    return closeEntries(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "揭示种子并开奖。须由公布摘要之外的另一名税务人员办理。",
    en: "Tells the seed and draws; another officer than who published its digest.",
    scope: OFFICERS,
    cost: 50,
    audit: "DRAW_DRAWN",
    refuses: [
      refuse.DRAW_NOT_FOUND,
      refuse.DRAW_STATE,
      refuse.DRAW_NOT_COMMITTED,
      refuse.DUAL_CONTROL_REQUIRED,
      refuse.SEED_MALFORMED,
      refuse.SEED_MISMATCH,
    ],
  })
  revealAndDraw(
    @Ctx() context: Context,
    @Arg("input", () => RevealAndDrawInput) input: RevealAndDrawInput,
  ): Promise<LotteryDraw> {
    return revealAndDraw(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "登记公证结果。",
    en: "Records the notary's certificate.",
    scope: OFFICERS,
    audit: "DRAW_NOTARISED",
    refuses: [refuse.DRAW_NOT_FOUND, refuse.DRAW_STATE, refuse.NOTARY_REQUIRED],
  })
  notariseDraw(
    @Ctx() context: Context,
    @Arg("input", () => NotariseDrawInput) input: NotariseDrawInput,
  ): Promise<LotteryDraw> {
    return notariseDraw(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "公布中奖结果，奖金即可领取。须由开奖之外的另一名税务人员办理。",
    en: "Publishes the winners, who may claim from then on; another officer than who drew.",
    scope: OFFICERS,
    audit: "DRAW_PUBLISHED",
    refuses: [refuse.DRAW_NOT_FOUND, refuse.DRAW_STATE, refuse.DUAL_CONTROL_REQUIRED],
  })
  publishDraw(
    @Ctx() context: Context,
    @Arg("input", () => DrawStepInput) input: DrawStepInput,
  ): Promise<LotteryDraw> {
    return publishDraw(context, input);
  }

  @Writes(() => LotteryDraw, {
    zh: "作废一次尚未公布的摇奖；已开奖的须有公证机构的作废记录。",
    en: "Voids a draw that is not published; once drawn, only by the notary's record.",
    scope: OFFICERS,
    audit: "DRAW_VOIDED",
    refuses: [
      refuse.DRAW_NOT_FOUND,
      refuse.DRAW_STATE,
      refuse.DRAW_REASON_REQUIRED,
      refuse.DUAL_CONTROL_REQUIRED,
      refuse.NOTARY_REQUIRED,
    ],
  })
  voidDraw(
    @Ctx() context: Context,
    @Arg("input", () => VoidDrawInput) input: VoidDrawInput,
  ): Promise<LotteryDraw> {
    return voidDraw(context, input);
  }
}
