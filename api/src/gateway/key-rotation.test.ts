import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { systemClock } from "../platform/clock.ts";
import type { Environment } from "../platform/context.ts";
import { Events } from "../platform/events.ts";
import { loadKeys } from "../platform/keys.ts";
import { retireKey, revokeKey, rotateKey } from "../platform/keys-life.ts";
import { watchKeys } from "../platform/keys-watch.ts";
import { Authentication } from "./authentication.ts";
import { accessToken, ProofKey, RESOURCE, testEnvironment, testRevocations } from "./credentials.testing.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let environment: Environment;
let events: Events;
let authentication: Authentication;
let stop: () => void;
let key: ProofKey;
let nonce: string | undefined;

beforeAll(async () => {
  database = await testDatabase([]);
  events = await Events.listen(database.connect, { warn: () => undefined });
  const keys = await loadKeys(database.writer as Pool);
  stop = watchKeys(keys, database.writer as Pool, events, { warn: () => undefined });
  environment = { ...(await testEnvironment(systemClock)), database, events, keys };
  authentication = new Authentication(environment, testRevocations());
  key = await ProofKey.make();
});
afterAll(async () => {
  stop();
  await events.close();
  await database.drop();
});

const heard = async (change: () => Promise<unknown>) => {
  const told = new Promise<void>((done) => environment.keys.onChange(done));
  await change();
  await told;
};

/** The code that a token is refused with, or nothing. */
async function refusal(token: string): Promise<string | undefined> {
  try {
    const seconds = Math.floor(Date.now() / 1000);
    const proof = key.prove(token, nonce, seconds, { jti: randomUUID(), htu: RESOURCE });
    const { nonce: next } = await authentication.authenticate({
      method: "POST",
      authorization: `DPoP ${token}`,
      proof,
    });
    nonce = next;
    return undefined;
  } catch (error) {
    const { codes, headers } = error as { codes: string[]; headers: Record<string, string> };
    const isFirst = nonce === undefined;
    nonce = headers["dpop-nonce"];
    return isFirst && codes[0] === "DPOP_NONCE_REQUIRED" ? refusal(token) : codes[0];
  }
}

it("a token signed by the old key is good while that verifies, and not after", async () => {
  const pool = database.writer as Pool;
  const old = environment.keys.current("oauth").kid;
  const token = await accessToken(environment, key.thumbprint);
  expect(await refusal(token)).toBeUndefined();
  await heard(() => rotateKey(pool, "oauth", { delaySeconds: 0 }));
  const unseen = await accessToken(
    environment,
    key.thumbprint,
    {},
    { kid: environment.keys.current("oauth").kid },
  );
  expect([await refusal(token), await refusal(unseen)]).toEqual([undefined, undefined]);
  await heard(() => retireKey(pool, old));
  expect([await refusal(token), await refusal(unseen)]).toEqual(["UNAUTHENTICATED", undefined]);
});

it("a token signed by a key that was revoked is refused at once, though it was seen before", async () => {
  const token = await accessToken(environment, key.thumbprint);
  expect(await refusal(token)).toBeUndefined();
  await heard(() => revokeKey(database.writer as Pool, environment.keys.current("oauth").kid));
  expect(await refusal(token)).toBe("UNAUTHENTICATED");
  expect(await refusal(await accessToken(environment, key.thumbprint))).toBeUndefined();
});

it("nonces made by the old key are accepted while it verifies", async () => {
  const token = await accessToken(environment, key.thumbprint);
  expect(await refusal(token)).toBeUndefined();
  const old = environment.keys.current("internal").kid;
  const before = nonce;
  await heard(() => rotateKey(database.writer as Pool, "internal", { delaySeconds: 0 }));
  expect(await refusal(token)).toBeUndefined();
  expect(nonce).not.toBe(before);
  nonce = before;
  await heard(() => retireKey(database.writer as Pool, old));
  expect(await refusal(token)).toBe("DPOP_NONCE_REQUIRED");
});
