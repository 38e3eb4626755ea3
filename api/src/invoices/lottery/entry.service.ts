import type { Context } from "../../platform/context.ts";
import { newId } from "../../platform/id.ts";
import { inJurisdiction } from "../../platform/jurisdiction.ts";
import { yuan } from "../../platform/money.ts";
import { publishAll } from "../../platform/outbox.ts";
import { at, check } from "../../platform/refusal.ts";
import { inTransaction, type Queryable } from "../../platform/transaction.ts";
import { industryOf, lotteryTax, people, postsOf, selfOf, taxpayersByIds } from "../../registry/facts.ts";
import type { Invoice } from "../invoice.ts";
import { countLookups, invoicesAsked, onPool, timesLookedUp } from "../verification/verification.queries.ts";
import { agrees, identityOf, numberIsOfKind, parametersMissing } from "../verification/verification.rules.ts";
import { campaignById, tiersOf } from "./lottery.queries.ts";
import {
  type Candidate,
  type Ineligible,
  instantTier,
  invoiceDigest,
  refuse,
  whyNotDraw,
  whyNotEnter,
} from "./lottery.rules.ts";
import type { LotteryCampaign, LotteryTier } from "./lottery-campaign.ts";
import { LotteryEntry } from "./lottery-entry.ts";
import type { EnterLotteryInput } from "./lottery-inputs.ts";
import { InstantResult, PrizeStatus } from "./lottery-states.ts";

const HOUR_MS = 3_600_000;
/** How many invoices a person may try on a day without knowing what stands on them. */
const GUESSES = 20;

/** Enters an invoice for the natural person who consented, and draws its instant prize. */
export async function enterLottery(context: Context, input: EnterLotteryInput): Promise<LotteryEntry> {
  const { environment, caller, today, now } = context;
  const pool = environment.database.reader;
  check(numberIsOfKind(input, today, ["input"]), ...parametersMissing(input, ["input"]));
  const [campaign, person, invoices] = await Promise.all([
    campaignById(context, { id: input.campaignId }).then(([found]) => found),
    selfOf(pool, caller.taxpayerId!),
    invoicesAsked(context, [identityOf(input)]),
  ]);
  check(
    (!campaign || today < campaign.firstDay || today > campaign.lastDay) && refuse.CAMPAIGN_NOT_OPEN,
    (!person || person.realNameLevel === "L1") && people.REAL_NAME_REQUIRED,
  );
  const invoice = invoices.get(identityOf(input));
  // One that does not exist and one of which the caller knows too little look the same; and who guesses is soon told no more.
  const guesser = `lottery ${caller.taxpayerId}`;
  const guessed = (await timesLookedUp(context, today, [guesser])).get(guesser) ?? 0;
  if (!invoice || !agrees(input, invoice) || guessed >= GUESSES) {
    const past = onPool(environment.database.writer);
    await countLookups(past, today, new Map([[guesser, 1]]), GUESSES);
    return ineligible(["NOT_VERIFIED"]);
  }
  const candidate = await candidateOf(context, invoice);
  const posts = await postsOf(pool, person!.personId, today);
  const reasons = [
    ...whyNotEnter(candidate, termsOf(campaign!), today),
    ...(invoice.buyerIsPerson && invoice.buyerTin !== null && invoice.buyerTin !== person!.tin
      ? (["OTHER_BUYER"] as const)
      : []),
    ...(posts.some(({ authorityCode }) => sameArea(authorityCode, campaign!.authorityCode))
      ? (["OFFICER_OF_REGION"] as const)
      : []),
  ];
  if (reasons.length > 0) return ineligible(reasons);

  const sql = inTransaction(context);
  const drawEligible = whyNotDraw(candidate).length === 0;
  const tiers = await tiersOf(context, { ids: [campaign!.id] });
  check(
    tiers.length > 0 &&
      tiers.every(({ stockLeft }) => stockLeft === 0) &&
      !(drawEligible && (await anyDrawAhead(sql, campaign!.id, now))) &&
      refuse.PRIZE_STOCK_EMPTY,
  );
  const digest = invoiceDigest(identityOf(invoice));
  const won = await instantPrize(context, sql, campaign!, tiers, digest);
  const id = newId("le");
  const { rowCount } = await sql.query(
    `insert into lottery_entry (id, taxpayer_id, person_id, invoice_id, campaign_id, invoice_digest, entered_at, instant_result, instant_tier, draw_eligible)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (invoice_id) do nothing`,
    [
      id,
      caller.taxpayerId,
      person!.personId,
      invoice.id,
      campaign!.id,
      digest,
      now,
      won.result,
      won.tier?.tier ?? null,
      drawEligible,
    ],
  );
  check(rowCount === 0 && refuse.INVOICE_ALREADY_ENTERED);
  const event = { taxpayerId: caller.taxpayerId!, appId: caller.appId };
  const events = [{ ...event, type: "lottery.entered", subject: id, data: { campaign: campaign!.id } }];
  if (won.tier) {
    const prizeId = await award(context, sql, campaign!, id, won.tier);
    events.push({ ...event, type: "lottery.won", subject: prizeId, data: { campaign: campaign!.id } });
  }
  await publishAll(sql, events);
  return context.em.findOneOrFail(LotteryEntry, { id });
}

