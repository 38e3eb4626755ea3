import type { DpopKey } from "./dpop.ts";

/** An access token with the key that has to prove it in each request. */
export interface AccessToken {
  value: string;
  key: DpopKey;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** How a client comes to its tokens: `clientCredentials`, `authorizationCode`, or your own. */
export interface Auth {
  /** A token that is good for at least some seconds. Many callers at once cause one request. */
  token(): Promise<AccessToken>;
  /** A token in place of one the platform refused. */
  renew(refused: AccessToken): Promise<AccessToken>;
}

/** A token is renewed when less than this is left of it. */
export const LEEWAY_MILLISECONDS = 15_000;

export const isFresh = ({ expiresAt }: { expiresAt: number }): boolean =>
  Date.now() < expiresAt - LEEWAY_MILLISECONDS;

/** Work that many may ask for at once and that is done once. */
export class SingleFlight<T> {
  #flight: Promise<T> | undefined;

  run(work: () => Promise<T>): Promise<T> {
    this.#flight ??= work().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }
}
