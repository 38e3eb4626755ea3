import { refuse } from "../platform/access.ts";
import type { Caller } from "../platform/caller.ts";
import { limitKey } from "../platform/client-address.ts";
import type { Clock } from "../platform/clock.ts";
import { at, type Problem, Refusal } from "../platform/refusal.ts";
import type { Authenticated } from "./authentication.ts";
import type { ClientRules } from "./client-rules.ts";
import { consentProblem } from "./consent-standing.ts";
import { reject } from "./refusals.ts";
import type { Revocations } from "./revocations.ts";

/** How many streams one app, or one anonymous address, may hold open. */
export interface StreamBounds {
  app: number;
  anonymous: number;
}

/** Open streams: counted by caller, and ended when the caller's token ends or the consent behind it is withdrawn. */
export class Streams {
  readonly #open = new Map<string, number>();
  readonly #bounds: StreamBounds;
  readonly #revocations: Revocations;
  readonly #clock: Clock;
  readonly #clients: ClientRules | undefined;

  constructor(
    revocations: Revocations,
    clock: Clock,
    bounds: Partial<StreamBounds> = {},
    clients?: ClientRules,
  ) {
    this.#revocations = revocations;
    this.#clock = clock;
    this.#clients = clients;
    this.#bounds = { app: 200, anonymous: 10, ...bounds };
  }

  /** Counts a stream in; answers how to count it out. Throws TOO_MANY_STREAMS. */
  enter(caller: Caller): () => void {
    const key = caller.appId ?? `ip ${limitKey(caller.ip ?? "")}`;
    const max = caller.appId === undefined ? this.#bounds.anonymous : this.#bounds.app;
    const open = this.#open.get(key) ?? 0;
    if (open >= max)
      throw new Refusal([at({ ...reject.TOO_MANY_STREAMS, retryAfterSeconds: 10 }, [], { max })]);
    this.#open.set(key, open + 1);
    let counted = true;
    return () => {
      if (!counted) return;
      counted = false;
      const left = (this.#open.get(key) ?? 1) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }

  /** Calls back once, with the reason, when the caller may listen no longer, at once if that is so already; answers how to stop watching. */
  watch({ caller, issued, ip = "", expires }: Authenticated, ended: (problem: Problem) => void): () => void {
    const consentEnded = () => {
      const problem = consentProblem(this.#revocations, caller);
      return problem?.code === "SERVICE_UNAVAILABLE" ? undefined : problem;
    };
    const clientEnded = () => (issued === undefined ? undefined : this.#clients?.problem(caller, issued, ip));
    const already = consentEnded() ?? clientEnded();
    if (already) {
      ended(already);
      return () => undefined;
    }
    const untilExpiry = expires === undefined ? undefined : expires * 1000 - this.#clock.now().getTime();
    const timer =
      untilExpiry === undefined
        ? undefined
        : setTimeout(() => ended(refuse.TOKEN_EXPIRED), Math.max(0, untilExpiry)).unref();
    const ground = caller.consentId ?? caller.officeSessionId;
    const stop =
      ground === undefined
        ? undefined
        : this.#revocations.onRevoked(ground, () => {
            const problem = consentEnded();
            if (problem) ended(problem);
          });
    // An app that is suspended says nothing any more: its idle connection is ended when that is heard, not at its next word.
    const stopClients = this.#clients?.onChange?.(() => {
      const problem = clientEnded();
      if (problem) ended(problem);
    });
    return () => {
      clearTimeout(timer);
      stopClients?.();
      stop?.();
    };
  }
}

/** A stream of answers that can be ended from outside. */
export interface Endable<T> extends AsyncGenerator<T> {
  /** Ends it after one last thing, also while it waits for its source. */
  end(last: T): void;
}

/**
 * The source, each of its answers mapped. Unlike an async generator it can be ended while it waits for the source, which
 * a subscriber who leaves a quiet subscription does; `left` is called once, when it is over for whatever reason.
 */
export function endable<S, T>(
  source: AsyncIterator<S>,
  map: (value: S) => T,
  left: () => void = () => undefined,
): Endable<T> {
  const over: IteratorResult<T> = { done: true, value: undefined };
  let isOver = false;
  let last: IteratorResult<T> = over;
  let wake: (() => void) | undefined;
  const finish = () => {
    if (isOver) return;
    isOver = true;
    left();
    wake?.();
    source.return?.()?.catch(() => undefined);
  };
  const lastThing = () => {
    const said = last;
    last = over;
    return said;
  };
  return {
    next: () => {
      if (isOver) return Promise.resolve(lastThing());
      return new Promise((settle, fail) => {
        wake = () => settle(lastThing());
        source.next().then(
          ({ done, value }) => {
            if (isOver) return;
            if (!done) return settle({ done: false, value: map(value) });
            finish();
          },
          (error) => {
            fail(error);
            finish();
          },
        );
      });
    },
    return: async () => {
      finish();
      return over;
    },
    throw: async (error) => {
      finish();
      throw error;
    },
    end(value) {
      if (!isOver) last = { done: false, value };
      finish();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => finish(),
  };
}
