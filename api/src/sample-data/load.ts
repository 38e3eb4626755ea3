import type { ClientBase } from "pg";
import type { Database } from "../platform/context.ts";
import { copyCodeTables } from "./code-tables.ts";
import { CREDIT_GRADE, INVOICE, LINE, PERSON, ROLE, TAX_TYPE_REGISTRATION, TAXPAYER } from "./columns.ts";
import { copyRows } from "./copy.ts";
import { openCreditLines } from "./credit-lines.ts";
import type { SampleInvoice } from "./invoice.ts";
import { InvoiceStream, type Load } from "./invoices.ts";
import type { SampleLine } from "./lines.ts";
import { loadLives } from "./lives.ts";
import { loadLotteries } from "./lottery.ts";
import type { Counters } from "./numbering.ts";
import { loadOffices } from "./offices.ts";
import { sampleRegistry } from "./registry.ts";
import { creditGrades, taxTypeRegistrations } from "./standing.ts";

export interface LoadOptions {
  /** How many sample invoices there shall be in all. Those that are there already count. */
  invoices?: number;
  /** Told after each part how far the loading is. */
  progress?: (done: number, total: number) => void;
  /** Invoices per transaction. */
  chunk?: number;
}

export interface Loaded {
  /** Invoices added now. */
  invoices: number;
  /** Rows of all tables added now. */
  rows: number;
  milliseconds: number;
}

interface Mark extends Load {
  done: number;
}

/**
 * Fills an environment with the synthetic registry and so many invoices, by COPY. It may be called at every start: what is
 * there stays, what a crash left half done is continued, for every part is one transaction with its mark. Several
 * processes may call it at once; the database lets one in.
 */
export async function loadSampleData(
  { writer, owner }: Pick<Database, "writer" | "owner">,
  { invoices = 20_000, progress, chunk = 5_000 }: LoadOptions = {},
): Promise<Loaded> {
  const started = performance.now();
  let added = { invoices: 0, rows: 0 };
  if (await isEnough(writer, invoices)) {
    await loadOffices(writer);
    await loadLotteries({ writer, owner });
    return { ...added, milliseconds: performance.now() - started };
  }
  const client = await owner();
  try {
    await client.query("select pg_advisory_lock(hashtext('sample_load'))");
    added.rows += await loadRegistry(client);
    await loadOffices(writer);
    await loadLives(writer);
    for (let mark = await nextLoad(client, invoices); mark; mark = await nextLoad(client, invoices)) {
      const { before, done } = mark;
      const report =
        progress && ((made: number) => progress(before + made, Math.max(invoices, before + mark!.count)));
      report?.(done);
      const rows = await continueLoad(client, mark, chunk, report);
      added = { invoices: added.invoices + mark.count - done, rows: added.rows + rows };
    }
  } finally {
    await client.end();
  }
  await loadLotteries({ writer, owner });
  return { ...added, milliseconds: performance.now() - started };
}

async function within<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    const result = await work();
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** Whether so many are stored already. Asked before the lock, so that a start does not wait for a long load elsewhere. */
async function isEnough(writer: Database["writer"], wanted: number): Promise<boolean> {
  const { rowCount } = await writer.query("select 1 from sample_load where before + done >= $1 limit 1", [
    wanted,
  ]);
  return Boolean(rowCount);
}

async function loadRegistry(client: ClientBase): Promise<number> {
  const { rowCount } = await client.query("select 1 from sample_load where load = 0");
  if (rowCount) return 0;
  const { taxpayers, persons, roles } = sampleRegistry();
  return within(client, async () => {
    const rows =
      (await copyCodeTables(client)) +
      (await copyRows(client, "taxpayer", TAXPAYER, taxpayers)) +
      (await copyRows(client, "person", PERSON, persons)) +
      (await copyRows(client, "person_role", ROLE, roles)) +
      (await copyRows(
        client,
        "tax_type_registration",
        TAX_TYPE_REGISTRATION,
        taxTypeRegistrations(taxpayers),
      )) +
      (await copyRows(client, "credit_grade", CREDIT_GRADE, creditGrades(taxpayers)));
    await client.query(
      "insert into sample_load (load, planned, before, counters, finished) values (0, 0, 0, '{}', true)",
    );
    return rows;
  });
}

/** The load that was begun and not finished, else a new one for what is still missing; nothing when there is enough. */
async function nextLoad(client: ClientBase, wanted: number): Promise<Mark | undefined> {
  const { rows } = await client.query<{
    load: number;
    planned: number;
    done: number;
    before: string;
    counters: Counters;
    finished: boolean;
  }>("select load, planned, done, before, counters, finished from sample_load order by load desc limit 1");
  const last = rows[0]!;
  const before = Number(last.before);
  if (!last.finished)
    return { load: last.load, count: last.planned, done: last.done, before, counters: last.counters };
  const reached = before + last.planned;
  if (reached >= wanted) return undefined;
  const mark: Mark = {
    load: last.load + 1,
    count: wanted - reached,
    done: 0,
    before: reached,
    counters: last.counters,
  };
  await client.query("insert into sample_load (load, planned, before, counters) values ($1, $2, $3, $4)", [
    mark.load,
    mark.count,
    mark.before,
    mark.counters,
  ]);
  return mark;
}

/** Makes the load's invoices once more from its start, passes over those that are stored, and stores the others part by part. */
async function continueLoad(
  client: ClientBase,
  { done, ...load }: Mark,
  chunk: number,
  report?: (done: number) => void,
): Promise<number> {
  const stream = new InvoiceStream(load);
  const making = stream[Symbol.iterator]();
  for (let passed = 0; passed < done; passed++) making.next();
  let rows = 0;
  for (let stored = done; stored < load.count; ) {
    const size = Math.min(chunk, load.count - stored);
    rows += await storePart(client, load.load, making, size);
    stored += size;
    report?.(stored);
  }
  await within(client, async () => {
    await openCreditLines(client);
    await client.query("update sample_load set finished = true, counters = $2 where load = $1", [
      load.load,
      stream.counters(),
    ]);
  });
  return rows;
}

/** The next so many of an iteration, each also put by. */
function* taking<T>(from: Iterator<T>, count: number, putBy: (item: T) => void): Iterable<T> {
  for (let i = 0; i < count; i++) {
    const { value } = from.next() as IteratorYieldResult<T>;
    putBy(value);
    yield value;
  }
}

/** One transaction: invoices are made while the server stores those before them; their lines follow, then the mark. */
const storePart = (
  client: ClientBase,
  load: number,
  making: Iterator<SampleInvoice>,
  size: number,
): Promise<number> =>
  within(client, async () => {
    await client.query("set local synchronous_commit = off");
    const lines: SampleLine[] = [];
    const invoices = await copyRows(
      client,
      "invoice",
      INVOICE,
      taking(making, size, (invoice) => void lines.push(...invoice.lines)),
    );
    const stored = await copyRows(client, "invoice_line", LINE, lines);
    await client.query("update sample_load set done = done + $2 where load = $1", [load, size]);
    return invoices + stored;
  });
