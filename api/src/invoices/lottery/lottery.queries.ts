import { pages } from "../../platform/connection.ts";
import type { Context } from "../../platform/context.ts";
import { read, readAnyone } from "../../platform/read.ts";
import { LotteryCampaign, LotteryTier } from "./lottery-campaign.ts";
import { LotteryDraw } from "./lottery-draw.ts";
import { LotteryEntry } from "./lottery-entry.ts";
import { LotteryPrize } from "./lottery-prize.ts";

const PUBLIC = "campaigns, their tiers and their draws are published";

export const campaignById = readAnyone<LotteryCampaign, { id: string }>(
  LotteryCampaign,
  "by-id",
  "t.id = :id",
  PUBLIC,
);
export const campaignsByIds = readAnyone<LotteryCampaign, { ids: readonly string[] }>(
  LotteryCampaign,
  "by-ids",
  "t.id = any(:ids)",
  PUBLIC,
);
export const tiersOf = readAnyone<LotteryTier, { ids: readonly string[] }>(
  LotteryTier,
  "of-campaigns",
  "t.lottery_campaign_id = any(:ids)",
  PUBLIC,
  { order: "t.lottery_campaign_id, t.tier" },
);
export const drawsOf = readAnyone<LotteryDraw, { ids: readonly string[] }>(
  LotteryDraw,
  "of-campaigns",
  "t.campaign_id = any(:ids)",
  PUBLIC,
  { order: "t.cutoff_at, t.id" },
);
export const drawByNumber = readAnyone<LotteryDraw, { number: string }>(
  LotteryDraw,
  "by-number",
  "t.number = :number",
  PUBLIC,
);
export const drawsByIds = readAnyone<LotteryDraw, { ids: readonly string[] }>(
  LotteryDraw,
  "by-ids",
  "t.id = any(:ids)",
  PUBLIC,
);

export const campaigns = pages<LotteryCampaign>({
  model: LotteryCampaign,
  name: "public",
  where: "true",
  filters: {
    open: "(t.first_day <= :open::date and t.last_day >= :open::date)",
    region: "t.region_code = :region",
  },
  anyone: PUBLIC,
  order: ["lastDay"],
  direction: "desc",
});
export const entriesOfCaller = pages<LotteryEntry>({
  model: LotteryEntry,
  name: "of-caller",
  where: "true",
  filters: { campaign: "t.campaign_id = :campaign" },
  order: ["enteredAt"],
  direction: "desc",
});
export const prizesOfCaller = pages<LotteryPrize>({
  model: LotteryPrize,
  name: "of-caller",
  where: "true",
  filters: { status: "t.status = :status" },
  order: ["wonAt"],
  direction: "desc",
});
/** What payers have to pay, the oldest first. */
export const payouts = pages<LotteryPrize>({
  model: LotteryPrize,
  name: "payouts",
  where: "t.status = 'CLAIMING'",
  anyone: "a payer pays the prizes of everybody; the gateway lets payers alone ask",
  order: ["claimedAt"],
  direction: "asc",
});

export const prizesOfEntries = read<LotteryPrize, { ids: readonly string[] }>(
  LotteryPrize,
  "of-entries",
  "t.entry_id = any(:ids)",
);

/** Entry ids of a draw after a certain one, in ascending order of their bytes: what the entries' digest is made of. */
export async function entryIdsOf(
  context: Context,
  drawId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await context.environment.database.reader.query<{ id: string }>({
    name: "lottery_entry:ids-of-draw",
    text: `select id from lottery_entry where draw_id = $1 and id collate "C" > $2 order by id collate "C" limit $3`,
    values: [drawId, after, limit],
  });
  return rows.map(({ id }) => id);
}

/** The winners of a draw in their order, with the names of those who entered. */
export async function winnersOfDraw(
  context: Context,
  drawId: string,
): Promise<{ place: number; entryId: string; name: string }[]> {
  const { rows } = await context.environment.database.reader.query<{
    place: number;
    entryId: string;
    name: string;
  }>({
    name: "lottery_winner:of-draw",
    text: `select w.place, w.entry_id as "entryId", t.name from lottery_winner w
           join lottery_entry e on e.id = w.entry_id join taxpayer t on t.id = e.taxpayer_id
           where w.draw_id = $1 order by w.place`,
    values: [drawId],
  });
  return rows;
}

/** The days of a campaign's instant draw up to thirty ahead, the latest first, 60 at most: digests, and seeds of days that are over. */
export async function instantSeedsOf(
  context: Context,
  campaignId: string,
): Promise<{ day: string; commit: string; seed: string | null }[]> {
  const { rows } = await context.environment.database.writer.query<{
    day: string;
    commit: string;
    seed: string | null;
  }>({
    name: "lottery_seed:told",
    text: `select day, encode(sha256(seed), 'hex') as commit, case when day < $2::date then encode(seed, 'hex') end as seed
           from lottery_seed where campaign_id = $1 and day <= $2::date + 30 order by day desc limit 60`,
    values: [campaignId, context.today],
  });
  return rows;
}
