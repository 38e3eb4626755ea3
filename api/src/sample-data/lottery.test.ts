import { recomputeDraw } from "@open-tax/sdk/verify/lottery-draw";
import { afterAll, beforeAll, expect, it } from "vitest";
import { invoices } from "../invoices/subgraph.ts";
import { testSubgraph } from "../platform/testing.ts";
import { loadSampleData } from "./load.ts";
import { loadLotteries } from "./lottery.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(invoices, {
    seed: async (database) => void (await loadSampleData(database, { invoices: 6_000 })),
  });
});
afterAll(() => board.close());

interface Held {
  draw: {
    id: string;
    number: string;
    seedCommit: string;
    entriesRoot: string;
    seedReveal: string;
    entryCount: number;
    prizes: { count: number }[];
    winners: { entryId: string; nameMasked: string }[];
  };
}

it("has a published draw that anybody recomputes", async () => {
  const { draw } = await board.data<Held>(
    `{ draw(number: "DRAW-2026-Q3-330100") { id number seedCommit entriesRoot seedReveal entryCount prizes { count } winners { entryId nameMasked } } }`,
  );
  const { drawEntries } = await board.data<{ drawEntries: { ids: string[]; next: null } }>(
    "query ($id: ID!) { drawEntries(drawId: $id) { ids next } }",
    { id: draw.id },
  );
  expect(draw.entryCount).toBe(drawEntries.ids.length);
  const places = draw.prizes.reduce((sum, { count }) => sum + count, 0);
  const { faults, winners } = await recomputeDraw(
    { ...draw, seed: draw.seedReveal },
    drawEntries.ids,
    places,
  );
  expect(faults).toEqual([]);
  expect(winners).toEqual(draw.winners.map(({ entryId }) => entryId));
  expect(new Set(draw.winners.map(({ nameMasked }) => nameMasked))).toEqual(new Set(["张*", "李*"]));
});

it("has an open campaign with a seed for each of its days", async () => {
  const { campaigns } = await board.data<{ campaigns: { nodes: { id: string; instantTiers: unknown[] }[] } }>(
    "{ campaigns(first: 5) { nodes { id instantTiers { prize } } } }",
  );
  expect(campaigns.nodes).toHaveLength(2);
  expect(campaigns.nodes[0]!.instantTiers).toHaveLength(3);
  const { instantSeeds } = await board.data<{ instantSeeds: { day: string; commit: string }[] }>(
    "query ($id: ID!) { instantSeeds(campaignId: $id) { day commit } }",
    { id: campaigns.nodes[0]!.id },
  );
  expect(instantSeeds.length).toBeGreaterThan(50);
});

it("is loaded once", async () => {
  const count = async () =>
    (await board.environment.database.writer.query("select count(*)::int as n from lottery_entry")).rows[0].n;
  const before = await count();
  expect(await loadLotteries(board.environment.database)).toBe(true);
  expect(await count()).toBe(before);
});
