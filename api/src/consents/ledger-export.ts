import { createHash } from "node:crypto";
import {
  genesisText,
  type LedgerHead,
  type LedgerLine,
  type LedgerLink,
} from "@open-tax/sdk/verify/ledger-format";
import type { Environment } from "../platform/context.ts";
import { chained, ENTRY_COLUMNS, type EntryRow } from "./ledger-row.ts";

/** What is exported: a day's chain, with all its entries or those of one taxpayer. */
export interface LedgerExport {
  /** `YYYY-MM-DD`, China time. */
  day: string;
  taxpayerId?: string | undefined;
}

type Exporting = Pick<Environment, "name" | "issuer" | "database">;

const PAGE = 1_000;

interface Row extends EntryRow {
  seq: number;
  digest: string;
  hash: string;
}

/** The lines of an export, one after the other, in constant memory: see `@open-tax/sdk/verify/ledger-format`. */
export async function* exportLedger(
  { name, issuer, database }: Exporting,
  { day, taxpayerId }: LedgerExport,
): AsyncGenerator<LedgerLine> {
  yield {
    type: "head",
    format: 1,
    environment: name,
    issuer,
    day,
    previous: await before({ name, database }, day),
    ...(taxpayerId === undefined ? {} : { taxpayerId }),
  } satisfies LedgerHead;
  const told = new Set<string>();
  for (let seq = 0; ; ) {
    const { rows } = await database.reader.query<Row>({
      name: "ledger:export",
      text: `select l.seq, encode(l.digest, 'hex') as digest, encode(l.hash, 'hex') as hash, ${ENTRY_COLUMNS}
             from ledger_link l left join audit_entry e on e.id = l.entry_id and ($3::text is null or e.taxpayer_id = $3)
             where l.day = $1 and l.seq > $2 order by l.seq limit ${PAGE}`,
      values: [day, seq, taxpayerId ?? null],
    });
    const last = rows.at(-1);
    if (!last) return;
    const sets = [...new Set(rows.map(({ fieldsHash }) => fieldsHash as string | null))].filter(
      (hash) => hash !== null && !told.has(hash),
    );
    for (const { hash, fields } of await fieldSets(database, sets)) {
      told.add(hash);
      yield { type: "fields", hash, fields };
    }
    const signed = new Map(
      (await checkpoints(database, day, seq, last.seq)).map((each) => [each.seq, each.jws]),
    );
    for (const { seq: at, digest, hash, ...entry } of rows) {
      const link: LedgerLink = { type: "link", seq: at, digest, hash };
      yield entry.id === null ? link : { ...link, entry: chained(entry) };
      const jws = signed.get(at);
      if (jws) yield { type: "checkpoint", jws };
    }
    seq = last.seq;
  }
}

/** The chain's value at the end of the day before. */
async function before(
  { name, database }: Pick<Exporting, "name" | "database">,
  day: string,
): Promise<string> {
  const { rows } = await database.reader.query<{ hash: string }>(
    "select encode(hash, 'hex') as hash from ledger_link where day < $1::date order by day desc, seq desc limit 1",
    [day],
  );
  return rows[0]?.hash ?? createHash("sha256").update(genesisText(name)).digest("hex");
}

async function fieldSets(database: Exporting["database"], hashes: readonly (string | null)[]) {
  if (hashes.length === 0) return [];
  const { rows } = await database.reader.query<{ hash: string; fields: string[] }>(
    "select hash, fields from ledger_fields where hash = any($1) order by hash",
    [hashes],
  );
  return rows;
}

async function checkpoints(database: Exporting["database"], day: string, after: number, to: number) {
  const { rows } = await database.reader.query<{ seq: number; jws: string }>(
    "select seq, jws from ledger_checkpoint where day = $1 and seq > $2 and seq <= $3",
    [day, after, to],
  );
  return rows;
}
