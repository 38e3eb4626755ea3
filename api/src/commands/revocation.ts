import "reflect-metadata";
import { parseArgs } from "node:util";
import startDatabase from "../database/testing.setup.ts";
import { startTestPlatform } from "../testing/platform.ts";
import { revocationFigures } from "../testing/revocation.ts";

/** `npm run faults -- revocation`: consents withdrawn with the listener alive, with it dead, and against tokens being written. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    races: { type: "string", default: "1000" },
    seed: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds);

/** What was promised, in milliseconds. */
const NEXT_CALL_MS = 50;
const DEAF_MS = 500;

const stopDatabase = await startDatabase();
try {
  const platform = await startTestPlatform({ sampleInvoices: 200 });
  try {
    const figures = await revocationFigures(platform, { rounds, races: Number(values.races) });
    const ok =
      figures.answeredAfter === 0 &&
      figures.tokensLeft === 0 &&
      figures.p99 <= NEXT_CALL_MS &&
      figures.deafP99 <= DEAF_MS;
    const report = {
      name: "revocation",
      seed: Number(values.seed),
      rounds,
      acknowledged: 2 * rounds + figures.races,
      lost: figures.answeredAfter,
      twice: figures.tokensLeft,
      figures,
      ok,
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
    process.exitCode = ok ? 0 : 1;
  } finally {
    await platform.close();
  }
} finally {
  await stopDatabase();
}
