import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as oauth from "oauth4webapi";
import { CALLBACK } from "./callback.ts";

/** 账易记账, the sample vendor's app. */
const BOOKKEEPING = "app_018f0000-0000-7000-8000-000000000001";
const options = { [oauth.allowInsecureRequests]: true as const };

/** What the graph answered. */
export interface Answer {
  data?: any;
  errors?: { message: string; extensions: { code: string } }[];
}

/** A request that waits for the taxpayer. */
export interface Pushed {
  /** Where the taxpayer's browser goes. */
  address: string;
  state: string;
  verifier: string;
}

/** The vendor's server: everything of the flow that happens outside the taxpayer's browser. */
export class Vendor {
  readonly #server: oauth.AuthorizationServer;
  readonly #auth: oauth.ClientAuth;
  readonly #proof: oauth.DPoPHandle;
  readonly #graph: URL;
  readonly #client: oauth.Client = { client_id: BOOKKEEPING };
  #token = "";

  private constructor(
    origin: string,
    server: oauth.AuthorizationServer,
    key: oauth.PrivateKey,
    pair: CryptoKeyPair,
    base: string,
  ) {
    this.#server = server;
    this.#graph = new URL(`${base}/graphql`, origin);
    this.#auth = oauth.PrivateKeyJwt(key);
    this.#proof = oauth.DPoP(this.#client, pair);
  }

  /** With the sample key the platform wrote at its first start; in the sandbox, unless `base` is empty. */
  static async at(origin: string, base: "/sandbox" | "" = "/sandbox"): Promise<Vendor> {
    const issuer = new URL(`${base}/oauth`, origin);
    const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const file = path.join(process.env.OPEN_TAX_DATA ?? "", "sample-apps", `${BOOKKEEPING}.jwk.json`);
    const jwk = JSON.parse(readFileSync(file, "utf8"));
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const key = await webcrypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
    const pair = await oauth.generateKeyPair("ES256");
    return new Vendor(origin, server, { key: key as CryptoKey, kid: jwk.kid }, pair, base);
  }

  /** Asks for what a bookkeeper needs, and for `more`. */
  async push(language: "zh-CN" | "en" = "zh-CN", more: Record<string, string> = {}): Promise<Pushed> {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const parameters = {
      response_type: "code",
      redirect_uri: CALLBACK,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      ui_locales: language,
      scope: "taxpayer:read invoice:read",
      authorization_details: JSON.stringify([
        { type: "tax_data", purpose: "BOOKKEEPING", periodFrom: "2025-01-01", periodTo: "2026-12-31" },
      ]),
      ...more,
    };
    const { request_uri } = await withNonce(async () =>
      oauth.processPushedAuthorizationResponse(
        this.#server,
        this.#client,
        await oauth.pushedAuthorizationRequest(this.#server, this.#client, this.#auth, parameters, {
          ...options,
          DPoP: this.#proof,
        }),
      ),
    );
    const address = new URL(this.#server.authorization_endpoint ?? "");
    address.search = new URLSearchParams({ client_id: BOOKKEEPING, request_uri }).toString();
    return { address: address.href, state, verifier };
  }

  /** Takes the address the browser came back at and gets the token; answers the number of the consent. */
  async redeem({ state, verifier }: Pushed, back: string): Promise<string> {
    const answer = oauth.validateAuthResponse(this.#server, this.#client, new URL(back), state);
    const request = () =>
      oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#auth,
        answer,
        CALLBACK,
        verifier,
        {
          ...options,
          DPoP: this.#proof,
        },
      );
    const tokens = await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(this.#server, this.#client, await request()),
    );
    this.#token = tokens.access_token;
    return this.claims.gid as string;
  }

  /** What the token says. */
  get claims(): Record<string, unknown> {
    const [, claims = ""] = this.#token.split(".");
    return JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
  }

  /** Why the browser came back without a code. */
  refusal({ state }: Pushed, back: string): string {
    try {
      oauth.validateAuthResponse(this.#server, this.#client, new URL(back), state);
      return "none";
    } catch (error) {
      if (error instanceof oauth.AuthorizationResponseError) return error.error;
      throw error;
    }
  }

  /** Asks the graph with the token. */
  async ask(query: string): Promise<Answer> {
    const headers = new Headers({ "content-type": "application/json" });
    const request = () =>
      oauth.protectedResourceRequest(this.#token, "POST", this.#graph, headers, JSON.stringify({ query }), {
        ...options,
        DPoP: this.#proof,
      });
    const response = await withNonce(request).catch((error: unknown) => {
      if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
      throw error;
    });
    return (await response.json()) as Answer;
  }
}

/** Does it again when the server asks for its nonce. */
async function withNonce<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return work();
    throw error;
  }
}
