import { createHash, randomUUID } from "node:crypto";
import { recomputeDraw } from "@open-tax/sdk/verify/lottery-draw";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { testSubgraph } from "../../platform/testing.ts";
import { fixturePersonId, fixtureTaxpayerId } from "../../sample-data/fixture.ts";
import { loadSampleData } from "../../sample-data/load.ts";
import { FIXTURE_OFFICERS, fixturePostId } from "../../sample-data/officers.ts";
import { Invoice } from "../invoice.ts";
import { InvoiceMark, InvoiceSign, InvoiceStatus } from "../invoice-states.ts";
import { invoices } from "../subgraph.ts";
import { type AnInvoice, anInvoice, store } from "../testing.ts";
import { forfeitPrizes } from "./forfeit.ts";

const SEED = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const digestOf = (seed: string) => createHash("sha256").update(Buffer.from(seed, "hex")).digest("hex");

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 0 })),
  });
});
afterAll(() => board.close());

const P1 = fixtureTaxpayerId(11);
const P2 = fixtureTaxpayerId(12);
const person = (taxpayerId: string): Caller => ({
  kind: "APP_FOR_TAXPAYER",
  appId: "app_lottery",
  consentId: `cs_${taxpayerId}`,
  taxpayerId,
  scopes: ["public:read", "lottery:enter", "lottery:claim"],
});
const payer: Caller = { kind: "APP", appId: "app_payer", scopes: ["public:read", "psp:settle"] };
const officer = (n: number): Caller => {
  const { authorityCode, scopes } = FIXTURE_OFFICERS.find((sample) => sample.n === n)!;
  return {
    kind: "OFFICER",
    appId: "app_office",
    personId: fixturePersonId(n),
    postId: fixturePostId(n),
    officeSessionId: `ofs_${n}`,
    authorityCode,
    scopes: ["public:read", ...scopes],
  };
};
const [ANN, BEN, ELSEWHERE] = [officer(24), officer(25), officer(28)];

