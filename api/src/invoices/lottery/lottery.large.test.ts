import { createHash, randomUUID } from "node:crypto";
import { recomputeDraw } from "@open-tax/sdk/verify/lottery-draw";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../../sample-data/fixture.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../../sample-data/officers.ts";
import { Invoice } from "../invoice.ts";
import { invoices } from "../subgraph.ts";
import { anInvoice, store } from "../testing.ts";

/* A draw with a thousand winners; LOTTERY_ENTRIES=100000 makes it that of a large city. What it takes is printed. */

const ENTRIES = Number(process.env.LOTTERY_ENTRIES ?? 10_000);
const WINNERS = 1_000;
const SEED = "8a1f".repeat(16);
const AFTER = "2026-11-24T09:00:00+08:00";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

const officer = (n: number): Caller => {
  const { authorityCode, scopes } = FIXTURE_OFFICERS.find((sample) => sample.n === n)!;
  return {
    kind: "OFFICER",
    appId: "app_office",
    personId: fixturePersonId(n),
    postId: fixturePostId(n),
    authorityCode,
    scopes: ["public:read", ...scopes],
  };
};
const DRAW = "lotteryDraw { id status entriesRoot entryCount disqualifiedEntries winners { entryId } }";
async function write(name: string, type: string, select: string, as: Caller, input: object, at?: string) {
  const began = performance.now();
  const answer = await board.data(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${select} userErrors { code } } }`,
    { as, ...(at ? { at } : {}), input: { idempotencyKey: randomUUID(), ...input } },
  );
  expect(answer[name].userErrors).toEqual([]);
  const held = Math.round(process.memoryUsage().heapUsed / 1_048_576);
  console.info(`${name}: ${Math.round(performance.now() - began)} ms, heap ${held} MiB`);
  return answer[name][select.split(" ")[0]!];
}

it("is closed, drawn and published, and anybody recomputes it", { timeout: 120_000 }, async () => {
  const { writer } = board.environment.database;
  const campaign = await write(
    "createCampaign",
    "CreateCampaignInput",
    "lotteryCampaign { id draws { id number } }",
    officer(24),
    {
      name: "杭州市发票摇奖",
      regionCode: "330100",
      firstDay: "2026-11-23",
      lastDay: "2026-12-31",
      kinds: ["DIGITAL_PLAIN"],
      industries: [],
      maxInvoiceAgeDays: 90,
      instantTiers: [],
      claimWindowHours: 24,
      expectedEntries: ENTRIES,
      budget: "1000000.00",
      draws: [
        {
          number: "DRAW-2026-L1-330100",
          cutoffAt: "2026-11-24T00:00:00+08:00",
          prizes: [{ amount: "100.00", count: WINNERS }],
          claimWindowDays: 30,
        },
      ],
    },
  );
  const [draw] = campaign.draws;
  const seedCommit = createHash("sha256").update(Buffer.from(SEED, "hex")).digest("hex");
  await write("commitSeed", "CommitSeedInput", DRAW, officer(24), { drawId: draw.id, seedCommit });

  const first = anInvoice({ buyerId: null, buyerTin: null, buyerIsPerson: true });
  await store(board.environment.database, Invoice, [first]);
  const { rows: columns } = await writer.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = 'invoice'
       and is_generated = 'NEVER' and column_name not in ('id', 'number')`,
  );
  const same = columns.map(({ name }) => `"${name}"`).join(", ");
  await writer.query(
    `insert into invoice (id, number, ${same})
     select 'inv_' || gen_random_uuid(), (26339000000000000000 + n)::text, ${same} from invoice, generate_series(1, $2 - 1) n where id = $1`,
    [first.id, ENTRIES],
  );
  await writer.query(
    `insert into lottery_entry (id, taxpayer_id, person_id, invoice_id, campaign_id, invoice_digest, entered_at, instant_result, draw_eligible)
     select 'le_' || gen_random_uuid(), $1, $2, id, $3, id, '2026-11-23T10:00:00+08:00', 'NONE', true from invoice`,
    [fixtureTaxpayerId(11), fixturePersonId(11), campaign.id],
  );
  const owner = await board.environment.database.owner();
  await owner.query("analyze invoice, lottery_entry");
  await owner.end();

  const closed = await write("closeEntries", "DrawStepInput", DRAW, officer(24), { drawId: draw.id }, AFTER);
  expect(closed.entryCount).toBe(ENTRIES);
  const reveal = { drawId: draw.id, seed: SEED };
  await write("revealAndDraw", "RevealAndDrawInput", DRAW, officer(25), reveal, AFTER);
  const certificate = { drawId: draw.id, notary: "样例公证处", documentNo: "（2026）样证字第9号" };
  await write("notariseDraw", "NotariseDrawInput", DRAW, officer(25), certificate, AFTER);
  const told = await write("publishDraw", "DrawStepInput", DRAW, officer(24), { drawId: draw.id }, AFTER);

  const { rows } = await writer.query<{ id: string }>(
    `select id from lottery_entry where draw_id = $1 order by id collate "C"`,
    [draw.id],
  );
  const { faults, winners } = await recomputeDraw(
    { number: draw.number, seedCommit, entriesRoot: closed.entriesRoot, seed: SEED },
    rows.map(({ id }) => id),
    WINNERS,
  );
  expect(faults).toEqual([]);
  expect(told.winners.map(({ entryId }: { entryId: string }) => entryId)).toEqual(winners);
  const prizes = await writer.query("select count(*)::int as n from lottery_prize where draw_id = $1", [
    draw.id,
  ]);
  expect(prizes.rows).toEqual([{ n: WINNERS }]);
});
