import { createHash, randomBytes } from "node:crypto";
import { commitmentOf, rootOf, winnersOf } from "@open-tax/sdk/verify/lottery-draw";
import type { ClientBase } from "pg";
import { rulesHash } from "../invoices/lottery/campaign.service.ts";
import { invoiceDigest } from "../invoices/lottery/lottery.rules.ts";
import { addDays } from "../platform/clock.ts";
import type { Database } from "../platform/context.ts";
import { fen, yuan } from "../platform/money.ts";
import { lotteryTax } from "../registry/facts.ts";
import { fixturePersonId, fixtureTaxpayerId } from "./fixture.ts";

/*
 * Two campaigns of Hangzhou's: one of which the draw was held and published, and one that is open. Their ids never change.
 */

const uuid = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const entryId = (n: number) => `le_${uuid(n)}`;
const HELD = { campaign: `lc_${uuid(1)}`, draw: `ld_${uuid(1)}`, number: "DRAW-2026-Q3-330100" };
const OPEN = { campaign: `lc_${uuid(2)}`, draw: `ld_${uuid(2)}`, number: "DRAW-2026-Q4-330100" };
const AUTHORITY = "13301000000";
/** The two officers who hold draws: what one does, the other has to do next. */
const [FIRST, SECOND] = [fixturePersonId(24), fixturePersonId(25)];
/** Fewer make no lottery: an environment of a test with hardly any invoices goes without. */
const FEWEST = 30;

const PRIZES = [
  { amount: "5000.00", count: 1 },
  { amount: "800.00", count: 4 },
  { amount: "100.00", count: 20 },
];
const TIERS = [
  { prize: "200.00", probability: "0.002", stock: 500 },
  { prize: "20.00", probability: "0.020", stock: 5_000 },
  { prize: "5.00", probability: "0.080", stock: 20_000 },
];
const TERMS = {
  authorityCode: AUTHORITY,
  regionCode: "330100",
  kinds: ["DIGITAL_PLAIN", "VAT_PLAIN_ELECTRONIC", "VAT_PLAIN_ROLL"],
  industries: [] as string[],
  maxInvoiceAgeDays: 90,
  claimWindowHours: 720,
  budget: "500000.00",
  expectedEntries: 100_000,
};

interface Campaign {
  id: string;
  name: string;
  firstDay: string;
  lastDay: string;
  tiers: typeof TIERS;
  draw: { id: string; number: string; cutoff: string };
}

/** Stores both once there are invoices to draw from; answers whether they are there. Direct statements, in one transaction. */
export async function loadLotteries({ writer, owner }: Pick<Database, "writer" | "owner">): Promise<boolean> {
  const isThere = "select 1 from lottery_campaign where id = $1";
  if ((await writer.query(isThere, [HELD.campaign])).rowCount) return true;
  const entered = await invoicesToEnter(writer);
  if (entered.length < FEWEST) return false;
  const taxes = await Promise.all(
    PRIZES.map(async ({ amount }) => (await lotteryTax(writer, fen(amount), "2026-10-12")).tax),
  );
  const client = await owner();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtext('sample_lotteries'))");
    if (!(await client.query(isThere, [HELD.campaign])).rowCount) {
      await openCampaign(client);
      await heldCampaign(client, entered, taxes);
    }
    await client.query("commit");
    return true;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    await client.end();
  }
}

interface Entered {
  id: string;
  number: string;
  issued_at: Date;
  buyer_tin: string | null;
}

/** What persons bought in Hangzhou from April to September, as far as the campaign takes it. */
async function invoicesToEnter(writer: Database["writer"]): Promise<Entered[]> {
  const { rows } = await writer.query<Entered>(
    `select i.id, coalesce(i.code || '-', '') || i.number as number, i.issued_at, i.buyer_tin
     from invoice i join taxpayer s on s.id = i.seller_id and s.region_code like '3301%' and s.status = 'NORMAL'
     where i.issued_on between '2026-04-01' and '2026-09-30' and i.buyer_is_person and i.kind = any($1)
       and i.sign = 'BLUE' and i.status = 'NORMAL'
       and (i.buyer_tin is null or i.buyer_tin in (select tin from taxpayer where id = any($2)))
     order by i.issued_at, i.id limit 900`,
    [TERMS.kinds, [fixtureTaxpayerId(11), fixtureTaxpayerId(12)]],
  );
  return rows;
}

