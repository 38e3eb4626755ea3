import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PublicKeys } from "@open-tax/sdk/verify/compact-jws";
import { type LedgerReport, verifyLedger } from "@open-tax/sdk/verify/ledger";
import { Client } from "pg";
import { BANK_APP } from "../authorization/samples.ts";
import { exportLedger } from "../consents/ledger-export.ts";
import { pathsOf } from "../environment.ts";
import { type Answer, type ConsentedApp, consentedApp, institution, person } from "./app.ts";
import type { TestPlatform } from "./platform.ts";

/** What was acknowledged while the server was killed again and again, and what of it the ledger holds. */
export interface LedgerFigures {
  reads: number;
  writes: number;
  /** Answers that were sent and have no entry. */
  lost: number;
  /** Answers that have more entries than one for a taxpayer. */
  twice: number;
  kills: number;
  /** The chain, each day of it, verified offline from an export. */
  chain: Pick<LedgerReport, "entries" | "links" | "checkpoints" | "ok" | "firstBad">;
}

const T1 = {
  person: "pn_018f0000-0000-7000-8000-000000000001",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000001",
};
const READ = "query Books { invoices(direction: SALES, first: 5) { nodes { id total } } }";
const REVOKE =
  "mutation End($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status } userErrors { code } } }";
const BATCH =
  "mutation Batch($input: VerifyInvoiceBatchInput!) { verifyInvoiceBatch(input: $input) { results { outcome } userErrors { code } } }";
const READERS = 4;
const WRITERS = 1;
/** Access tokens live five minutes; new ones are got in time. */
const TOKENS_MS = 200_000;
const START_MS = 300_000;
/** Nobody waits longer for a round's load to be answered. */
const ROUND_MS = 60_000;

/** The platform as a process of its own, which can be killed. `main` is the program. */
export class KillablePlatform {
  readonly #main: string;
  readonly #variables: Record<string, string>;
  readonly #origin: string;
  #process: ChildProcess | undefined;

  constructor(main: string, origin: string, variables: Record<string, string>) {
    this.#main = main;
    this.#origin = origin;
    this.#variables = variables;
  }

  async start(): Promise<void> {
    this.#process = spawn(process.execPath, [this.#main], {
      env: { ...process.env, ...this.#variables },
      stdio: "ignore",
    });
    for (const until = Date.now() + START_MS; Date.now() < until; await sleep(50)) {
      if (this.#process.exitCode !== null) throw new Error("the platform ended while it started");
      const health = await fetch(`${this.#origin}/health`).catch(() => undefined);
      if (health?.ok) return;
    }
    throw new Error("the platform did not start in time");
  }

  /** As the power going out would end it. */
  async kill(): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null) return;
    const gone = new Promise((exit) => running.once("exit", exit));
    running.kill("SIGKILL");
    await gone;
  }
}

/** Kills the server `rounds` times under load, then compares what clients were told with what the ledger holds. */
export async function ledgerFigures(
  platform: Pick<TestPlatform, "origin" | "config" | "dataDir">,
  server: KillablePlatform,
  { rounds, random }: { rounds: number; random: () => number },
): Promise<LedgerFigures> {
  const reads = new Set<string>();
  const writes = new Set<string>();
  let callers: Callers | undefined;
  for (let round = 0; round < rounds; round += 1) {
    await server.start();
    // Their tokens, bound to their keys, outlive the server: nobody has to agree anew in each round.
    if (!callers || callers.until < Date.now()) callers = await signIn(platform as TestPlatform);
    const enough = reads.size + writes.size + 10 + Math.floor(random() * 20);
    await underLoad(callers, reads, writes, async () => {
      const until = Date.now() + ROUND_MS;
      while (reads.size + writes.size < enough && Date.now() < until) await sleep(5);
      await sleep(random() * 50);
      await server.kill();
    });
  }
  await server.start();
  const sql = new Client({ connectionString: sandboxUrl(platform) });
  await sql.connect();
  try {
    return {
      reads: reads.size,
      writes: writes.size,
      ...(await compared(sql, [...reads, ...writes])),
      kills: rounds,
      chain: await verified(platform, sql),
    };
  } finally {
    await sql.end();
    await server.kill();
  }
}

