import type { ReleaseState } from "../app-square/facts.ts";
import type { Clock } from "../platform/clock.ts";

/** Where releases are learned from. */
export interface ReleaseSource {
  /** One release with all its documents, which never change; nothing when there is none. */
  load(id: string): Promise<LoadedRelease | undefined>;
  /** Where these stand now. */
  states(ids: readonly string[]): Promise<readonly ReleaseState[]>;
  /** Ids of releases whose status has changed, as it changes. */
  changes: AsyncIterable<Readonly<Record<string, unknown>>>;
  /** Told when nothing could be learned. */
  failed(error: unknown): void;
}

export interface LoadedRelease extends ReleaseState {
  documents: readonly { hash: string; text: string }[];
}

/** What is known of one release's status; replaced whole when it changes. */
export interface Standing {
  state: ReleaseState;
  /** When it was last learned, in milliseconds. */
  believedAt: number;
}

const RELOAD_MS = 1000;
/** Nothing is believed on the word of an older look. */
const BELIEVED_FOR_MS = 5000;

/** Keeps the status of the releases in use: at once when told, and by looking each second. */
export class ReleaseStates {
  readonly #source: ReleaseSource;
  readonly #clock: Clock;
  readonly #standings = new Map<string, Standing>();
  readonly #watchers = new Map<string, Set<() => void>>();
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: ReleaseSource, clock: Clock, everyMs = RELOAD_MS) {
    this.#source = source;
    this.#clock = clock;
    const again = () => {
      this.#timer = setTimeout(
        () => void this.#look([...this.#standings.keys()]).then(next),
        everyMs,
      ).unref();
    };
    const next = () => void (this.#closed || again());
    again();
    void this.#listen();
  }

  /** Begins to keep the status of a release. */
  learn(state: ReleaseState): void {
    this.#standings.set(state.id, { state, believedAt: this.#now() });
  }

  forget(id: string): void {
    this.#standings.delete(id);
  }

  /** Where a release stands; nothing when that is not known, or has not been for five seconds. */
  of(id: string): ReleaseState | undefined {
    const standing = this.#standings.get(id);
    return standing && this.#now() - standing.believedAt <= BELIEVED_FOR_MS ? standing.state : undefined;
  }

  /** Calls back whenever the status of this release has changed; answers how to stop. */
  onChange(id: string, callback: () => void): () => void {
    const callbacks = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, callbacks.add(callback));
    return () => {
      callbacks.delete(callback);
      if (callbacks.size === 0) this.#watchers.delete(id);
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #listen(): Promise<void> {
    for await (const { id } of this.#source.changes) {
      if (this.#closed) return;
      if (typeof id === "string" && this.#standings.has(id)) await this.#look([id]);
    }
  }

  async #look(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const believedAt = this.#now();
    try {
      for (const state of await this.#source.states(ids)) {
        const known = this.#standings.get(state.id);
        if (!known || known.believedAt > believedAt) continue;
        this.#standings.set(state.id, { state, believedAt });
        if (known.state.status !== state.status)
          for (const callback of [...(this.#watchers.get(state.id) ?? [])]) callback();
      }
    } catch (error) {
      if (!this.#closed) this.#source.failed(error);
    }
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
