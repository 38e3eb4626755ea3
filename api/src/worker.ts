import { type CronItem, parseCronItems, run, type TaskList, Logger as WorkerLogger } from "graphile-worker";
import type { Logger } from "pino";
import { escalateDisputes } from "./consents/access-dispute.escalation.ts";
import { removableBefore } from "./consents/ledger.rules.ts";
import { proposeWhatIsOld } from "./consents/ledger-retention.ts";
import { sweepConsents } from "./consents/sweep.ts";
import { loginOf, openPool } from "./database/connect.ts";
import { forgetFullBuckets } from "./gateway/limits-postgres.ts";
import { forgetSpentProofs } from "./gateway/replay-spent.ts";
import { lapseFlagProposals } from "./invoices/flags/proposal-lapse.ts";
import { workBatch, workWhatWaits } from "./invoices/issuing/batch.service.ts";
import { forfeitPrizes } from "./invoices/lottery/forfeit.ts";
import { expireInvoiceRequests, forgetBuyerContacts } from "./invoices/mobile/request-chores.ts";
import { expireRedConfirmations } from "./invoices/red/red-expiry.ts";
import { forgetPastDays } from "./invoices/verification/verification.queries.ts";
import { dayOf } from "./platform/clock.ts";
import type { Environment } from "./platform/context.ts";
import { forgetRetiredKeys } from "./platform/keys-life.ts";
import { forgetPastReveals } from "./platform/reveal.ts";
import { lapseApprovals } from "./registry/lapse.ts";
import { sweepLives } from "./registry/life-sweep.ts";

/** Something that happens by itself, in the database's own queue: nothing asked for is lost, nothing half-done is started. */
interface Chore {
  name: string;
  /** When, as cron says it, in UTC. */
  cron: string;
  work(environment: Environment): Promise<unknown>;
}

const POOL_SIZE = 3;
const STATEMENT_TIMEOUT_MS = 60_000;

const CHORES: readonly Chore[] = [
  {
    name: "hold-consents-against-the-registry",
    cron: "*/10 * * * *",
    work: (environment) => sweepConsents(environment),
  },
  {
    name: "end-suspensions-and-begin-standings",
    cron: "2 * * * *",
    work: (environment) => sweepLives(environment),
  },
  {
    name: "propose-removal-of-old-entries",
    cron: "20 17 1 * *",
    work: ({ database, clock }) => {
      const today = dayOf(clock.now());
      return proposeWhatIsOld(database.writer, removableBefore(today), today);
    },
  },
  {
    name: "forget-expired-keys",
    cron: "7 * * * *",
    work: ({ database }) => database.writer.query("delete from idempotency_key where expires_at < now()"),
  },
  {
    name: "forget-spent-proofs",
    cron: "* * * * *",
    work: ({ database }) => forgetSpentProofs(database.writer),
  },
  {
    name: "forget-full-buckets",
    cron: "23 * * * *",
    work: ({ database }) => forgetFullBuckets(database.writer),
  },
  {
    name: "forget-retired-keys",
    cron: "*/5 * * * *",
    work: ({ database }) => forgetRetiredKeys(database.writer),
  },
  {
    name: "lapse-approvals",
    cron: "*/5 * * * *",
    work: ({ database, clock }) => lapseApprovals(database.writer, clock.now()),
  },
  {
    name: "lapse-flag-proposals",
    cron: "*/5 * * * *",
    work: ({ database, clock }) => lapseFlagProposals(database.writer, clock.now()),
  },
  {
    name: "escalate-overdue-disputes",
    cron: "35 * * * *",
    work: (environment) => escalateDisputes(environment),
  },
  {
    name: "expire-red-confirmations",
    cron: "* * * * *",
    work: (environment) => expireRedConfirmations(environment),
  },
  {
    name: "expire-invoice-requests",
    cron: "* * * * *",
    work: (environment) => expireInvoiceRequests(environment),
  },
  {
    name: "forget-buyer-contacts",
    cron: "41 * * * *",
    work: (environment) => forgetBuyerContacts(environment),
  },
  {
    name: "forfeit-unclaimed-prizes",
    cron: "*/5 * * * *",
    work: ({ database, clock }) => forfeitPrizes(database.writer, clock.now()),
  },
  {
    name: "forget-past-reveals",
    cron: "15 16 * * *",
    work: ({ database, clock }) => forgetPastReveals(database.writer as never, dayOf(clock.now())),
  },
  {
    name: "issue-what-waits",
    cron: "* * * * *",
    work: (environment) => workWhatWaits(environment),
  },
  {
    name: "forget-past-lookups",
    cron: "10 16 * * *",
    work: ({ database, clock }) => forgetPastDays(database.writer, dayOf(clock.now()), clock.now()),
  },
];

export interface Worker {
  /** Lets what is at work finish, then ends its connections. */
  stop(): Promise<void>;
}

/** Runs the environment's queue. `ownerUrl` reaches its database as the owner, whose schema `graphile_worker` is. */
export async function startWorker(environment: Environment, ownerUrl: string, log: Logger): Promise<Worker> {
  const pool = openPool(loginOf(ownerUrl), "open-tax worker", POOL_SIZE, STATEMENT_TIMEOUT_MS);
  const taskList: TaskList = {
    ...Object.fromEntries(CHORES.map(({ name, work }) => [name, async () => void (await work(environment))])),
    "issue-batch": async (payload) => workBatch(environment, (payload as { requestId: string }).requestId),
  };
  const items: CronItem[] = CHORES.map(({ name, cron }) => ({
    task: name,
    match: cron,
    options: { backfillPeriod: 0 },
  }));
  const runner = await run({
    pgPool: pool,
    concurrency: 2,
    noHandleSignals: true,
    noPreparedStatements: false,
    taskList,
    parsedCronItems: parseCronItems(items),
    logger: new WorkerLogger(() => (level, message) => {
      if (level === "error" || level === "warning")
        log.warn({ environment: environment.name, message }, "worker");
    }),
  });
  // What a process that died left behind waits neither for its lock to lapse nor for the next minute.
  workWhatWaits(environment).catch((error: unknown) =>
    log.warn({ error, environment: environment.name }, "batches that wait are tried again in a minute"),
  );
  runner.promise.catch((error: unknown) =>
    log.error({ error, environment: environment.name }, "the worker stopped"),
  );
  return {
    async stop() {
      await runner.stop().catch(() => undefined);
      await pool.end();
    },
  };
}