async function saveCampaign(client: ClientBase, { id, tiers, draw, ...campaign }: Campaign): Promise<void> {
  const rules = { ...TERMS, ...campaign, instantTiers: tiers, draws: [{ ...draw, prizes: PRIZES }] };
  await client.query(
    `insert into lottery_campaign (id, name, authority_code, region_code, first_day, last_day, kinds, industries,
       max_invoice_age_days, claim_window_hours, budget, expected_entries, rules_hash, created_by_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      campaign.name,
      TERMS.authorityCode,
      TERMS.regionCode,
      campaign.firstDay,
      campaign.lastDay,
      TERMS.kinds,
      TERMS.industries,
      TERMS.maxInvoiceAgeDays,
      TERMS.claimWindowHours,
      TERMS.budget,
      TERMS.expectedEntries,
      rulesHash(rules),
      FIRST,
    ],
  );
  await client.query(
    `insert into lottery_draw (id, number, campaign_id, authority_code, status, cutoff_at, prizes, claim_window_days, disqualified)
     values ($1, $2, $3, $4, 'PLANNED', $5, $6, 60, '{}')`,
    [draw.id, draw.number, id, AUTHORITY, draw.cutoff, JSON.stringify(PRIZES)],
  );
}

/** With instant prizes, so that every day has a seed of its own: random, for it decides prizes. */
async function openCampaign(client: ClientBase): Promise<void> {
  const campaign: Campaign = {
    id: OPEN.campaign,
    name: "杭州有奖发票（2026 年 10—12 月）",
    firstDay: "2026-10-01",
    lastDay: "2026-12-31",
    tiers: TIERS,
    draw: { id: OPEN.draw, number: OPEN.number, cutoff: "2026-12-31T23:59:59+08:00" },
  };
  await saveCampaign(client, campaign);
  await client.query(
    `insert into lottery_tier (lottery_campaign_id, tier, prize, probability, stock, stock_left)
     select $1, t.place, t.prize, t.probability, t.stock, t.stock
     from unnest($2::numeric[], $3::numeric[], $4::int[]) with ordinality as t(prize, probability, stock, place)`,
    [
      campaign.id,
      TIERS.map(({ prize }) => prize),
      TIERS.map(({ probability }) => probability),
      TIERS.map(({ stock }) => stock),
    ],
  );
  const days: string[] = [];
  for (let day = campaign.firstDay; day <= campaign.lastDay; day = addDays(day, 1)) days.push(day);
  await client.query(
    "insert into lottery_seed (campaign_id, day, seed) select $1, day, seed from unnest($2::date[], $3::bytea[]) as s(day, seed)",
    [campaign.id, days, days.map(() => randomBytes(32))],
  );
}

/** Its draw went through every step: commit, close, reveal, notary, publication. */
async function heldCampaign(
  client: ClientBase,
  entered: readonly Entered[],
  taxes: readonly bigint[],
): Promise<void> {
  await saveCampaign(client, {
    id: HELD.campaign,
    name: "杭州有奖发票（2026 年 4—9 月）",
    firstDay: "2026-04-01",
    lastDay: "2026-09-30",
    tiers: [],
    draw: { id: HELD.draw, number: HELD.number, cutoff: "2026-09-30T23:59:59+08:00" },
  });
  const ids = entered.map((_, i) => entryId(i + 1));
  await saveEntries(client, entered, ids);
  // Of a sample draw everything may be known beforehand; a draw for money takes its seed from chance.
  const seed = new Uint8Array(createHash("sha256").update(`sample seed of ${HELD.number}`).digest());
  const entriesRoot = await rootOf(ids);
  const places = PRIZES.reduce((sum, { count }) => sum + count, 0);
  const winners = await winnersOf(ids, { number: HELD.number, entriesRoot, seed }, places);
  await client.query(
    `update lottery_draw set status = 'PUBLISHED', seed_commit = $2, committed_at = '2026-09-25T10:00:00+08:00', committed_by_id = $3,
       entries_root = $4, entry_count = $5, closed_at = '2026-10-08T10:00:00+08:00', seed_reveal = $6,
       drawn_at = '2026-10-10T10:00:00+08:00', drawn_by_id = $7, notary = '样例公证处', notary_doc_no = '（2026）样例证字第 1 号',
       notarised_at = '2026-10-10T15:00:00+08:00', published_at = '2026-10-12T09:00:00+08:00' where id = $1`,
    [
      HELD.draw,
      await commitmentOf(seed),
      FIRST,
      entriesRoot,
      ids.length,
      Buffer.from(seed).toString("hex"),
      SECOND,
    ],
  );
  await saveWinners(client, winners, taxes);
}

/** The two sample persons take turns, except where an invoice names one of them. */
async function saveEntries(client: ClientBase, entered: readonly Entered[], ids: readonly string[]) {
  await client.query(
    `insert into lottery_entry (id, taxpayer_id, person_id, invoice_id, campaign_id, invoice_digest, entered_at, instant_result, draw_eligible, draw_id)
     select e.id, t.id, 'pn_' || substr(t.id, 4), e.invoice, $1, e.digest,
            least(e.issued + interval '2 hours', timestamptz '2026-09-30T23:59:00+08:00'), 'NONE', true, $2
     from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[]) as e(id, invoice, digest, issued, tin, turn)
     join taxpayer t on t.id = coalesce((select id from taxpayer where tin = e.tin), e.turn)`,
    [
      HELD.campaign,
      HELD.draw,
      ids,
      entered.map(({ id }) => id),
      entered.map(({ number }) => invoiceDigest(number)),
      entered.map(({ issued_at }) => issued_at),
      entered.map(({ buyer_tin }) => buyer_tin),
      entered.map((_, i) => fixtureTaxpayerId(11 + (i % 2))),
    ],
  );
}

async function saveWinners(client: ClientBase, winners: readonly string[], taxes: readonly bigint[]) {
  const won = PRIZES.flatMap(({ amount, count }, i) =>
    Array.from({ length: count }, () => ({ gross: fen(amount), tax: taxes[i]! })),
  ).slice(0, winners.length);
  await client.query(
    `insert into lottery_winner (draw_id, place, entry_id)
     select $1, place, entry from unnest($2::text[]) with ordinality as w(entry, place)`,
    [HELD.draw, winners],
  );
  await client.query(
    `insert into lottery_prize (id, taxpayer_id, entry_id, campaign_id, draw_id, place, gross, tax, net, status, won_at, claim_by)
     select 'lp_' || substr(e.id, 4), e.taxpayer_id, e.id, e.campaign_id, e.draw_id, w.place, w.gross, w.tax, w.gross - w.tax,
            'WON', '2026-10-12T09:00:00+08:00', '2026-12-11T23:59:59+08:00'
     from unnest($1::text[], $2::numeric[], $3::numeric[]) with ordinality as w(entry, gross, tax, place)
     join lottery_entry e on e.id = w.entry`,
    [winners, won.map(({ gross }) => yuan(gross)), won.map(({ tax }) => yuan(tax))],
  );
}
