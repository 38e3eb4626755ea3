import { loadConfig, StartupError } from "../config.ts";
import { openDatabase } from "../database/database.ts";
import { runningServer } from "../database/running-server.ts";
import { startServer } from "../database/server.ts";
import { ENVIRONMENTS } from "../environment.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import type { Database } from "../platform/context.ts";
import { entities } from "../subgraphs.ts";

/** An operator's command on the databases of a platform that may be running: one environment, or both when none is named. */
export async function operate(
  environment: string | undefined,
  work: (name: EnvironmentName, database: Database) => Promise<void>,
): Promise<void> {
  const names = ENVIRONMENTS.filter((name) => !environment || name === environment);
  if (names.length === 0) throw new StartupError(`--environment must be one of ${ENVIRONMENTS.join(", ")}.`);
  const config = loadConfig();
  const server = await serverOf(config);
  try {
    for (const name of names) {
      const { databasePrefix, dataDir } = config;
      const database = await openDatabase({
        url: server.url,
        name: `${databasePrefix}_${name}`,
        entities,
        dataDir,
      });
      await work(name, database).finally(() => database.close());
    }
  } finally {
    await server.stop();
  }
}

/** The database of a running platform, another one by DATABASE_URL, or the embedded one, started for as long as it takes. */
async function serverOf({ databaseUrl, dataDir }: ReturnType<typeof loadConfig>) {
  const stop = () => Promise.resolve();
  if (databaseUrl) return { url: databaseUrl, stop };
  const running = await runningServer(dataDir).catch(() => undefined);
  return running ? { url: running, stop } : startServer({ dataDir });
}

/** Runs a command line; a mistake of the operator is one sentence, not a stack. */
export async function asCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    console.error(
      error instanceof StartupError || code?.startsWith("ERR_PARSE_ARGS") || code === undefined
        ? message
        : error,
    );
    process.exitCode = 1;
  }
}
