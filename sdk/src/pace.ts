import { unlessAborted, wait } from "./wait.ts";

/** What an operation cost, as the platform says in `extensions.cost`. */
export interface Cost {
  /** Points the operation could cost at most; these were asked for. */
  requested: number;
  /** Points it did cost. */
  actual: number;
  /** What is left, and how many points come back each second. */
  throttle: { available: number; restoreRate: number; retryAfter?: number };
}

/** The right to send one operation. */
export interface Ticket {
  /** Say what came of it, in any case: what it cost, that the answer named no cost, or that there was no answer. */
  done(outcome: Cost | "costless" | "unanswered"): void;
}

/** Kept back, because the platform's clock and ours count apart. */
const MARGIN = 0.02;

/**
 * Sends no faster than the points allow: the platform says what is left and what comes back, so waiting a little beforehand
 * takes the place of being refused. The first operation goes alone, to learn where we stand.
 */
export class Pace {
  /** Points we believe to have, those of operations in flight not yet taken off; unknown until the first answer. */
  #points = Number.NaN;
  #at = 0;
  #rate = 0;
  /** The most we ever saw; points do not grow beyond. */
  #most = 0;
  #inFlight = 0;
  #admitted = 0;
  /** Points of those in flight. They may be held up and arrive together, so they must fit into what can be saved up. */
  #reserved = 0;
  #unpaced = false;
  readonly #costs = new Map<string, number>();
  #dearest = 1;
  #turn: Promise<unknown> = Promise.resolve();
  #answered: (() => void) | undefined;

  /** Waits for this operation's turn and for its points. */
  admit(document: string, signal?: AbortSignal | null): Promise<Ticket> {
    const admission = this.#turn.then(async () => {
      signal?.throwIfAborted();
      if (this.#unpaced) return this.#ticket(document, 0);
      if (Number.isNaN(this.#points)) {
        if (this.#inFlight > 0) await unlessAborted(this.#nextAnswer(), signal);
        if (this.#unpaced || Number.isNaN(this.#points)) return this.#ticket(document, 0);
      }
      const cost = Math.min(this.#costs.get(document) ?? this.#dearest, this.#most * (1 - MARGIN));
      while (this.#reserved > 0 && this.#reserved + cost > this.#most * (1 - MARGIN))
        await unlessAborted(this.#nextAnswer(), signal);
      for (let missing = this.#missing(cost); missing > 0; missing = this.#missing(cost)) {
        await wait(Math.ceil((missing / this.#rate) * 1000), signal);
      }
      return this.#ticket(document, cost);
    });
    this.#turn = admission.catch(() => undefined);
    return admission;
  }

  #nextAnswer(): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  #ticket(document: string, taken: number): Ticket {
    const before = this.#inFlight;
    this.#inFlight += 1;
    this.#admitted += 1;
    this.#reserved += taken;
    const number = this.#admitted;
    return {
      done: (outcome) => {
        this.#inFlight -= 1;
        this.#reserved -= taken;
        const wasAlone = before === 0 && number === this.#admitted;
        if (typeof outcome === "object") this.#learn(document, outcome, wasAlone);
        else if (outcome === "costless" && Number.isNaN(this.#points)) this.#unpaced = true;
        this.#answered?.();
        this.#answered = undefined;
      },
    };
  }

  /** What the platform says may be older than what we know, unless the operation was alone: then it is taken as it is. */
  #learn(document: string, { requested, actual, throttle }: Cost, wasAlone: boolean): void {
    this.#costs.set(document, Math.max(requested, this.#costs.get(document) ?? 0));
    this.#dearest = Math.max(this.#dearest, requested);
    this.#rate = throttle.restoreRate;
    this.#most = Math.max(this.#most, throttle.available);
    const believed = this.#now() - actual;
    this.#points =
      Number.isNaN(believed) || wasAlone ? throttle.available : Math.min(throttle.available, believed);
    this.#at = performance.now();
  }

  /** Points short of what an operation costs, the margin kept. */
  #missing(cost: number): number {
    return this.#rate > 0 ? cost + this.#reserved + this.#most * MARGIN - this.#now() : 0;
  }

  #now(): number {
    const now = performance.now();
    this.#points = Math.min(this.#most, this.#points + ((now - this.#at) / 1000) * this.#rate);
    this.#at = now;
    return this.#points;
  }
}
