/** What has to be kept of a consent between two runs of an app. Whoever holds it acts for the person: keep it secret. */
export interface StoredSession {
  /** The key all tokens are bound to; a JWK where the store keeps text. */
  key: CryptoKeyPair | JsonWebKey;
  /** An authorization request that was begun and not finished. */
  pending?: { state: string; verifier: string } | undefined;
  tokens?: StoredTokens | undefined;
}

export interface StoredTokens {
  accessToken: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  refreshToken?: string | undefined;
  /** The scopes that were granted, which may be fewer than were asked for. */
  scope: string[];
}

/** Where an app keeps its session with one consent. */
export interface TokenStore {
  /** True if it keeps text, so that the key has to be extractable. */
  readonly text: boolean;
  load(): Promise<StoredSession | undefined>;
  save(session: StoredSession | undefined): Promise<void>;
  /**
   * Runs work that no other process or tab with the same store may do at the same time. A public client's refresh token is
   * good once: two at once would end both.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/** Forgets everything with the process. The key cannot be read out of it. */
export function memoryStore(): TokenStore {
  let kept: StoredSession | undefined;
  return {
    text: false,
    load: async () => kept,
    save: async (session) => {
      kept = session;
    },
    exclusively: (work) => work(),
  };
}
