import "reflect-metadata";
import { parseArgs } from "node:util";
import { listReleases, publish, rollback, suspend } from "../app-square/release.commands.ts";
import { loadConfig, StartupError } from "../config.ts";
import { openDatabase } from "../database/database.ts";
import { runningServer } from "../database/running-server.ts";
import { startServer } from "../database/server.ts";
import { compose } from "../gateway/composition.ts";
import { publicSchema } from "../gateway/public-schema.ts";
import type { Database } from "../platform/context.ts";
import { Refusal } from "../platform/refusal.ts";
import { documentsAt, ReleaseRegistry } from "../release-registry.ts";
import { buildSubgraphs, entities, scopeCatalogue } from "../subgraphs.ts";

/*
 * Registers releases of apps and says which one is in force. Releases are production's alone.
 */

const USAGE = `npm run release -- register --app ID --version 1.2.0 --documents DIR|manifest.json [--publish]
npm run release -- publish ID
npm run release -- suspend ID [--reason TEXT]
npm run release -- rollback --app ID
npm run release -- list [--app ID]`;

const mistaken = (what: string) => new StartupError(`${what}\n\n${USAGE}`);

type Work = (database: Database) => Promise<unknown>;

/** What the command line asks for; nothing when it asks for help. Throws StartupError with the usage. */
function asked(args: readonly string[]): Work | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      app: { type: "string" },
      version: { type: "string" },
      documents: { type: "string" },
      publish: { type: "boolean", default: false },
      reason: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const [command = "", id, ...rest] = positionals;
  const need = (name: "app" | "version" | "documents"): string => {
    const value = values[name];
    if (!value) throw mistaken(`${command} needs --${name}.`);
    return value;
  };
  const release = (): string => {
    if (!id || rest.length > 0) throw mistaken(`${command} needs the id of one release.`);
    return id;
  };
  switch (command) {
    case "register": {
      const submission = { appId: need("app"), version: need("version"), publish: values.publish };
      const documents = documentsAt(need("documents"));
      return ({ writer }) => registryOf(writer).register({ ...submission, documents });
    }
    case "publish": {
      const published = release();
      return ({ writer }) => publish(writer, published);
    }
    case "suspend": {
      const suspended = release();
      return ({ writer }) => suspend(writer, suspended, values.reason ?? "");
    }
    case "rollback": {
      const app = need("app");
      return ({ writer }) => rollback(writer, app);
    }
    case "list":
      return ({ writer }) => listReleases(writer, values.app);
    default:
      throw mistaken(command ? `There is no command ${command}.` : "What shall be done?");
  }
}

function registryOf(pool: Database["writer"]): ReleaseRegistry {
  const { sdl } = publicSchema(
    compose(buildSubgraphs().map((built) => ({ name: built.name, sdl: built.sdl }))),
  );
  return new ReleaseRegistry(pool, sdl, Object.keys(scopeCatalogue()));
}

/** The database of a running platform, another one by DATABASE_URL, or the embedded one, started for as long as it takes. */
async function serverOf({ databaseUrl, dataDir }: ReturnType<typeof loadConfig>) {
  const stop = () => Promise.resolve();
  if (databaseUrl) return { url: databaseUrl, stop };
  const running = await runningServer(dataDir).catch(() => undefined);
  return running ? { url: running, stop } : startServer({ dataDir });
}

async function run(): Promise<void> {
  const work = asked(process.argv.slice(2));
  if (!work) return;
  const config = loadConfig();
  const server = await serverOf(config);
  try {
    const database = await openDatabase({
      url: server.url,
      name: `${config.databasePrefix}_production`,
      entities,
      dataDir: config.dataDir,
    });
    try {
      console.log(JSON.stringify(await work(database), null, 2));
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
}

await run().catch((error: Error) => {
  process.exitCode = 1;
  if (error instanceof Refusal) {
    console.log(JSON.stringify({ problems: error.problems }, null, 2));
    return;
  }
  const { code = "" } = error as NodeJS.ErrnoException;
  const plain = error instanceof StartupError || code.startsWith("ERR_PARSE_ARGS") || code === "ENOENT";
  console.error(plain ? error.message : error);
});