/** Who asks, and until when their access tokens serve, in milliseconds. */
interface Callers {
  app: ConsentedApp;
  owner: ConsentedApp;
  bank: ConsentedApp;
  until: number;
}

async function signIn(platform: TestPlatform): Promise<Callers> {
  const until = Date.now() + TOKENS_MS;
  return {
    app: await consentedApp(platform),
    owner: await person(platform, T1),
    bank: await institution(platform, BANK_APP, "invoice:verify"),
    until,
  };
}

async function underLoad(
  { app, owner, bank }: Callers,
  reads: Set<string>,
  writes: Set<string>,
  end: () => Promise<void>,
): Promise<void> {
  let over = false;
  const keep = async (ask: () => Promise<Answer>, told: Set<string>) => {
    while (!over) {
      const answer = await ask().catch(() => undefined);
      if (answer?.status === 200 && answer.data && answer.extensions?.requestId)
        told.add(answer.extensions.requestId);
    }
  };
  const gone = () => ({ consentId: `cst_${randomUUID()}`, idempotencyKey: randomUUID() });
  const batch = () => ({
    requests: [{ number: "26332000000000000001", issuedOn: "2026-01-02", totalIncl: "1.00" }],
    idempotencyKey: randomUUID(),
  });
  const load = [
    ...Array.from({ length: READERS }, () => keep(() => app.ask(READ), reads)),
    ...Array.from({ length: WRITERS }, () => keep(() => owner.ask(REVOKE, { input: gone() }), writes)),
    ...Array.from({ length: WRITERS }, () => keep(() => bank.ask(BATCH, { input: batch() }), writes)),
  ];
  await end();
  over = true;
  await Promise.all(load);
}

async function compared(sql: Client, acknowledged: readonly string[]) {
  const { rows } = await sql.query<{ request: string; most: number }>(
    `select request_id as request, max(n)::int as most from (
       select request_id, taxpayer_id, count(*) as n from audit_entry where request_id = any($1) group by 1, 2) each
     group by 1`,
    [acknowledged],
  );
  const there = new Set(rows.map(({ request }) => request));
  return {
    lost: acknowledged.filter((request) => !there.has(request)).length,
    twice: rows.filter(({ most }) => most > 1).length,
  };
}

/** Waits for the sealer of the process that runs, then checks an export of every day with the published keys. */
async function verified(
  { origin }: Pick<TestPlatform, "origin">,
  sql: Client,
): Promise<LedgerFigures["chain"]> {
  const until = Date.now() + 90_000;
  const waits = async () =>
    (
      await sql.query<{ n: number }>(
        `select (select count(*) from ledger_pending)::int
           + (select count(*) from (select day, seq from ledger_link order by day desc, seq desc limit 1) l
              where not exists (select from ledger_checkpoint c where c.day = l.day and c.seq = l.seq))::int as n`,
      )
    ).rows[0]?.n ?? 0;
  while ((await waits()) > 0 && Date.now() < until) await sleep(250);
  const keys = (await (await fetch(origin + pathsOf("sandbox").ledgerKeys)).json()) as PublicKeys;
  const chain: LedgerFigures["chain"] = { entries: 0, links: 0, checkpoints: 0, ok: true, firstBad: null };
  const { rows } = await sql.query<{ day: string }>(
    "select distinct day::text as day from ledger_link order by day",
  );
  let previous: string | undefined;
  for (const { day } of rows) {
    const lines = async function* () {
      const from = { name: "sandbox" as const, issuer: origin + pathsOf("sandbox").issuer };
      for await (const line of exportLedger({ ...from, database: { reader: sql } as never }, { day }))
        yield JSON.stringify(line);
    };
    const report = await verifyLedger(lines(), keys, previous === undefined ? {} : { previous });
    previous = report.last?.hash;
    chain.entries += report.entries;
    chain.links += report.links;
    chain.checkpoints += report.checkpoints;
    chain.ok &&= report.ok;
    chain.firstBad ??= report.firstBad;
  }
  const { rows: entries } = await sql.query<{ n: number }>("select count(*)::int as n from audit_entry");
  chain.ok &&= entries[0]?.n === chain.links;
  return chain;
}

function sandboxUrl({ config }: Pick<TestPlatform, "config">): string {
  const url = new URL(config.databaseUrl as string);
  url.pathname = `/${config.databasePrefix}_sandbox`;
  return url.href;
}
