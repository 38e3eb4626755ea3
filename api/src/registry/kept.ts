import type { Pool } from "pg";
import type { Database } from "../platform/context.ts";
import type { Events } from "../platform/events.ts";

/** How old what is kept may be, in milliseconds, should an announcement be lost with its connection. */
const MOST_OLD_MS = 30_000;

interface Entry<T> {
  value: Promise<T>;
  at: number;
}

/**
 * Small tables that change a few times a year, kept in the process for each database that is watched, so that reading
 * them costs no query. An announcement of their topic drops what is kept. A database nobody watches is read each time.
 */
export class Kept<T> {
  readonly topic: string;
  readonly #load: (pool: Pool) => Promise<T>;
  readonly #entries = new WeakMap<Pool, Entry<T>>();
  readonly #watched = new WeakSet<Pool>();

  constructor(topic: string, load: (pool: Pool) => Promise<T>) {
    this.topic = topic;
    this.#load = load;
  }

  /** What the tables hold, loaded at most once between two changes. */
  of(pool: Pool): Promise<T> {
    if (!this.#watched.has(pool)) return this.#load(pool);
    const kept = this.#entries.get(pool);
    if (kept && performance.now() - kept.at < MOST_OLD_MS) return kept.value;
    const entry = { value: this.#load(pool), at: performance.now() };
    this.#entries.set(pool, entry);
    // What could not be loaded is asked for again.
    entry.value.catch(() => {
      if (this.#entries.get(pool) === entry) this.#entries.delete(pool);
    });
    return entry.value;
  }

  /** Keeps the tables of a database from now on, until the answered function is called. */
  watch({ reader, writer }: Pick<Database, "reader" | "writer">, events: Events): () => void {
    const pools = [reader, writer];
    const changes = events.of(this.topic);
    const drop = () => {
      for (const pool of pools) this.#entries.delete(pool);
    };
    const listen = async () => {
      for await (const _change of changes) drop();
    };
    void listen();
    for (const pool of pools) this.#watched.add(pool);
    return () => {
      for (const pool of pools) this.#watched.delete(pool);
      drop();
      void changes.return(undefined);
    };
  }
}
