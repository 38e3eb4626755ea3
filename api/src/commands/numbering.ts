import "reflect-metadata";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import startDatabase from "../database/testing.setup.ts";
import { TEST_SERVER_URL, testDatabase } from "../database/testing.ts";
import { workWhatWaits } from "../invoices/issuing/batch.service.ts";
import { monthOf } from "../invoices/issuing/credit-line.rules.ts";
import { issuing, seedSellers } from "../invoices/issuing/issuing.testing.ts";
import { T1, T2 } from "../invoices/testing.ts";
import { dayOf, systemClock } from "../platform/clock.ts";
import type { Environment } from "../platform/context.ts";
import { numberingFigures } from "../testing/numbering-faults.ts";

/** `npm run faults -- numbering`: fifty issuers and two batches are killed (`kill -9`) under load; numbers stay gapless, credit lines exact, batches whole. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "6" },
    seed: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);

/** The same rounds for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const stopDatabase = await startDatabase();
try {
  const database = await testDatabase(issuing.models);
  try {
    await seedSellers(database);
    await database.writer.query("update credit_line set month = $2 where taxpayer_id = any($1)", [
      [T1, T2],
      monthOf(dayOf(new Date())),
    ]);
    const server = process.env[TEST_SERVER_URL] as string;
    const url = new URL(server);
    url.pathname = `/${database.name}`;
    const script = fileURLToPath(
      new URL(`../testing/issuers.${import.meta.url.split(".").at(-1)}`, import.meta.url),
    );
    const environment = { name: "sandbox", database, clock: systemClock } as unknown as Environment;
    const figures = await numberingFigures(
      database,
      [process.execPath, ...process.execArgv, script],
      { ...process.env, ISSUERS_DATABASE: url.href, ISSUERS_SERVER: server },
      { rounds, random: randomFrom(seed), workOff: () => workWhatWaits(environment) },
    );
    const { acknowledged, lost, twice, audit, batches } = figures;
    const exact = audit.gaps + audit.credit + audit.sums + audit.events + audit.batches + batches.wrong === 0;
    const tried = acknowledged > 0 && figures.refused > 0 && batches.accepted > 0;
    const ok = lost === 0 && twice === 0 && exact && tried;
    process.stdout.write(
      `${JSON.stringify({ name: "numbering", seed, rounds, acknowledged, lost, twice, figures, ok })}\n`,
    );
    process.exitCode = ok ? 0 : 1;
  } finally {
    await database.drop();
  }
} finally {
  await stopDatabase();
}