const write = async (name: string, type: string, select: string, as: Caller, input: object, at?: string) => {
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { ${select} userErrors { code path details } } }`;
  const { data, errors } = await board.run(source, {
    as,
    ...(at ? { at } : {}),
    input: { idempotencyKey: randomUUID(), ...input },
  });
  const codes = (errors ?? []).flatMap(({ extensions }) =>
    ((extensions?.problems ?? []) as { code: string }[]).map(({ code }) => code),
  );
  const payload = data?.[name];
  if (errors && codes.length === 0)
    throw new AggregateError(errors, String(errors[0]?.originalError ?? errors[0]));
  return {
    payload,
    codes: [...codes, ...((payload?.userErrors ?? []) as { code: string }[]).map(({ code }) => code)],
    details: payload?.userErrors?.[0]?.details,
  };
};

const terms = (differs: object = {}) => ({
  name: "杭州市发票摇奖",
  regionCode: "330100",
  firstDay: "2026-11-23",
  lastDay: "2026-12-31",
  kinds: ["DIGITAL_PLAIN"],
  industries: [],
  maxInvoiceAgeDays: 90,
  instantTiers: [],
  claimWindowHours: 24,
  expectedEntries: 1000,
  budget: "1000000.00",
  draws: [],
  ...differs,
});
const campaignOf = async (differs: object = {}) => {
  const { payload, codes } = await write(
    "createCampaign",
    "CreateCampaignInput",
    "lotteryCampaign { id rulesHash draws { id number } }",
    ANN!,
    terms(differs),
  );
  expect(codes).toEqual([]);
  return payload.lotteryCampaign as { id: string; draws: { id: string; number: string }[] };
};

/** An invoice to a person, stored. */
const bought = async (differs: Partial<AnInvoice> = {}): Promise<AnInvoice> => {
  const invoice = anInvoice({
    buyerId: null,
    buyerName: "个人",
    buyerTin: null,
    buyerIsPerson: true,
    ...differs,
  });
  await store(board.environment.database, Invoice, [invoice]);
  return invoice;
};
const ENTRY =
  "lotteryEntry { id instantResult instantTier drawEligible prizes { id gross tax net status claimBy } }";
const enter = (campaignId: string, { number, issuedOn, total }: AnInvoice, as = person(P1), at?: string) =>
  write(
    "enterLottery",
    "EnterLotteryInput",
    ENTRY,
    as,
    { campaignId, number, issuedOn, totalIncl: `${total / 100n}.00` },
    at,
  );
const countOf = async (table: string) =>
  (await board.environment.database.writer.query<{ n: number }>(`select count(*)::int as n from ${table}`))
    .rows[0]!.n;

describe("an entry", () => {
  it("takes part once, whoever tries again", async () => {
    const { id } = await campaignOf();
    const invoice = await bought();
    expect((await enter(id, invoice)).payload.lotteryEntry).toMatchObject({
      instantResult: "NONE",
      drawEligible: true,
      prizes: [],
    });
    const before = await countOf("outbox_event");
    expect((await enter(id, invoice)).codes).toEqual(["INVOICE_ALREADY_ENTERED"]);
    expect((await enter(id, invoice, person(P2))).codes).toEqual(["INVOICE_ALREADY_ENTERED"]);
    expect(await countOf("outbox_event")).toBe(before);
  });

  it("by many at once takes part once", async () => {
    const { id } = await campaignOf();
    const invoice = await bought();
    const tries = await Promise.all(
      Array.from({ length: 10 }, (_, i) => enter(id, invoice, person(i % 2 === 0 ? P1 : P2))),
    );
    expect(tries.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(tries.flatMap(({ codes }) => codes)).toEqual(Array(9).fill("INVOICE_ALREADY_ENTERED"));
  });

  it.each<[string, Partial<AnInvoice>, string[]]>([
    ["red", { sign: InvoiceSign.RED, total: -113_00n }, ["RED"]],
    ["reversed", { status: InvoiceStatus.FULLY_RED }, ["REVERSED"]],
    ["issued by the buyer", { issuedAs: InvoiceMark.PURCHASE }, ["PURCHASE_INVOICE"]],
    ["issued on behalf", { issuedAs: InvoiceMark.ON_BEHALF }, ["ISSUED_ON_BEHALF"]],
    ["of a seller nobody knows", { sellerId: null }, ["OTHER_REGION"]],
    ["another person's", { buyerTin: "330106200002298880" }, ["OTHER_BUYER"]],
  ])("is refused for an invoice that is %s, and nothing is left of it", async (_, differs, reasons) => {
    const { id } = await campaignOf();
    const invoice = await bought(differs);
    const before = [await countOf("lottery_entry"), await countOf("outbox_event")];
    const { codes, details } = await enter(id, invoice);
    expect(codes).toEqual(["INVOICE_NOT_ELIGIBLE"]);
    expect(details).toEqual({ reasons });
    expect([await countOf("lottery_entry"), await countOf("outbox_event")]).toEqual(before);
  });

  it("is no way to guess what stands on an invoice: after twenty wrong ones a right one looks wrong too", async () => {
    const { id } = await campaignOf();
    const invoice = await bought();
    const at = "2026-11-29T12:00:00+08:00";
    const asP1 = (differs: Partial<AnInvoice>) => enter(id, { ...invoice, ...differs }, person(P1), at);
    for (let i = 0n; i < 20n; i += 1n)
      expect((await asP1({ total: 900_00n + i * 100n })).details).toEqual({ reasons: ["NOT_VERIFIED"] });
    expect((await asP1({})).details).toEqual({ reasons: ["NOT_VERIFIED"] });
    expect((await enter(id, invoice, person(P2), at)).codes).toEqual([]);
  });

  it("of an invoice that does not exist and one of another amount look alike", async () => {
    const { id } = await campaignOf();
    const invoice = await bought();
    const wrong = await enter(id, { ...invoice, total: 114_00n });
    const absent = await enter(id, { ...invoice, number: "26332999999999999999" });
    expect(wrong).toMatchObject({ codes: ["INVOICE_NOT_ELIGIBLE"], details: { reasons: ["NOT_VERIFIED"] } });
    expect(absent).toMatchObject({ codes: wrong.codes, details: wrong.details });
  });

  it.each([
    ["on the 90th day", "2026-11-22T12:00:00+08:00", []],
    ["on the 91st", "2026-11-23T12:00:00+08:00", ["INVOICE_NOT_ELIGIBLE"]],
  ])("%s after the issue", async (_, at, codes) => {
    const { id } = await campaignOf({ firstDay: "2026-11-23" });
    await board.environment.database.writer.query(
      "update lottery_campaign set first_day = '2026-11-01' where id = $1",
      [id],
    );
    const invoice = await bought({ issuedAt: new Date("2026-08-24T10:00:00+08:00") });
    expect((await enter(id, invoice, person(P1), at)).codes).toEqual(codes);
  });

  it.each([
    ["before its first day", "2026-11-22T23:59:59+08:00"],
    ["after its last", "2027-01-01T00:00:00+08:00"],
  ])("%s is refused", async (_, at) => {
    const { id } = await campaignOf();
    expect((await enter(id, await bought(), person(P1), at)).codes).toContain("CAMPAIGN_NOT_OPEN");
  });

  it("of a company's is refused, for it is no person", async () => {
    const { id } = await campaignOf();
    expect((await enter(id, await bought(), person(fixtureTaxpayerId(1)))).codes).toEqual([
      "REAL_NAME_REQUIRED",
    ]);
  });
});

describe("an instant prize", () => {
  const sure = (stock: number, prize = "801.00") => ({
    instantTiers: [{ prize, probability: "1", stock }],
    expectedEntries: 10,
  });

  it("is won at once, bears tax above 800.00 on the whole, and is claimed within its hours", async () => {
    const { id } = await campaignOf(sure(1));
    const at = "2026-11-23T20:00:00+08:00";
    const { payload } = await enter(id, await bought(), person(P1), at);
    expect(payload.lotteryEntry).toMatchObject({ instantResult: "WON", instantTier: 1 });
    const [prize] = payload.lotteryEntry.prizes;
    expect(prize).toMatchObject({ gross: "801.00", tax: "160.20", net: "640.80", status: "WON" });
    const claim = (when: string, account = "13812345678") =>
      write(
        "claimPrize",
        "ClaimPrizeInput",
        "lotteryPrize { status payoutAccount }",
        person(P1),
        { prizeId: prize.id, method: "WECHAT", account },
        when,
      );
    expect((await claim("2026-11-24T20:00:01+08:00")).codes).toEqual(["CLAIM_EXPIRED"]);
    expect((await claim("2026-11-24T20:00:00+08:00", "no phone")).codes).toEqual(["PAYOUT_ACCOUNT_INVALID"]);
    const once = {
      prizeId: prize.id,
      method: "WECHAT",
      account: "13812345678",
      idempotencyKey: randomUUID(),
    };
    for (const time of ["first", "again"]) {
      const answer = await write(
        "claimPrize",
        "ClaimPrizeInput",
        "lotteryPrize { status payoutAccount }",
        person(P1),
        once,
        "2026-11-24T20:00:00+08:00",
      );
      expect([time, answer.payload.lotteryPrize]).toEqual([
        time,
        { status: "CLAIMING", payoutAccount: "*******5678" },
      ]);
    }
    // The account stands in the prize and in no answer that is kept.
    const { rows: kept } = await board.environment.database.writer.query<{ answer: Buffer }>(
      "select answer from idempotency_key where operation = 'claimPrize'",
    );
    expect(kept.map(({ answer }) => answer.includes("CLAIMING"))).toEqual([true]);
    expect(kept.map(({ answer }) => answer.includes("13812345678"))).toEqual([false]);
    expect((await claim("2026-11-24T20:00:00+08:00")).codes).toEqual(["PRIZE_NOT_CLAIMABLE"]);

    const settle = (failure: string | null, traceNo = "T1") =>
      write("acknowledgePayout", "AcknowledgePayoutInput", "acknowledged", payer, {
        prizeId: prize.id,
        traceNo,
        failure,
      });
    expect((await settle("ACCOUNT_CLOSED")).codes).toEqual([]);
    expect((await claim("2026-12-24T20:00:00+08:00")).codes).toEqual([]);
    expect((await settle(null)).payload).toMatchObject({ acknowledged: true });
    // The payer that hears no answer says the same again; another trace number is another payment.
    expect((await settle(null)).payload).toMatchObject({ acknowledged: true });
    expect((await settle(null, "T2")).codes).toEqual(["PRIZE_NOT_CLAIMABLE"]);
    expect((await settle(null, " ")).codes).toEqual(["TRACE_NO_REQUIRED"]);
    const paid = "outbox_event where type = 'lottery.paid' and subject = ";
    expect(await countOf(`${paid}'${prize.id}'`)).toBe(1);
  });

  it("of 800.00 bears none", async () => {
    const { id } = await campaignOf(sure(1, "800.00"));
    const { payload } = await enter(id, await bought());
    expect(payload.lotteryEntry.prizes).toMatchObject([{ gross: "800.00", tax: "0.00", net: "800.00" }]);
  });

  it("is another's to nobody", async () => {
    const { id } = await campaignOf(sure(1));
    const { payload } = await enter(id, await bought());
    const [prize] = payload.lotteryEntry.prizes;
    const { codes } = await write("claimPrize", "ClaimPrizeInput", "lotteryPrize { id }", person(P2), {
      prizeId: prize.id,
      method: "WECHAT",
      account: "13812345678",
    });
    expect(codes).toEqual(["PRIZE_NOT_CLAIMABLE"]);
  });

  it("that runs out says so, and under twenty at once not one too many is given", async () => {
    const { id } = await campaignOf(sure(5, "10.00"));
    const all = await Promise.all(Array.from({ length: 20 }, async () => enter(id, await bought())));
    const results = all.map(({ payload, codes }) => payload?.lotteryEntry?.instantResult ?? codes[0]);
    expect(results.filter((result) => result === "WON")).toHaveLength(5);
    expect(new Set(results)).not.toContain(undefined);
    expect(results.every((result) => ["WON", "STOCK_EMPTY", "PRIZE_STOCK_EMPTY"].includes(result))).toBe(
      true,
    );
    expect((await enter(id, await bought())).codes).toEqual(["PRIZE_STOCK_EMPTY"]);
  });

  it("that nobody claims goes back to the stock", async () => {
    const { id } = await campaignOf(sure(1, "10.00"));
    await enter(id, await bought());
    expect((await enter(id, await bought())).codes).toEqual(["PRIZE_STOCK_EMPTY"]);
    await forfeitPrizes(board.environment.database.writer, new Date("2026-11-25T12:00:00+08:00"));
    expect((await enter(id, await bought())).codes).toEqual([]);
  });

  it("is recomputed from the seed that is told after the day", async () => {
    const { id } = await campaignOf(sure(1, "10.00"));
    const seeds = async (at: string) =>
      (
        await board.data("query ($id: ID!) { instantSeeds(campaignId: $id) { day commit seed } }", { id, at })
      ).instantSeeds.find(({ day }: { day: string }) => day === "2026-11-23");
    const today = await seeds("2026-11-23T23:59:59+08:00");
    expect(today.seed).toBeNull();
    const tomorrow = await seeds("2026-11-24T00:00:00+08:00");
    expect(tomorrow.commit).toBe(today.commit);
    expect(digestOf(tomorrow.seed)).toBe(today.commit);
  });
});

describe("a periodic draw", () => {
  let serial = 0;
  const planned = async () => {
    serial += 1;
    const campaign = await campaignOf({
      draws: [
        {
          number: `DRAW-2026-T${serial}-330100`,
          cutoffAt: "2026-11-24T00:00:00+08:00",
          prizes: [
            { amount: "20000.00", count: 1 },
            { amount: "1000.00", count: 2 },
          ],
          claimWindowDays: 30,
        },
      ],
    });
    return { campaign: campaign.id, draw: campaign.draws[0]! };
  };
  const DRAW =
    "lotteryDraw { id status seedCommit entriesRoot entryCount seedReveal disqualifiedEntries winners { entryId } }";
  const commit = (drawId: string, seedCommit = digestOf(SEED), as = ANN!, at?: string) =>
    write("commitSeed", "CommitSeedInput", DRAW, as, { drawId, seedCommit }, at);
  const AFTER = "2026-11-24T09:00:00+08:00";
  const close = (drawId: string, at = AFTER, as = ANN!) =>
    write("closeEntries", "DrawStepInput", DRAW, as, { drawId }, at);
  const reveal = (drawId: string, seed = SEED, as = BEN!) =>
    write("revealAndDraw", "RevealAndDrawInput", DRAW, as, { drawId, seed }, AFTER);
  const notarise = (drawId: string) =>
    write(
      "notariseDraw",
      "NotariseDrawInput",
      DRAW,
      BEN!,
      { drawId, notary: "样例公证处", documentNo: "（2026）样证字第1号" },
      AFTER,
    );
  const publish = (drawId: string, as = ANN!) =>
    write("publishDraw", "DrawStepInput", DRAW, as, { drawId }, AFTER);

  it("is held by two officers and a notary, and anybody recomputes it from what is published", async () => {
    const { campaign, draw } = await planned();
    expect((await commit(draw.id)).codes).toEqual([]);
    const entered: string[] = [];
    const bills: AnInvoice[] = [];
    for (let i = 0; i < 8; i += 1) {
      const bill = await bought();
      bills.push(bill);
      entered.push((await enter(campaign, bill, person(i % 2 ? P1 : P2))).payload.lotteryEntry.id);
    }
    const company = await enter(campaign, await bought({ buyerIsPerson: false }));
    expect(company.payload.lotteryEntry.drawEligible).toBe(false);
    await board.environment.database.writer.query("update invoice set status = 'FULLY_RED' where id = $1", [
      bills[0]!.id,
    ]);
    const closed = (await close(draw.id)).payload.lotteryDraw;
    expect(closed).toMatchObject({ status: "CLOSED", entryCount: 7 });

    expect((await reveal(draw.id, SEED, ANN!)).codes).toEqual(["DUAL_CONTROL_REQUIRED"]);
    expect((await reveal(draw.id, SEED.replace("0", "1"))).codes).toEqual(["SEED_MISMATCH"]);
    expect((await reveal(draw.id, "00")).codes).toEqual(["SEED_MALFORMED"]);
    // Some invoices lose their ground after entries closed.
    await board.environment.database.writer.query(
      "update invoice set status = 'ABNORMAL' where id = any($1)",
      [bills.slice(1, 4).map(({ id }) => id)],
    );
    const drawn = (await reveal(draw.id)).payload.lotteryDraw;
    expect(drawn).toMatchObject({ status: "DRAWN", seedReveal: SEED, winners: [] });
    expect((await publish(draw.id)).codes).toEqual(["DRAW_STATE"]);
    expect((await notarise(draw.id)).codes).toEqual([]);
    expect((await publish(draw.id, BEN!)).codes).toEqual(["DUAL_CONTROL_REQUIRED"]);
    expect((await publish(draw.id)).codes).toEqual([]);

    const { draw: told } = await board.data(
      `query ($number: String!) { draw(number: $number) {
         id number status seedCommit seedReveal entriesRoot entryCount disqualifiedEntries
         prizes { amount count } winners { place entryId nameMasked amount } } }`,
      { number: draw.number },
    );
    const ids: string[] = [];
    for (let after: string | null = null; ; ) {
      const { drawEntries }: { drawEntries: { ids: string[]; next: string | null } } = await board.data(
        "query ($id: ID!, $after: String) { drawEntries(drawId: $id, first: 3, after: $after) { ids next } }",
        { id: told.id, after },
      );
      ids.push(...drawEntries.ids);
      after = drawEntries.next;
      if (!after) break;
    }
    expect([...ids].sort()).toEqual([...entered.slice(1)].sort());
    const { faults, winners } = await recomputeDraw(
      {
        number: told.number,
        seedCommit: told.seedCommit,
        entriesRoot: told.entriesRoot,
        seed: told.seedReveal,
        disqualified: told.disqualifiedEntries,
      },
      ids,
      3,
    );
    expect(faults).toEqual([]);
    expect(told.winners.map(({ entryId }: { entryId: string }) => entryId)).toEqual(winners);
    expect(told.winners).toHaveLength(3);
    expect(told.winners[0]).toMatchObject({
      place: 1,
      amount: "20000.00",
      nameMasked: expect.stringMatching(/\*/),
    });
    for (const entry of told.disqualifiedEntries) expect(entered.slice(1, 4)).toContain(entry);

    const { rows } = await board.environment.database.writer.query(
      "select gross, tax, net, status from lottery_prize where draw_id = $1 order by place",
      [told.id],
    );
    expect(rows).toEqual([
      { gross: "20000.00", tax: "4000.00", net: "16000.00", status: "WON" },
      { gross: "1000.00", tax: "200.00", net: "800.00", status: "WON" },
      { gross: "1000.00", tax: "200.00", net: "800.00", status: "WON" },
    ]);
    expect((await publish(draw.id)).codes).toContain("DRAW_STATE");
    expect(await countOf(`lottery_prize where draw_id = '${told.id}'`)).toBe(3);
    const events = await board.environment.database.writer.query(
      "select type, taxpayer_id as whose from outbox_event where subject = $1 order by seq",
      [told.id],
    );
    expect(events.rows).toEqual(
      ["committed", "closed", "drawn", "published"].map((what) => ({ type: `draw.${what}`, whose: null })),
    );
  });

  it("keeps its order: nothing is drawn before the seed is committed and entries are closed", async () => {
    const { draw } = await planned();
    expect((await reveal(draw.id)).codes).toContain("DRAW_NOT_COMMITTED");
    expect((await close(draw.id)).codes).toEqual(["DRAW_STATE"]);
    expect((await commit(draw.id, digestOf(SEED), ANN!, AFTER)).codes).toEqual(["DRAW_COMMIT_TOO_LATE"]);
    expect((await commit(draw.id, "xyz")).codes).toEqual(["SEED_MALFORMED"]);
    expect((await commit(draw.id)).codes).toEqual([]);
    expect((await reveal(draw.id)).codes).toContain("DRAW_NOT_COMMITTED");
    expect((await close(draw.id, "2026-11-23T23:59:59+08:00")).codes).toEqual(["DRAW_CUTOFF_NOT_REACHED"]);
    expect((await close(draw.id, "2026-11-24T00:00:00+08:00")).codes).toEqual([]);
  });

  it("that was drawn is voided only by the notary's record, and its entries are free for another", async () => {
    const { campaign, draw } = await planned();
    await commit(draw.id);
    await enter(campaign, await bought());
    await close(draw.id);
    await reveal(draw.id);
    const end = (recordNo?: string) =>
      write(
        "voidDraw",
        "VoidDrawInput",
        DRAW,
        ANN!,
        { drawId: draw.id, reason: "名单有误", recordNo },
        AFTER,
      );
    expect((await end()).codes).toEqual(["NOTARY_REQUIRED"]);
    expect((await end("（2026）样证字第2号")).payload.lotteryDraw.status).toBe("VOIDED");
    expect(await countOf(`lottery_entry where campaign_id = '${campaign}' and draw_id is null`)).toBe(1);
    const again = await write(
      "planDraw",
      "PlanDrawInput",
      "lotteryDraw { id status }",
      ANN!,
      {
        campaignId: campaign,
        draw: {
          number: `${draw.number}-2`,
          cutoffAt: "2026-11-25T00:00:00+08:00",
          prizes: [{ amount: "100.00", count: 1 }],
          claimWindowDays: 10,
        },
      },
      AFTER,
    );
    expect(again.payload.lotteryDraw.status).toBe("PLANNED");
  });

  it("that is closed is not voided by who knows the seed, and so who has won", async () => {
    const { campaign, draw } = await planned();
    await commit(draw.id);
    await enter(campaign, await bought());
    await close(draw.id);
    const end = (as: Caller) =>
      write("voidDraw", "VoidDrawInput", DRAW, as, { drawId: draw.id, reason: "名单有误" }, AFTER);
    expect((await end(ANN!)).codes).toEqual(["DUAL_CONTROL_REQUIRED"]);
    expect((await end(BEN!)).payload.lotteryDraw.status).toBe("VOIDED");
  });

  it("is planned within the campaign's budget", async () => {
    const { id: campaignId } = await campaignOf({ budget: "100.00" });
    const plan = (amount: string) =>
      write("planDraw", "PlanDrawInput", "lotteryDraw { id }", ANN!, {
        campaignId,
        draw: {
          number: `DRAW-${randomUUID().slice(0, 8)}`,
          cutoffAt: "2026-11-25T00:00:00+08:00",
          prizes: [{ amount, count: 2 }],
          claimWindowDays: 10,
        },
      });
    expect((await plan("50.01")).codes).toEqual(["CAMPAIGN_BUDGET"]);
    expect((await plan("50.00")).codes).toEqual([]);
    expect((await plan("0.01")).codes).toEqual(["CAMPAIGN_BUDGET"]);
  });

  it("belongs to its city: officers of another do nothing with it", async () => {
    const { draw } = await planned();
    expect((await commit(draw.id, digestOf(SEED), ELSEWHERE!)).codes.length).toBeGreaterThan(0);
    expect((await commit("ld_nothing")).codes).toEqual(["DRAW_NOT_FOUND"]);
  });
});

describe("a campaign", () => {
  it.each<[string, object, string]>([
    [
      "of odds above 1",
      { instantTiers: [{ prize: "1.00", probability: "1.000001", stock: 1 }] },
      "CAMPAIGN_ODDS",
    ],
    [
      "whose budget is a cent short",
      {
        instantTiers: [{ prize: "1.00", probability: "0.5", stock: 1 }],
        expectedEntries: 1000,
        budget: "499.99",
      },
      "CAMPAIGN_BUDGET",
    ],
    ["that ends before it begins", { lastDay: "2026-11-22" }, "CAMPAIGN_DATES"],
    [
      "whose budget bears what is expected and not what is in stock",
      {
        instantTiers: [{ prize: "50.00", probability: "1", stock: 3 }],
        expectedEntries: 1,
        budget: "149.99",
      },
      "CAMPAIGN_BUDGET",
    ],
    [
      "that earns its prizes by negative ones",
      {
        instantTiers: [
          { prize: "-50.00", probability: "0.5", stock: 3 },
          { prize: "50.00", probability: "0.5", stock: 3 },
        ],
        budget: "0.00",
      },
      "CAMPAIGN_BUDGET",
    ],
    ["of another region", { regionCode: "110100" }, "JURISDICTION_DENIED"],
  ])("%s is refused", async (_, differs, code) => {
    const { codes } = await write(
      "createCampaign",
      "CreateCampaignInput",
      "lotteryCampaign { id }",
      ANN!,
      terms(differs),
    );
    expect(codes).toEqual([code]);
  });

  it("is no taxpayer's to make", async () => {
    const { codes } = await write(
      "createCampaign",
      "CreateCampaignInput",
      "lotteryCampaign { id }",
      person(P1),
      terms(),
    );
    expect(codes).toEqual(["FORBIDDEN_SCOPE"]);
  });
});
