import { Writable } from "node:stream";
import { openLog } from "../log.ts";
import type { Environment } from "../platform/context.ts";
import { type Class, metaOf } from "../platform/model.ts";
import { alternatives } from "../platform/owner.ts";
import { snake } from "../platform/snake.ts";
import type { BuiltSubgraph } from "../platform/subgraph.ts";
import { coordinatesOf, owners, strangers } from "./audit-tenancy-callers.ts";
import { type Canary, type Planted, VICTIM } from "./audit-tenancy-canaries.ts";
import type { FieldDocument } from "./audit-tenancy-documents.ts";
import { type Ask, openPlaces, withEvents } from "./audit-tenancy-places.ts";

/** A value of the victim's that came out where it must not. */
export interface Leak {
  role: string;
  root: string;
  coordinate: string;
  /** Where it came out, and which column it is of. */
  through: "subgraph" | "graph" | "log" | "ledger" | "change" | "door";
  columns: string[];
}

export interface TenancyReport {
  /** Fields of the schema, and how many of them documents were made for. */
  fields: number;
  reached: number;
  cases: number;
  leaks: number;
  canariesFound: number;
  /** Values planted, and how many of them their owner was shown: without it the audit would prove nothing. */
  planted: number;
  seenByOwner: number;
  /** Fields that no document asks for, and planted columns of the schema that their owner was not shown. */
  unreached: string[];
  unseen: string[];
  found: Leak[];
  ok: boolean;
}

export interface TenancyAudit {
  environment: Environment;
  subgraphs: readonly BuiltSubgraph[];
  /** The classes whose tables are planted, and what was planted in them. */
  models: readonly Class[];
  planted: Planted;
  /** Of the documents of each root, every so-manieth; 1 is all of them. */
  stride?: number;
  say?: (line: string) => void;
}

/** How often the owners are asked for a field that shows no planted column by itself. */
const OFTEN = 1;

