import { createHash, randomBytes } from "node:crypto";
import { authorityCodeOf } from "../../identifiers/authority-code.ts";
import { addDays } from "../../platform/clock.ts";
import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { fen, yuan } from "../../platform/money.ts";
import { at, check, type Problem } from "../../platform/refusal.ts";
import { inTransaction, type Queryable } from "../../platform/transaction.ts";
import { budgetSuffices, oddsAreSound, refuse, stockIsCovered } from "./lottery.rules.ts";
import { LotteryCampaign } from "./lottery-campaign.ts";
import { LotteryDraw } from "./lottery-draw.ts";
import type { CreateCampaignInput, PlanDrawInput, PlannedDrawInput } from "./lottery-inputs.ts";
import { DrawStatus } from "./lottery-states.ts";
import { drawingOfficer } from "./officer.ts";

/** The longest a campaign may take, in days. */
const LONGEST_DAYS = 400;

const periodicCost = (draws: readonly PlannedDrawInput[]): bigint =>
  draws.reduce(
    (sum, { prizes }) => prizes.reduce((all, { amount, count }) => all + amount * BigInt(count), sum),
    0n,
  );

function drawIsSound(
  { prizes, claimWindowDays, cutoffAt }: PlannedDrawInput,
  now: Date,
  path: string[],
): Problem | undefined {
  const places = prizes.reduce((sum, { count }) => sum + count, 0);
  const sound =
    prizes.length > 0 &&
    prizes.every(({ amount, count }) => amount > 0n && count > 0) &&
    places <= 1_000 &&
    claimWindowDays >= 1 &&
    claimWindowDays <= 90 &&
    cutoffAt > now;
  return sound ? undefined : at(refuse.CAMPAIGN_DATES, path, { places });
}

/** Publishes a campaign with its tiers, the digests of the seeds of all its days, and the draws that are planned. */
export async function createCampaign(context: Context, input: CreateCampaignInput): Promise<LotteryCampaign> {
  const { now, today, caller } = context;
  const officer = await drawingOfficer(context);
  officer.mustAnswerFor(authorityCodeOf(input.regionCode));
  const { idempotencyKey: _, draws, instantTiers, ...terms } = input;
  check(
    (input.firstDay < today ||
      input.lastDay < input.firstDay ||
      addDays(input.firstDay, LONGEST_DAYS) < input.lastDay) &&
      at(refuse.CAMPAIGN_DATES, ["input", "lastDay"]),
    (input.maxInvoiceAgeDays < 1 || input.claimWindowHours < 1 || input.expectedEntries < 1) &&
      at(refuse.CAMPAIGN_DATES, ["input", "maxInvoiceAgeDays"]),
    oddsAreSound(instantTiers),
    budgetSuffices(instantTiers, input.expectedEntries, periodicCost(draws), input.budget) ??
      stockIsCovered(instantTiers, periodicCost(draws), input.budget),
    ...draws.map((draw, i) => drawIsSound(draw, now, ["input", "draws", String(i)])),
  );
  const campaign = context.em.create(LotteryCampaign, {
    ...terms,
    id: newId("lc"),
    authorityCode: caller.authorityCode!,
    rulesHash: rulesHash({ ...terms, instantTiers, draws }),
    createdById: caller.personId!,
  });
  await context.em.flush();
  const sql = inTransaction(context);
  await sql.query(
    `insert into lottery_tier (lottery_campaign_id, tier, prize, probability, stock, stock_left)
     select $1, t.place, t.prize, t.probability, t.stock, t.stock
     from unnest($2::numeric[], $3::numeric[], $4::int[]) with ordinality as t(prize, probability, stock, place)`,
    [
      campaign.id,
      instantTiers.map(({ prize }) => yuan(prize)),
      instantTiers.map(({ probability }) => probability),
      instantTiers.map(({ stock }) => stock),
    ],
  );
  if (instantTiers.length > 0) await keepSeedsOfDays(sql, campaign);
  await planDraws(sql, campaign, draws);
  return campaign;
}

