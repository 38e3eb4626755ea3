import { LRUCache } from "lru-cache";
import { refuse } from "../platform/access.ts";
import { isDatabaseAway } from "../platform/outage.ts";
import { Refusal } from "../platform/refusal.ts";
import { HttpRefusal } from "./http-refusal.ts";

/** Finds the list of fields that a hash stands for; nothing for an unknown one. */
export type FieldsByHash = (hash: string) => Promise<readonly string[] | undefined>;

const KEPT_LISTS = 2000;

/**
 * The fields consented to, by their hash in the token. A hash always stands for the same list, so it is looked up once,
 * and everybody with the same one gets the very same array, by which what may run is remembered.
 */
export class ConsentedFields {
  readonly #load: FieldsByHash;
  readonly #lists = new LRUCache<string, readonly string[]>({ max: KEPT_LISTS });

  constructor(load: FieldsByHash) {
    this.#load = load;
  }

  /** Throws UNAUTHENTICATED for a hash nobody knows, and SERVICE_UNAVAILABLE (503) while nothing can be looked up. */
  async of(hash: string): Promise<readonly string[]> {
    const known = this.#lists.get(hash);
    if (known) return known;
    const found = await this.#load(hash).catch(unknowable);
    if (!found)
      throw new Refusal([
        { ...refuse.UNAUTHENTICATED, details: { reason: "the list of consented fields is unknown" } },
      ]);
    // Somebody else may have asked at the same time: the first array stays the one.
    const list = this.#lists.get(hash) ?? Object.freeze([...found]);
    this.#lists.set(hash, list);
    return list;
  }
}

function unknowable(error: unknown): never {
  if (!isDatabaseAway(error)) throw error;
  const problem = { ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 };
  throw new HttpRefusal(503, problem, { "retry-after": "1" });
}
