import * as oauth from "oauth4webapi";
import { type AccessToken, type Auth, isFresh, SingleFlight } from "./auth.ts";
import { type AppOptions, AuthorizationServer, translated } from "./authorization-server.ts";
import { DpopKey } from "./dpop.ts";
import { OpenTaxError, sdkError } from "./errors.ts";
import type { MessageSigning } from "./message-signing.ts";
import { memoryStore, type StoredSession, type StoredTokens, type TokenStore } from "./token-store.ts";

/** What an app wants a taxpayer's data for (RFC 9396). One purpose at a time; the consent page shows it. */
export interface TaxData {
  /** From the platform's closed list, such as `BOOKKEEPING`. */
  purpose: string;
  /** The tax periods asked for, as days, both inclusive. Left out where the purpose has no periods. */
  periodFrom?: string;
  periodTo?: string;
  /** The taxpayer's id when the app knows for whom it asks; otherwise the person chooses. */
  taxpayer?: string;
}

export interface AuthorizationCodeOptions extends AppOptions {
  /** One of the addresses the app is registered with. */
  redirectUri: string;
  /** Each is shown on the consent page, and the person may leave some out. */
  scope: readonly string[];
  /** What for. Only the platform's own portal goes without. */
  taxData?: TaxData;
  /** Where tokens are kept. In memory unless said otherwise. */
  store?: TokenStore;
  /** `messageSigning`, for an app that may file, pay or issue invoices: it has to sign its requests. */
  signing?: MessageSigning;
  /** The language of the pages. */
  locale?: "zh-CN" | "en";
}

/**
 * An app that acts for a taxpayer who has consented (FAPI 2.0: pushed request, PKCE, `private_key_jwt`, DPoP).
 *
 * Send the person to `start()`, give the address they come back to to `finish()`, and use it as `auth` of a client. With
 * a store that outlives the process the consent page is seen once: the tokens are renewed as long as the consent lives.
 */
export class AuthorizationCode implements Auth {
  readonly #options: AuthorizationCodeOptions;
  readonly #server: AuthorizationServer;
  readonly #store: TokenStore;
  readonly #flight = new SingleFlight<AccessToken>();
  #key: { of: StoredSession["key"]; key: DpopKey } | undefined;
  #current: AccessToken | undefined;

  constructor(options: AuthorizationCodeOptions) {
    this.#options = options;
    this.#server = new AuthorizationServer(options);
    this.#store = options.store ?? memoryStore();
  }

  /** Announces the request to the platform and answers the address of the consent page. */
  async start(): Promise<URL> {
    const { environment, redirectUri, scope, taxData, locale } = this.#options;
    const [as, authentication] = [await this.#server.metadata(), await this.#server.authentication()];
    const session = (await this.#store.load()) ?? { key: await this.#newKey() };
    const key = await this.#keyOf(session);
    const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
    const parameters = new URLSearchParams({
      response_type: "code",
      redirect_uri: redirectUri,
      scope: scope.join(" "),
      resource: environment.graph,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...(taxData ? { authorization_details: JSON.stringify([{ type: "tax_data", ...taxData }]) } : {}),
      ...(locale ? { ui_locales: locale } : {}),
    });
    const { client } = this.#server;
    const pushed = await this.#server.talk(
      async () =>
        oauth.pushedAuthorizationRequest(as, client, authentication, await this.#signed(as, parameters), {
          DPoP: this.#server.dpop(key),
          ...this.#server.http(),
        }),
      (response) => oauth.processPushedAuthorizationResponse(as, client, response),
    );
    await this.#store.save({ ...session, pending: { state, verifier } });
    const page = new URL(as.authorization_endpoint!);
    page.searchParams.set("client_id", client.client_id);
    page.searchParams.set("request_uri", pushed.request_uri);
    return page;
  }