const ineligible = (reasons: readonly Ineligible[]): never =>
  check(at(refuse.INVOICE_NOT_ELIGIBLE, ["input", "number"], { reasons })) as never;

/** Whether one of the two authorities answers for the other. */
const sameArea = (one: string, other: string) => inJurisdiction(one, other) || inJurisdiction(other, one);

export const termsOf = ({ regionCode, kinds, industries, maxInvoiceAgeDays }: LotteryCampaign) => ({
  regionCode,
  kinds: kinds as Candidate["kind"][],
  industries,
  maxInvoiceAgeDays,
});

/** The invoice with what the registry says of its seller. */
async function candidateOf(context: Context, invoice: Invoice): Promise<Candidate> {
  const pool = context.environment.database.reader;
  const [[seller], industry] = invoice.sellerId
    ? await Promise.all([taxpayersByIds(pool, [invoice.sellerId]), industryOf(pool, invoice.sellerId)])
    : [[], undefined];
  return {
    kind: invoice.kind,
    sign: invoice.sign,
    status: invoice.status,
    issuedOn: invoice.issuedOn,
    onBehalf: invoice.issuedAs === "ON_BEHALF",
    purchase: invoice.issuedAs === "PURCHASE",
    buyerIsOrganisation: !invoice.buyerIsPerson,
    sellerRegion: seller?.regionCode ?? null,
    sellerIndustry: industry ?? null,
    sellerStatus: seller?.status ?? null,
  };
}

/** Whether a draw lies ahead that an entry of now takes part in. */
async function anyDrawAhead(sql: Queryable, campaignId: string, now: Date): Promise<boolean> {
  const { rows } = await sql.query(
    "select 1 from lottery_draw where campaign_id = $1 and cutoff_at >= $2 and status in ('PLANNED', 'COMMITTED') limit 1",
    [campaignId, now],
  );
  return rows.length > 0;
}

/** What the seed of the day gives this invoice. A prize leaves the stock in this transaction. */
async function instantPrize(
  { environment, today }: Context,
  sql: Queryable,
  campaign: LotteryCampaign,
  tiers: readonly LotteryTier[],
  digest: string,
): Promise<{ result: InstantResult; tier?: LotteryTier }> {
  if (tiers.length === 0) return { result: InstantResult.NONE };
  const { rows } = await environment.database.writer.query<{ seed: Buffer }>({
    name: "lottery:seed-of-day",
    text: "select seed from lottery_seed where campaign_id = $1 and day = $2",
    values: [campaign.id, today],
  });
  const place = instantTier(rows[0]!.seed, campaign.id, digest, tiers);
  if (place === undefined) return { result: InstantResult.NOT_WON };
  const tier = tiers[place]!;
  const taken = await sql.query(
    "update lottery_tier set stock_left = stock_left - 1 where lottery_campaign_id = $1 and tier = $2 and stock_left > 0",
    [campaign.id, tier.tier],
  );
  return taken.rowCount === 0
    ? { result: InstantResult.STOCK_EMPTY, tier: undefined as never }
    : { result: InstantResult.WON, tier };
}

async function award(
  { environment, caller, now, today }: Context,
  sql: Queryable,
  campaign: LotteryCampaign,
  entryId: string,
  { tier, prize }: LotteryTier,
): Promise<string> {
  const { tax } = await lotteryTax(environment.database.reader, prize, today);
  const net = prize - tax;
  const id = newId("lp");
  await sql.query(
    `insert into lottery_prize (id, taxpayer_id, entry_id, campaign_id, place, gross, tax, net, status, won_at, claim_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      caller.taxpayerId,
      entryId,
      campaign.id,
      tier,
      yuan(prize),
      yuan(tax),
      yuan(net),
      PrizeStatus.WON,
      now,
      new Date(now.getTime() + campaign.claimWindowHours * HOUR_MS),
    ],
  );
  return id;
}
