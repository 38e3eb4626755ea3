import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { allowAddresses, clientLives, setSuspended } from "../authorization/client-life.ts";
import { testDatabase } from "../database/testing.ts";
import type { Caller } from "../platform/caller.ts";
import { TrustedProxies } from "../platform/client-address.ts";
import { Events } from "../platform/events.ts";
import { type ClientRule, type ClientRules, watchClientRules } from "./client-rules.ts";
import { accessToken, ProofKey } from "./credentials.testing.ts";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";

const app: Caller = { kind: "APP", appId: "app_1", scopes: [] };
const rule = (more: Partial<ClientRule>): ClientRule => ({
  appId: "app_1",
  suspended: false,
  allowedAddresses: null,
  tokensValidFrom: null,
  ...more,
});
async function* never(): AsyncGenerator<void> {}
const rulesOf = (...rules: ClientRule[]) =>
  watchClientRules({ load: async () => rules, changes: never(), failed: () => undefined });

describe("an app", () => {
  it.each<[string, Partial<ClientRule>, string | undefined]>([
    ["of which nothing is said may call", { appId: "app_2", suspended: true }, undefined],
    ["that is suspended may not", { suspended: true }, "APP_SUSPENDED"],
    ["may call from an address it named", { allowedAddresses: ["192.0.2.7"] }, undefined],
    ["may call from a range it named", { allowedAddresses: ["198.51.100.1", "192.0.2.0/24"] }, undefined],
    [
      "may not from elsewhere",
      { allowedAddresses: ["192.0.2.8/32", "2001:db8::/32"] },
      "ADDRESS_NOT_ALLOWED",
    ],
    ["may not from anywhere when it named none", { allowedAddresses: [] }, "ADDRESS_NOT_ALLOWED"],
    ["may use a token issued since its key leaked", { tokensValidFrom: 100 }, undefined],
    ["may not use one issued before", { tokensValidFrom: 101 }, "TOKEN_REVOKED"],
  ])("%s", async (_, said, code) => {
    const rules = await rulesOf(rule(said));
    expect(rules.problem(app, 100, "192.0.2.7")?.code).toBe(code);
    rules.close();
  });
  it("whose address is unknown is nowhere it may be", async () => {
    const rules = await rulesOf(rule({ allowedAddresses: ["0.0.0.0/0", "::/0"] }));
    expect(rules.problem(app, 100, "")?.code).toBe("ADDRESS_NOT_ALLOWED");
    expect(rules.problem(app, 100, "2001:db8::1")).toBeUndefined();
    rules.close();
  });
});

const SDL = "type Query { hello: String }";

describe("the gateway", () => {
  let gateway: TestGateway;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let events: Events;
  let rules: ClientRules;
  let key: ProofKey;
  let token: string;
  let nonce: string | undefined;
  let loads: number;

  beforeAll(async () => {
    database = await testDatabase([]);
    events = await Events.listen(database.connect, { warn: () => undefined });
    await database.writer.query(
      "insert into oauth_client (id, metadata, vendor, vendor_en, name_en) values ('app_1', '{}', '', '', '')",
    );
    loads = 0;
    rules = await watchClientRules({
      load: () => clientLives(database.writer as Pool).finally(() => (loads += 1)),
      changes: events.of("client"),
      failed: () => undefined,
    });
    gateway = await startGateway(SDL, memoryExecutor(SDL), {
      clients: rules,
      trustedProxies: TrustedProxies.parse("loopback")!,
    });
    key = await ProofKey.make();
    token = await accessToken(gateway.environment, key.thumbprint);
    await ask();
  });
  afterAll(async () => {
    rules.close();
    await gateway.stop();
    await events.close();
    await database.drop();
  });
  beforeEach(async () => {
    await heard(() => allowAddresses(database.writer as Pool, "app_1", null));
  });

  async function ask(headers: Record<string, string> = {}) {
    const answer = await fetch(gateway.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `DPoP ${token}`,
        dpop: key.prove(token, nonce, gateway.clock.seconds),
        ...headers,
      },
      body: '{"query":"{ hello }"}',
    });
    nonce = answer.headers.get("dpop-nonce") ?? nonce;
    const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
    return [answer.status, errors?.[0]?.extensions.code];
  }
  const heard = async (change: () => Promise<unknown>) => {
    await change();
    const before = loads;
    while (loads < before + 1) await new Promise((wait) => setTimeout(wait, 5));
  };

  it("answers an app only where it may call from, and believes no header of a stranger", async () => {
    expect(await ask({ "x-forwarded-for": "198.51.100.9" })).toEqual([200, undefined]);
    await heard(() => allowAddresses(database.writer as Pool, "app_1", ["203.0.113.0/24"]));
    expect(await ask({ "x-forwarded-for": "203.0.113.9" })).toEqual([200, undefined]);
    expect(await ask({ "x-forwarded-for": "198.51.100.9" })).toEqual([403, "ADDRESS_NOT_ALLOWED"]);
    expect(await ask({ "x-forwarded-for": "203.0.113.9, 198.51.100.9" })).toEqual([
      403,
      "ADDRESS_NOT_ALLOWED",
    ]);
    expect(await ask()).toEqual([403, "ADDRESS_NOT_ALLOWED"]);
  });

  it("answers an app that is suspended no more, tokens it holds included, until it is not", async () => {
    expect(await ask()).toEqual([200, undefined]);
    await heard(() => setSuspended(database.writer as Pool, "app_1", true));
    expect(await ask()).toEqual([401, "APP_SUSPENDED"]);
    await heard(() => setSuspended(database.writer as Pool, "app_1", false));
    expect(await ask()).toEqual([200, undefined]);
  });

  it("is told of ranges that are none before they are kept", () => {
    const allow = () => allowAddresses(database.writer as Pool, "app_1", ["office"]);
    expect(allow).toThrow("no address and no range");
  });
});