  /** Takes the address the person came back to and fetches the tokens. Throws ACCESS_DENIED, APPROVAL_PENDING and others. */
  async finish(callback: URL): Promise<void> {
    const session = await this.#store.load();
    if (!session?.pending)
      throw sdkError("SIGN_IN_REQUIRED", { reason: "no authorization was begun here, or it is finished" });
    const { state, verifier } = session.pending;
    const [as, authentication, key] = [
      await this.#server.metadata(),
      await this.#server.authentication(),
      await this.#keyOf(session),
    ];
    const { client } = this.#server;
    const parameters = await this.#validated(as, callback, state);
    const { redirectUri } = this.#options;
    const answer = await this.#server.talk(
      () =>
        oauth.authorizationCodeGrantRequest(as, client, authentication, parameters, redirectUri, verifier, {
          DPoP: this.#server.dpop(key),
          ...this.#server.http(),
        }),
      (response) => oauth.processAuthorizationCodeResponse(as, client, response),
    );
    this.#current = undefined;
    await this.#store.save({ key: session.key, tokens: this.#tokensOf(answer) });
  }

  /** The parameters as one signed object, where the app signs. */
  async #signed(as: oauth.AuthorizationServer, parameters: URLSearchParams): Promise<URLSearchParams> {
    const { signing } = this.#options;
    if (!signing) return parameters;
    const key = await this.#server.signingKey();
    if (!key)
      throw sdkError("AUTHORIZATION_FAILED", { reason: "requests are signed with the app's own key" });
    return signing.request(as, this.#server.client, parameters, key);
  }

  async #validated(as: oauth.AuthorizationServer, callback: URL, state: string): Promise<URLSearchParams> {
    const { client } = this.#server;
    try {
      const { signing } = this.#options;
      return signing
        ? await signing.response(as, client, callback, state, this.#server.http())
        : oauth.validateAuthResponse(as, client, callback, state);
    } catch (error) {
      throw translated(error);
    }
  }

  /** Whether there is a consent to act under, as far as is known here. It may have been withdrawn meanwhile. */
  async isSignedIn(): Promise<boolean> {
    const tokens = (await this.#store.load())?.tokens;
    return tokens !== undefined && (tokens.refreshToken !== undefined || isFresh(tokens));
  }

  /** The scopes the person granted, which may be fewer than were asked for. */
  async grantedScopes(): Promise<readonly string[]> {
    return (await this.#store.load())?.tokens?.scope ?? [];
  }

  /** A living access token. Throws SIGN_IN_REQUIRED when there is no consent or it has ended. */
  async token(): Promise<AccessToken> {
    return this.#current && isFresh(this.#current) ? this.#current : this.#renewOnce(undefined);
  }

  /** A token in place of one the platform refused. */
  renew(refused: AccessToken): Promise<AccessToken> {
    return this.#renewOnce(refused.value);
  }

  /** Ends the tokens here and at the platform. The consent itself lives until the taxpayer withdraws it. */
  async signOut(): Promise<void> {
    const session = await this.#store.load();
    await this.#store.save(undefined);
    this.#current = undefined;
    const refreshToken = session?.tokens?.refreshToken;
    if (!refreshToken) return;
    const [as, authentication] = [await this.#server.metadata(), await this.#server.authentication()];
    await this.#server.talk(
      () =>
        oauth.revocationRequest(as, this.#server.client, authentication, refreshToken, this.#server.http()),
      (response) => oauth.processRevocationResponse(response),
    );
  }

  #renewOnce(refused: string | undefined): Promise<AccessToken> {
    return this.#flight.run(() => this.#store.exclusively(() => this.#refresh(refused)));
  }

  /** Only one at a time comes here; another process may have been here before. */
  async #refresh(refused: string | undefined): Promise<AccessToken> {
    const session = await this.#store.load();
    if (!session?.tokens) throw sdkError("SIGN_IN_REQUIRED");
    const { tokens } = session;
    if (isFresh(tokens) && tokens.accessToken !== refused) return this.#accessToken(session, tokens);
    const { refreshToken } = tokens;
    if (!refreshToken) throw sdkError("SIGN_IN_REQUIRED");
    const [as, authentication, key] = [
      await this.#server.metadata(),
      await this.#server.authentication(),
      await this.#keyOf(session),
    ];
    const { client } = this.#server;
    try {
      const answer = await this.#server.talk(
        () =>
          oauth.refreshTokenGrantRequest(as, client, authentication, refreshToken, {
            DPoP: this.#server.dpop(key),
            ...this.#server.http(),
          }),
        (response) => oauth.processRefreshTokenResponse(as, client, response),
      );
      const renewed = this.#tokensOf(answer, tokens);
      await this.#store.save({ ...session, tokens: renewed });
      return this.#accessToken(session, renewed);
    } catch (error) {
      if (error instanceof OpenTaxError && error.has("SIGN_IN_REQUIRED")) {
        this.#current = undefined;
        await this.#store.save({ key: session.key });
      }
      throw error;
    }
  }

  /** What an answer of the token endpoint says; what it leaves out stays as it was. */
  #tokensOf(answer: oauth.TokenEndpointResponse, before?: StoredTokens): StoredTokens {
    return {
      accessToken: answer.access_token,
      expiresAt: Date.now() + (answer.expires_in ?? 60) * 1000,
      refreshToken: answer.refresh_token ?? before?.refreshToken,
      scope: answer.scope?.split(" ") ?? before?.scope ?? [...this.#options.scope],
    };
  }

  async #accessToken(session: StoredSession, { accessToken, expiresAt }: StoredTokens): Promise<AccessToken> {
    this.#current = { value: accessToken, key: await this.#keyOf(session), expiresAt };
    return this.#current;
  }

  async #newKey(): Promise<StoredSession["key"]> {
    const key = await DpopKey.generate({ extractable: this.#store.text });
    return this.#store.text ? key.toJwk() : key.pair;
  }

  /** The session's key, imported once, so that it remembers the servers' nonces. */
  async #keyOf({ key: stored }: StoredSession): Promise<DpopKey> {
    if (!this.#key || !isSame(this.#key.of, stored)) {
      this.#key = {
        of: stored,
        key: "privateKey" in stored ? new DpopKey(stored) : await DpopKey.fromJwk(stored),
      };
    }
    return this.#key.key;
  }
}

/** A store of text hands out another object each time. */
const isSame = (one: StoredSession["key"], other: StoredSession["key"]) =>
  one === other || ("x" in one && "x" in other && one.x === other.x);

/** See `AuthorizationCode`. */
export const authorizationCode = (options: AuthorizationCodeOptions): AuthorizationCode =>
  new AuthorizationCode(options);
