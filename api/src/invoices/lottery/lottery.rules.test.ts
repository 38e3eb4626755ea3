import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvoiceKind } from "../../identifiers/invoice-kind.ts";
import { InvoiceSign, InvoiceStatus } from "../invoice-states.ts";
import {
  budgetSuffices,
  type Candidate,
  drawMayMove,
  expectedCost,
  instantTier,
  invoiceDigest,
  isAnother,
  oddsAreSound,
  oddsOf,
  refuse,
  type Terms,
  type Tier,
  whyNotDraw,
  whyNotEnter,
} from "./lottery.rules.ts";
import { DRAW_MOVES, type DrawMove, DrawStatus, PRIZE_MOVES, PrizeStatus } from "./lottery-states.ts";

const TERMS: Terms = {
  regionCode: "330100",
  kinds: [InvoiceKind.DIGITAL_PLAIN, InvoiceKind.VAT_PLAIN_ELECTRONIC],
  industries: ["F", "H62"],
  maxInvoiceAgeDays: 90,
};
const INVOICE: Candidate = {
  kind: InvoiceKind.DIGITAL_PLAIN,
  sign: InvoiceSign.BLUE,
  status: InvoiceStatus.NORMAL,
  issuedOn: "2026-08-24",
  onBehalf: false,
  purchase: false,
  buyerIsOrganisation: false,
  sellerRegion: "330106",
  sellerIndustry: "H6210",
  sellerStatus: "NORMAL",
};

describe("an invoice", () => {
  it.each<[string, Partial<Candidate>, string[]]>([
    ["as it should be", {}, []],
    ["that is red", { sign: InvoiceSign.RED }, ["RED"]],
    ["that was voided", { status: InvoiceStatus.VOIDED }, ["VOIDED"]],
    ["of which a part was reversed", { status: InvoiceStatus.PARTLY_RED }, ["REVERSED"]],
    ["that was reversed", { status: InvoiceStatus.FULLY_RED }, ["REVERSED"]],
    ["that is flagged", { status: InvoiceStatus.ABNORMAL }, ["ABNORMAL"]],
    ["that is a special one", { kind: InvoiceKind.DIGITAL_SPECIAL }, ["SPECIAL"]],
    ["of a kind the campaign does not take", { kind: InvoiceKind.DIGITAL_RAIL }, ["KIND"]],
    ["issued on behalf of somebody", { onBehalf: true }, ["ISSUED_ON_BEHALF"]],
    ["issued by the buyer", { purchase: true }, ["PURCHASE_INVOICE"]],
    ["of the next district", { sellerRegion: "330108" }, []],
    ["of another city", { sellerRegion: "330206" }, ["OTHER_REGION"]],
    ["of nobody known", { sellerRegion: null }, ["OTHER_REGION"]],
    ["of a trade in the section", { sellerIndustry: "F5211" }, []],
    ["of another trade", { sellerIndustry: "C3911" }, ["OTHER_INDUSTRY"]],
    [
      "with everything wrong, all at once",
      { sign: InvoiceSign.RED, kind: InvoiceKind.DIGITAL_SPECIAL, sellerRegion: "110101", onBehalf: true },
      ["RED", "SPECIAL", "ISSUED_ON_BEHALF", "OTHER_REGION"],
    ],
  ])("%s", (_, change, reasons) => {
    expect(whyNotEnter({ ...INVOICE, ...change }, TERMS, "2026-11-22")).toEqual(reasons);
  });

  it.each([
    ["on its 90th day", "2026-11-22", []],
    ["on its 91st", "2026-11-23", ["TOO_OLD"]],
  ])("%s", (_, today, reasons) => {
    expect(whyNotEnter(INVOICE, TERMS, today)).toEqual(reasons);
  });

  it("of any trade, where the campaign names none", () => {
    expect(
      whyNotEnter({ ...INVOICE, sellerIndustry: null }, { ...TERMS, industries: [] }, "2026-11-22"),
    ).toEqual([]);
  });

  it.each<[string, Partial<Candidate>, string[]]>([
    ["a person's, of a seller in good standing", {}, []],
    ["an organisation's", { buyerIsOrganisation: true }, ["BUYER_IS_ORGANISATION"]],
    ["of a seller that is not", { sellerStatus: "ABNORMAL" }, ["SELLER_ABNORMAL"]],
  ])("has a part in the periodic draw: %s", (_, change, reasons) => {
    expect(whyNotDraw({ ...INVOICE, ...change })).toEqual(reasons);
  });
});

