import type { Pool } from "pg";
import type { Events } from "./events.ts";
import { KEY_PURPOSES, Keys, readKeys } from "./keys.ts";
import { KEYS_CHANGED } from "./keys-life.ts";

const RELOAD_MS = 2_000;

interface Log {
  warn(what: object, message: string): void;
}

/** Which keys there are for what, which of them signs, and until when each verifies. */
const stateOf = (keys: Keys): string =>
  JSON.stringify(
    KEY_PURPOSES.map((purpose) => [
      keys.of(purpose).map(({ kid, retiresAt }) => [kid, retiresAt]),
      keys.jwks(purpose).keys.map(({ kid }) => kid),
    ]),
  );

/**
 * Keeps an environment's keys as its database has them: told at once, and looked up every two seconds. A key that
 * becomes active or retires in the meantime is a change too. Answers how to stop.
 */
export function watchKeys(keys: Keys, pool: Pool, events: Events, log: Log): () => void {
  let state = stateOf(keys);
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const reload = async () => {
    try {
      const loaded = await readKeys(pool);
      const found = new Keys(new Map());
      found.replace(loaded);
      if (closed || stateOf(found) === state) return;
      state = stateOf(found);
      keys.replace(loaded);
    } catch (error) {
      if (!closed) log.warn({ error }, "the signing keys cannot be looked up; those known stay in use");
    }
  };
  const again = () => {
    timer = setTimeout(() => void reload().then(() => closed || again()), RELOAD_MS).unref();
  };
  again();
  const listen = async () => {
    for await (const _change of events.of(KEYS_CHANGED)) if (!closed) await reload();
  };
  void listen();
  return () => {
    closed = true;
    clearTimeout(timer);
  };
}
