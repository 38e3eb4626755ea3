import { compactVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Caller } from "./caller.ts";
import type { Environment } from "./context.ts";

/** What one of our processes says to another of the caller it asks for. */
export interface InternalClaims {
  caller: Caller;
  environment: string;
  /** The subgraph that is asked. */
  aud: string;
  /** Seconds since 1970. */
  exp: number;
}

/** The longest a token may live, in seconds: one taken down today is of no use in a minute. */
const LONGEST_S = 60;

/** The type of the token, so that none of another kind passes for it. */
export const INTERNAL_TOKEN_TYPE = "open-tax-internal+jwt";

/** Reads the caller off `authorization: Internal <JWS>`; `undefined` when it is missing, forged, expired or meant for another. */
export function internalCaller(subgraph: string, environment: Environment) {
  const verified = new LRUCache<string, InternalClaims>({ max: 1_000 });

  const read = async (token: string): Promise<InternalClaims> => {
    const { payload } = await compactVerify(
      token,
      ({ kid, typ }) => {
        const key = environment.keys.of("internal").find((candidate) => candidate.kid === kid);
        if (!key || typ !== INTERNAL_TOKEN_TYPE) throw new Error("unknown key or type");
        return key.publicKey;
      },
      { algorithms: ["ES256"] },
    );
    return JSON.parse(new TextDecoder().decode(payload)) as InternalClaims;
  };

  return async (authorization: string | undefined): Promise<Caller | undefined> => {
    const [scheme, token] = authorization?.split(" ") ?? [];
    if (scheme !== "Internal" || !token) return undefined;
    const claims = verified.get(token) ?? (await read(token).catch(() => undefined));
    if (claims?.aud !== subgraph || claims.environment !== environment.name) return undefined;
    const left = claims.exp - Date.now() / 1000;
    if (!(left > 0 && left <= LONGEST_S)) return undefined;
    verified.set(token, claims);
    return claims.caller;
  };
}
