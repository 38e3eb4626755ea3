import { Arg, Args, Ctx, ID, Int, Resolver } from "type-graphql";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { RegionCodeScalar } from "../../identifiers/region-code.ts";
import { PageArgs } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { mask } from "../../platform/mask.ts";
import { Derived, Shape, Show } from "../../platform/model.ts";
import { fen } from "../../platform/money.ts";
import { Parent } from "../../platform/parent.ts";
import { loadMany, loadOne } from "../../platform/read.ts";
import { at, check, problems } from "../../platform/refusal.ts";
import { DateScalar } from "../../platform/scalars.ts";
import { Reads } from "../operations.ts";
import {
  campaigns,
  campaignsByIds,
  drawByNumber,
  drawsByIds,
  drawsOf,
  entriesOfCaller,
  entryIdsOf,
  instantSeedsOf,
  prizesOfCaller,
  prizesOfEntries,
  tiersOf,
  winnersOfDraw,
} from "./lottery.queries.ts";
import { LotteryCampaign, LotteryCampaignConnection, LotteryTier } from "./lottery-campaign.ts";
import { DrawPrize, DrawWinner, LotteryDraw } from "./lottery-draw.ts";
import { LotteryEntry, LotteryEntryConnection } from "./lottery-entry.ts";
import { LotteryPrize, LotteryPrizeConnection } from "./lottery-prize.ts";
import { DrawStatus, PrizeStatus } from "./lottery-states.ts";

export const refuse = problems({
  ENTRY_PAGE_TOO_LARGE: {
    zh: "一次最多取 5000 个参与编号",
    en: "At most 5000 entry ids at a time.",
    actor: "APP",
  },
});

const ENTRY_PAGE = 5_000;

/** Some of a draw's entries, in the order that goes into its digest. */
@Shape({
  zh: "参与名单的一部分，按算法所用的顺序。",
  en: "Some of a draw's entries, in the order that goes into the algorithm.",
})
export class EntryIds {
  @Show(() => [String], "参与编号。", "The ids of entries.", { max: ENTRY_PAGE })
  ids!: string[];

  @Show(() => String, "从此之后继续取；取完为空。", "Where to go on from; empty at the end.", {
    nullable: true,
  })
  next!: string | null;
}

/** The seed of a day's instant draw: its digest at once, itself after the day. */
@Shape({
  zh: "即开奖某日的种子：摘要事先公布，种子在次日公布。",
  en: "The seed of a day's instant draw: its digest beforehand, the seed after the day.",
})
export class InstantSeed {
  @Show(() => DateScalar, "日期。", "The day.")
  day!: string;

  @Show(() => String, "种子的 SHA-256（十六进制）。", "The SHA-256 of the seed, in hex.")
  commit!: string;

  @Show(() => String, "种子（十六进制）；当日及以后为空。", "The seed in hex; empty until the day is over.", {
    nullable: true,
  })
  seed!: string | null;
}

/** The public side of lotteries, and a person's own entries and prizes. */
@Resolver(() => LotteryCampaign)
export class LotteryResolver {
  @Reads(() => LotteryCampaignConnection, {
    zh: "摇奖活动，结束最晚的在前。",
    en: "Campaigns, those that end last first.",
    scope: "public:read",
  })
  campaigns(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("region", () => RegionCodeScalar, { nullable: true, description: "活动地区。" }) region?:
      | string
      | null,
    @Arg("openOnly", () => Boolean, { nullable: true, description: "只列正在进行的。" }) openOnly?:
      | boolean
      | null,
  ) {
    return campaigns(context, page, { region, open: openOnly ? context.today : null });
  }

  @Reads(() => LotteryCampaign, {
    zh: "一个摇奖活动。",
    en: "One campaign.",
    scope: "public:read",
    nullable: true,
  })
  campaign(@Ctx() context: Context, @Arg("id", () => ID) id: string) {
    return loadOne(context, campaignsByIds, id);
  }

  @Reads(() => LotteryDraw, {
    zh: "一次定期摇奖，按编号，含验证所需的全部数据。",
    en: "A periodic draw by its number, with all that it takes to verify it.",
    scope: "public:read",
    nullable: true,
  })
  async draw(@Ctx() context: Context, @Arg("number", () => String) number: string) {
    const [draw] = await drawByNumber(context, { number });
    return draw ?? null;
  }

  @Reads(() => EntryIds, {
    zh: "一次定期摇奖的参与名单（截止后公布），每次最多 5000 个。",
    en: "The entries of a periodic draw, published once they are closed: up to 5000 at a time.",
    scope: "public:read",
    cost: 10,
    refuses: Object.values(refuse),
  })
  async drawEntries(
    @Ctx() context: Context,
    @Arg("drawId", () => ID) drawId: string,
    @Arg("first", () => Int, { defaultValue: ENTRY_PAGE, description: "最多 5000。" }) first: number,
    @Arg("after", () => String, { nullable: true, description: "上一次的 next。" }) after?: string | null,
  ): Promise<EntryIds> {
    check((first < 1 || first > ENTRY_PAGE) && at(refuse.ENTRY_PAGE_TOO_LARGE, ["first"], { found: first }));
    const ids = await entryIdsOf(context, drawId, after ?? "", first + 1);
    const page = ids.slice(0, first);
    return { ids: page, next: ids.length > first ? page.at(-1)! : null };
  }

