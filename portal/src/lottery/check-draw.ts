import { commitmentOf, recomputeDraw, rootOf, seedBytes } from "@open-tax/sdk/verify/lottery-draw";
import { type Draw, placesOf } from "./draw.ts";

/** What was published and what this browser has computed. `ok` is absent while that part is not published yet. */
export interface Check {
  name: "SEED" | "ENTRIES" | "WINNERS";
  ok: boolean | undefined;
  published: string;
  computed: string;
}

export interface CheckedDraw {
  checks: Check[];
  /** The entries that win by the computation, the first drawn first. */
  winners: string[];
}

/** Recomputes a draw from what is published and nothing else. */
export async function checkDraw(draw: Draw, entries: readonly string[]): Promise<CheckedDraw> {
  const { number, seedCommit, entriesRoot, seedReveal } = draw;
  const seed = seedBytes(seedReveal ?? "");
  const root = entriesRoot === null ? "" : await rootOf(entries);
  const { faults, winners } = await recomputeDraw(
    {
      number,
      seedCommit: seedCommit ?? "",
      entriesRoot: entriesRoot ?? "",
      seed: seedReveal ?? "",
      disqualified: draw.disqualifiedEntries,
    },
    entries,
    placesOf(draw.prizes),
  );
  const published = draw.winners.map(({ entryId }) => entryId);
  const seedFits = !faults.includes("SEED_MALFORMED") && !faults.includes("SEED_MISMATCH");
  const entriesFit =
    !faults.includes("ENTRIES_MISMATCH") &&
    !faults.includes("ENTRIES_UNORDERED") &&
    entries.length === draw.entryCount;
  const winnersFit =
    published.length === winners.length && published.every((entry, place) => entry === winners[place]);
  return {
    checks: [
      {
        name: "SEED",
        ok: seedReveal === null ? undefined : seedFits,
        published: seedCommit ?? "",
        computed: seed ? await commitmentOf(seed) : "",
      },
      {
        name: "ENTRIES",
        ok: entriesRoot === null ? undefined : entriesFit,
        published: entriesRoot ?? "",
        computed: root,
      },
      {
        name: "WINNERS",
        ok: draw.status === "PUBLISHED" ? winnersFit : undefined,
        published: published.join("\n"),
        computed: winners.join("\n"),
      },
    ],
    winners,
  };
}

/** A change that somebody might make to what was published. */
export type Tampering = "none" | "entry" | "seed" | "winner";

/** A copy with such a change, to see what the checks then say. */
export function tampered(
  draw: Draw,
  entries: readonly string[],
  how: Tampering,
): { draw: Draw; entries: readonly string[] } {
  if (how === "entry") return { draw, entries: entries.slice(0, -1) };
  if (how === "seed" && draw.seedReveal) {
    const last = draw.seedReveal.endsWith("0") ? "1" : "0";
    return { draw: { ...draw, seedReveal: draw.seedReveal.slice(0, -1) + last }, entries };
  }
  if (how === "winner" && draw.winners.length > 0) {
    const won = new Set(draw.winners.map(({ entryId }) => entryId));
    const other = entries.find((entry) => !won.has(entry)) ?? "";
    const [first, ...rest] = draw.winners;
    return { draw: { ...draw, winners: [{ ...first!, entryId: other }, ...rest] }, entries };
  }
  return { draw, entries };
}
