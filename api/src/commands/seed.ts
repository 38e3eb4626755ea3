import "reflect-metadata";
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { loadConfig, StartupError } from "../config.ts";
import { openDatabase } from "../database/database.ts";
import { runningServer } from "../database/running-server.ts";
import { startServer } from "../database/server.ts";
import { ENVIRONMENTS } from "../environment.ts";
import { loadSampleData } from "../sample-data/load.ts";
import { entities } from "../subgraphs.ts";

const USAGE = "npm run seed -- --invoices N [--environment production|sandbox]";
const MOST = 100_000_000;

/** What the command line asks for. Without `--environment` both are grown. */
function asked() {
  const { values } = parseArgs({
    options: { invoices: { type: "string" }, environment: { type: "string" } },
  });
  const invoices = Number(values.invoices);
  if (!Number.isInteger(invoices) || invoices < 1 || invoices > MOST)
    throw new StartupError(
      `--invoices must be a whole number from 1 to ${MOST}: how many sample invoices there shall be in all.\n${USAGE}`,
    );
  const environments = ENVIRONMENTS.filter((name) => !values.environment || name === values.environment);
  if (environments.length === 0)
    throw new StartupError(`--environment must be one of ${ENVIRONMENTS.join(", ")}.\n${USAGE}`);
  return { invoices, environments };
}

/** The database of a running platform, another one by DATABASE_URL, or the embedded one, started for as long as it takes. */
async function serverOf({ databaseUrl, dataDir }: ReturnType<typeof loadConfig>) {
  const stop = () => Promise.resolve();
  if (databaseUrl) return { url: databaseUrl, stop };
  const running = await runningServer(dataDir).catch(() => undefined);
  return running ? { url: running, stop } : startServer({ dataDir });
}

const thousands = (n: number) => Math.round(n).toLocaleString("en-US");

async function seed(): Promise<void> {
  const { invoices, environments } = asked();
  const config = loadConfig();
  const server = await serverOf(config);
  try {
    for (const name of environments) {
      const database = await openDatabase({
        url: server.url,
        name: `open_tax_${name}`,
        entities,
        dataDir: config.dataDir,
      });
      const bar = new SingleBar(
        { format: `${name} [{bar}] {value}/{total} invoices, {duration_formatted}` },
        Presets.shades_classic,
      );
      let begun = false;
      const progress = (done: number, total: number) => {
        if (!begun) bar.start(total, done);
        begun = true;
        bar.update(done);
      };
      try {
        const loaded = await loadSampleData(database, { invoices, progress });
        bar.stop();
        const rate = (loaded.rows / loaded.milliseconds) * 1000;
        console.log(
          loaded.invoices === 0
            ? `${name}: there are ${thousands(invoices)} sample invoices or more already.`
            : `${name}: ${thousands(loaded.invoices)} invoices, ${thousands(loaded.rows)} rows in ${(loaded.milliseconds / 1000).toFixed(1)} s, ${thousands(rate)} rows/s.`,
        );
      } finally {
        bar.stop();
        await database.close();
      }
    }
  } finally {
    await server.stop();
  }
}

await seed().catch((error: Error) => {
  const mistaken =
    error instanceof StartupError || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(mistaken ? error.message : error);
  process.exitCode = 1;
});