/** Asks for every field as everybody who must not see it, and looks for planted values in whatever comes out. */
export async function auditTenancy(audit: TenancyAudit): Promise<TenancyReport> {
  const { environment, subgraphs, models, planted, stride = 1, say = () => undefined } = audit;
  const tables = await ledgers(environment);
  const kept = models.filter((model) => !tables.includes(metaOf(model).table));
  const before = await fingerprint(environment, kept, planted);
  const lines: string[] = [];
  const log = openLog("info", new Writable({ write: (line, _, next) => lines.push(String(line)) && next() }));
  const places = await openPlaces(withEvents(environment, planted), subgraphs, log);
  const report: TenancyReport = {
    fields: 0,
    reached: 0,
    cases: 0,
    leaks: 0,
    canariesFound: 0,
    planted: planted.canaries.length,
    seenByOwner: 0,
    unreached: [],
    unseen: [],
    found: [],
    ok: false,
  };
  const scopes = allScopes(subgraphs);
  const consentId = planted.keys.get("Consent") ?? "cst_none";
  const lawful = owners(scopes, consentId);
  const seen = new Set<string>();
  const note = (leak: Leak) => {
    if (leak.columns.length === 0) return;
    report.leaks += 1;
    report.canariesFound += leak.columns.length;
    report.found.push(leak);
  };
  /** What the owners are shown: everything, and nothing that a mask lies over. */
  const control = async (documents: readonly FieldDocument[], ask: Ask) => {
    const asked = new Map<string, number>();
    for (const document of documents) {
      const { root, coordinate, kind } = document;
      const times = asked.get(coordinate) ?? 0;
      const isShown = planted.canaries.some(({ column, shown }) => shown && column === coordinate);
      if (kind !== "query" || seen.has(coordinate) || (!isShown && times >= OFTEN)) continue;
      asked.set(coordinate, times + 1);
      for (const caller of lawful) {
        const shown = tracesIn(await ask(document, caller), planted.canaries);
        for (const { column } of shown) seen.add(column);
        const columns = shown.filter(({ masked }) => masked).map(({ column }) => column);
        note({ role: "the owner", root, coordinate, through: "subgraph", columns });
      }
    }
  };
  try {
    const all = places.all(planted);
    // First of all: what strangers try leaves entries, which push the planted ones off their pages.
    for (const { through, ask, documents } of all) if (through === "subgraph") await control(documents, ask);
    for (const { through, schema, ask, documents } of all) {
      report.fields += coordinatesOf(schema).length;
      const reached = new Set(documents.map(({ coordinate }) => coordinate));
      report.reached += reached.size;
      report.unreached.push(...coordinatesOf(schema).filter((coordinate) => !reached.has(coordinate)));
      for (const { name: role, changes, asking } of strangers(schema, scopes, consentId)) {
        const started = performance.now();
        const chosen = documents.filter(
          ({ kind }, i) => i % stride === 0 && (changes || kind !== "mutation"),
        );
        for (const document of chosen) {
          const { root, coordinate, source, variables } = document;
          const given = source + JSON.stringify(variables ?? {});
          const secret = planted.canaries.filter(({ trace }) => !given.includes(trace));
          const answer = await ask(document, asking(root, coordinate));
          report.cases += 1;
          note({
            role,
            root,
            coordinate,
            through,
            columns: tracesIn(answer, secret).map(({ column }) => column),
          });
        }
        say(`${through}: ${role}, ${chosen.length} documents, ${Math.round(performance.now() - started)} ms`);
      }
    }
    for (const door of await places.knock()) {
      report.cases += 1;
      if (door.status !== 401)
        note({
          role: "no token",
          root: door.name,
          coordinate: "",
          through: "door",
          columns: [String(door.status)],
        });
    }
    const everywhere = { role: "", root: "", coordinate: "" };
    note({
      ...everywhere,
      through: "log",
      columns: tracesIn(lines.join("\n"), planted.canaries).map(({ column }) => column),
    });
    note({
      ...everywhere,
      through: "ledger",
      columns: tracesIn(await written(environment, tables, planted), planted.canaries).map(
        ({ column }) => column,
      ),
    });
    const after = await fingerprint(environment, kept, planted);
    note({
      ...everywhere,
      through: "change",
      columns: [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name),
    });
    report.seenByOwner = seen.size;
    report.unseen = planted.canaries
      .filter(({ column, shown }) => shown && !seen.has(column))
      .map(({ column }) => column);
    report.ok = report.leaks === 0 && report.unreached.length === 0 && report.seenByOwner > 0;
    return report;
  } finally {
    await places.close();
  }
}

/** Every scope there is, as a caller holds them. */
export const allScopes = (subgraphs: readonly BuiltSubgraph[]): string[] =>
  [...new Set(subgraphs.flatMap(({ scopes }) => Object.keys(scopes)))].sort();

const tracesIn = (where: string, canaries: readonly Canary[]) =>
  canaries.filter(({ trace }) => where.includes(trace));

/** The tables that say what was done, by whom and for whom: each request adds to them. */
async function ledgers({ database }: Environment): Promise<string[]> {
  const { rows } = await database.writer.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'args_hash'",
  );
  return rows.map(({ name }) => name);
}

/** Everything those say, but the row planted in them. */
async function written(
  { database }: Environment,
  tables: readonly string[],
  { keys }: Planted,
): Promise<string> {
  const contents = await Promise.all(
    tables.map((table) =>
      database.writer.query<{ all: string | null }>(
        `select string_agg(t::text, E'\\n') as all from ${table} t where t.id <> all($1)`,
        [[...keys.values()]],
      ),
    ),
  );
  return contents.map(({ rows: [row] }) => row?.all ?? "").join("\n");
}

/** A hash of the victim's rows in each table. */
async function fingerprint(
  { database }: Environment,
  models: readonly Class[],
  { keys }: Planted,
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const { name, table, owner, partOf } of models.map(metaOf)) {
    const columns = [
      ...(owner ? alternatives(owner).map(({ property }) => property) : []),
      ...(partOf ? [partOf] : []),
    ];
    if (columns.length === 0) continue;
    const { rows } = await database.writer.query<{ hash: string }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as hash from ${table} t
       where ${columns.map((column) => `t.${snake(column)} = any($1)`).join(" or ")}`,
      [[...Object.values(VICTIM), ...keys.values()]],
    );
    hashes.set(name, rows[0]!.hash);
  }
  return hashes;
}
