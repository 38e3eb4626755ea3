import type { Clock } from "../platform/clock.ts";
import type { Bucket, PointStore, Taken } from "./limits-store.ts";

/** Points wanted of a shared bucket: at least `least`, or none; `enough` if it has them; `best` if it has even that many. */
export interface Wish {
  /** Put back before: what was leased too long ago. */
  back: number;
  least: number;
  enough: number;
  best: number;
}

/** What was leased, and what the bucket holds after it. */
export interface Lease {
  points: number;
  left: number;
}

/** Buckets that several processes share. */
export interface SharedBuckets {
  lease(bucket: Bucket, wish: Wish): Promise<Lease>;
  /** Puts back what was leased and is not needed. */
  putBack(points: readonly { bucket: Bucket; points: number }[]): Promise<void>;
  close(): Promise<void>;
}

export interface LeaseOptions {
  clock: Clock;
  /** Counts for this process alone while the shared buckets cannot be reached. */
  spare: PointStore;
  /** Told when they cannot be reached, at most once a second. */
  failed?: (error: unknown) => void;
}

/** A process leases this share of a bucket beyond what it needs, so that not every request asks. */
const CHUNK = 1 / 50;
/** What was leased so long ago goes back: the bucket has refilled meanwhile, and may not hold more than it can. */
const IDLE_MS = 1_000;
const FORGOTTEN_MS = 15_000;
/** After a failure the shared buckets are left alone for so long. */
const AWAY_MS = 1_000;

interface Waiting {
  points: number;
  settle(granted: boolean): void;
  fail(error: unknown): void;
}

/** A shared bucket as this process sees it. */
interface Hand {
  bucket: Bucket;
  /** Leased and not yet spent. */
  points: number;
  /** What the shared bucket held when last heard of, and when that was. */
  shared: number;
  heardAt: number;
  /** When the oldest of its points was leased. */
  leasedAt: number;
  usedAt: number;
  queue: Waiting[];
  asking: boolean;
}

/**
 * Points that several processes share, spent from leases. Every point is taken from the shared bucket before anybody
 * spends it, so all processes together never grant more than the bucket held and got back. What a process does not need
 * within a second it puts back, so what is granted in one moment exceeds a full bucket by one lease of a process at most
 * (1/50). A process that crashes loses its lease, which only makes the bucket refill later.
 */
export function leasedPoints(shared: SharedBuckets, { clock, spare, failed }: LeaseOptions): PointStore {
  const hands = new Map<string, Hand>();
  let awayUntil = Number.NEGATIVE_INFINITY;
  const now = () => clock.now().getTime();

  const handOf = (bucket: Bucket): Hand => {
    let hand = hands.get(bucket.key);
    if (!hand) {
      hand = {
        bucket,
        points: 0,
        shared: bucket.capacity,
        heardAt: 0,
        leasedAt: 0,
        usedAt: 0,
        queue: [],
        asking: false,
      };
      hands.set(bucket.key, hand);
    }
    hand.usedAt = now();
    return hand;
  };
  /** What it can give at most. Others may have put something back meanwhile, which is found out by and by. */
  const levelOf = ({ bucket, points, shared: left, heardAt }: Hand): number => {
    if (heardAt === 0) return bucket.capacity;
    const restored = (Math.max(0, now() - heardAt) / 1000) * bucket.restoreRate;
    return Math.min(bucket.capacity, points + left + restored);
  };
  const levels = (buckets: readonly Bucket[]) => buckets.map((bucket) => levelOf(handOf(bucket)));

  const isOld = ({ points, leasedAt }: Hand) => points > 0 && now() - leasedAt > IDLE_MS;

  async function fill(hand: Hand): Promise<void> {
    if (hand.asking) return;
    hand.asking = true;
    try {
      while (hand.queue.length > 0) {
        const back = isOld(hand) ? hand.points : 0;
        hand.points -= back;
        const least = hand.queue[0]!.points - hand.points;
        if (least > 0) {
          const enough = hand.queue.reduce((sum, { points }) => sum + points, 0) - hand.points;
          const best = enough + hand.bucket.capacity * CHUNK;
          const lease = await shared.lease(hand.bucket, { back, least, enough, best });
          if (hand.points === 0) hand.leasedAt = now();
          hand.points += lease.points;
          hand.shared = lease.left;
          hand.heardAt = now();
        }
        serve(hand);
      }
    } catch (error) {
      for (const { fail } of hand.queue.splice(0)) fail(error);
    } finally {
      hand.asking = false;
    }
  }
  /** Grants in order; refuses those for whom there is not enough at all. */
  function serve(hand: Hand): void {
    for (const waiting of hand.queue.splice(0)) {
      if (waiting.points <= hand.points) {
        hand.points -= waiting.points;
        waiting.settle(true);
      } else if (waiting.points > hand.points + hand.shared) waiting.settle(false);
      else hand.queue.push(waiting);
    }
  }
  const obtain = (hand: Hand, points: number) =>
    new Promise<boolean>((settle, fail) => {
      hand.queue.push({ points, settle, fail });
      void fill(hand);
    });

  async function wait(wanted: readonly Hand[], buckets: readonly Bucket[], points: number): Promise<Taken> {
    const got = await Promise.allSettled(wanted.map((hand) => obtain(hand, points)));
    const granted = got.every((result) => result.status === "fulfilled" && result.value);
    if (!granted)
      for (const [index, result] of got.entries())
        if (result.status === "fulfilled" && result.value) wanted[index]!.points += points;
    const broken = got.find((result) => result.status === "rejected");
    if (!broken) return { granted, levels: levels(buckets) };
    if (now() >= awayUntil) failed?.(broken.reason);
    awayUntil = now() + AWAY_MS;
    return spare.take(buckets, points);
  }

  async function putBack(before: number): Promise<void> {
    const idle = [...hands.values()].filter(
      (hand) => hand.points > 0 && hand.usedAt <= before && !hand.asking,
    );
    const points = idle.map((hand) => ({ bucket: hand.bucket, points: hand.points }));
    for (const hand of idle) {
      hand.shared = Math.min(hand.bucket.capacity, hand.shared + hand.points);
      hand.points = 0;
    }
    for (const [key, hand] of hands)
      if (hand.usedAt <= before - FORGOTTEN_MS && hand.points === 0 && !hand.asking) hands.delete(key);
    if (points.length > 0) await shared.putBack(points);
  }
  const sweep = setInterval(() => void putBack(now() - IDLE_MS).catch(() => undefined), IDLE_MS).unref();

  return {
    levels,
    take(buckets, points) {
      if (now() < awayUntil) return spare.take(buckets, points);
      const wanted = buckets.map(handOf);
      if (wanted.every((hand) => hand.points >= points && hand.queue.length === 0 && !isOld(hand))) {
        for (const hand of wanted) hand.points -= points;
        return { granted: true, levels: wanted.map(levelOf) };
      }
      if (wanted.some((hand) => levelOf(hand) < points))
        return { granted: false, levels: wanted.map(levelOf) };
      return wait(wanted, buckets, points);
    },
    giveBack(buckets, points) {
      if (now() < awayUntil) return spare.giveBack(buckets, points);
      for (const hand of buckets.map(handOf)) {
        if (hand.points === 0) hand.leasedAt = now();
        hand.points += Math.max(0, points);
      }
      return levels(buckets);
    },
    async close() {
      clearInterval(sweep);
      await putBack(Number.POSITIVE_INFINITY).catch(() => undefined);
      await shared.close();
    },
  };
}