  @Reads(() => [InstantSeed], {
    zh: "即开奖各日种子的摘要，和已过各日的种子；最近 60 天。",
    en: "The digests of the seeds of the instant draw, and the seeds of the days that are over; the last 60 days.",
    scope: "public:read",
    max: 60,
  })
  instantSeeds(
    @Ctx() context: Context,
    @Arg("campaignId", () => ID) campaignId: string,
  ): Promise<InstantSeed[]> {
    return instantSeedsOf(context, campaignId);
  }

  @Reads(() => LotteryEntryConnection, {
    zh: "本人的参与记录，最新的在前。",
    en: "The person's own entries, the newest first.",
    scope: "lottery:enter",
    consent: true,
  })
  myEntries(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("campaignId", () => ID, { nullable: true }) campaign?: string | null,
  ) {
    return entriesOfCaller(context, page, { campaign });
  }

  @Reads(() => LotteryPrizeConnection, {
    zh: "本人的奖金，最新的在前。",
    en: "The person's own prizes, the newest first.",
    scope: "lottery:enter",
    consent: true,
  })
  myPrizes(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg("status", () => PrizeStatus, { nullable: true }) status?: PrizeStatus | null,
  ) {
    return prizesOfCaller(context, page, { status });
  }

  @Derived(() => [InvoiceKind], "可参加的发票种类。", "The kinds of invoices that take part.", {
    max: 20,
    needs: ["kinds"],
  })
  invoiceKinds(@Parent() { kinds }: LotteryCampaign) {
    return kinds;
  }

  @Derived(() => [String], "可参加的行业；为空则不限。", "The trades that take part; none for all.", {
    max: 50,
    needs: ["industries"],
  })
  eligibleIndustries(@Parent() { industries }: LotteryCampaign) {
    return industries;
  }

  @Derived(() => [LotteryTier], "即开奖的奖级。", "The tiers of the instant draw.", {
    max: 20,
    needs: ["id"],
  })
  instantTiers(@Ctx() context: Context, @Parent() { id }: LotteryCampaign) {
    return loadMany(context, tiersOf, "lotteryCampaignId", id);
  }

  @Derived(() => [LotteryDraw], "定期摇奖。", "The periodic draws.", { max: 50, needs: ["id"] })
  draws(@Ctx() context: Context, @Parent() { id }: LotteryCampaign) {
    return loadMany(context, drawsOf, "campaignId", id);
  }
}

@Resolver(() => LotteryDraw)
export class LotteryDrawFields {
  @Derived(() => LotteryCampaign, "所属活动。", "The campaign.", { needs: ["campaignId"], nullable: true })
  campaign(@Ctx() context: Context, @Parent() { campaignId }: LotteryDraw) {
    return loadOne(context, campaignsByIds, campaignId);
  }

  @Derived(() => [DrawPrize], "奖项，最高的在前。", "The prizes, the highest first.", {
    max: 50,
    needs: ["prizes"],
  })
  prizes(@Parent() { prizes }: LotteryDraw): DrawPrize[] {
    return prizes.map(({ amount, count }) => ({ amount: fen(amount), count }));
  }

  @Derived(
    () => [String],
    "已抽中但发票在截止后失效、因此不得奖的参与编号。",
    "Entries that were drawn although their invoices had lost their ground since: they win nothing.",
    { max: 1_000, needs: ["disqualified"] },
  )
  disqualifiedEntries(@Parent() { disqualified }: LotteryDraw): string[] {
    return disqualified;
  }

  @Derived(() => [DrawWinner], "中奖结果，公布后可见。", "The winners, once they are published.", {
    max: 500,
    needs: ["id", "status", "prizes"],
  })
  async winners(
    @Ctx() context: Context,
    @Parent() { id, status, prizes }: LotteryDraw,
  ): Promise<DrawWinner[]> {
    if (status !== DrawStatus.PUBLISHED) return [];
    const amounts = prizes.flatMap(({ amount, count }) => Array<bigint>(count).fill(fen(amount)));
    return (await winnersOfDraw(context, id)).map(({ place, entryId, name }) => ({
      place,
      entryId,
      nameMasked: mask("NAME", name) ?? "",
      amount: amounts[place - 1]!,
    }));
  }
}

@Resolver(() => LotteryEntry)
export class LotteryEntryFields {
  @Derived(() => LotteryCampaign, "活动。", "The campaign.", {
    class: "C1",
    needs: ["campaignId"],
    nullable: true,
  })
  campaign(@Ctx() context: Context, @Parent() { campaignId }: LotteryEntry) {
    return loadOne(context, campaignsByIds, campaignId);
  }

  @Derived(
    () => LotteryDraw,
    "所参加的定期摇奖；尚未截止为空。",
    "The periodic draw it was closed with; empty until then.",
    {
      class: "C1",
      nullable: true,
      needs: ["drawId"],
    },
  )
  draw(@Ctx() context: Context, @Parent() { drawId }: LotteryEntry) {
    return drawId ? loadOne(context, drawsByIds, drawId) : null;
  }

  @Derived(() => [LotteryPrize], "所中的奖金。", "The prizes it has won.", {
    class: "C1",
    max: 2,
    needs: ["id"],
  })
  prizes(@Ctx() context: Context, @Parent() { id }: LotteryEntry) {
    return loadMany(context, prizesOfEntries, "entryId", id);
  }
}
