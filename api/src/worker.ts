import { type CronItem, parseCronItems, run, type Runner, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import { Logger as WorkerLogger } from "graphile-worker";
import type { Environment } from "./platform/context.ts";

/** Something that happens by itself, in the database's own queue: nothing asked for is lost, nothing half-done is started. */
export interface Chore {
  name: string;
  /** When, as cron says it, in UTC. */
  cron: string;
  /** SQL of the application's role; each statement is one step. */
  statements: readonly string[];
}

/** What every environment clears away. A row that has expired is of no use to anybody. */
const CHORES: readonly Chore[] = [
  {
    name: "forget-expired-keys",
    cron: "7 * * * *",
    statements: ["delete from idempotency_key where expires_at < now()"],
  },
];

/** Runs the environment's queue. `ownerUrl` reaches its database as the owner, whose schema `graphile_worker` is. */
export async function startWorker(environment: Environment, ownerUrl: string, chores: readonly Chore[], log: Logger): Promise<Runner> {
  const all = [...CHORES, ...chores];
  const taskList: TaskList = Object.fromEntries(
    all.map(({ name, statements }) => [
      name,
      async () => {
        for (const statement of statements) await environment.database.writer.query(statement);
      },
    ]),
  );
  const items: CronItem[] = all.map(({ name, cron }) => ({ task: name, match: cron, options: { backfillPeriod: 0 } }));
  const runner = await run({
    connectionString: ownerUrl,
    concurrency: 2,
    maxPoolSize: 3,
    noHandleSignals: true,
    noPreparedStatements: false,
    taskList,
    parsedCronItems: parseCronItems(items),
    logger: new WorkerLogger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn({ environment: environment.name, message }, "worker");
    }),
  });
  runner.promise.catch((error: unknown) => log.error({ error, environment: environment.name }, "the worker stopped"));
  return runner;
}
