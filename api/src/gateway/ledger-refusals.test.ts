import { createClient } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { Ledger } from "../consents/ledger.ts";
import { refuse } from "../platform/access.ts";
import type { Entry } from "../platform/audit.ts";
import type { Caller } from "../platform/caller.ts";
import type { Context } from "../platform/context.ts";
import { accessToken, ProofKey } from "./credentials.testing.ts";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";
import { HttpRefusal } from "./http-refusal.ts";
import { LedgerRefusals } from "./ledger-refusals.ts";

const SDL = /* GraphQL */ `
  type Query { hello: String  closed: String @requiresScopes(scopes: [["other:read"]]) }
  type Subscription { heard: String  quiet: String }
`;
let entries: Entry[];
let suspended: boolean;
let changed: Set<() => void>;
let gateway: TestGateway;
const ledger: Ledger = {
  append: async (entry) => void entries.push(entry),
  keep: () => undefined,
  close: async () => undefined,
};

beforeEach(async () => {
  entries = [];
  suspended = false;
  stopped = false;
  changed = new Set();
  async function* heard(_: unknown, __: unknown, context: Context) {
    for (const id of ["tp_1", "tp_2", "tp_2", "tp_3"]) {
      context.touch(id);
      yield entries.filter(({ outcome, taxpayerId }) => outcome === "SUBSCRIBED" && taxpayerId === id).length;
    }
  }
  const executor = memoryExecutor(
    SDL,
    { Query: { hello: () => "world" } },
    {
      heard: heard as never,
      quiet: () =>
        ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }) as never,
    },
  );
  gateway = await startGateway(SDL, executor, {
    ledger,
    clients: {
      problem: () => (suspended ? refuse.APP_SUSPENDED : undefined),
      onChange: (callback) => {
        changed.add(callback);
        return () => changed.delete(callback);
      },
      close: () => undefined,
    },
  });
});
let stopped: boolean;
afterEach(async () => {
  if (!stopped) await gateway.stop();
});

/** A caller with a token and a key; answers how it asks. */
async function caller(claims: Record<string, unknown> = {}) {
  const key = await ProofKey.make();
  const token = await accessToken(gateway.environment, key.thumbprint, claims);
  let nonce: string | undefined;
  const proof = (htm = "POST", by = key) => by.prove(token, nonce, gateway.clock.seconds, { htm });
  const ask = async (query = "{ hello }", by = key) => {
    const send = () =>
      fetch(gateway.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `DPoP ${token}`,
          dpop: proof("POST", by),
        },
        body: JSON.stringify({ query }),
      });
    let answer = await send();
    if (nonce === undefined) {
      nonce = answer.headers.get("dpop-nonce") ?? "";
      answer = await send();
    }
    const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
    return errors?.[0]?.extensions.code;
  };
  return { token, ask, proof };
}
const brief = () => entries.map(({ outcome, repeats }) => [outcome, repeats]);

