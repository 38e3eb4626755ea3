import { compactVerify, importJWK } from "jose";
import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import { Events } from "./events.ts";
import { KEY_PURPOSES, type Keys, loadKeys } from "./keys.ts";
import { forgetRetiredKeys, listKeys, retireKey, revokeKey, rotateKey } from "./keys-life.ts";
import { watchKeys } from "./keys-watch.ts";

let database: Awaited<ReturnType<typeof testDatabase>>;
let pool: Pool;
let events: Events;
/** Two processes of one environment. */
let processes: Keys[];
let stop: (() => void)[];
const failures: unknown[] = [];
const log = { warn: (what: object) => void failures.push(what) };

beforeAll(async () => {
  database = await testDatabase([]);
  pool = database.writer as Pool;
  events = await Events.listen(database.connect, log);
});
afterAll(async () => {
  await events.close();
  await database.drop();
  expect(failures).toEqual([]);
});
beforeEach(async () => {
  await pool.query("delete from signing_key");
  processes = [await loadKeys(pool), await loadKeys(pool)];
  stop = processes.map((keys) => watchKeys(keys, pool, events, log));
});
afterEach(() => {
  for (const each of stop) each();
});

/** Makes a change and waits until all processes have heard of it. */
async function heard<T>(change: () => Promise<T>): Promise<T> {
  const told = processes.map((keys) => new Promise<void>((done) => keys.onChange(done)));
  const changed = await change();
  await Promise.all(told);
  return changed;
}
const kidsOf = (keys: Keys) => keys.of("oauth").map(({ kid }) => kid);
const statesOf = async () =>
  Object.fromEntries(
    (await listKeys(pool)).filter(({ purpose }) => purpose === "oauth").map(({ kid, state }) => [kid, state]),
  );

it("there is one key for each purpose from the start, the same in every process", () => {
  for (const purpose of KEY_PURPOSES) {
    expect(processes[0]!.of(purpose)).toHaveLength(1);
    expect(processes[0]!.current(purpose).kid).toBe(processes[1]!.current(purpose).kid);
  }
});

describe("a rotation", () => {
  it("publishes the new key before it signs", async () => {
    const [first] = processes as [Keys, Keys];
    const old = first.current("oauth").kid;
    const young = await heard(() => rotateKey(pool, "oauth"));
    expect(await statesOf()).toEqual({ [old]: "SIGNING", [young]: "UPCOMING" });
    for (const keys of processes) {
      expect(keys.current("oauth").kid).toBe(old);
      expect(keys.jwks("oauth").keys.map(({ kid }) => kid)).toEqual([old, young]);
      expect(JSON.stringify(keys.jwks("oauth"))).not.toContain('"d"');
    }
  });

  it("lets the new one sign and the old one verify, and ends the old one after the overlap", async () => {
    const old = processes[0]!.current("oauth").kid;
    const young = await heard(() => rotateKey(pool, "oauth", { delaySeconds: 0, overlapSeconds: 3600 }));
    expect(await statesOf()).toEqual({ [young]: "SIGNING", [old]: "VERIFYING" });
    for (const keys of processes) expect(kidsOf(keys)).toEqual([young, old]);
    await heard(() => pool.query("update signing_key set retired_at = now() where kid = $1", [old]));
    for (const keys of processes) expect(kidsOf(keys)).toEqual([young]);
    expect(await statesOf()).toEqual({ [young]: "SIGNING", [old]: "RETIRED" });
  });

  it("is noticed when its time comes, without another word", async () => {
    const young = await heard(() => rotateKey(pool, "oauth"));
    await heard(() => pool.query("update signing_key set activate_at = now() where kid = $1", [young]));
    for (const keys of processes) expect(keys.current("oauth").kid).toBe(young);
  });
});

describe("a key that has leaked", () => {
  it("is good for nothing at once, in every process, and another signs", async () => {
    const leaked = processes[0]!.current("oauth").kid;
    const made = await heard(() => revokeKey(pool, leaked));
    for (const keys of processes) {
      expect(kidsOf(keys)).toEqual([made]);
      expect(keys.jwks("oauth").keys.map(({ kid }) => kid)).toEqual([made]);
    }
    expect(await statesOf()).toMatchObject({ [leaked]: "REVOKED" });
    await expect(revokeKey(pool, leaked)).rejects.toThrow("revoked already");
  });
  it("leaves no other in its place when another is active", async () => {
    const old = processes[0]!.current("oauth").kid;
    const young = await heard(() => rotateKey(pool, "oauth", { delaySeconds: 0, overlapSeconds: 3600 }));
    expect(await heard(() => revokeKey(pool, old))).toBeUndefined();
    expect(kidsOf(processes[1]!)).toEqual([young]);
  });
});

describe("retiring", () => {
  it("ends a key that no longer signs, and refuses the one that does", async () => {
    const old = processes[0]!.current("oauth").kid;
    await expect(retireKey(pool, old)).rejects.toThrow("signs; rotate its purpose first");
    await heard(() => rotateKey(pool, "oauth", { delaySeconds: 0, overlapSeconds: 3600 }));
    await heard(() => retireKey(pool, old));
    expect(kidsOf(processes[0]!)).not.toContain(old);
    await expect(retireKey(pool, old)).rejects.toThrow("retired already");
    await expect(retireKey(pool, "oauth-none")).rejects.toThrow("There is no key");
  });

  it("forgets the private half, and what was signed for later still verifies", async () => {
    const [keys] = processes as [Keys, Keys];
    const old = keys.current("results").kid;
    const signed = await keys.sign("results", "test+jwt", { answer: 42 });
    await heard(() => rotateKey(pool, "results", { delaySeconds: 0, overlapSeconds: 0 }));
    expect(await forgetRetiredKeys(pool)).toBe(1);
    expect(await forgetRetiredKeys(pool)).toBe(0);
    const { rows } = await pool.query("select jwk from signing_key where kid = $1", [old]);
    expect(rows[0].jwk).not.toHaveProperty("d");
    const published = (await loadKeys(pool)).jwks("results").keys.find(({ kid }) => kid === old);
    const { payload } = await compactVerify(signed, await importJWK(published!, "ES256"));
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ answer: 42 });
  });
});
