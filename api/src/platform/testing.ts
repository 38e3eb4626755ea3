import { randomUUID } from "node:crypto";
import type { ExecutionResult } from "graphql";
import { testDatabase } from "../database/testing.ts";
import { anonymous, type Caller } from "./caller.ts";
import { type Clock, fixedClock } from "./clock.ts";
import { Context, type Database, type Environment } from "./context.ts";
import { Events } from "./events.ts";
import { loadKeys } from "./keys.ts";
import { buildSubgraph, type Subgraph } from "./subgraph.ts";

/** The instant of the fixture. */
export const FIXTURE_NOW = "2026-11-23T12:00:00+08:00";

type Asked = { as?: Caller; at?: string } & Record<string, unknown>;

/** An environment on a fresh database that holds all tables and nothing else. */
export async function testEnvironment(
  models: Subgraph["models"] = [],
  clock: Clock = fixedClock(FIXTURE_NOW),
): Promise<Environment & { close(): Promise<void> }> {
  const database = await testDatabase(models);
  const events = await Events.listen(database.connect, { warn: () => undefined });
  const environment: Environment = {
    name: "sandbox",
    issuer: "http://127.0.0.1/sandbox/oauth",
    resource: "http://127.0.0.1/sandbox/graphql",
    portalOrigin: "http://127.0.0.1",
    database,
    keys: await loadKeys(database.writer),
    clock,
    events,
  };
  return {
    ...environment,
    async close() {
      await events.close();
      await database.drop();
    },
  };
}

/** A subgraph on a fresh database. `run` speaks GraphQL as the given caller, as the gateway would, under a living consent. */
export async function testSubgraph(
  subgraph: Subgraph,
  { seed }: { seed?: (database: Database) => Promise<void> } = {},
) {
  const built = buildSubgraph(subgraph);
  const environment = await testEnvironment(subgraph.models);
  await seed?.(environment.database);

  const given = new Map<string, string>();
  /** A caller under a consent has one, that of the last caller where several share an id; what a test has stored itself stays as it is. */
  const giveConsent = async ({ consentId, consentVersion = 1, ...caller }: Caller = anonymous()) => {
    const whose = `${caller.appId} ${caller.taxpayerId}`;
    if (consentId === undefined || caller.taxpayerId === undefined || given.get(consentId) === whose) return;
    given.set(consentId, whose);
    const { appId, taxpayerId, personId = "pn_nobody", scopes, purpose = "OWN_USE" } = caller;
    await environment.database.writer.query(
      `insert into consent (id, app_id, taxpayer_id, granted_by_id, granted_role, scopes, asked_scopes, purpose_code, requested_at, granted_at,
         expires_at, separate_consents, items, parties, channel, acr, status, version, changed_at, receipt_no, text_version, text_sha256)
       values ($1, $2, $3, $4, 'LEGAL_REP', $5, $5, $6, now(), now(), now() + interval '1 year', '[]', '[]', '{}', 'WEB', 'L2', 'ACTIVE', $7, now(), $1, '1', '')
       on conflict (id) do update set app_id = excluded.app_id, taxpayer_id = excluded.taxpayer_id
         where consent.receipt_no = consent.id`,
      [consentId, appId, taxpayerId, personId, scopes, purpose, consentVersion],
    );
  };

  const context = ({ as = anonymous("192.0.2.1"), at = FIXTURE_NOW }: Pick<Asked, "as" | "at"> = {}) =>
    new Context({ ...environment, clock: fixedClock(at) }, as, randomUUID());

  /** Data and errors, as a client sees them. */
  const run = async <Data = any>(source: string, { as, at, ...variables }: Asked = {}) => {
    await giveConsent(as);
    const asked = context({ ...(as ? { as } : {}), ...(at ? { at } : {}) });
    return (await built.execute({ source, variables, context: asked })) as ExecutionResult & { data?: Data };
  };

  return {
    ...built,
    environment,
    context,
    run,
    /** The data; fails on any error. */
    async data<Data = any>(source: string, asked: Asked = {}): Promise<Data> {
      const { data, errors } = await run<Data>(source, asked);
      if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join("; "));
      return data as Data;
    },
    /** Subscribes; the caller must end the stream. */
    async watch(source: string, { as, at, ...variables }: Asked = {}) {
      const answer = await built.execute({
        source,
        variables,
        context: context({ ...(as ? { as } : {}), ...(at ? { at } : {}) }),
      });
      if (!(Symbol.asyncIterator in answer)) throw new AggregateError(answer.errors ?? [], "no stream");
      return answer as AsyncGenerator<ExecutionResult>;
    },
    close: () => environment.close(),
  };
}
