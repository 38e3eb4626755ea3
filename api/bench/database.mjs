import { join } from "node:path";
import { loadConfig, projectRoot } from "../dist/config.js";
import { startServer } from "../dist/database/server.js";
import { openEnvironment } from "../dist/environment.js";
import { loadSampleData } from "../dist/sample-data/load.js";

const quiet = { info() {}, warn: console.error, error: console.error };

/** The platform's own settings, with a database folder of the benchmark's own unless OPEN_TAX_DATA names one. */
export function settings() {
  const config = loadConfig();
  const dataDir = process.env.OPEN_TAX_DATA ? config.dataDir : join(projectRoot, ".open-tax/bench");
  return { ...config, dataDir };
}

/** The environment that everything is measured in. */
export const openBench = (serverUrl, config) => openEnvironment("sandbox", serverUrl, config, quiet);

/** Starts the database and fills it; the environment stays open until `close`. */
export async function prepareDatabase(config, invoices, say) {
  const server = config.databaseUrl ? undefined : await startServer({ dataDir: config.dataDir });
  const url = config.databaseUrl ?? server.url;
  try {
    const environment = await openBench(url, config);
    const loaded = await loadSampleData(environment.database, { invoices });
    if (loaded.invoices > 0)
      say(`Loaded ${loaded.invoices} invoices in ${(loaded.milliseconds / 1000).toFixed(1)} s.`);
    await environment.database.writer.query("analyze").catch(() => undefined);
    return {
      url,
      environment,
      async close() {
        await environment.close();
        await server?.stop();
      },
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}
