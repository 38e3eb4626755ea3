import { Redis } from "ioredis";
import type { Clock } from "../platform/clock.ts";
import type { SharedBuckets } from "./limits-leases.ts";

/*
 * A script is atomic in Redis as a statement is in Postgres. A bucket that was not touched until it is full expires.
 * ARGV: capacity, points a second, least, enough, best, points put back, the time in milliseconds (Redis' own when empty).
 */
const LEASE = `
local capacity, rate, least, enough, best = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call("TIME")
local now = tonumber(ARGV[7]) or (time[1] * 1000 + time[2] / 1000)
local held = redis.call("HMGET", KEYS[1], "points", "at")
local level, at = tonumber(held[1]) or capacity, tonumber(held[2]) or now
if now > at then
  level = level + (now - at) / 1000 * rate
  at = now
end
level = math.min(capacity, level + tonumber(ARGV[6]))
local granted = 0
if level >= best then granted = best elseif level >= least then granted = math.min(level, enough) end
redis.call("HSET", KEYS[1], "points", string.format("%.17g", level - granted), "at", string.format("%.17g", at))
redis.call("PEXPIRE", KEYS[1], math.ceil(capacity / rate * 1000) + 1000)
return { string.format("%.17g", granted), string.format("%.17g", level - granted) }`;

const PUT_BACK = `
local points = tonumber(redis.call("HGET", KEYS[1], "points"))
if points then redis.call("HSET", KEYS[1], "points", string.format("%.17g", math.min(tonumber(ARGV[1]), points + tonumber(ARGV[2])))) end
return 1`;

interface Scripts extends Redis {
  leasePoints(key: string, ...values: (number | string)[]): Promise<[string, string]>;
  putBackPoints(key: string, capacity: number, points: number): Promise<number>;
}

export interface RedisOptions {
  url: string;
  /** What the keys begin with; environments and installations share no key. */
  prefix: string;
  /** A test's own clock. */
  clock?: Clock;
}

const PATIENCE_MS = 500;

/** Buckets in Redis. A server that is away is reported by each call, at once. */
export async function redisBuckets({ url, prefix, clock }: RedisOptions): Promise<SharedBuckets> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
    keyPrefix: prefix,
    retryStrategy: (times) => Math.min(1_000, times * 100),
    scripts: {
      leasePoints: { lua: LEASE, numberOfKeys: 1 },
      putBackPoints: { lua: PUT_BACK, numberOfKeys: 1 },
    },
  }) as Scripts;
  redis.on("error", () => undefined);
  await redis.connect().catch(() => undefined);
  return {
    async lease({ key, capacity, restoreRate }, { back, least, enough, best }) {
      const time = clock ? clock.now().getTime() : "";
      const [points, left] = await redis.leasePoints(
        key,
        capacity,
        restoreRate,
        least,
        enough,
        best,
        back,
        time,
      );
      return { points: Number(points), left: Number(left) };
    },
    async putBack(points) {
      await Promise.all(
        points.map(({ bucket, points: unused }) => redis.putBackPoints(bucket.key, bucket.capacity, unused)),
      );
    },
    async close() {
      redis.disconnect();
    },
  };
}
