import { LRUCache } from "lru-cache";
import type { Clock } from "../platform/clock.ts";
import type { Bucket, PointStore } from "./limits-store.ts";

const COUNTED = 100_000;

interface Held {
  points: number;
  at: number;
}

/** Points counted by this process alone, exactly and at once. */
export function memoryPoints(clock: Clock): PointStore {
  const held = new LRUCache<string, Held>({ max: COUNTED });
  const now = () => clock.now().getTime();
  const refilled = ({ key, capacity, restoreRate }: Bucket): Held => {
    const at = now();
    let bucket = held.get(key);
    if (!bucket) held.set(key, (bucket = { points: capacity, at }));
    if (at > bucket.at) {
      bucket.points = Math.min(capacity, bucket.points + ((at - bucket.at) / 1000) * restoreRate);
      bucket.at = at;
    }
    return bucket;
  };
  const levels = (buckets: readonly Bucket[]) => buckets.map((bucket) => refilled(bucket).points);
  return {
    levels,
    take(buckets, points) {
      const found = buckets.map(refilled);
      const granted = found.every((bucket) => bucket.points >= points);
      if (granted) for (const bucket of found) bucket.points -= points;
      return { granted, levels: found.map((bucket) => bucket.points) };
    },
    giveBack(buckets, points) {
      for (const bucket of buckets) {
        const found = refilled(bucket);
        found.points = Math.min(bucket.capacity, found.points + Math.max(0, points));
      }
      return levels(buckets);
    },
    close: async () => undefined,
  };
}
