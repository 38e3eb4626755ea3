/*
 * A draw of an invoice lottery, recomputed from what is published and nothing else. The seed's digest was published before
 * entries closed, the digest of all entries before the seed was told: nobody could choose one after knowing the other.
 *
 *   seedCommit  = SHA-256(seed)
 *   entriesRoot = SHA-256(entry ids, ascending, joined by "\n")
 *   for ctr = 0, 1, …:  d = HMAC-SHA-256(seed, "{drawNumber}|{entriesRoot}|{ctr}"),  v = the first 8 bytes, big-endian,
 *                       m = entries left;  v ≥ floor(2^64 / m) × m is passed over, else entry number v mod m is drawn
 */

/** What is published of a draw. Hex in lower case. */
export interface PublishedDraw {
  /** The draw's public number, for example `DRAW-2026-Q3-330100`. */
  number: string;
  seedCommit: string;
  entriesRoot: string;
  /** The seed, told when the draw was held. */
  seed: string;
  /** Entries that were drawn and found to have lost their ground since entries closed: they win nothing. */
  disqualified?: readonly string[];
}

export type DrawFault = "SEED_MALFORMED" | "SEED_MISMATCH" | "ENTRIES_UNORDERED" | "ENTRIES_MISMATCH";

const utf8 = new TextEncoder();
const SPAN = 1n << 64n;

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes of a seed: 32, written as 64 hex digits; nothing for anything else. */
export function seedBytes(seed: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]{64}$/.test(seed)) return undefined;
  return Uint8Array.from(seed.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The commitment to a seed: the SHA-256 of its 32 bytes, in hex. */
export async function commitmentOf(seed: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", seed));
}

/** The digest of all entries, which are given in ascending order. */
export async function rootOf(entries: readonly string[]): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", utf8.encode(entries.join("\n"))));
}

/** Draws entries one after the other until all are drawn, the first drawn first. */
export async function* drawnFrom(
  entries: readonly string[],
  { number, entriesRoot, seed }: { number: string; entriesRoot: string; seed: Uint8Array<ArrayBuffer> },
): AsyncGenerator<string> {
  const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const pool = new Pool(entries);
  for (let counter = 0; pool.size > 0; counter += 1) {
    const digest = await crypto.subtle.sign("HMAC", key, utf8.encode(`${number}|${entriesRoot}|${counter}`));
    const value = new DataView(digest).getBigUint64(0);
    const left = BigInt(pool.size);
    if (value >= (SPAN / left) * left) continue;
    yield pool.remove(Number(value % left));
  }
}

/** The winners of a draw, in the order in which they were drawn: `places` of them, or all entries if there are fewer. */
export async function winnersOf(
  entries: readonly string[],
  draw: { number: string; entriesRoot: string; seed: Uint8Array<ArrayBuffer> },
  places: number,
  disqualified: readonly string[] = [],
): Promise<string[]> {
  const out = new Set(disqualified);
  const winners: string[] = [];
  if (places <= 0) return winners;
  for await (const entry of drawnFrom(entries, draw)) {
    if (!out.has(entry)) winners.push(entry);
    if (winners.length === places) break;
  }
  return winners;
}

/** Everything that does not fit in what was published of a draw; empty when all of it does. */
export async function faultsOf(draw: PublishedDraw, entries: readonly string[]): Promise<DrawFault[]> {
  const faults: DrawFault[] = [];
  const seed = seedBytes(draw.seed);
  if (!seed) faults.push("SEED_MALFORMED");
  else if ((await commitmentOf(seed)) !== draw.seedCommit) faults.push("SEED_MISMATCH");
  if (entries.some((entry, at) => at > 0 && !(entries[at - 1]! < entry))) faults.push("ENTRIES_UNORDERED");
  if ((await rootOf(entries)) !== draw.entriesRoot) faults.push("ENTRIES_MISMATCH");
  return faults;
}

/** Recomputes a draw from what is published. The winners are given even where something does not fit, for comparison. */
export async function recomputeDraw(
  draw: PublishedDraw,
  entries: readonly string[],
  places: number,
): Promise<{ faults: DrawFault[]; winners: string[] }> {
  const faults = await faultsOf(draw, entries);
  const seed = seedBytes(draw.seed);
  const winners = seed
    ? await winnersOf(
        entries,
        { number: draw.number, entriesRoot: draw.entriesRoot, seed },
        places,
        draw.disqualified,
      )
    : [];
  return { faults, winners };
}

/** Entries in ascending order from which single ones are taken out: logarithmic each, so that a million entries are drawn from at once. */
class Pool {
  readonly #entries: readonly string[];
  /** A Fenwick tree: how many entries are left in each range. */
  readonly #tree: Int32Array;
  readonly #top: number;
  size: number;

  constructor(entries: readonly string[]) {
    this.#entries = entries;
    this.size = entries.length;
    this.#tree = new Int32Array(entries.length + 1);
    for (let at = 1; at <= entries.length; at += 1) this.#tree[at] = at & -at;
    this.#top = entries.length === 0 ? 0 : 1 << (31 - Math.clz32(entries.length));
  }

  /** Takes out the entry at this place among those that are left, counted from 0. */
  remove(place: number): string {
    let at = 0;
    let before = place;
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = at + step;
      if (next < this.#tree.length && this.#tree[next]! <= before) {
        at = next;
        before -= this.#tree[next]!;
      }
    }
    for (let each = at + 1; each < this.#tree.length; each += each & -each) this.#tree[each]! -= 1;
    this.size -= 1;
    return this.#entries[at]!;
  }
}
