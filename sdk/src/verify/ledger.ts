import { sdkError } from "../errors.ts";
import { checkedJws, type PublicKeys } from "./compact-jws.ts";
import {
  CHECKPOINT_TYPE,
  canonicalEntry,
  type LedgerCheckpoint,
  type LedgerCheckpointLine,
  type LedgerFields,
  type LedgerHead,
  type LedgerLine,
  type LedgerLink,
} from "./ledger-format.ts";

/** What was found. `ok` is true when every line is genuine and the last link is covered by a checkpoint. */
export interface LedgerReport {
  environment: string | null;
  day: string | null;
  entries: number;
  links: number;
  checkpoints: number;
  ok: boolean;
  /** The first thing that is wrong: at which link, and what. */
  firstBad: { seq: number; reason: string } | null;
  /** The end of the chain as found. The next day's `previous` is this hash. */
  last: { seq: number; hash: string } | null;
}

export interface LedgerExpected {
  /** A checkpoint known from elsewhere – an earlier export, a newspaper, another taxpayer. A shorter or different chain is refused. */
  checkpoint?: string;
  /** The end of the day before, where that was checked. */
  previous?: string;
  issuer?: string;
  /** The present, where it is not now. */
  now?: Date;
}

const KEPT_YEARS = 3;
const HEX = /^[0-9a-f]{64}$/;

/**
 * Checks an export of the access ledger with the platform's published keys (`/ledger-jwks.json`) alone, line by line and
 * in constant memory: a changed, removed, inserted or moved entry, a forged checkpoint, a tail cut off.
 *
 * @example const report = await verifyLedger(lines, keys); if (!report.ok) throw new Error(report.firstBad.reason);
 */
export async function verifyLedger(
  lines: AsyncIterable<string> | Iterable<string>,
  keys: PublicKeys,
  expected: LedgerExpected = {},
): Promise<LedgerReport> {
  const chain = new Chain(keys, expected);
  for await (const line of lines) {
    if (line.trim() === "") continue;
    await chain.take(line);
    if (chain.report.firstBad) break;
  }
  return chain.end();
}

class Chain {
  readonly report: LedgerReport = {
    environment: null,
    day: null,
    entries: 0,
    links: 0,
    checkpoints: 0,
    ok: false,
    firstBad: null,
    last: null,
  };
  readonly #keys: PublicKeys;
  readonly #expected: LedgerExpected;
  readonly #known: Promise<LedgerCheckpoint> | undefined;
  readonly #fields = new Set<string>();
  #head: LedgerHead | undefined;
  #hash = "";
  #seq = 0;
  /** The last place that a checkpoint covers. */
  #covered = 0;

  constructor(keys: PublicKeys, expected: LedgerExpected) {
    this.#keys = keys;
    this.#expected = expected;
    this.#known = expected.checkpoint === undefined ? undefined : this.#checkpoint(expected.checkpoint);
    this.#known?.catch(() => undefined);
  }

