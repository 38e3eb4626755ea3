import type { Pool } from "pg";
import type { Logger } from "pino";
import { CLIENTS_CHANGED, clientLives } from "./authorization/client-life.ts";
import type { Config } from "./config.ts";
import { watchClientRules } from "./gateway/client-rules.ts";
import { deadlineDays, watchDeadlineDays } from "./gateway/deadline-days.ts";
import type { GatewayOptions } from "./gateway/gateway.ts";
import { leasedPoints, type SharedBuckets } from "./gateway/limits-leases.ts";
import { memoryPoints } from "./gateway/limits-memory.ts";
import { postgresBuckets } from "./gateway/limits-postgres.ts";
import { redisBuckets } from "./gateway/limits-redis.ts";
import type { PointStore } from "./gateway/limits-store.ts";
import { spentProofs } from "./gateway/replay-spent.ts";
import { dayOf } from "./platform/clock.ts";
import type { Environment } from "./platform/context.ts";

type Guards = Required<Pick<GatewayOptions, "limits" | "overload" | "clients" | "spent">>;

/** What a gateway's limits, its overload protection and its replay memory rest on; `close` lets go of it. */
export async function gatewayGuards(
  config: Config,
  environment: Environment,
  log: Logger,
): Promise<{ guards: Guards; close(): Promise<void> }> {
  const { database, clock, events, name } = environment;
  const warn = (message: string) => (error: unknown) => log.warn({ error, environment: name }, message);
  const store = await pointStore(config, environment, warn("points are counted by each process for itself"));
  const clients = await watchClientRules({
    load: () => clientLives(database.writer),
    changes: events.of(CLIENTS_CHANGED),
    failed: warn("what is said of apps cannot be looked up; what is known stays in force"),
  });
  const days = await watchDeadlineDays({
    load: () => deadlineDays(database.reader, dayOf(clock.now())),
    clock,
    failed: warn("the days of deadline cannot be looked up; those known stay in force"),
  });
  return {
    guards: {
      limits: { store },
      overload: { isDeadline: days.isToday },
      clients,
      spent: spentProofs(database.writer),
    },
    async close() {
      days.close();
      clients.close();
      await store.close();
    },
  };
}

async function pointStore(
  { limitsStore, redisUrl, databasePrefix }: Config,
  { database, clock, name }: Environment,
  failed: (error: unknown) => void,
): Promise<PointStore> {
  const spare = memoryPoints(clock);
  if (limitsStore === "memory") return spare;
  const shared: SharedBuckets =
    limitsStore === "redis" && redisUrl
      ? await redisBuckets({ url: redisUrl, prefix: `${databasePrefix}:${name}:limit:` })
      : postgresBuckets(database.writer as Pool);
  return leasedPoints(shared, { clock, spare, failed });
}
