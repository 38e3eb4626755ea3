import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { accessFacts } from "./access-facts.ts";
import * as releaseFacts from "./app-square/facts.ts";
import { createAuthorization } from "./authorization/authorization.ts";
import { PORTAL_APP } from "./authorization/samples.ts";
import { type Config, projectRoot, StartupError } from "./config.ts";
import { openLedger } from "./consents/ledger.ts";
import { startSealer } from "./consents/ledger-sealer.ts";
import { runningServer } from "./database/running-server.ts";
import { startServer } from "./database/server.ts";
import { ENVIRONMENTS, type OpenEnvironment, openEnvironment, pathsOf } from "./environment.ts";
import { serveFiles } from "./files.ts";
import { compose } from "./gateway/composition.ts";
import { DpopNonces, nonceSecrets } from "./gateway/dpop-nonce.ts";
import { createExecutor } from "./gateway/execution.ts";
import { createGateway, type Gateway } from "./gateway/gateway.ts";
import { localSubgraph } from "./gateway/local-subgraph.ts";
import { nothingBelow } from "./gateway/nothing-below.ts";
import { publicSchema } from "./gateway/public-schema.ts";
import { type RemoteExecutor, remoteSubgraph } from "./gateway/remote-subgraph.ts";
import { type Revocations, watchRevocations } from "./gateway/revocations.ts";
import type { SubgraphExecutor } from "./gateway/subgraph-executor.ts";
import { gatewayGuards } from "./gateway-guards.ts";
import { serveHealth } from "./health.ts";
import { peopleOf } from "./people.ts";
import type { Context } from "./platform/context.ts";
import type { BuiltSubgraph } from "./platform/subgraph.ts";
import { serveSubgraph } from "./platform/subgraph-server.ts";
import { type RuntimeConfig, servePortal } from "./portal.ts";
import * as registryFacts from "./registry/facts.ts";
import { ReleaseRegistry } from "./release-registry.ts";
import { releaseSource } from "./release-source.ts";
import { makeFirstReleases } from "./releases-at-start.ts";
import { revocationSource } from "./revocation-source.ts";
import { loadSampleData } from "./sample-data/load.ts";
import { dispatcher, listen, type Mount, reading, stopListening } from "./server.ts";
import { serveSession } from "./session.ts";
import { buildSubgraphs, scopeCatalogue } from "./subgraphs.ts";
import { startWorker } from "./worker.ts";

export const VERSION = "0.1.0";

export interface Platform {
  origin: string;
  close(): Promise<void>;
}

export interface StartOptions {
  /** How many sample invoices a new environment gets. */
  sampleInvoices?: number;
  /** Where the built portal lies. */
  portal?: string;
}

/** How long one thing may take to close, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Things to be closed, the last opened first. */
class Opened {
  readonly #closers: (() => unknown)[] = [];

  add<T>(thing: T, close: (thing: T) => unknown): T {
    this.#closers.push(() => close(thing));
    return thing;
  }

