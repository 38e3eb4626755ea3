import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "../database/testing.ts";
import type { Clock } from "../platform/clock.ts";
import { TestClock } from "./credentials.testing.ts";
import { leasedPoints, type SharedBuckets } from "./limits-leases.ts";
import { memoryPoints } from "./limits-memory.ts";
import { forgetFullBuckets, postgresBuckets } from "./limits-postgres.ts";
import { redisBuckets } from "./limits-redis.ts";
import type { Bucket, PointStore } from "./limits-store.ts";

/* One suite for every store. Redis takes part where REDIS_URL says where it is. */

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase([]);
});
afterAll(() => database.drop());

let clock: TestClock;
let opened: PointStore[];
const bucket = (capacity = 100, restoreRate = 10): Bucket => ({
  key: `bucket ${randomUUID()}`,
  capacity,
  restoreRate,
});
const leased = (shared: SharedBuckets, time: Clock) =>
  leasedPoints(shared, { clock: time, spare: memoryPoints(time) });

beforeEach(() => {
  clock = new TestClock();
  opened = [];
});
afterEach(() => Promise.all(opened.map((store) => store.close())));

const stores: Record<string, (time: Clock) => Promise<PointStore>> = {
  memory: async (time) => memoryPoints(time),
  postgres: async (time) => leased(postgresBuckets(database.writer as Pool, time), time),
};
const url = process.env.REDIS_URL;
const prefix = `open-tax-test:${randomUUID()}:`;
if (url) stores.redis = async (time) => leased(await redisBuckets({ url, prefix, clock: time }), time);

describe.each(Object.keys(stores))("points in %s", (name) => {
  const open = async (time: Clock = clock) => {
    const store = await stores[name]!(time);
    opened.push(store);
    return store;
  };

  it("are taken until there are none, and come back continuously", async () => {
    const store = await open();
    const held = bucket();
    expect(await store.take([held], 95)).toEqual({ granted: true, levels: [5] });
    expect(await store.take([held], 6)).toEqual({ granted: false, levels: [5] });
    clock.forward(0.05);
    expect((await store.take([held], 6)).granted).toBe(false);
    clock.forward(0.05);
    expect((await store.take([held], 6)).granted).toBe(true);
  });

  it("are never more than the bucket holds", async () => {
    const store = await open();
    const held = bucket();
    await store.take([held], 60);
    clock.forward(3600);
    expect((await store.take([held], 101)).granted).toBe(false);
    expect((await store.take([held], 100)).granted).toBe(true);
    expect((await store.take([held], 1)).granted).toBe(false);
  });

  it("are given back when not used", async () => {
    const store = await open();
    const held = bucket();
    await store.take([held], 100);
    expect(store.giveBack([held], 40)).toEqual([40]);
    expect((await store.take([held], 40)).granted).toBe(true);
    expect((await store.take([held], 1)).granted).toBe(false);
  });

  it("are taken from all buckets or from none", async () => {
    const store = await open();
    const wide = bucket(100);
    const tight = bucket(30);
    expect((await store.take([wide, tight], 20)).granted).toBe(true);
    expect((await store.take([wide, tight], 20)).granted).toBe(false);
    expect((await store.take([wide], 80)).granted).toBe(true);
    expect((await store.take([tight], 10)).granted).toBe(true);
  });

  it("grant exactly what there is when many ask at once", async () => {
    const store = await open();
    const held = bucket(100, 10);
    const all = await Promise.all(Array.from({ length: 200 }, () => store.take([held], 3)));
    expect(all.filter(({ granted }) => granted)).toHaveLength(33);
  });

  it("let no more through at the border of a second than within it", async () => {
    const store = await open();
    const held = bucket(100, 100);
    let granted = 0;
    for (let tick = 0; tick < 40; tick += 1) {
      while ((await store.take([held], 1)).granted) granted += 1;
      clock.forward(0.05);
    }
    expect(granted).toBe(100 + 39 * 5);
  });
});

describe.each(Object.keys(stores).filter((name) => name !== "memory"))(
  "points that processes share in %s",
  (name) => {
    const processes = async (count: number) => {
      const all = await Promise.all(Array.from({ length: count }, () => stores[name]!(clock)));
      opened.push(...all);
      return all;
    };

    it("are never more than one bucket's, however many processes spend them", async () => {
      const all = await processes(3);
      const held = bucket(1_000, 10);
      const wishes = Array.from({ length: 1_500 }, (_, index) => all[index % 3]!.take([held], 1));
      const granted = (await Promise.all(wishes)).filter((taken) => taken.granted).length;
      // What a process has leased and not spent is missing; nothing is ever too much.
      expect(granted).toBeLessThanOrEqual(1_000);
      expect(granted).toBeGreaterThanOrEqual(1_000 - 3 * 20);
    });

    it("are put back by a process that closes", async () => {
      const [one, two] = (await processes(2)) as [PointStore, PointStore];
      const held = bucket(100, 0.001);
      await one.take([held], 50);
      one.giveBack([held], 30);
      await one.close();
      expect((await two.take([held], 80)).granted).toBe(true);
      expect((await two.take([held], 1)).granted).toBe(false);
    });

    it("need few words with the store while there are plenty", async () => {
      const [one] = (await processes(1)) as [PointStore];
      const held = bucket(10_000, 10);
      let asked = 0;
      for (let time = 0; time < 1_000; time += 1) {
        const taken = one.take([held], 1);
        if (taken instanceof Promise) asked += 1;
        await taken;
      }
      expect(asked).toBe(5);
    });
  },
);

describe("a store that is away", () => {
  it("leaves each process to count for itself, until it is back", async () => {
    let away = true;
    const failures: unknown[] = [];
    const shared = postgresBuckets(database.writer as Pool, clock);
    const store = leasedPoints(
      {
        ...shared,
        lease: (held, wish) => (away ? Promise.reject(new Error("away")) : shared.lease(held, wish)),
      },
      { clock, spare: memoryPoints(clock), failed: (error) => failures.push(error) },
    );
    opened.push(store);
    const held = bucket(10, 0.001);
    expect((await store.take([held], 10)).granted).toBe(true);
    expect((await store.take([held], 1)).granted).toBe(false);
    expect(failures).toHaveLength(1);
    away = false;
    clock.forward(2);
    expect((await store.take([held], 10)).granted).toBe(true);
    expect(failures).toHaveLength(1);
  });
});

it("buckets in the database that nobody touched for an hour are deleted: they are full", async () => {
  const shared = postgresBuckets(database.writer as Pool);
  const [old, young] = [bucket(), bucket()];
  for (const each of [old, young]) await shared.lease(each, { back: 0, least: 1, enough: 1, best: 1 });
  await database.writer.query("update limit_bucket set at = now() - interval '2 hours' where key = $1", [
    old.key,
  ]);
  await forgetFullBuckets(database.writer as Pool);
  const { rows } = await database.writer.query("select key from limit_bucket where key = any($1)", [
    [old.key, young.key],
  ]);
  expect(rows).toEqual([{ key: young.key }]);
});
