import * as oauth from "oauth4webapi";
import { forgetKey, sessionKey } from "./key-store.ts";
import { type EnvironmentName, runtimeConfig } from "./runtime-config.ts";
import { endSession, SessionAway, type Way, wayTo } from "./session-endpoint.ts";
import { alone, hearTabs, type TabMessage, type Token, tellTabs } from "./tabs.ts";

/** Who is signed in to an environment. Tokens live in memory only: the refresh token is in a cookie of `/session`. */
export interface Session {
  environment: EnvironmentName;
  scope: string;
  personId: string;
  taxpayerId: string | undefined;
}

/** `unknown` until the browser has been asked; `away` when that could not be done. */
export type SignedIn = "unknown" | "no" | "away" | Session;

interface Grant extends Token {
  session: Session;
  /** For the graph; the authorization server's nonces are others, so proofs for it come from another handle. */
  proof: oauth.DPoPHandle;
}

/** That a session may be there: spares everybody else a request on each page. No secret. */
const HINT = "open-tax-signed-in";
const FRESH_MS = 20_000;

const grants = new Map<EnvironmentName, Grant>();
const states = new Map<EnvironmentName, SignedIn>();
const watchers = new Set<() => void>();

const hinted = (environment: EnvironmentName) => localStorage.getItem(`${HINT}-${environment}`) === "1";

function become(environment: EnvironmentName, state: SignedIn, grant?: Grant): void {
  if (grant) grants.set(environment, grant);
  else grants.delete(environment);
  states.set(environment, state);
  if (grant) localStorage.setItem(`${HINT}-${environment}`, "1");
  else if (state === "no") localStorage.removeItem(`${HINT}-${environment}`);
  for (const watcher of watchers) watcher();
}

let hearing = false;

/** For `useSyncExternalStore`. Whoever watches first makes this tab listen to the others. */
export const watchSessions = (watcher: () => void) => {
  if (!hearing) hearTabs(fromAnotherTab);
  hearing = true;
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};
export const signedInTo = (environment: EnvironmentName): SignedIn => states.get(environment) ?? "unknown";

/** Who the token is for; it is shown, never trusted: the graph decides by the token itself. */
function sessionOf(environment: EnvironmentName, { accessToken, scope }: Token): Session {
  const [, claims = ""] = accessToken.split(".");
  const bytes = Uint8Array.from(atob(claims.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
  const { sub, tp } = JSON.parse(new TextDecoder().decode(bytes));
  return { environment, scope, personId: sub, taxpayerId: tp };
}

/** Takes a token into use, got here or handed over by another tab. */
async function take(environment: EnvironmentName, token: Token): Promise<void> {
  const [pair, { environments }] = await Promise.all([sessionKey(environment), runtimeConfig()]);
  if (!pair) return become(environment, "no");
  const { graph } = environments[environment];
  const proof = oauth.DPoP({}, pair);
  const before = grants.get(environment);
  const taught = before?.accessToken === token.accessToken;
  if (!taught) await teach(proof, graph, token);
  const now = sessionOf(environment, token);
  const same = before && JSON.stringify(before.session) === JSON.stringify(now);
  become(environment, same ? before.session : now, { ...token, proof, session: now });
}

/** Lets the handle learn the graph's nonce from the answer of a request that is not sent: no refused first call. */
async function teach(proof: oauth.DPoPHandle, graph: string, { accessToken, graphNonce }: Token) {
  const answer = new Response(null, { status: 204, headers: { "dpop-nonce": graphNonce } });
  await oauth.protectedResourceRequest(accessToken, "POST", new URL(graph), new Headers(), null, {
    DPoP: proof,
    [oauth.allowInsecureRequests]: graph.startsWith("http:"),
    [oauth.customFetch]: async () => answer,
  });
}

function fromAnotherTab({ environment, token }: TabMessage): void {
  if (token) void take(environment, token);
  else become(environment, "no");
}

/** Takes the answer of a token request into use and tells the other tabs. */
export async function accept({ environment, graphNonce }: Way, tokens: oauth.TokenEndpointResponse) {
  const token: Token = {
    accessToken: tokens.access_token,
    scope: tokens.scope ?? "",
    expiresAt: Date.now() + (tokens.expires_in ?? 300) * 1000,
    graphNonce,
  };
  await take(environment, token);
  tellTabs({ environment, token });
}

/** Runs a request again once when the server asks for its nonce; the handle has learned it by then. */
export async function withNonce<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (oauth.isDPoPNonceError(error)) return request();
    throw error;
  }
}

async function refresh(environment: EnvironmentName): Promise<void> {
  const pair = await sessionKey(environment);
  if (!pair) return become(environment, "no");
  try {
    const way = await wayTo(environment, (await runtimeConfig()).environments[environment]);
    const { server, client, options } = way;
    const DPoP = oauth.DPoP(client, pair);
    const held = "in the cookie of /session";
    const tokens = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, oauth.None(), held, { ...options, DPoP }),
      ),
    );
    await accept(way, tokens);
  } catch (error) {
    const over = error instanceof oauth.ResponseBodyError && error.error === "invalid_grant";
    become(environment, over ? "no" : "away");
    if (over) await forgetKey(environment);
    else if (!(error instanceof SessionAway || error instanceof TypeError)) throw error;
  }
}

const fresh = (environment: EnvironmentName): Grant | undefined => {
  const grant = grants.get(environment);
  return grant && grant.expiresAt > Date.now() + FRESH_MS ? grant : undefined;
};

/** A token that will live a little longer; asks for a new one when needed, one tab at a time. */
async function granted(environment: EnvironmentName): Promise<Grant | undefined> {
  const now = fresh(environment);
  if (now) return now;
  if (!hinted(environment)) {
    if (states.get(environment) !== "no") become(environment, "no");
    return undefined;
  }
  await alone(environment, async () => {
    if (!fresh(environment)) await refresh(environment);
  });
  return fresh(environment);
}

/** Finds out whether somebody is signed in: after a reload the cookie and the key are enough. */
export const restore = async (environment: EnvironmentName): Promise<void> =>
  void (await granted(environment));

/** Forgets token, key and cookie in every tab, and revokes the refresh token. Consents given to apps stay. */
export async function signOut(environment: EnvironmentName): Promise<void> {
  become(environment, "no");
  tellTabs({ environment, token: undefined });
  await alone(environment, async () => {
    await endSession(environment).catch(() => undefined);
    await forgetKey(environment);
  });
}

/** POSTs to a graph: as the signed-in person where one is wanted and there, else as anybody. Each call has its own proof. */
export async function post(
  environment: EnvironmentName,
  headers: Headers,
  body: string,
  asPerson: boolean,
  signal?: AbortSignal,
): Promise<Response> {
  const { graph } = (await runtimeConfig()).environments[environment];
  const current = asPerson ? await granted(environment) : undefined;
  if (!current) return fetch(graph, { method: "POST", headers, body, signal });
  try {
    return await withNonce(() =>
      oauth.protectedResourceRequest(current.accessToken, "POST", new URL(graph), headers, body, {
        DPoP: current.proof,
        signal,
        [oauth.allowInsecureRequests]: graph.startsWith("http:"),
      }),
    );
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return error.response;
    throw error;
  }
}
