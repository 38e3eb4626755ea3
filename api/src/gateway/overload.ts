import { monitorEventLoopDelay } from "node:perf_hooks";

/** Who is let in longest when there is too much. `DEADLINE` is filing and payment on their last day. */
export type Rank = "ANONYMOUS" | "APP" | "CONSENT" | "DEADLINE";

/** The share of the limit up to which each rank is let in. Apps under a consent may be about to file: they get all of it. */
const SHARES: Readonly<Record<Rank, number>> = { ANONYMOUS: 0.6, APP: 0.8, CONSENT: 1, DEADLINE: 1 };

export interface OverloadOptions {
  /** The fewest and the most requests in flight that are allowed, whatever the event loop says. */
  least?: number;
  most?: number;
  /** The delay of the event loop, in milliseconds, beyond which fewer requests are let in. */
  targetMs?: number;
  /** True while a share is kept for the deadline lane. */
  isDeadline?: () => boolean;
  /** The share of execution that is kept for it. */
  deadlineShare?: number;
  /** The event loop's mean delay since the last time it was asked, in milliseconds. */
  delay?: () => number;
}

const RESOLUTION_MS = 10;
const SAMPLE_MS = 100;
/** It shrinks by how much too late the loop is, at least by a fifth and at most to a third at once. */
const SHRINK = { least: 0.8, most: 0.3 };
const GROW = 1.05;

/** Ends what was begun; ending it twice is ending it once. */
export type Leave = () => void;

/** A place among the requests in flight. */
export interface Place {
  leave: Leave;
  /** Takes a place again after it was left; false when there is none. */
  resume(): boolean;
}

/**
 * Sheds what is too much before any of it is read or verified. How much may be in flight adapts to the delay of the
 * event loop, which is what every request of this process waits for: it shrinks in proportion while the delay is beyond
 * its target, ten times a second, and grows by a twentieth while there is demand and no delay. On a deadline day, operations outside the
 * deadline lane may use only the rest of it.
 */
export class Overload {
  readonly #least: number;
  readonly #most: number;
  readonly #targetMs: number;
  readonly #isDeadline: () => boolean;
  readonly #others: number;
  readonly #delay: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #stop: () => void;
  #limit: number;
  #inFlight = 0;
  #executing = 0;
  #peak = 0;

  constructor(options: OverloadOptions = {}) {
    this.#least = options.least ?? 48;
    this.#most = options.most ?? 256;
    this.#targetMs = options.targetMs ?? 40;
    this.#isDeadline = options.isDeadline ?? (() => false);
    this.#others = 1 - (options.deadlineShare ?? 0.4);
    const loop = options.delay ? { delay: options.delay, stop: () => undefined } : watchLoop();
    this.#delay = loop.delay;
    this.#stop = loop.stop;
    this.#limit = this.#most;
    this.#timer = setInterval(() => this.adapt(), SAMPLE_MS).unref();
  }

  /** How many requests may be in flight at present. */
  get limit(): number {
    return this.#limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** A place for a request that has just arrived, or nothing: shed it. */
  enter(rank: Rank): Place | undefined {
    if (!this.#sits(rank)) return undefined;
    let here = true;
    return {
      leave: () => {
        if (here) this.#inFlight -= 1;
        here = false;
      },
      resume: () => {
        here ||= this.#sits(rank);
        return here;
      },
    };
  }

  #sits(rank: Rank): boolean {
    this.#peak = Math.max(this.#peak, this.#inFlight + 1);
    if (this.#inFlight >= Math.max(1, Math.floor(this.#limit * SHARES[rank]))) return false;
    this.#inFlight += 1;
    return true;
  }

  /** Leave to execute an operation, once it is known; nothing when the rest is kept for filing and payment. */
  begin(isDeadlineLane: () => boolean): Leave | undefined {
    if (!this.#isDeadline() || isDeadlineLane()) return nothing;
    if (this.#executing >= Math.max(1, Math.floor(this.#limit * this.#others))) return undefined;
    this.#executing += 1;
    let begun = true;
    return () => {
      if (begun) this.#executing -= 1;
      begun = false;
    };
  }

  /** Looks at the event loop and adapts the limit; called ten times a second. */
  adapt(): void {
    const delay = this.#delay();
    const wanted = this.#peak;
    this.#peak = this.#inFlight;
    if (delay > this.#targetMs) {
      const share = Math.min(SHRINK.least, Math.max(SHRINK.most, this.#targetMs / delay));
      const used = Math.min(this.#limit, Math.max(wanted, this.#least));
      this.#limit = Math.max(this.#least, Math.floor(used * share));
    } else if (wanted >= this.#limit * SHARES.ANONYMOUS) {
      this.#limit = Math.min(this.#most, Math.max(this.#limit + 1, Math.floor(this.#limit * GROW)));
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stop();
  }
}

const nothing: Leave = () => undefined;

function watchLoop(): { delay: () => number; stop: () => void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    delay() {
      const mean = histogram.count > 0 ? histogram.mean / 1e6 : 0;
      histogram.reset();
      return Math.max(0, mean - RESOLUTION_MS);
    },
    stop: () => void histogram.disable(),
  };
}
