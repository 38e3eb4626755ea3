import "reflect-metadata";
import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { projectRoot, readConfig } from "../config.ts";
import { PASSWORD_FILE } from "../database/roles.ts";
import startDatabase from "../database/testing.setup.ts";
import { TEST_SERVER_DIR, TEST_SERVER_URL } from "../database/testing.ts";
import { KillablePlatform, ledgerFigures } from "../testing/ledger-faults.ts";
import { freePort } from "../testing/platform.ts";

/** `npm run faults -- ledger`: the server is killed (`kill -9`) under load; whatever it had answered is in the ledger, and the chain is whole. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const rounds = Number(values.rounds);

/** The same rounds for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const stopDatabase = await startDatabase();
const dataDir = mkdtempSync(join(tmpdir(), "open-tax-faults-"));
try {
  cpSync(join(process.env[TEST_SERVER_DIR] as string, PASSWORD_FILE), join(dataDir, PASSWORD_FILE));
  const port = String(await freePort());
  const variables = {
    PORT: port,
    OPEN_TAX_DATA: dataDir,
    DATABASE_URL: process.env[TEST_SERVER_URL] as string,
    DATABASE_PREFIX: `faults_${randomUUID().slice(0, 8)}`,
  };
  const config = readConfig(variables, projectRoot);
  const origin = config.portalOrigin;
  const server = new KillablePlatform(
    fileURLToPath(new URL("../main.js", import.meta.url)),
    origin,
    variables,
  );
  try {
    const seed = Number(values.seed);
    const figures = await ledgerFigures({ origin, config, dataDir }, server, {
      rounds,
      random: randomFrom(seed),
    });
    const { reads, writes, lost, twice, chain } = figures;
    const ok = lost === 0 && twice === 0 && chain.ok && reads > 0 && writes > 0;
    const report = {
      name: "ledger",
      seed,
      rounds,
      acknowledged: reads + writes,
      lost,
      twice,
      figures,
      ok,
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
    process.exitCode = ok ? 0 : 1;
  } finally {
    await server.kill();
  }
} finally {
  await stopDatabase();
  rmSync(dataDir, { recursive: true, force: true });
}
