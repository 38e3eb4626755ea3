import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openDatabase } from "./database/database.ts";
import type { EnvironmentName } from "./platform/caller.ts";
import { systemClock } from "./platform/clock.ts";
import type { Environment } from "./platform/context.ts";
import { Events } from "./platform/events.ts";
import { loadKeys } from "./platform/keys.ts";
import { watchKeys } from "./platform/keys-watch.ts";
import { calendarBooks } from "./registry/calendar/calendar-book.ts";
import { ruleBooks } from "./registry/rules/rule-book.ts";
import { entities } from "./subgraphs.ts";

export const ENVIRONMENTS: readonly EnvironmentName[] = ["production", "sandbox"];

/** Where an environment lives below an origin: production at the root, the sandbox under `/sandbox`. */
export const pathsOf = (name: EnvironmentName) => {
  const base = name === "sandbox" ? "/sandbox" : "";
  return {
    graph: `${base}/graphql`,
    issuer: `${base}/oauth`,
    resultKeys: `${base}/results-jwks.json`,
    ledgerKeys: `${base}/ledger-jwks.json`,
    invoiceKeys: `${base}/invoices-jwks.json`,
    files: `${base}/files`,
  };
};

/** The OAuth issuer of an environment. */
export const issuerOf = (name: EnvironmentName, { sandboxOrigin, authorizationOrigin }: Config): string =>
  (name === "sandbox" ? sandboxOrigin : authorizationOrigin) + pathsOf(name).issuer;

export interface OpenEnvironment extends Environment {
  /** Its database as the owner. */
  ownerUrl: string;
  close(): Promise<void>;
}

/** Opens an environment: its database migrated, its keys made, its events heard. */
export async function openEnvironment(
  name: EnvironmentName,
  serverUrl: string,
  config: Config,
  log: Logger,
): Promise<OpenEnvironment> {
  const paths = pathsOf(name);
  const graphOrigin = name === "sandbox" ? config.sandboxOrigin : config.portalOrigin;
  const databaseName = `${config.databasePrefix}_${name}`;
  const database = await openDatabase({
    url: serverUrl,
    name: databaseName,
    entities,
    dataDir: config.dataDir,
    log: (line) => log.info(line),
  });
  const events = await Events.listen(database.connect, log);
  const keys = await loadKeys(database.writer);
  const stopWatching = watchKeys(keys, database.writer, events, log);
  const stopKeeping = [ruleBooks, calendarBooks].map((books) => books.watch(database, events));
  const ownerUrl = new URL(serverUrl);
  ownerUrl.pathname = `/${databaseName}`;
  return {
    name,
    issuer: issuerOf(name, config),
    resource: graphOrigin + paths.graph,
    portalOrigin: config.portalOrigin,
    database,
    keys,
    clock: systemClock,
    events,
    ownerUrl: ownerUrl.href,
    async close() {
      stopWatching();
      for (const stop of stopKeeping) stop();
      await events.close();
      await database.close();
    },
  };
}
