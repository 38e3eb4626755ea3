import { hash } from "node:crypto";
import { CHECKPOINT_TYPE, genesisText, type LedgerCheckpoint } from "@open-tax/sdk/verify/ledger-format";
import type { PoolClient } from "pg";
import type { Environment } from "../platform/context.ts";
import { newId } from "../platform/id.ts";
import { isDatabaseAway } from "../platform/outage.ts";
import { canonicalValues, ENTRY_COLUMNS, type EntryValues, ID_AT } from "./ledger-row.ts";

/*
 * The sealer: it takes what waits in `ledger_pending`, in the transaction that makes the links, so that each committed
 * entry gets exactly one link whatever happens to this process and however many of them there are.
 */

interface Log {
  error(details: object, message: string): void;
}

type Sealing = Pick<Environment, "name" | "issuer" | "database" | "keys">;

export interface Sealer {
  stop(): Promise<void>;
}

export interface SealerTimes {
  sealMs: number;
  checkpointMs: number;
}

const TIMES: SealerTimes = { sealMs: 1_000, checkpointMs: 60_000 };
const BATCH = 1_000;

/** Seals each second and signs each minute. Any number of processes may do it: one at a time does. */
export function startSealer(
  environment: Sealing,
  log: Log,
  { sealMs, checkpointMs }: SealerTimes = TIMES,
): Sealer {
  let stopped = false;
  let running: Promise<void> | undefined;
  let signed = Date.now();

  const turn = async (): Promise<void> => {
    try {
      while (!stopped && (await sealBatch(environment)) === BATCH);
      if (Date.now() - signed < checkpointMs) return;
      await signCheckpoint(environment);
      signed = Date.now();
    } catch (error) {
      // While the database is away everything else says so; the next turn tries again.
      if (!isDatabaseAway(error)) log.error({ err: error }, "the access ledger could not be sealed");
    }
  };
  const timer = setInterval(() => {
    running ??= turn().finally(() => {
      running = undefined;
    });
  }, sealMs);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** Seals all that has been committed. Answers how many entries. */
export async function seal(environment: Sealing): Promise<number> {
  let sealed = 0;
  for (let batch = BATCH; batch === BATCH; sealed += batch) batch = await sealBatch(environment);
  return sealed;
}

interface Tail {
  day: string;
  seq: number;
  hash: Buffer;
}

const TODAY = "(clock_timestamp() at time zone 'Asia/Shanghai')::date";

/** Chains one batch. Nothing when another process is at it. */
async function sealBatch(environment: Sealing): Promise<number> {
  return inTurn(environment, "try", async (sql) => {
    const { rows } = await sql.query<[...EntryValues]>({
      rowMode: "array",
      text: `with taken as (delete from ledger_pending where ctid = any(array(select ctid from ledger_pending limit ${BATCH})) returning entry_id)
       select ${ENTRY_COLUMNS} from taken join audit_entry e on e.id = taken.entry_id order by e.id`,
    });
    if (rows.length === 0) return 0;
    let tail = await tailOf(sql, environment.name);
    const { rows: clock } = await sql.query<{ today: string }>(`select ${TODAY} as today`);
    const today = clock[0]?.today ?? "";
    if (tail.seq > 0 && today > tail.day) await insertCheckpoint(sql, environment, tail);
    if (today > tail.day) tail = { ...tail, day: today, seq: 0 };
    const { seq: before } = tail;
    const digests = Buffer.allocUnsafe(rows.length * HASH_BYTES);
    const hashes = Buffer.allocUnsafe(rows.length * HASH_BYTES);
    rows.forEach((values, at) => {
      const digest = sha256(canonicalValues(values));
      tail = { day: tail.day, seq: tail.seq + 1, hash: sha256(Buffer.concat([tail.hash, digest])) };
      digests.set(digest, at * HASH_BYTES);
      hashes.set(tail.hash, at * HASH_BYTES);
    });
    // The hashes as two values, not as lists of values: those would be written out and read again one by one.
    await sql.query(
      `insert into ledger_link (day, seq, entry_id, digest, hash)
       select $1::date, $2::int + n, id, ${nth("$4")}, ${nth("$5")} from unnest($3::text[]) with ordinality as t(id, n)`,
      [tail.day, before, rows.map((values) => values[ID_AT]), digests, hashes],
    );
    return rows.length;
  });
}

/** Signs the end of the chain, when it has none yet. Answers whether it did. */
export async function signCheckpoint(environment: Sealing): Promise<boolean> {
  const made = await inTurn(environment, "wait", async (sql) => {
    const tail = await tailOf(sql, environment.name);
    return tail.seq > 0 && (await insertCheckpoint(sql, environment, tail)) ? 1 : 0;
  });
  return made === 1;
}

async function insertCheckpoint(
  sql: PoolClient,
  { name, issuer, keys }: Sealing,
  { day, seq, hash }: Tail,
): Promise<boolean> {
  const { rowCount } = await sql.query("select 1 from ledger_checkpoint where day = $1 and seq = $2", [
    day,
    seq,
  ]);
  if (rowCount) return false;
  const at = new Date();
  const checkpoint: LedgerCheckpoint = {
    iss: issuer,
    environment: name,
    day,
    seq,
    hash: hash.toString("hex"),
    at: at.toISOString(),
  };
  const jws = await keys.sign("ledger", CHECKPOINT_TYPE, checkpoint);
  await sql.query(
    "insert into ledger_checkpoint (id, day, seq, hash, at, jws) values ($1, $2, $3, $4, $5, $6)",
    [newId("lcp"), day, seq, checkpoint.hash, at, jws],
  );
  return true;
}

/** The last link there is; before the first, a place that nothing else hashes to. */
async function tailOf(sql: PoolClient, environment: string): Promise<Tail> {
  const { rows } = await sql.query<Tail>(
    "select day::text as day, seq, hash from ledger_link order by day desc, seq desc limit 1",
  );
  return rows[0] ?? { day: "", seq: 0, hash: sha256(genesisText(environment)) };
}

/** One sealer at a time, for as long as its transaction lasts. */
async function inTurn(
  { database }: Sealing,
  mode: "try" | "wait",
  work: (sql: PoolClient) => Promise<number>,
): Promise<number> {
  const sql = await database.writer.connect();
  let broken: Error | undefined;
  try {
    await sql.query("begin");
    const { rows } = await sql.query<{ mine: boolean }>(
      mode === "try"
        ? "select pg_try_advisory_xact_lock(hashtext('ledger')) as mine"
        : "select pg_advisory_xact_lock(hashtext('ledger')) is not null as mine",
    );
    const done = rows[0]?.mine ? await work(sql) : 0;
    await sql.query("commit");
    return done;
  } catch (error) {
    await sql.query("rollback").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    sql.release(broken);
  }
}

const HASH_BYTES = 32;

/** The n-th hash of those that stand one after the other in a parameter. */
const nth = (parameter: string) =>
  `substring(${parameter}::bytea from (n::int - 1) * ${HASH_BYTES} + 1 for ${HASH_BYTES})`;

const sha256 = (data: Buffer | string): Buffer => hash("sha256", data, "buffer");
