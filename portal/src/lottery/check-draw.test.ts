import { commitmentOf, rootOf, seedBytes, winnersOf } from "@open-tax/sdk/verify/lottery-draw";
import { beforeAll, expect, it } from "vitest";
import { checkDraw, type Tampering, tampered } from "./check-draw.ts";
import type { Draw } from "./draw.ts";

const entries = Array.from({ length: 40 }, (_, i) => `le_${String(i).padStart(4, "0")}`);
const seedReveal = "a1".repeat(32);
let draw: Draw;

beforeAll(async () => {
  const seed = seedBytes(seedReveal)!;
  const entriesRoot = await rootOf(entries);
  const winners = await winnersOf(entries, { number: "DRAW-1", entriesRoot, seed }, 3);
  draw = {
    id: "ld_1",
    number: "DRAW-1",
    status: "PUBLISHED",
    cutoffAt: "",
    publishedAt: "",
    entryCount: entries.length,
    prizes: [
      { amount: "10.00", count: 1 },
      { amount: "1.00", count: 2 },
    ],
    seedCommit: await commitmentOf(seed),
    committedAt: "",
    entriesRoot,
    closedAt: "",
    seedReveal,
    drawnAt: "",
    notary: null,
    notaryDocNo: null,
    voidReason: null,
    campaign: null,
    disqualifiedEntries: [],
    winners: winners.map((entryId, i) => ({ place: i + 1, entryId, nameMasked: "", amount: "" })),
  };
});

const verdicts = async (of: Draw, from: readonly string[]) =>
  (await checkDraw(of, from)).checks.map(({ ok }) => ok);

it("finds nothing wrong with what was drawn by the rules", async () => {
  expect(await verdicts(draw, entries)).toEqual([true, true, true]);
});

it.each<[Tampering, (boolean | undefined)[]]>([
  ["entry", [true, false, false]],
  ["seed", [false, true, false]],
  ["winner", [true, true, false]],
  ["none", [true, true, true]],
])("a changed %s shows", async (how, expected) => {
  const changed = tampered(draw, entries, how);
  expect(await verdicts(changed.draw, changed.entries)).toEqual(expected);
});

it("says nothing of what is not published yet", async () => {
  const closed: Draw = { ...draw, status: "CLOSED", seedReveal: null, winners: [] };
  expect(await verdicts(closed, entries)).toEqual([undefined, true, undefined]);
  const planned: Draw = { ...closed, status: "PLANNED", entriesRoot: null, entryCount: null };
  expect(await verdicts(planned, [])).toEqual([undefined, undefined, undefined]);
});
