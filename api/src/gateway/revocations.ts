import type { Clock } from "../platform/clock.ts";

/** What became of a consent, as far as a verifier of tokens must know. */
export interface ConsentChange {
  id: string;
  status: string;
  /** Tokens issued under an earlier version are wider than the consent is now. */
  version: number;
  /** When, by the source's clock, in seconds: of two words the later counts. */
  at: number;
}

/** Where it is learned which consents may no longer be used as before. */
export interface RevocationSource {
  /** What changed in the last ten minutes: longer than any access token lives. */
  loadChanges(): Promise<ConsentChange[]>;
  /**
   * Calls back at once for each change from now on. `lost` is called when the listener dies: it is replaced with the
   * next load, and made up for by loading until then.
   */
  listen(onChange: (change: ConsentChange) => void, lost: () => void): Promise<Listener>;
}

export interface Listener {
  /** Resolves when everything committed before the call was called back for. */
  caughtUp(): Promise<unknown>;
  stop(): Promise<void>;
}

/** `UNKNOWN` when the last look is too old to tell: the caller refuses then. `NARROWED` when the token is older than the consent's last narrowing. */
export type ConsentStanding = "ALIVE" | "REVOKED" | "SUSPENDED" | "EXPIRED" | "NARROWED" | "UNKNOWN";

export interface Revocations {
  /** How a consent stands for a token that was issued under `version` of it. */
  state(consentId: string, version?: number): ConsentStanding;
  /** Calls back when this consent is no longer what it was; answers how to stop. */
  onRevoked(consentId: string, callback: () => void): () => void;
  /**
   * Resolves when everything committed before the call is known here. The answer to a write waits for it, so that a
   * person who is told that a consent has ended is never told too early.
   */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface RevocationOptions {
  clock: Clock;
  /** How often to load, in milliseconds; each load is also the heartbeat. */
  everyMs?: number;
  /** Told when loading or listening fails, once per failure. */
  failed?: (error: unknown) => void;
}

/** With the listener dead a change is still heard of within half a second. */
const RELOAD_MS = 250;
/** Nothing is believed on the word of an older look. */
const BELIEVED_FOR_MS = 5000;
const KEPT_FOR_MS = 11 * 60_000;

const STANDING: Readonly<Record<string, ConsentStanding>> = {
  REVOKED: "REVOKED",
  SUSPENDED: "SUSPENDED",
  EXPIRED: "EXPIRED",
};

/** Listens first and loads then, so that nothing that happens in between is missed; reloads four times a second. */
export async function watchRevocations(
  source: RevocationSource,
  options: RevocationOptions,
): Promise<Revocations> {
  const { clock, everyMs = RELOAD_MS, failed = () => undefined } = options;
  const now = () => clock.now().getTime();
  const changes = new Map<string, ConsentChange & { heard: number }>();
  const watchers = new Map<string, Set<() => void>>();
  let believedAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let listener: Listener | undefined;

  const learn = (change: ConsentChange) => {
    const before = changes.get(change.id);
    if (before && before.at > change.at) return;
    changes.set(change.id, { ...change, heard: now() });
    const isNew = !before || before.status !== change.status || before.version !== change.version;
    if (isNew) for (const callback of [...(watchers.get(change.id) ?? [])]) callback();
  };
  const lost = () => {
    listener = undefined;
  };
  const load = async () => {
    const started = now();
    try {
      listener ??= await source.listen(learn, lost);
      for (const change of await source.loadChanges()) learn(change);
      believedAt = Math.max(believedAt, started);
      for (const [id, { heard }] of changes) if (started - heard > KEPT_FOR_MS) changes.delete(id);
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
    state(consentId, version = 0) {
      const change = changes.get(consentId);
      const standing = change && STANDING[change.status];
      if (standing) return standing;
      if (now() - believedAt > BELIEVED_FOR_MS) return "UNKNOWN";
      return change && change.version > Math.max(version, 1) ? "NARROWED" : "ALIVE";
    },
    onRevoked(consentId, callback) {
      const callbacks = watchers.get(consentId) ?? new Set();
      watchers.set(consentId, callbacks.add(callback));
      return () => {
        callbacks.delete(callback);
        if (callbacks.size === 0) watchers.delete(consentId);
      };
    },
    async settle() {
      const heard = await listener?.caughtUp().then(
        () => true,
        () => false,
      );
      if (!heard) await load();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await listener?.stop();
    },
  };
}