const TIERS: Tier[] = [
  { prize: 10_000n, probability: "0.0001" },
  { prize: 5_000n, probability: "0.0005" },
  { prize: 1_000n, probability: "0.005" },
  { prize: 500n, probability: "0.02" },
  { prize: 200n, probability: "0.05" },
];

describe("the tiers of an instant draw", () => {
  it("add up to 0.0756, and cost 0.2850 an entry", () => {
    expect(oddsOf(TIERS)).toBe("0.0756");
    expect(expectedCost(TIERS, 1_000_000)).toBe(28_500_000n);
    expect(expectedCost(TIERS, 1)).toBe(29n);
  });

  it.each([
    ["exactly", 28_500_000n, undefined],
    ["but for a cent", 28_499_999n, refuse.CAMPAIGN_BUDGET.code],
  ])("are borne by the budget %s", (_, budget, code) => {
    expect(budgetSuffices(TIERS, 1_000_000, 0n, budget)?.code).toBe(code);
  });

  it("are borne together with the periodic prizes", () => {
    expect(budgetSuffices(TIERS, 1_000_000, 1n, 28_500_000n)?.code).toBe(refuse.CAMPAIGN_BUDGET.code);
  });

  it.each([
    ["1", undefined],
    ["1.000001", "CAMPAIGN_ODDS"],
    ["0", "CAMPAIGN_ODDS"],
    ["-0.1", "CAMPAIGN_ODDS"],
  ])("of probability %s", (probability, code) => {
    expect(oddsAreSound([{ prize: 1n, probability }])?.code).toBe(code);
  });

  it("are won as often as they say", () => {
    const seed = Buffer.alloc(32, 7);
    const won = new Map<number | undefined, number>();
    const tries = 4_000;
    const tiers: Tier[] = [
      { prize: 1n, probability: "0.1" },
      { prize: 1n, probability: "0.25" },
    ];
    for (let i = 0; i < tries; i += 1) {
      const place = instantTier(seed, "lc", invoiceDigest(String(i)), tiers);
      won.set(place, (won.get(place) ?? 0) + 1);
    }
    // Five standard deviations; the seed and the entries are fixed, so this is no game of chance.
    expect(Math.abs(won.get(0)! / tries - 0.1)).toBeLessThan(0.0237);
    expect(Math.abs(won.get(1)! / tries - 0.25)).toBeLessThan(0.0342);
  });

  it("are all won when their probabilities add up to 1, and none is beyond", () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (identity, seed) => {
        const tiers: Tier[] = [
          { prize: 1n, probability: "0.333333" },
          { prize: 1n, probability: "0.666667" },
        ];
        expect([0, 1]).toContain(instantTier(seed, "lc", invoiceDigest(identity), tiers));
      }),
    );
  });
});

describe("a draw", () => {
  const statuses = Object.values(DrawStatus);
  const moves = Object.keys(DRAW_MOVES) as DrawMove[];
  it.each(statuses.flatMap((status) => moves.map((move) => [status, move] as const)))(
    "%s: %s",
    (status, move) => {
      const legal = DRAW_MOVES[move].from.includes(status);
      expect(drawMayMove(status, move) === undefined).toBe(legal);
    },
  );

  it.each([DrawStatus.PLANNED, DrawStatus.COMMITTED])("is not drawn while it is %s", (status) => {
    expect(drawMayMove(status, "DRAW")?.code).toBe("DRAW_NOT_COMMITTED");
  });

  it("that is published is never voided, and one that is void stays so", () => {
    for (const move of moves) {
      expect(drawMayMove(DrawStatus.PUBLISHED, move)).toBeDefined();
      expect(drawMayMove(DrawStatus.VOIDED, move)).toBeDefined();
    }
  });

  it("takes two officers", () => {
    expect(isAnother("pn_1", "pn_2", null)).toBeUndefined();
    expect(isAnother("pn_1", null, "pn_1")?.code).toBe("DUAL_CONTROL_REQUIRED");
  });
});

it("a prize that is paid, forfeited or cancelled stays so", () => {
  for (const { from } of Object.values(PRIZE_MOVES))
    for (const final of [PrizeStatus.PAID, PrizeStatus.FORFEITED, PrizeStatus.CANCELLED])
      expect(from).not.toContain(final);
});
