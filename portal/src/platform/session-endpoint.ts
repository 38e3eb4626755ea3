import * as oauth from "oauth4webapi";
import type { EnvironmentAddress, EnvironmentName } from "./runtime-config.ts";

/** What `/session/…` answers: the authorization server's answer as data, without the refresh token. */
interface Told {
  status: number;
  body: object;
  nonce: string | null;
  graphNonce?: string;
}

const ACTS: Readonly<Record<string, "push" | "token">> = { "/request": "push", "/token": "token" };

const post = (environment: EnvironmentName, act: string, body: BodyInit, headers: HeadersInit) =>
  fetch(`/session/${environment}/${act}`, {
    method: "POST",
    body,
    headers,
    credentials: "same-origin",
    // The answer holds the next refresh token: leaving the page must not lose it.
    keepalive: true,
  });

/** The authorization server is away, or refuses to be asked so often. Signing in again would not help. */
export class SessionAway extends Error {}

/** The authorization server as the portal reaches it: requests with a proof go through our own `/session`. */
export interface Way {
  environment: EnvironmentName;
  address: EnvironmentAddress;
  server: oauth.AuthorizationServer;
  client: oauth.Client;
  options: { [oauth.allowInsecureRequests]: boolean };
  /** The graph's nonce that came with the latest token. */
  graphNonce: string;
}

const known = new Map<EnvironmentName, Promise<Way>>();

/** Learns where the environment's endpoints are, once; a failure is not remembered. */
export function wayTo(environment: EnvironmentName, address: EnvironmentAddress): Promise<Way> {
  const way = known.get(environment) ?? learn(environment, address);
  known.set(environment, way);
  way.catch(() => known.delete(environment));
  return way;
}

async function learn(environment: EnvironmentName, address: EnvironmentAddress): Promise<Way> {
  const insecure = { [oauth.allowInsecureRequests]: address.issuer.startsWith("http:") };
  const issuer = new URL(address.issuer);
  const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
  const way: Way = {
    environment,
    address,
    server: await oauth.processDiscoveryResponse(issuer, found),
    client: { client_id: address.clientId },
    options: {
      ...insecure,
      [oauth.customFetch]: async (url: string, init: { headers: HeadersInit; body: BodyInit }) => {
        const act = ACTS[url.slice(address.issuer.length)];
        if (!act) throw new Error(`${url} is not reached through /session`);
        const response = await post(environment, act, init.body, init.headers);
        if (!response.ok) throw new SessionAway(`/session: HTTP ${response.status}`);
        const { status, body, nonce, graphNonce } = (await response.json()) as Told;
        if (graphNonce) way.graphNonce = graphNonce;
        const headers = { "content-type": "application/json", ...(nonce ? { "dpop-nonce": nonce } : {}) };
        return new Response(JSON.stringify(body), { status, headers });
      },
    } as Way["options"],
    graphNonce: "",
  };
  return way;
}

/** Revokes the refresh token and takes the cookie away. */
export const endSession = (environment: EnvironmentName) =>
  post(environment, "end", new URLSearchParams(), {});
