import type { Clock } from "../platform/clock.ts";

/** Where withdrawn consents are learned from. */
export interface RevocationSource {
  /** Ids of the consents withdrawn in the last ten minutes: longer than any access token lives. */
  loadRevoked(): Promise<string[]>;
  /**
   * Calls back at once for each consent withdrawn from now on; answers how to stop. `lost` is called when the listener
   * dies: it is replaced with the next load, and made up for by loading until then.
   */
  listen(onRevoked: (consentId: string) => void, lost: () => void): Promise<() => Promise<void>>;
}

export interface Revocations {
  /** `UNKNOWN` when the last look is too old to tell: the caller refuses then. */
  state(consentId: string): "ALIVE" | "REVOKED" | "UNKNOWN";
  /** Calls back when this consent is withdrawn; answers how to stop. */
  onRevoked(consentId: string, callback: () => void): () => void;
  close(): Promise<void>;
}

export interface RevocationOptions {
  clock: Clock;
  /** How often to load, in milliseconds; each load is also the heartbeat. */
  everyMs?: number;
  /** Told when loading or listening fails, once per failure. */
  failed?: (error: unknown) => void;
}

const RELOAD_MS = 1000;
/** Nothing is believed on the word of an older look. */
const BELIEVED_FOR_MS = 5000;
const KEPT_FOR_MS = 11 * 60_000;

/** Listens first and loads then, so that nothing withdrawn in between is missed; reloads each second. */
export async function watchRevocations(
  source: RevocationSource,
  options: RevocationOptions,
): Promise<Revocations> {
  const { clock, everyMs = RELOAD_MS, failed = () => undefined } = options;
  const now = () => clock.now().getTime();
  const revoked = new Map<string, number>();
  const watchers = new Map<string, Set<() => void>>();
  let believedAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => Promise<void>) | undefined;

  const learn = (consentId: string) => {
    const isNew = !revoked.has(consentId);
    revoked.set(consentId, now());
    if (isNew) for (const callback of [...(watchers.get(consentId) ?? [])]) callback();
  };
  const lost = () => {
    stop = undefined;
  };
  const load = async () => {
    const started = now();
    try {
      stop ??= await source.listen(learn, lost);
      for (const consentId of await source.loadRevoked()) learn(consentId);
      believedAt = Math.max(believedAt, started);
      for (const [consentId, at] of revoked) if (started - at > KEPT_FOR_MS) revoked.delete(consentId);
    } catch (error) {
      failed(error);
    }
  };
  const again = async () => {
    await load();
    if (!closed) timer = setTimeout(again, everyMs).unref();
  };
  await again();

  return {
    state(consentId) {
      if (revoked.has(consentId)) return "REVOKED";
      return now() - believedAt > BELIEVED_FOR_MS ? "UNKNOWN" : "ALIVE";
    },
    onRevoked(consentId, callback) {
      const callbacks = watchers.get(consentId) ?? new Set();
      watchers.set(consentId, callbacks.add(callback));
      return () => {
        callbacks.delete(callback);
        if (callbacks.size === 0) watchers.delete(consentId);
      };
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await stop?.();
    },
  };
}
