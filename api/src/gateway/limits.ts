import type { Caller } from "../platform/caller.ts";
import { limitKey } from "../platform/client-address.ts";
import type { Clock } from "../platform/clock.ts";
import { memoryPoints } from "./limits-memory.ts";
import type { Bucket, PointStore, Taken } from "./limits-store.ts";

/** What callers of one kind may spend. */
export interface Allowance {
  /** Points one operation may cost at most. */
  perOperation: number;
  /** Points that can be saved up. */
  capacity: number;
  /** Points that come back each second. */
  restoreRate: number;
}

/** Which bucket is the tighter one: the app's, the app's for one taxpayer, an officer's post, or an address. */
export type LimitPolicy = "app" | "app-taxpayer" | "post" | "address";

/** Where a caller stands in its tightest bucket; the first three are told in `extensions.cost.throttle`. */
export interface Throttle {
  available: number;
  restoreRate: number;
  /** Seconds until the points asked for are there; 0 when they were. */
  retryAfter: number;
  policy: LimitPolicy;
  capacity: number;
}

export type Taking = Throttle & { granted: boolean };

/** Points by caller. */
export interface Limits {
  perOperation(caller: Caller): number;
  /** Takes points if every bucket of the caller has enough. */
  take(caller: Caller, points: number): Taking | Promise<Taking>;
  /** Gives back what was taken and not used. */
  giveBack(caller: Caller, points: number): Throttle;
  /** Where the caller stands, as far as is known without asking anybody; `retryAfter` says when it has a point again. */
  standing(caller: Caller): Throttle;
}

export interface LimitsOptions {
  app?: Partial<Allowance>;
  /** Of what an app may spend, for one taxpayer. */
  appForTaxpayer?: Partial<Omit<Allowance, "perOperation">>;
  anonymous?: Partial<Allowance>;
  clock: Clock;
  /** In this process alone by default. */
  store?: PointStore;
}

const APP: Allowance = { perOperation: 5000, capacity: 60_000, restoreRate: 6000 };
const APP_FOR_TAXPAYER = { capacity: 30_000, restoreRate: 3000 };
const ANONYMOUS: Allowance = { perOperation: 1000, capacity: 6000, restoreRate: 600 };

interface NamedBucket extends Bucket {
  policy: LimitPolicy;
}

/**
 * Buckets of points, refilled continuously: one per app and one per app and taxpayer, of which both must grant; one per
 * post of an officer; one per address for anonymous callers. (rate-limiter-flexible counts in fixed windows, which let
 * twice the allowance through at their border [measured]; it serves sign-in, where that does not matter.)
 */
export function createLimits({
  app,
  appForTaxpayer,
  anonymous,
  clock,
  store = memoryPoints(clock),
}: LimitsOptions): Limits {
  const ofApp = { ...APP, ...app };
  const ofTaxpayer = { ...APP_FOR_TAXPAYER, ...appForTaxpayer };
  const ofAddress = { ...ANONYMOUS, ...anonymous };
  const known = new WeakMap<Caller, NamedBucket[]>();

  const isKnown = ({ appId, postId }: Caller) => appId !== undefined || postId !== undefined;
  const bucketsOf = (caller: Caller): NamedBucket[] => {
    let buckets = known.get(caller);
    if (!buckets) known.set(caller, (buckets = makeBuckets(caller)));
    return buckets;
  };
  const makeBuckets = ({ appId, taxpayerId, postId, ip }: Caller): NamedBucket[] => {
    const bucket = (policy: LimitPolicy, key: string, { capacity, restoreRate }: typeof ofTaxpayer) => ({
      policy,
      key: `${policy} ${key}`,
      capacity,
      restoreRate,
    });
    if (postId !== undefined) return [bucket("post", postId, ofApp)];
    if (appId === undefined) return [bucket("address", limitKey(ip ?? ""), ofAddress)];
    const whole = bucket("app", appId, ofApp);
    return taxpayerId === undefined
      ? [whole]
      : [whole, bucket("app-taxpayer", `${appId} ${taxpayerId}`, ofTaxpayer)];
  };

  /** The bucket that makes a caller wait longest, else the one that is nearest to empty. */
  const throttleOf = (
    buckets: readonly NamedBucket[],
    levels: readonly number[],
    wanted: number,
  ): Throttle => {
    const all = buckets.map(({ policy, capacity, restoreRate }, index): Throttle => {
      const points = levels[index] ?? 0;
      const retryAfter = wanted <= points ? 0 : Math.ceil(((wanted - points) / restoreRate) * 1000) / 1000;
      return { available: Math.max(0, Math.floor(points)), restoreRate, retryAfter, policy, capacity };
    });
    return all.reduce((tightest, each) =>
      each.retryAfter > tightest.retryAfter ||
      (each.retryAfter === tightest.retryAfter && each.available < tightest.available)
        ? each
        : tightest,
    );
  };

  return {
    perOperation: (caller) => (isKnown(caller) ? ofApp : ofAddress).perOperation,
    take(caller, points) {
      const buckets = bucketsOf(caller);
      const told = ({ granted, levels }: Taken): Taking => ({
        granted,
        ...throttleOf(buckets, levels, granted ? 0 : points),
      });
      const taken = store.take(buckets, points);
      return taken instanceof Promise ? taken.then(told) : told(taken);
    },
    giveBack(caller, points) {
      const buckets = bucketsOf(caller);
      return throttleOf(buckets, store.giveBack(buckets, points), 0);
    },
    standing(caller) {
      const buckets = bucketsOf(caller);
      return throttleOf(buckets, store.levels(buckets), 1);
    },
  };
}
