import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Cost, Pace } from "./pace.ts";
import { wait } from "./wait.ts";

interface Bucket {
  capacity: number;
  restoreRate: number;
  points?: number;
}

/** The gateway's side: a bucket that refills; what an operation asks for is taken, and what it did not use is given back. */
function platform({ capacity, restoreRate, points = capacity }: Bucket, latency: () => number) {
  let at = performance.now();
  let left = points;
  const seen = { throttled: 0, spent: 0 };
  async function ask(requested: number): Promise<Cost> {
    await wait(latency());
    left = Math.min(capacity, left + ((performance.now() - at) / 1000) * restoreRate);
    at = performance.now();
    const actual = requested / 2;
    if (requested > left) seen.throttled += 1;
    else {
      left -= actual;
      seen.spent += actual;
    }
    const cost = { requested, actual, throttle: { available: Math.floor(left), restoreRate } };
    await wait(latency());
    return cost;
  }
  return { ask, seen };
}

/** Latencies that differ, and bunch now and then, the same in each run. */
function uneven() {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 37 === 0 ? 400 : 5 + (seed % 30);
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"], loopLimit: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

async function inVirtualTime(work: Promise<unknown>) {
  const since = performance.now();
  let done = 0;
  const finished = work.then(() => {
    done = performance.now();
  });
  await vi.runAllTimersAsync();
  await finished;
  return (done - since) / 1000;
}

const pointsOf = (document: string) => Number(document);
async function call(pace: Pace, ask: (points: number) => Promise<Cost>, document: string) {
  const ticket = await pace.admit(document);
  ticket.done(await ask(pointsOf(document)));
}

describe("pacing", () => {
  it.each([
    { capacity: 60_000, restoreRate: 6000, calls: 10_000, dearest: 40 },
    { capacity: 6000, restoreRate: 600, calls: 2000, dearest: 50 },
    { capacity: 200, restoreRate: 1000, calls: 500, dearest: 50 },
  ])(
    "throttles none of $calls calls at once, and wastes little: $capacity points, $restoreRate each second",
    async ({ calls, dearest, ...bucket }) => {
      const { ask, seen } = platform(bucket, uneven());
      const pace = new Pace();
      const documents = Array.from({ length: calls }, (_, index) => String(index % 5 === 0 ? dearest : 10));
      const seconds = await inVirtualTime(
        Promise.all(documents.map((document) => call(pace, ask, document))),
      );
      expect(seen.throttled).toBe(0);
      const least = Math.max(0, seen.spent - bucket.capacity) / bucket.restoreRate;
      const atOnce = (bucket.capacity * 0.98) / 20;
      const byLatency = (calls / atOnce) * 0.1;
      expect(seconds).toBeLessThan((least + byLatency) * 1.5 + 2);
    },
  );

  it("keeps back what would be too much if a stalled network delivered it all at once", async () => {
    let stalledUntil = 0;
    const { ask, seen } = platform({ capacity: 200, restoreRate: 1000 }, () =>
      Math.max(5, stalledUntil - performance.now()),
    );
    const pace = new Pace();
    await inVirtualTime(call(pace, ask, "10"));
    stalledUntil = performance.now() + 3000;
    await inVirtualTime(Promise.all(Array.from({ length: 200 }, () => call(pace, ask, "10"))));
    expect(seen.throttled).toBe(0);
  });

  it("would be throttled without it", async () => {
    const { ask, seen } = platform({ capacity: 6000, restoreRate: 600 }, uneven());
    await inVirtualTime(Promise.all(Array.from({ length: 2000 }, () => ask(10))));
    expect(seen.throttled).toBeGreaterThan(500);
  });

  it("shares the points with another program of the same app, at the price of few refusals", async () => {
    const { ask, seen } = platform({ capacity: 6000, restoreRate: 600 }, uneven());
    const [one, other] = [new Pace(), new Pace()];
    await inVirtualTime(
      Promise.all(Array.from({ length: 2000 }, (_, index) => call(index % 2 ? one : other, ask, "10"))),
    );
    expect(seen.throttled).toBeLessThan(100);
  });

  it("asks once, alone, when it knows nothing yet: there may be hardly any points", async () => {
    const { ask, seen } = platform({ capacity: 200, restoreRate: 100, points: 20 }, uneven());
    const pace = new Pace();
    await inVirtualTime(Promise.all(Array.from({ length: 50 }, () => call(pace, ask, "10"))));
    expect(seen.throttled).toBe(0);
  });
});

it("holds nobody up when the platform names no cost, or does not answer", async () => {
  vi.useRealTimers();
  const pace = new Pace();
  const first = await pace.admit("a");
  const waiting = pace.admit("a");
  first.done("unanswered");
  const second = await waiting;
  let admitted = false;
  const later = pace.admit("a").then((ticket) => {
    admitted = true;
    return ticket;
  });
  await wait(20);
  expect(admitted, "nothing is known yet, so one at a time").toBe(false);
  second.done("costless");
  (await later).done("costless");
  await Promise.all(Array.from({ length: 10 }, () => pace.admit("b")));
});

it("lets one who aborts leave the queue without holding up the next", async () => {
  vi.useRealTimers();
  const pace = new Pace();
  (await pace.admit("a")).done({ requested: 10, actual: 10, throttle: { available: 10, restoreRate: 100 } });
  const leaving = new AbortController();
  const before = await pace.admit("a");
  const aborted = pace.admit("a", leaving.signal);
  const next = pace.admit("a");
  leaving.abort(new Error("enough"));
  await expect(aborted).rejects.toThrow("enough");
  before.done("unanswered");
  await next;
});
