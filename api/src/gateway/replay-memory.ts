import type { Clock } from "../platform/clock.ts";

/** Remembers each key for at least one lifetime and at most two, in two generations of which the older is dropped whole. */
export class ReplayMemory {
  readonly #lifetimeMs: number;
  readonly #clock: Clock;
  #younger = new Set<string>();
  #older = new Set<string>();
  #since: number;

  constructor(lifetimeSeconds: number, clock: Clock) {
    this.#lifetimeMs = lifetimeSeconds * 1000;
    this.#clock = clock;
    this.#since = clock.now().getTime();
  }

  /** True the first time a key is seen. */
  first(key: string): boolean {
    this.#age();
    if (this.#younger.has(key) || this.#older.has(key)) return false;
    this.#younger.add(key);
    return true;
  }

  #age(): void {
    const elapsed = this.#clock.now().getTime() - this.#since;
    if (elapsed < this.#lifetimeMs) return;
    this.#older = elapsed < 2 * this.#lifetimeMs ? this.#younger : new Set();
    this.#younger = new Set();
    this.#since += elapsed;
  }
}
