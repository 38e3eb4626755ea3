import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot, readConfig, StartupError } from "./config.ts";
import { TrustedProxies } from "./platform/client-address.ts";

it("needs nothing: one address, an embedded database", () => {
  expect(readConfig({}, "/project")).toEqual({
    host: "127.0.0.1",
    port: 4000,
    portalOrigin: "http://localhost:4000",
    authorizationOrigin: "http://localhost:4000",
    sandboxOrigin: "http://localhost:4000",
    dataDir: "/project/.open-tax",
    databaseUrl: undefined,
    databasePrefix: "open_tax",
    redisUrl: undefined,
    limitsStore: "memory",
    trustedProxies: TrustedProxies.none,
    passkeyWaitHours: 24,
    subgraphUrls: new Map(),
    subgraph: undefined,
    logLevel: "info",
  });
});

it("reads everything it is told", () => {
  const config = readConfig(
    {
      HOST: "0.0.0.0",
      PORT: "8080",
      AUTHORIZATION_ORIGIN: "https://auth.tax.example.cn/",
      OPEN_TAX_DATA: "/var/lib/open-tax",
      DATABASE_URL: "postgresql://owner:secret@db:5432/postgres",
      REDIS_URL: "redis://cache:6379",
      SUBGRAPH_INVOICES_URL: "http://10.0.0.2:4001/graphql",
      SUBGRAPH_APP_SQUARE_URL: "http://10.0.0.3:4001/graphql",
      LOG_LEVEL: "debug",
      SUBGRAPH: "invoices",
    },
    "/project",
  );
  expect(config).toMatchObject({
    host: "0.0.0.0",
    port: 8080,
    portalOrigin: "http://localhost:8080",
    authorizationOrigin: "https://auth.tax.example.cn",
    sandboxOrigin: "http://localhost:8080",
    dataDir: "/var/lib/open-tax",
    subgraph: "invoices",
    logLevel: "debug",
  });
  expect([...config.subgraphUrls]).toEqual([
    ["app-square", "http://10.0.0.3:4001/graphql"],
    ["invoices", "http://10.0.0.2:4001/graphql"],
  ]);
});

it("gives the other origins the portal's", () => {
  const { authorizationOrigin, sandboxOrigin } = readConfig(
    { PORTAL_ORIGIN: "https://tax.example.cn" },
    "/project",
  );
  expect([authorizationOrigin, sandboxOrigin]).toEqual(["https://tax.example.cn", "https://tax.example.cn"]);
});

it("takes an empty variable as absent", () => {
  expect(readConfig({ PORT: "", DATABASE_URL: " " }, "/project")).toMatchObject({
    port: 4000,
    databaseUrl: undefined,
  });
});

it("counts in Redis where there is one, unless told otherwise", () => {
  const REDIS_URL = "redis://cache:6379";
  expect(readConfig({ REDIS_URL }, "/project").limitsStore).toBe("redis");
  expect(readConfig({ REDIS_URL, LIMITS_STORE: "postgres" }, "/project").limitsStore).toBe("postgres");
  expect(() => readConfig({ LIMITS_STORE: "redis" }, "/project")).toThrow(
    "LIMITS_STORE=redis needs REDIS_URL",
  );
});

it("trusts the proxies it is told, and no others", () => {
  const { trustedProxies } = readConfig({ TRUSTED_PROXY: "loopback,10.0.0.0/8" }, "/project");
  expect(["127.0.0.1", "10.1.1.1", "192.0.2.1"].map((address) => trustedProxies.has(address))).toEqual([
    true,
    true,
    false,
  ]);
  expect(() => readConfig({ TRUSTED_PROXY: "nginx" }, "/project")).toThrow(
    'TRUSTED_PROXY must be addresses, ranges such as 10.0.0.0/8, or loopback, not "nginx"',
  );
});

it("reports every problem at once, and no password", () => {
  const read = () =>
    readConfig(
      {
        PORT: "70000",
        PORTAL_ORIGIN: "tax.example.cn",
        DATABASE_URL: "mysql://root:hunter2@db/x",
        LOG_LEVEL: "loud",
      },
      "/project",
    );
  expect(read).toThrow(StartupError);
  expect(read).toThrow(
    'PORTAL_ORIGIN must be an origin such as https://tax.example.cn, not "tax.example.cn"',
  );
  expect(read).toThrow(
    /PORT must be a whole number from 0 to 65535, not "70000".*DATABASE_URL must be an address.*LOG_LEVEL must be one of/,
  );
  expect(read).not.toThrow(/hunter2/);
});

it.each(["-1", "4e3", "65536", "http", "0x10"])("refuses the port %s", (PORT) => {
  expect(() => readConfig({ PORT }, "/project")).toThrow(/^PORT must be/);
});

it.each(["https://tax.example.cn/path", "ftp://tax.example.cn", "https://tax.example.cn?x=1"])(
  "refuses the origin %s",
  (PORTAL_ORIGIN) => {
    expect(() => readConfig({ PORTAL_ORIGIN }, "/project")).toThrow(/^PORTAL_ORIGIN must be/);
  },
);

it.each([
  ["127.0.0.1", "http://localhost:4000"],
  ["::1", "http://localhost:4000"],
  ["0.0.0.0", "http://localhost:4000"],
  ["192.0.2.7", "http://192.0.2.7:4000"],
  ["2001:db8::7", "http://[2001:db8::7]:4000"],
  ["tax.example.cn", "http://tax.example.cn:4000"],
])("listens on %s and is known as %s: browsers make passkeys for names alone", (HOST, origin) => {
  expect(readConfig({ HOST }, "/project")).toMatchObject({ host: HOST, portalOrigin: origin });
});

it.each(["0", "721", "a day", "-1"])("refuses %s hours without L3 after a reset of passkeys", (hours) => {
  expect(() => readConfig({ PASSKEY_RESET_WAIT_HOURS: hours }, "/project")).toThrow(
    "PASSKEY_RESET_WAIT_HOURS",
  );
});

it.each(["zh-CN", "en"])("has every setting explained in the guide for operators (%s)", (language) => {
  const sources = ["config.ts", "authorization/upstream-config.ts"].map((file) =>
    readFileSync(join(projectRoot, "api/src", file), "utf8"),
  );
  const named = sources.flatMap((source) => [
    ...source.matchAll(/(?:text|origin|accept)(?:<[^>]*>)?\(\s*"([A-Z][A-Z0-9_]+)"/g),
  ]);
  const guide = readFileSync(join(projectRoot, `docs/${language}/operations.md`), "utf8");
  const settings = [...new Set(named.map(([, name]) => name!))];
  expect(settings).toEqual(expect.arrayContaining(["HOST", "LIMITS_STORE", "UPSTREAM_OIDC_ISSUER"]));
  expect(settings.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