describe("what authentication refuses though the token says whose it is", () => {
  it("leaves an entry: the app is suspended; the first at once, repetitions as a number at the end", async () => {
    const { ask } = await caller();
    await ask();
    entries.length = 0;
    suspended = true;
    for (let i = 0; i < 50; i += 1) expect(await ask()).toBe("APP_SUSPENDED");
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      kind: "READ",
      event: "REFUSED",
      outcome: "APP_SUSPENDED",
      taxpayerId: "tp_1",
      consentId: "cns_1",
      appId: "app_1",
      address: "127.0.0.*",
    });
    await gateway.stop();
    stopped = true;
    expect(brief()).toEqual([
      ["APP_SUSPENDED", undefined],
      ["APP_SUSPENDED", 49],
    ]);
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    [
      "a consent that was withdrawn",
      async () => {
        const { ask } = await caller();
        await ask();
        gateway.revocations.revoke("cns_1");
        await ask();
      },
      ["DONE", "CONSENT_REVOKED"],
    ],
    [
      "a token that has ended",
      async () => {
        const { ask } = await caller();
        await ask();
        gateway.clock.forward(400);
        await ask();
      },
      ["DONE", "TOKEN_EXPIRED"],
    ],
    [
      "a token that had ended when it was first seen",
      async () => (await caller({ exp: gateway.clock.seconds - 60 })).ask(),
      ["TOKEN_EXPIRED"],
    ],
    [
      "a proof by another key",
      async () => {
        const { ask } = await caller();
        await ask();
        await ask("{ hello }", await ProofKey.make());
      },
      ["DONE", "DPOP_INVALID"],
    ],
  ])("%s", async (_, act, expected) => {
    await act();
    expect([...new Set(entries.map(({ outcome }) => outcome))]).toEqual(expected);
    expect(entries.every(({ taxpayerId }) => taxpayerId === "tp_1")).toBe(true);
  });

  it("none for a forged token, nor for an app that acts for nobody, nor for a nonce that was missing", async () => {
    const { token } = await caller();
    const headers = { "content-type": "application/json", dpop: "x" };
    const body = '{"query":"{ hello }"}';
    await fetch(gateway.url, {
      method: "POST",
      headers: { ...headers, authorization: `DPoP ${token.slice(0, -4)}AAAA` },
      body,
    });
    const itself = await caller({ gid: undefined, tp: undefined, sub: "app_1" });
    suspended = true;
    expect(await itself.ask()).toBe("APP_SUSPENDED");
    expect(entries).toEqual([]);
  });

  it("is kept in bounds: the oldest number is written before too many different ones are counted", async () => {
    const counted = new LedgerRefusals(ledger, "sandbox");
    const refused = (n: number) => {
      const caller: Caller = {
        kind: "APP_FOR_TAXPAYER",
        scopes: [],
        taxpayerId: "tp_1",
        consentId: `cst_${n}`,
      };
      return counted.note(new HttpRefusal(401, refuse.CONSENT_REVOKED, {}, caller), { requestId: "r" });
    };
    for (let n = 0; n < 10_000; n += 1) await refused(n);
    await refused(0);
    expect(entries).toHaveLength(10_000);
    await refused(10_001);
    expect(entries).toHaveLength(10_002);
    expect(entries.at(-2)).toMatchObject({ consentId: "cst_0", repeats: 1 });
    counted.close();
  });

  it("begins anew after a minute", async () => {
    vi.useFakeTimers({ now: 0, toFake: ["Date", "setInterval", "clearInterval"] });
    const counted = new LedgerRefusals(ledger, "sandbox");
    const caller: Caller = { kind: "APP_FOR_TAXPAYER", scopes: [], taxpayerId: "tp_1", consentId: "cst_1" };
    const refused = () =>
      counted.note(new HttpRefusal(401, refuse.CONSENT_REVOKED, {}, caller), { requestId: "r" });
    for (let i = 0; i < 3; i += 1) await refused();
    vi.advanceTimersByTime(65_000);
    await refused();
    expect(brief().map(([, repeats]) => repeats)).toEqual([undefined, 2, undefined]);
    counted.close();
    vi.useRealTimers();
  });
});

it("an officer whom the gateway refuses leaves an entry", async () => {
  const officer = { ofs: "ofs_1", post: "pst_1", auth: "13301060000", gid: undefined, tp: undefined };
  const { ask } = await caller(officer);
  expect(await ask("{ closed }")).toBe("FORBIDDEN_SCOPE");
  expect(entries.at(-1)).toMatchObject({
    callerKind: "OFFICER",
    postId: "pst_1",
    authorityCode: "13301060000",
    operation: "closed",
    outcome: "FORBIDDEN_SCOPE",
  });
});

describe("an open socket", () => {
  const open = async () => {
    const { ask, token, proof } = await caller();
    await ask();
    entries.length = 0;
    return createClient({
      url: gateway.url.replace("http", "ws"),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `DPoP ${token}`, dpop: proof("GET") },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
    });
  };

  it("that says nothing is closed when its app is suspended", async () => {
    const client = await open();
    await new Promise<void>((connected) => client.on("connected", () => connected()));
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      client.on("closed", (event) => resolve(event as { code: number; reason: string })),
    );
    suspended = true;
    for (const callback of [...changed]) callback();
    expect(await closed).toMatchObject({ code: 4401, reason: "APP_SUSPENDED" });
    await expect.poll(() => changed.size).toBe(0);
    await client.dispose();
  });

  it("leaves an entry for each other taxpayer an event tells of, before the event is delivered", async () => {
    const client = await open();
    const heard: unknown[] = [];
    for await (const { data } of client.iterate<{ heard: string }>({ query: "subscription { heard }" }))
      heard.push(data?.heard);
    await client.dispose();
    const told = entries
      .filter(({ outcome }) => outcome === "SUBSCRIBED")
      .map(({ taxpayerId, consentId }) => [taxpayerId, consentId]);
    expect(told).toEqual([
      ["tp_1", "cns_1"],
      ["tp_2", undefined],
      ["tp_3", undefined],
    ]);
    expect(entries.at(-1)).toMatchObject({ outcome: "ENDED", items: 4, taxpayerId: "tp_1" });
  });
});
