import * as oauth from "oauth4webapi";
import { type EnvironmentAddress, runtimeConfig } from "../platform/runtime-config.ts";
import { forgetProofKey, newProofKey, proofKey } from "./key-store.ts";

/** A signed-in sandbox person. Lives in memory only: reloading the page signs out. */
export interface Session {
  scope: string;
  expiresAt: number;
}

interface Grant extends Session {
  accessToken: string;
  refreshToken?: string;
  proof: oauth.DPoPHandle;
}

interface Begun {
  verifier: string;
  state: string;
  returnTo: string;
}

const BEGUN = "open-tax-sign-in";
/** What the explorer asks for. The portal is the platform's own tool, so the person acts for themselves: no purpose. */
const SCOPES = ["openid", "taxpayer:read", "invoice:read", "consent:manage"];

let grant: Grant | undefined;
let shown: Session | undefined;
const watchers = new Set<() => void>();

function become(next: Grant | undefined) {
  grant = next;
  shown = next && { scope: next.scope, expiresAt: next.expiresAt };
  for (const watcher of watchers) watcher();
}

/** For `useSyncExternalStore`. */
export const watchSession = (watcher: () => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};
export const currentSession = () => shown;

const redirectUri = () => `${location.origin}/signed-in`;
const overHttp = (url: string) => ({ [oauth.allowInsecureRequests]: url.startsWith("http:") });

async function discover(environment: EnvironmentAddress) {
  const issuer = new URL(environment.issuer);
  const found = await oauth.discoveryRequest(issuer, {
    algorithm: "oauth2",
    ...overHttp(environment.issuer),
  });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client: oauth.Client = { client_id: environment.clientId };
  return { server, client };
}

/** Runs a request again once when the server asks for its nonce; the handle has learned it by then. */
async function withNonce<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return request();
    throw error;
  }
}

/** Leaves for the sandbox's sign-in page by way of a pushed request (PAR, PKCE, DPoP). */
export async function signIn(returnTo: string): Promise<void> {
  const { sandbox } = (await runtimeConfig()).environments;
  const { server, client } = await discover(sandbox);
  const proof = oauth.DPoP(client, await newProofKey());
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri(),
    response_type: "code",
    scope: SCOPES.join(" "),
    resource: sandbox.graph,
    state,
    ui_locales: document.documentElement.lang,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const pushed = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      server,
      client,
      await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, {
        DPoP: proof,
        ...overHttp(sandbox.issuer),
      }),
    ),
  );
  sessionStorage.setItem(BEGUN, JSON.stringify({ verifier, state, returnTo } satisfies Begun));
  const authorize = new URL(server.authorization_endpoint as string);
  authorize.search = new URLSearchParams({
    client_id: client.client_id,
    request_uri: pushed.request_uri,
  }).toString();
  location.assign(authorize);
}

/** Where the sign-in that is under way began, if one is. */
export function signInBegan(): string | undefined {
  const begun = sessionStorage.getItem(BEGUN);
  return begun ? (JSON.parse(begun) as Begun).returnTo : undefined;
}

/** Exchanges the code in the callback's address for a token and answers where to go back to. */
export async function completeSignIn(callback: URL): Promise<string> {
  const begun = sessionStorage.getItem(BEGUN);
  const pair = await proofKey();
  sessionStorage.removeItem(BEGUN);
  if (!begun || !pair) throw new Error("no sign-in is under way in this browser tab");
  const { verifier, state, returnTo } = JSON.parse(begun) as Begun;
  const { sandbox } = (await runtimeConfig()).environments;
  const { server, client } = await discover(sandbox);
  const proof = oauth.DPoP(client, pair);
  const answer = oauth.validateAuthResponse(server, client, callback, state);
  const tokens = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      server,
      client,
      await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        answer,
        redirectUri(),
        verifier,
        {
          DPoP: proof,
          additionalParameters: { resource: sandbox.graph },
          ...overHttp(sandbox.issuer),
        },
      ),
    ),
  );
  become(granted(tokens, proof));
  return returnTo;
}

const granted = (tokens: oauth.TokenEndpointResponse, proof: oauth.DPoPHandle, before?: Grant): Grant => ({
  accessToken: tokens.access_token,
  refreshToken: tokens.refresh_token ?? before?.refreshToken,
  scope: tokens.scope ?? before?.scope ?? "",
  expiresAt: Date.now() + (tokens.expires_in ?? 300) * 1000,
  proof,
});

/** Forgets the token and its key. The consent stays: withdrawing it is the taxpayer's own act. */
export async function signOut(): Promise<void> {
  become(undefined);
  await forgetProofKey();
}

let refreshing: Promise<void> | undefined;

/** A public client's refresh token works once, so two queries at once must share one refresh. */
async function refreshed(): Promise<Grant | undefined> {
  if (!grant || grant.expiresAt > Date.now() + 10_000) return grant;
  if (!grant.refreshToken) {
    become(undefined);
    return undefined;
  }
  refreshing ??= refresh(grant).finally(() => {
    refreshing = undefined;
  });
  await refreshing;
  return grant;
}

async function refresh(old: Grant): Promise<void> {
  const { sandbox } = (await runtimeConfig()).environments;
  const { server, client } = await discover(sandbox);
  try {
    const tokens = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, oauth.None(), old.refreshToken as string, {
          DPoP: old.proof,
          ...overHttp(sandbox.issuer),
        }),
      ),
    );
    become(granted(tokens, old.proof, old));
  } catch {
    become(undefined);
  }
}

/** POSTs to a graph: as the signed-in person where a token fits, else as anybody. Each call carries its own proof. */
export async function post(
  url: string,
  headers: Headers,
  body: string,
  asPerson: boolean,
  signal?: AbortSignal,
) {
  const current = asPerson ? await refreshed() : undefined;
  if (!current) return fetch(url, { method: "POST", headers, body, signal });
  try {
    return await withNonce(() =>
      oauth.protectedResourceRequest(current.accessToken, "POST", new URL(url), headers, body, {
        DPoP: current.proof,
        signal,
        ...overHttp(url),
      }),
    );
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
    throw error;
  }
}