/** Another draw of a campaign, for one that was voided. */
export async function planDraw(context: Context, { campaignId, draw }: PlanDrawInput): Promise<LotteryDraw> {
  const officer = await drawingOfficer(context);
  const campaign = await context.em.findOne(LotteryCampaign, { id: campaignId }, { lockMode: 4 });
  check(!campaign && refuse.CAMPAIGN_NOT_OPEN, drawIsSound(draw, context.now, ["input", "draw"]));
  officer.mustAnswerFor(campaign!.authorityCode);
  const sql = inTransaction(context);
  check(
    (await promisedBy(sql, campaignId)) + periodicCost([draw]) > campaign!.budget &&
      at(refuse.CAMPAIGN_BUDGET, ["input", "draw"]),
  );
  const [id] = await planDraws(sql, campaign!, [draw]);
  return context.em.findOneOrFail(LotteryDraw, { id: id! });
}

/** What the campaign may come to pay, in 分: its whole stock, and the draws that were not voided. */
async function promisedBy(sql: Queryable, campaignId: string): Promise<bigint> {
  const { rows } = await sql.query<{ sum: string }>(
    `select round((select coalesce(sum(prize * stock), 0) from lottery_tier where lottery_campaign_id = $1)
       + (select coalesce(sum((p ->> 'amount')::numeric * (p ->> 'count')::int), 0) from lottery_draw d, jsonb_array_elements(d.prizes) p
          where d.campaign_id = $1 and d.status <> 'VOIDED'), 2)::text as sum`,
    [campaignId],
  );
  return fen(rows[0]!.sum);
}

async function planDraws(
  sql: Queryable,
  { id: campaignId, authorityCode }: LotteryCampaign,
  draws: readonly PlannedDrawInput[],
): Promise<string[]> {
  const rows = draws.map(({ prizes, ...draw }) => ({
    ...draw,
    id: newId("ld"),
    prizes: prizes.map(({ amount, count }) => ({ amount: yuan(amount), count })),
  }));
  const taken = await sql.query<{ number: string }>(
    "select number from lottery_draw where number = any($1)",
    [rows.map(({ number }) => number)],
  );
  check(...taken.rows.map(({ number }) => at(refuse.DRAW_STATE, ["input", "draws"], { taken: number })));
  await sql.query(
    `insert into lottery_draw (id, number, campaign_id, authority_code, status, cutoff_at, prizes, claim_window_days, disqualified)
     select d.id, d.number, $2, $3, $4, d.cutoff, d.prizes, d.days, '{}'
     from jsonb_to_recordset($1::jsonb) as d(id text, number text, cutoff timestamptz, prizes jsonb, days int)`,
    [
      JSON.stringify(
        rows.map(({ id, number, cutoffAt, prizes, claimWindowDays }) => ({
          id,
          number,
          cutoff: cutoffAt,
          prizes,
          days: claimWindowDays,
        })),
      ),
      campaignId,
      authorityCode,
      DrawStatus.PLANNED,
    ],
  );
  return rows.map(({ id }) => id);
}

/** A seed for each day, kept where callers cannot read it; what is published is their digests, and each seed after its day. */
async function keepSeedsOfDays(sql: Queryable, { id, firstDay, lastDay }: LotteryCampaign): Promise<void> {
  const days: string[] = [];
  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) days.push(day);
  await sql.query("select sealed.keep_lottery_seeds($1::text, $2::date[], $3::text[])", [
    id,
    days,
    days.map(() => randomBytes(32).toString("hex")),
  ]);
}

/** The SHA-256 of the terms, keys sorted, money and rates as on the wire. */
export function rulesHash(terms: object): string {
  const canonical = (value: unknown): unknown => {
    if (typeof value === "bigint") return yuan(value);
    if (value instanceof Date) return value.toISOString();
    if (Array.isArray(value)) return value.map(canonical);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, canonical(each)]),
      );
    return value;
  };
  return createHash("sha256")
    .update(JSON.stringify(canonical(terms)))
    .digest("hex");
}
