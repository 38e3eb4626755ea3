import { userInfo } from "node:os";
import { basename } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { loadConfig, StartupError } from "../config.ts";
import { openDatabase } from "../database/database.ts";
import { runningServer } from "../database/running-server.ts";
import { startServer } from "../database/server.ts";
import { ENVIRONMENTS } from "../environment.ts";
import type { EnvironmentName } from "../platform/caller.ts";
import type { Database } from "../platform/context.ts";
import { Refusal } from "../platform/refusal.ts";
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
        by: operator(),
      });
      await work(name, database).finally(() => database.close());
    }
  } finally {
    await server.stop();
  }
}

/** Who runs which command, for the ledger: `cli:root:keys rotate`. Nothing else of what was typed: an argument may be a secret. */
function operator(): string {
  const [, program = "", action = ""] = process.argv;
  const command = [basename(program).replace(/\.[jt]s$/, ""), /^[a-z-]+$/.test(action) ? action : ""];
  return `cli:${userInfo().username}:${command.filter(Boolean).join(" ")}`;
}

/** The database of a running platform, another one by DATABASE_URL, or the embedded one, started for as long as it takes. */
async function serverOf({ databaseUrl, dataDir }: ReturnType<typeof loadConfig>) {
  const stop = () => Promise.resolve();
  if (databaseUrl) return { url: databaseUrl, stop };
  const running = await runningServer(dataDir).catch(() => undefined);
  return running ? { url: running, stop } : startServer({ dataDir });
}

/** What `--help` asks for: the usage, and nothing else. */
class Helped extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;
const COMMON = { help: { type: "boolean", short: "h" }, json: { type: "boolean" } } as const;

/**
 * What an operator typed. Every command takes `--help` and `--json`: then nothing is said but one last line of JSON, `{name, results}`.
 * Throws StartupError with the usage when an option is unknown or has no value.
 */
export function commandLine<const O extends Options>(name: string, usage: string, options: O) {
  const results: unknown[] = [];
  const mistaken = (what: string) => new StartupError(what ? `${what}\n\n${usage}` : usage);
  const { values, positionals } = parsed({ ...options, ...COMMON }, mistaken);
  const { help, json = false } = values as { help?: boolean; json?: boolean };
  if (help) throw new Helped(usage);
  return {
    values,
    positionals,
    /** Whether only the last line is wanted. */
    json,
    /** An error that says what was wrong, and the usage. */
    mistaken,
    /** Says a sentence, and keeps for the last line what it says. */
    say(sentence: string, result: unknown): void {
      results.push(result);
      if (!json) console.log(sentence);
    },
    /** The last line, where one was asked for. */
    done(): void {
      if (json) console.log(JSON.stringify({ name, results }));
    },
  };
}

function parsed<const O extends Options>(options: O, mistaken: (what: string) => StartupError) {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw mistaken((error as Error).message);
  }
}

/** True for a day that the calendar has, `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
};

/** Runs a command line; a mistake of the operator is one sentence, not a stack. */
export async function asCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Helped) return console.log(error.message);
    console.error(sentenceOf(error));
    process.exitCode = 1;
  }
}

function sentenceOf(error: unknown): unknown {
  if (error instanceof Refusal)
    return error.problems
      .map(({ code, messageEn, message }) => `${code}: ${messageEn} ${message}`)
      .join("\n");
  const { code, message } = error as NodeJS.ErrnoException;
  const isPlain =
    error instanceof StartupError || code === undefined || code === "ENOENT" || code === "EISDIR";
  return isPlain ? message : error;
}
