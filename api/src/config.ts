import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { RESET_WAIT_HOURS } from "./authorization/passkey-reset.ts";
import { readUpstream, type UpstreamConfig } from "./authorization/upstream-config.ts";
import { TrustedProxies } from "./platform/client-address.ts";

/** Something the operator has to mend before the platform can start. `main` prints the message alone, without a stack. */
export class StartupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartupError";
  }
}

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LIMITS_STORES = ["memory", "postgres", "redis"] as const;
/** Where points are counted: in this process alone, or where several processes share them. */
export type LimitsStore = (typeof LIMITS_STORES)[number];

/** What one process is told by its environment and by `.env`. */
export interface Config {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Public origins without a trailing slash. All three are the same address unless told otherwise. */
  portalOrigin: string;
  authorizationOrigin: string;
  sandboxOrigin: string;
  /** Absolute path of the folder that holds the embedded database, generated passwords and sample keys. */
  dataDir: string;
  /** Another PostgreSQL than the embedded one, reached as an owner who may create databases and roles. */
  databaseUrl: string | undefined;
  /** What the names of the databases begin with; `open_tax` gives `open_tax_production` and `open_tax_sandbox`. */
  databasePrefix: string;
  redisUrl: string | undefined;
  /** `redis` where REDIS_URL is set, otherwise `memory`, unless told. */
  limitsStore: LimitsStore;
  /** The proxies in front of us, whose word about a caller's address is taken. */
  trustedProxies: TrustedProxies;
  /** Another OpenID provider that production's people may sign in with. */
  upstream: UpstreamConfig | undefined;
  /** How long level L3 is out of reach of a person whose passkeys were reset, in hours. */
  passkeyWaitHours: number;
  /** Subgraphs that run in another process, by name: `SUBGRAPH_INVOICES_URL` gives `invoices`. */
  subgraphUrls: ReadonlyMap<string, string>;
  /** Serve this one subgraph and nothing else. */
  subgraph: string | undefined;
  logLevel: LogLevel;
}

type Variables = Record<string, string | undefined>;

/** The folder of the root package.json, from `api/src` as from `api/dist`. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Reads `.env` at the project root (what is already set wins), then the environment. */
export function loadConfig(): Config {
  const file = join(projectRoot, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  return readConfig(process.env, projectRoot);
}

/** Validates the variables and reports every problem at once. Empty counts as absent. */
export function readConfig(variables: Variables, root: string): Config {
  const problems: string[] = [];
  const text = (name: string) => variables[name]?.trim() || undefined;
  const accept = <T>(
    name: string,
    check: (value: string) => T | undefined,
    expected: string,
  ): T | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const accepted = check(value);
    if (accepted === undefined) problems.push(`${name} must be ${expected}, not ${shown(name, value)}`);
    return accepted;
  };
  const origin = (name: string) => accept(name, originOf, "an origin such as https://tax.example.cn");

  const host = text("HOST") ?? "127.0.0.1";
  const port = accept("PORT", portOf, "a whole number from 0 to 65535") ?? 4000;
  const portalOrigin = origin("PORTAL_ORIGIN") ?? `http://${reachable(host)}:${port}`;
  const redisUrl = accept(
    "REDIS_URL",
    urlWith("redis:", "rediss:"),
    "an address such as redis://127.0.0.1:6379",
  );
  const config: Config = {
    host,
    port,
    portalOrigin,
    authorizationOrigin: origin("AUTHORIZATION_ORIGIN") ?? portalOrigin,
    sandboxOrigin: origin("SANDBOX_ORIGIN") ?? portalOrigin,
    dataDir: resolve(root, text("OPEN_TAX_DATA") ?? ".open-tax"),
    databaseUrl: accept(
      "DATABASE_URL",
      urlWith("postgres:", "postgresql:"),
      "an address such as postgresql://owner:password@127.0.0.1:5432/postgres",
    ),
    databasePrefix:
      accept("DATABASE_PREFIX", prefixOf, "small letters, digits and underscores") ?? "open_tax",
    redisUrl,
    limitsStore:
      accept(
        "LIMITS_STORE",
        (value) => LIMITS_STORES.find((store) => store === value),
        `one of ${LIMITS_STORES.join(", ")}`,
      ) ?? (redisUrl ? "redis" : "memory"),
    trustedProxies:
      accept("TRUSTED_PROXY", TrustedProxies.parse, "addresses, ranges such as 10.0.0.0/8, or loopback") ??
      TrustedProxies.none,
    upstream: readUpstream(text, problems),
    passkeyWaitHours:
      accept("PASSKEY_RESET_WAIT_HOURS", hoursOf, "a whole number from 1 to 720") ?? RESET_WAIT_HOURS,
    subgraphUrls: new Map(),
    subgraph: accept("SUBGRAPH", subgraphOf, "the name of a subgraph such as invoices"),
    logLevel:
      accept(
        "LOG_LEVEL",
        (value) => LOG_LEVELS.find((level) => level === value),
        `one of ${LOG_LEVELS.join(", ")}`,
      ) ?? "info",
  };
  if (config.limitsStore === "redis" && !redisUrl && !problems.some((problem) => problem.startsWith("REDIS")))
    problems.push("LIMITS_STORE=redis needs REDIS_URL");
  const subgraphUrls = new Map<string, string>();
  for (const name of Object.keys(variables).sort()) {
    const subgraph = /^SUBGRAPH_([A-Z0-9_]+)_URL$/.exec(name)?.[1]?.toLowerCase().replaceAll("_", "-");
    const url =
      subgraph &&
      accept(name, urlWith("http:", "https:"), "an address such as http://127.0.0.1:4001/graphql");
    if (url) subgraphUrls.set(subgraph, url);
  }
  if (problems.length > 0) throw new StartupError(`${problems.join("; ")}.`);
  return { ...config, subgraphUrls };
}

const portOf = (value: string) =>
  /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined;

const hoursOf = (value: string) =>
  /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 720 ? Number(value) : undefined;

const prefixOf = (value: string) => (/^[a-z][a-z0-9_]{0,40}$/.test(value) ? value : undefined);

const subgraphOf = (value: string) => (/^[a-z][a-z0-9-]*$/.test(value) ? value : undefined);

const urlWith =
  (...protocols: string[]) =>
  (value: string) =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : undefined;

function originOf(value: string): string | undefined {
  if (!urlWith("http:", "https:")(value)) return undefined;
  const { origin, pathname, search, hash } = new URL(value);
  return pathname === "/" && !search && !hash ? origin : undefined;
}

const HERE = new Set(["127.0.0.1", "::1", "0.0.0.0", "::"]);

/** A name a browser on this machine can open. Never an address where a name will do: for addresses browsers make no passkeys. */
const reachable = (host: string) => {
  if (HERE.has(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
};

/** A mistyped address may hold a password, which does not belong on a screen. */
const shown = (name: string, value: string) => (/_URL$/.test(name) ? "what it is now" : `"${value}"`);
