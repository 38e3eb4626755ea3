import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  commitmentOf,
  drawnFrom,
  faultsOf,
  type PublishedDraw,
  recomputeDraw,
  rootOf,
  seedBytes,
  winnersOf,
} from "./lottery-draw.ts";

const SEED = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const ENTRIES = Array.from({ length: 10 }, (_, i) => `E${String(i + 1).padStart(4, "0")}`);
const DRAW: PublishedDraw = {
  number: "DRAW-2026-Q3-330100",
  seed: SEED,
  seedCommit: "4773d12e2371bb935b9a0f5439b4a1c3ad3f2414b86980f8418d1cfabdfadfef",
  entriesRoot: "e03c5142b26a08449672eb71b41accb12f08ce9ed842b929262ff07d51d04d62",
};

describe("the published example", () => {
  it("commits to its seed, and to its entries", async () => {
    expect(await commitmentOf(seedBytes(SEED)!)).toBe(DRAW.seedCommit);
    expect(await rootOf(ENTRIES)).toBe(DRAW.entriesRoot);
  });

  it("draws E0002, E0004, E0009", async () => {
    expect(await recomputeDraw(DRAW, ENTRIES, 3)).toEqual({
      faults: [],
      winners: ["E0002", "E0004", "E0009"],
    });
  });

  it("goes on to the next where a winner was disqualified", async () => {
    const { winners } = await recomputeDraw({ ...DRAW, disqualified: ["E0004"] }, ENTRIES, 3);
    expect(winners).toEqual(["E0002", "E0009", expect.stringMatching(/^E00/)]);
    expect(winners).not.toContain("E0004");
  });
});

describe("what does not fit", () => {
  it.each<[string, Partial<PublishedDraw>, readonly string[], string[]]>([
    ["another seed", { seed: SEED.replace("00", "01") }, ENTRIES, ["SEED_MISMATCH"]],
    ["a seed that is none", { seed: "0011" }, ENTRIES, ["SEED_MALFORMED"]],
    ["a seed in capitals", { seed: SEED.toUpperCase() }, ENTRIES, ["SEED_MALFORMED"]],
    ["an entry less", {}, ENTRIES.slice(1), ["ENTRIES_MISMATCH"]],
    ["an entry more", {}, [...ENTRIES, "E0011"], ["ENTRIES_MISMATCH"]],
    ["entries in another order", {}, [...ENTRIES].reverse(), ["ENTRIES_UNORDERED", "ENTRIES_MISMATCH"]],
    ["an entry twice", {}, ["E0001", ...ENTRIES], ["ENTRIES_UNORDERED", "ENTRIES_MISMATCH"]],
  ])("%s", async (_, change, entries, faults) => {
    expect(await faultsOf({ ...DRAW, ...change }, entries)).toEqual(faults);
  });
});

describe("any draw", () => {
  const entries = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 40 });
  const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes));

  it("draws every entry once in the end, and its first winners do not depend on how many places there are", async () => {
    await fc.assert(
      fc.asyncProperty(entries, seeds, fc.nat(40), async (unordered, seed, places) => {
        const ordered = [...unordered].sort((a, b) => (a < b ? -1 : 1));
        const draw = { number: "D", entriesRoot: await rootOf(ordered), seed };
        const all: string[] = [];
        for await (const entry of drawnFrom(ordered, draw)) all.push(entry);
        expect([...all].sort()).toEqual([...ordered].sort());
        expect(await winnersOf(ordered, draw, places)).toEqual(all.slice(0, places));
      }),
      { numRuns: 50 },
    );
  });

  it("takes entries out as a list from which one is removed at a time would", async () => {
    const ordered = Array.from({ length: 300 }, (_, i) => String(i).padStart(3, "0"));
    const seed = seedBytes(SEED)!;
    const draw = { number: "D", entriesRoot: await rootOf(ordered), seed };
    const list = [...ordered];
    const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
    ]);
    let counter = 0;
    for await (const entry of drawnFrom(ordered, draw)) {
      const message = new TextEncoder().encode(`D|${draw.entriesRoot}|${counter}`);
      const value = new DataView(await crypto.subtle.sign("HMAC", key, message)).getBigUint64(0);
      counter += 1;
      expect(entry).toBe(list.splice(Number(value % BigInt(list.length)), 1)[0]);
    }
    expect(list).toEqual([]);
  });
});
