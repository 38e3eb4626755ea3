import { LRUCache } from "lru-cache";
import type { Context } from "../platform/context.ts";
import { INTERNAL_TOKEN_TYPE, type InternalClaims } from "../platform/internal-caller.ts";

/** How long one of our processes trusts what another says of a caller, in seconds. */
const LIFETIME_S = 30;
/** How long a token is used again for the same caller and subgraph, in milliseconds. */
const REUSE_MS = 10_000;

/** Says to a subgraph in another process who is calling: `authorization: Internal <JWS>`. */
export type Signer = (context: Context) => Promise<string>;

/** A signer for one subgraph. The same caller is signed for once in ten seconds. */
export function internalToken(subgraph: string): Signer {
  const signed = new LRUCache<string, Promise<string>>({ max: 1_000, ttl: REUSE_MS });
  return ({ environment, caller }) => {
    const key = `${environment.keys.version} ${environment.name} ${JSON.stringify(caller)}`;
    const known = signed.get(key);
    if (known) return known;
    const exp = Math.floor(Date.now() / 1000) + LIFETIME_S;
    const claims: InternalClaims = { caller, environment: environment.name, aud: subgraph, exp };
    const token = environment.keys.sign("internal", INTERNAL_TOKEN_TYPE, claims);
    signed.set(key, token);
    token.catch(() => signed.delete(key));
    return token;
  };
}