  /** Closes everything. What hangs – a connection into a database that is gone – is left behind after a while. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      const patience = new AbortController();
      const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.resolve(close()).catch(() => undefined), late]);
      patience.abort();
    }
  }
}

/** Starts everything this process is configured to be. What was opened is closed again when a later step fails. */
export async function startPlatform(
  config: Config,
  log: Logger,
  options: StartOptions = {},
): Promise<Platform> {
  const opened = new Opened();
  try {
    const serverUrl =
      config.databaseUrl ??
      (config.subgraph ? await runningServer(config.dataDir) : (await embedded(config, log, opened)).url);
    const environments: OpenEnvironment[] = [];
    for (const name of ENVIRONMENTS)
      environments.push(
        opened.add(await openEnvironment(name, serverUrl, config, log), (open) => open.close()),
      );
    const built = buildSubgraphs();
    const mounts = config.subgraph
      ? subgraphMounts(only(built, config.subgraph), environments)
      : await platformMounts(config, log, options, environments, built, opened);
    const server = dispatcher(
      mounts.mounts,
      mounts.otherwise,
      (error) => log.error({ error }, "a request failed"),
      config.subgraph ? undefined : config.portalOrigin,
    );
    await listen(server, config.host, config.port);
    opened.add(server, (listening) => stopListening(listening));
    return { origin: config.portalOrigin, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function embedded(config: Config, log: Logger, opened: Opened) {
  const server = await startServer({ dataDir: config.dataDir, log: (line) => log.info(line) });
  return opened.add(server, (running) => running.stop());
}

const only = (
  built: readonly BuiltSubgraph[],
  name: string,
  variable = `SUBGRAPH=${name}`,
): BuiltSubgraph => {
  const found = built.find((subgraph) => subgraph.name === name);
  if (!found)
    throw new StartupError(
      `${variable}: there is no such subgraph; there are ${built.map((subgraph) => subgraph.name).join(", ")}.`,
    );
  return found;
};

const notFound: Mount["handle"] = (_, res) => res.writeHead(404).end();

/** A process that serves one subgraph, to gateways of the same environments alone. */
function subgraphMounts(subgraph: BuiltSubgraph, environments: readonly OpenEnvironment[]) {
  const mounts: Mount[] = environments.map((environment) => ({
    path: `/${environment.name}/graphql`,
    handle: serveSubgraph(subgraph, environment),
  }));
  mounts.push({ path: "/health", exact: true, handle: reading(serveHealth(environments, VERSION)) });
  return { mounts, otherwise: notFound };
}

async function platformMounts(
  config: Config,
  log: Logger,
  { sampleInvoices, portal = join(projectRoot, "portal/build") }: StartOptions,
  environments: readonly OpenEnvironment[],
  built: readonly BuiltSubgraph[],
  opened: Opened,
) {
  for (const name of config.subgraphUrls.keys())
    only(built, name, `SUBGRAPH_${name.toUpperCase().replaceAll("-", "_")}_URL`);
  const supergraphSdl = compose(built.map(({ name, sdl }) => ({ name, sdl })));
  const publicSdl = publicSchema(supergraphSdl).sdl;
  const mounts: Mount[] = [
    { path: "/health", exact: true, handle: reading(serveHealth(environments, VERSION)) },
  ];
  const parts = { supergraphSdl, publicSdl, portal, built, scopes: scopeCatalogue() };
  const opening = environments.map((environment) =>
    environmentMounts(config, log, environment, parts, sampleInvoices, opened),
  );
  for (const mounted of await Promise.all(opening)) mounts.push(...mounted);
  const runtime = Object.fromEntries(
    environments.map(({ name, resource, issuer }) => [
      name,
      {
        graph: resource,
        issuer,
        clientId: PORTAL_APP,
        resultKeys: new URL(pathsOf(name).resultKeys, resource).href,
      },
    ]),
  );
  const origin = config.portalOrigin;
  mounts.push({ path: "/session", handle: portalSession(config, environments, log) });
  return {
    mounts,
    otherwise: servePortal(portal, {
      origin,
      version: VERSION,
      environments: runtime as unknown as RuntimeConfig["environments"],
    }),
  };
}

const portalSession = (
  { portalOrigin, trustedProxies }: Config,
  environments: readonly OpenEnvironment[],
  log: Logger,
) =>
  serveSession({
    portalOrigin,
    clientId: PORTAL_APP,
    trustedProxies,
    log,
    environments: environments.map(({ name, issuer, keys, resource, clock }) => {
      const nonces = new DpopNonces(nonceSecrets(keys, resource), clock);
      return { name, issuer, keys, graphNonce: () => nonces.current() };
    }),
  });

interface Parts {
  supergraphSdl: string;
  publicSdl: string;
  /** Where the built portal lies. */
  portal: string;
  built: readonly BuiltSubgraph[];
  scopes: ReturnType<typeof scopeCatalogue>;
}

/** One environment: its sample data, authorization server, gateway and worker. */
async function environmentMounts(
  config: Config,
  log: Logger,
  environment: OpenEnvironment,
  parts: Parts,
  sampleInvoices: number | undefined,
  opened: Opened,
): Promise<Mount[]> {
  const { name, clock } = environment;
  const paths = pathsOf(name);
  const { portalOrigin: origin, dataDir, trustedProxies } = config;
  await loadSampleData(
    environment.database,
    sampleInvoices === undefined ? {} : { invoices: sampleInvoices },
  );
  const authorization = opened.add(
    await createAuthorization({
      environment,
      origin,
      registry: peopleOf(registryFacts),
      scopes: parts.scopes,
      dataDir,
      log,
      trustedProxies,
      upstream: config.upstream,
      passkeyWaitHours: config.passkeyWaitHours,
      releases: releaseFacts,
    }),
    (server) => server.close(),
  );
  if (name === "production")
    await makeFirstReleases({
      pool: environment.database.writer,
      registry: new ReleaseRegistry(environment.database.writer, parts.publicSdl, Object.keys(parts.scopes)),
      examples: join(projectRoot, "examples"),
      portal: parts.portal,
      log,
    });
  const unknowable = (error: unknown) =>
    log.warn(
      { error, environment: name },
      "withdrawn consents cannot be loaded; consent-bound requests are refused meanwhile",
    );
  const revocations = opened.add(
    await watchRevocations(revocationSource(environment), { clock, failed: unknowable }),
    (watching) => watching.close(),
  );
  const gateway = await openGateway(config, log, environment, parts, revocations, opened);
  const ledger = opened.add(openLedger(environment, log), (appending) => appending.close());
  opened.add(await startWorker(environment, environment.ownerUrl, log), (worker) => worker.stop());
  opened.add(startSealer(environment, log), (sealer) => sealer.stop());

  const headers = {
    "content-type": "application/jwk-set+json",
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
  };
  return [
    { path: paths.graph, exact: true, handle: gateway.handle, upgrade: gateway.upgrade },
    { path: paths.graph, handle: nothingBelow(paths.graph) },
    { path: paths.issuer, handle: authorization.handle },
    { path: authorization.wellKnown, exact: true, handle: authorization.handle },
    {
      path: paths.files,
      handle: reading(serveFiles({ environment, revocations, ledger, log, trustedProxies })),
    },
    ...(
      [
        ["results", paths.resultKeys],
        ["ledger", paths.ledgerKeys],
        ["invoices", paths.invoiceKeys],
      ] as const
    ).map(([purpose, path]) => ({
      path,
      exact: true,
      handle: reading((_, res) =>
        res.writeHead(200, headers).end(JSON.stringify(environment.keys.jwks(purpose))),
      ),
    })),
  ];
}

async function openGateway(
  config: Config,
  log: Logger,
  environment: OpenEnvironment,
  { built, supergraphSdl, publicSdl, scopes }: Parts,
  revocations: Revocations,
  opened: Opened,
): Promise<Gateway> {
  const subgraphs = new Map<string, SubgraphExecutor<Context>>();
  for (const subgraph of built) {
    const url = config.subgraphUrls.get(subgraph.name);
    if (url) {
      const remote: RemoteExecutor = remoteSubgraph({
        name: subgraph.name,
        url: `${url.replace(/\/$/, "")}/${environment.name}/graphql`,
      });
      opened.add(remote, (executor) => executor.close());
      subgraphs.set(subgraph.name, remote.execute);
    } else subgraphs.set(subgraph.name, localSubgraph<Context>(subgraph));
  }
  const executor = createExecutor<Context>({ supergraphSdl, subgraphs });
  const { guards } = opened.add(await gatewayGuards(config, environment, log), (open) => open.close());
  return opened.add(
    await createGateway({
      environment,
      executor: executor as never,
      publicSdl,
      revocations,
      ledger: opened.add(openLedger(environment, log), (ledger) => ledger.close()),
      log,
      trustedProxies: config.trustedProxies,
      facts: accessFacts(environment.database.writer, scopes),
      ...(environment.name === "production" ? { releases: releaseSource(environment, log) } : {}),
      ...guards,
    }),
    (gateway) => gateway.close(),
  );
}
