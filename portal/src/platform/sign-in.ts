import * as oauth from "oauth4webapi";
import { chooseEnvironment } from "./environment.ts";
import { adoptKey, begunKey, newProofKey } from "./key-store.ts";
import { type EnvironmentName, runtimeConfig } from "./runtime-config.ts";
import { accept, withNonce } from "./session.ts";
import { wayTo } from "./session-endpoint.ts";
import { alone } from "./tabs.ts";

interface Begun {
  environment: EnvironmentName;
  verifier: string;
  state: string;
  returnTo: string;
}

const BEGUN = "open-tax-sign-in";
/** What the portal asks for. It is the platform's own tool, so the person acts for themselves: no purpose. */
const SCOPES = ["openid", "taxpayer:read", "invoice:read", "consent:manage"];

const redirectUri = () => `${location.origin}/signed-in`;

export interface SignIn {
  environment: EnvironmentName;
  /** The path to come back to, with its query. */
  returnTo: string;
  /** Demand that the person confirms anew with a passkey (level L3, within five minutes). */
  stepUp?: boolean;
}

/** Leaves for the environment's sign-in page by way of a pushed request (PAR, PKCE, DPoP). */
export async function signIn({ environment, returnTo, stepUp }: SignIn): Promise<void> {
  const address = (await runtimeConfig()).environments[environment];
  const { server, client, options } = await wayTo(environment, address);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const DPoP = oauth.DPoP(client, await newProofKey(state));
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri(),
    response_type: "code",
    scope: SCOPES.join(" "),
    resource: address.graph,
    state,
    ui_locales: document.documentElement.lang,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(stepUp ? { acr_values: "L3", max_age: "300" } : {}),
  });
  const pushed = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      server,
      client,
      await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, { ...options, DPoP }),
    ),
  );
  const begun: Begun = { environment, verifier, state, returnTo };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
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
  const kept = sessionStorage.getItem(BEGUN);
  sessionStorage.removeItem(BEGUN);
  const begun = kept ? (JSON.parse(kept) as Begun) : undefined;
  const pair = begun && (await begunKey(begun.state));
  if (!begun || !pair) throw new Error("no sign-in is under way in this browser tab");
  const { environment, verifier, state, returnTo } = begun;
  const address = (await runtimeConfig()).environments[environment];
  const way = await wayTo(environment, address);
  const { server, client, options } = way;
  const DPoP = oauth.DPoP(client, pair);
  const answer = oauth.validateAuthResponse(server, client, callback, state);
  await alone(environment, async () => {
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
          { ...options, DPoP, additionalParameters: { resource: address.graph } },
        ),
      ),
    );
    await adoptKey(state, environment, pair);
    await accept(way, tokens);
  });
  chooseEnvironment(environment);
  return returnTo;
}