  async take(text: string): Promise<void> {
    try {
      await this.#taken(parsed(text));
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error), seqOf(error) ?? this.#seq);
    }
  }

  async #taken(line: LedgerLine): Promise<void> {
    if (line.type === "head") this.#takeHead(line);
    else if (!this.#head) this.#fail("the head is missing");
    else if (line.type === "link") await this.#takeLink(line);
    else if (line.type === "fields") await this.#takeFields(line);
    else if (line.type === "checkpoint") await this.#takeCheckpoint(line);
    else this.#fail("a line is of an unknown kind");
  }

  async end(): Promise<LedgerReport> {
    const { report } = this;
    if (!this.#head && !report.firstBad) this.#note("the head is missing");
    try {
      const known = await this.#known;
      if (known && !report.firstBad && this.#isHere(known) && known.seq > this.#seq)
        this.#note(`the tail is missing: a known checkpoint stands at ${known.seq}`);
      if (known && !report.firstBad && !this.#isHere(known))
        this.#note("the known checkpoint is of another day");
    } catch (error) {
      this.#note(`the known checkpoint: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!report.firstBad && this.#covered < this.#seq)
      this.#note("the last links are covered by no checkpoint", this.#covered + 1);
    report.last = this.#head ? { seq: this.#seq, hash: this.#hash } : null;
    report.ok = report.firstBad === null;
    return report;
  }

  #note(reason: string, seq = this.#seq): void {
    this.report.firstBad ??= { seq, reason };
  }

  #fail(reason: string, seq = this.#seq): never {
    throw new Fault(reason, seq);
  }

  #takeHead(head: LedgerHead): void {
    const { previous, issuer } = this.#expected;
    if (this.#head) this.#fail("there are two heads");
    if (head.format !== 1 || !HEX.test(head.previous)) this.#fail("the head is not one of this format");
    if (previous !== undefined && head.previous !== previous)
      this.#fail("the day does not continue the day before");
    if (issuer !== undefined && head.issuer !== issuer)
      this.#fail("this is the ledger of another environment");
    this.#head = head;
    this.#hash = head.previous;
    this.report.environment = head.environment;
    this.report.day = head.day;
  }

  async #takeLink({ seq, digest, hash, entry }: LedgerLink): Promise<void> {
    const head = this.#head as LedgerHead;
    const expected = this.#seq + 1;
    if (seq !== expected) this.#fail(`link ${expected} is missing or moved: ${seq} stands there`, expected);
    if (!HEX.test(digest)) this.#fail("a digest is not SHA-256 in hex", seq);
    if (entry) {
      if ((await sha256(utf8(canonicalEntry(entry)))) !== digest)
        this.#fail("the entry is not the one that was sealed", seq);
      if (entry.environment !== head.environment) this.#fail("the entry is of another environment", seq);
      if (head.taxpayerId !== undefined && entry.taxpayerId !== head.taxpayerId)
        this.#fail("the entry is another taxpayer's", seq);
      if (entry.fieldsHash !== undefined && !this.#fields.has(entry.fieldsHash))
        this.#fail("the names of the entry's fields are missing", seq);
      this.report.entries += 1;
    } else if (head.taxpayerId === undefined && !this.#mayBeRemoved(head.day))
      this.#fail("the entry is missing before its time", seq);
    const next = await sha256(joined(bytesOf(this.#hash), bytesOf(digest)));
    if (next !== hash) this.#fail("the link does not follow from the one before", seq);
    this.#hash = next;
    this.#seq = seq;
    this.report.links += 1;
    const known = await this.#known?.catch(() => undefined);
    if (known && this.#isHere(known) && known.seq === seq && known.hash !== next)
      this.#fail("the chain is not the one of the known checkpoint", seq);
  }

  async #takeFields({ hash, fields }: LedgerFields): Promise<void> {
    if ((await sha256(utf8(JSON.stringify(fields)))) !== hash)
      this.#fail("a set of field names is not the one that was noted", this.#seq + 1);
    this.#fields.add(hash);
  }

  async #takeCheckpoint({ jws }: LedgerCheckpointLine): Promise<void> {
    const { seq, hash, ...place } = await this.#checkpoint(jws);
    if (!this.#isHere(place)) this.#fail("a checkpoint is of another chain");
    if (seq !== this.#seq || hash !== this.#hash)
      this.#fail(`a checkpoint signs another chain: its link ${seq} is not the one here`);
    this.#covered = seq;
    this.report.checkpoints += 1;
  }

  /** Entries are kept for three years at least: until then, nobody can say that one was removed lawfully. */
  #mayBeRemoved(day: string): boolean {
    const kept = new Date(`${day}T00:00:00+08:00`);
    kept.setUTCFullYear(kept.getUTCFullYear() + KEPT_YEARS);
    return kept.getTime() <= (this.#expected.now ?? new Date()).getTime();
  }

  #isHere({ iss, environment, day }: Pick<LedgerCheckpoint, "iss" | "environment" | "day">): boolean {
    const head = this.#head as LedgerHead;
    return iss === head.issuer && environment === head.environment && day === head.day;
  }

  #checkpoint(jws: string): Promise<LedgerCheckpoint> {
    return checkedJws(jws, CHECKPOINT_TYPE, this.#keys) as Promise<unknown> as Promise<LedgerCheckpoint>;
  }
}

class Fault extends Error {
  readonly seq: number;
  constructor(reason: string, seq: number) {
    super(reason);
    this.seq = seq;
  }
}

const seqOf = (error: unknown) => (error instanceof Fault ? error.seq : undefined);

function parsed(text: string): LedgerLine {
  try {
    return JSON.parse(text) as LedgerLine;
  } catch {
    throw new Error("a line is not JSON");
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text);

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** A file in pieces as its lines, in constant memory. Throws SIGNATURE_INVALID for a line of absurd length. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maxLength = 1_000_000,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    if (rest.length > maxLength)
      throw sdkError("SIGNATURE_INVALID", { reason: "a line of the ledger is too long" });
    yield* parts;
  }
  if (rest !== "") yield rest;
}
