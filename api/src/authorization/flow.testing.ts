import type { webcrypto } from "node:crypto";
import { importJWK } from "jose";
import * as oauth from "oauth4webapi";
import { Browser } from "./browser.testing.ts";
import { BOOKKEEPING_APP, PORTAL_APP } from "./samples.ts";
import { fixture, type TestServer } from "./testing.ts";

/** An app as it runs in the tests: oauth4webapi, its own key, its own DPoP key. */
export interface App {
  as: oauth.AuthorizationServer;
  client: oauth.Client;
  auth: oauth.ClientAuth;
  dpop: oauth.DPoPHandle;
  redirectUri: string;
  options: { [oauth.allowInsecureRequests]: true };
}

const options = { [oauth.allowInsecureRequests]: true as const };

export async function discover(server: TestServer): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(server.environment.issuer);
  return oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" }),
  );
}

/** A confidential app with the sample key of `id`. */
export async function app(
  server: TestServer,
  id = BOOKKEEPING_APP,
  redirectUri = "http://127.0.0.1:4100/callback",
): Promise<App> {
  const jwk = server.sampleKey(id);
  const key = (await importJWK(jwk, "ES256")) as webcrypto.CryptoKey;
  const client: oauth.Client = { client_id: id };
  return {
    as: await discover(server),
    client,
    auth: oauth.PrivateKeyJwt({ key, kid: jwk.kid! }),
    dpop: oauth.DPoP(client, await oauth.generateKeyPair("ES256")),
    redirectUri,
    options,
  };
}

/** The portal: public, PKCE and DPoP. */
export async function portal(server: TestServer): Promise<App> {
  const client: oauth.Client = { client_id: PORTAL_APP, token_endpoint_auth_method: "none" };
  return {
    as: await discover(server),
    client,
    auth: oauth.None(),
    dpop: oauth.DPoP(client, await oauth.generateKeyPair("ES256")),
    redirectUri: `${server.origin}/signed-in`,
    options,
  };
}

/** Does it again when the server asks for a DPoP nonce. */
export async function withNonce<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return work();
    throw error;
  }
}

/** The OAuth error that refused it. */
export const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: { error?: string; cause?: { error?: string } }) =>
      error.error ?? error.cause?.error ?? String(error),
  );

export const bookkeeping = (more: object = {}) =>
  JSON.stringify([
    { type: "tax_data", purpose: "BOOKKEEPING", periodFrom: "2025-01-01", periodTo: "2026-12-31", ...more },
  ]);

export const ASKED = "taxpayer:read invoice:read filing:read";

export interface Started {
  verifier: string;
  state: string;
  url: string;
}

/** Pushes a request; answers where the browser goes. */
export async function push(app: App, parameters: Record<string, string> = {}): Promise<Started> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const request = {
    response_type: "code",
    redirect_uri: app.redirectUri,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    scope: ASKED,
    ...parameters,
  };
  const pushed = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      app.as,
      app.client,
      await oauth.pushedAuthorizationRequest(app.as, app.client, app.auth, request, {
        ...app.options,
        DPoP: app.dpop,
      }),
    ),
  );
  const url = new URL(app.as.authorization_endpoint!);
  url.searchParams.set("client_id", app.client.client_id);
  url.searchParams.set("request_uri", pushed.request_uri);
  return { verifier, state, url: url.href };
}

export interface Decision {
  person?: string;
  taxpayer?: string;
  scopes?: readonly string[];
  months?: number;
}

/** Signs in and agrees, by form posts; answers the address the browser ends at. */
export async function agree(
  url: string,
  decision: Decision = {},
  browser = new Browser(),
): Promise<{ browser: Browser; back: URL }> {
  const {
    person = fixture.person("01"),
    taxpayer = fixture.T1.taxpayerId,
    scopes = ["taxpayer:read", "invoice:read"],
    months = 6,
  } = decision;
  await browser.visit(url);
  if (browser.html.includes('name="person"')) await browser.submit([["person", person]]);
  await browser.submit([
    ["taxpayer", taxpayer],
    ...scopes.map((scope): [string, string] => ["scope", scope]),
    ["months", String(months)],
    ["decision", "grant"],
  ]);
  return { browser, back: new URL(browser.url) };
}

/** The token request with the code; the bare response. */
export function redeem(app: App, started: Started, back: URL): Promise<Response> {
  const parameters = oauth.validateAuthResponse(app.as, app.client, back, started.state);
  return oauth.authorizationCodeGrantRequest(
    app.as,
    app.client,
    app.auth,
    parameters,
    app.redirectUri,
    started.verifier,
    { ...app.options, DPoP: app.dpop },
  );
}

/** From nothing to tokens. */
export async function tokens(
  app: App,
  {
    parameters = { authorization_details: bookkeeping() } as Record<string, string>,
    decision = {} as Decision,
    browser = new Browser(),
  } = {},
) {
  const started = await push(app, parameters);
  const { back } = await agree(started.url, decision, browser);
  const answer = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(app.as, app.client, await redeem(app, started, back)),
  );
  return { answer, started, back, browser };
}
