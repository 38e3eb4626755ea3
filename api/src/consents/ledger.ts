import { createHash } from "node:crypto";
import { type Entry, withId } from "../platform/audit.ts";
import type { Environment } from "../platform/context.ts";

/** Where the ledger says what is wrong with it. pino fits. */
interface Log {
  error(details: object, message: string): void;
}

/** A set of field names and the hash that names it. */
export interface FieldSet {
  hash: string;
  fields: readonly string[];
}

/** The access ledger as the gateway appends to it: in batches, each caller waiting for the commit of its own entry. */
export interface Ledger {
  /** Resolves when the entry is committed: whatever is answered afterwards survives the end of this process. Rejects with `LedgerFull` or the database's error. */
  append(entry: Entry): Promise<void>;
  /** Makes sure that a set of fields can be looked up by its hash; at once when it is known to be stored. */
  keep(set: FieldSet): Promise<void> | undefined;
  /** Waits for what was appended. */
  close(): Promise<void>;
}

/** More is waiting than the ledger may hold back: the request is to be refused, not kept in memory. */
export class LedgerFull extends Error {
  constructor() {
    super("too many entries wait for the access ledger");
  }
}

/** What may wait, and how much is written with one statement. */
export interface LedgerBounds {
  waiting: number;
  batch: number;
}

const BOUNDS: LedgerBounds = { waiting: 10_000, batch: 500 };
/** Documents are few; where they are not, a set is written again. */
const REMEMBERED_SETS = 10_000;

interface Waiting {
  entry: Entry;
  done(): void;
  failed(error: unknown): void;
}

/** The hash of a set of fields. The order counts: give them sorted. */
export function fieldSet(fields: readonly string[]): FieldSet {
  return { hash: createHash("sha256").update(JSON.stringify(fields)).digest("hex"), fields };
}

/**
 * Opens the ledger for appending. One statement is on its way at a time; what comes meanwhile makes the next batch, so
 * that the cost of a commit is shared by all who wait for it.
 */
export function openLedger(
  { database }: Pick<Environment, "database">,
  log: Log,
  bounds: Partial<LedgerBounds> = {},
): Ledger {
  const { waiting: most, batch: largest } = { ...BOUNDS, ...bounds };
  const kept = new Set<string>();
  const queue: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, largest);
      try {
        await database.writer.query({
          name: "ledger:append",
          text: "select ledger.record_access($1::jsonb)",
          values: [JSON.stringify(batch.map(({ entry }) => withId(entry)))],
        });
        for (const { done } of batch) done();
      } catch (error) {
        log.error({ err: error, entries: batch.length }, "the access ledger could not be written");
        for (const { failed } of batch) failed(error);
      }
    }
    writing = undefined;
  };

  return {
    append(entry) {
      if (queue.length >= most) return Promise.reject(new LedgerFull());
      const appended = new Promise<void>((done, failed) => queue.push({ entry, done, failed }));
      // Not at once: whoever else comes in this turn of the event loop goes along.
      writing ??= new Promise<void>((begin) => setImmediate(begin)).then(write);
      return appended;
    },
    keep({ hash, fields }) {
      if (kept.has(hash)) return undefined;
      return database.writer
        .query("insert into ledger_fields (hash, fields) values ($1, $2) on conflict do nothing", [
          hash,
          fields,
        ])
        .then(() => {
          if (kept.size >= REMEMBERED_SETS) kept.clear();
          kept.add(hash);
        });
    },
    async close() {
      await writing;
    },
  };
}
