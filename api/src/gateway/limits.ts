import { LRUCache } from "lru-cache";
import type { Caller } from "../platform/caller.ts";
import type { Clock } from "../platform/clock.ts";

/** What callers of one kind may spend. */
export interface Allowance {
  /** Points one operation may cost at most. */
  perOperation: number;
  /** Points that can be saved up. */
  capacity: number;
  /** Points that come back each second. */
  restoreRate: number;
}

/** Where a caller stands, as told in `extensions.cost.throttle`. */
export interface Throttle {
  available: number;
  restoreRate: number;
  /** Seconds until the points asked for are there; 0 when they were. */
  retryAfter: number;
}

/** Points by caller. In one process they are counted in memory. */
export interface Limits {
  perOperation(caller: Caller): number;
  /** Takes points if there are enough. */
  take(caller: Caller, points: number): Throttle & { granted: boolean };
  /** Gives back what was taken and not used. */
  giveBack(caller: Caller, points: number): Throttle;
}

export interface LimitsOptions {
  app?: Partial<Allowance>;
  anonymous?: Partial<Allowance>;
  clock: Clock;
}

const APP: Allowance = { perOperation: 5000, capacity: 60_000, restoreRate: 6000 };
const ANONYMOUS: Allowance = { perOperation: 1000, capacity: 6000, restoreRate: 600 };
const COUNTED_CALLERS = 100_000;

interface Bucket {
  points: number;
  at: number;
}

/**
 * A bucket of points per app, and per address for anonymous callers, refilled continuously. (rate-limiter-flexible counts
 * in fixed windows, which let twice the allowance through at their border, so it serves captcha and sign-in instead.)
 */
export function createLimits({ app, anonymous, clock }: LimitsOptions): Limits {
  const allowances = { app: { ...APP, ...app }, anonymous: { ...ANONYMOUS, ...anonymous } };
  const buckets = new LRUCache<string, Bucket>({ max: COUNTED_CALLERS });
  const allowanceOf = ({ appId }: Caller) => (appId === undefined ? allowances.anonymous : allowances.app);

  const keyOf = ({ appId, ip = "" }: Caller) => appId ?? `ip ${ip}`;
  const bucketOf = (caller: Caller, { capacity, restoreRate }: Allowance): Bucket => {
    const key = keyOf(caller);
    const now = clock.now().getTime();
    let bucket = buckets.get(key);
    if (!bucket) buckets.set(key, (bucket = { points: capacity, at: now }));
    if (now > bucket.at) {
      bucket.points = Math.min(capacity, bucket.points + ((now - bucket.at) / 1000) * restoreRate);
      bucket.at = now;
    }
    return bucket;
  };
  const throttle = ({ points }: Bucket, { restoreRate }: Allowance, wanted: number): Throttle => ({
    available: Math.floor(points),
    restoreRate,
    retryAfter: wanted <= points ? 0 : Math.ceil(((wanted - points) / restoreRate) * 1000) / 1000,
  });

  return {
    perOperation: (caller) => allowanceOf(caller).perOperation,
    take(caller, points) {
      const allowance = allowanceOf(caller);
      const bucket = bucketOf(caller, allowance);
      const granted = points <= bucket.points;
      const { retryAfter } = throttle(bucket, allowance, points);
      if (granted) bucket.points -= points;
      return { granted, ...throttle(bucket, allowance, 0), retryAfter };
    },
    giveBack(caller, points) {
      const allowance = allowanceOf(caller);
      const bucket = buckets.get(keyOf(caller)) ?? bucketOf(caller, allowance);
      bucket.points = Math.min(allowance.capacity, bucket.points + Math.max(0, points));
      return throttle(bucket, allowance, 0);
    },
  };
}
