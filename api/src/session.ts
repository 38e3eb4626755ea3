import type { IncomingMessage, ServerResponse } from "node:http";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { FormFault, readForm } from "./authorization/form.ts";
import type { EnvironmentName } from "./platform/caller.ts";
import { clientAddress, limitKey, type TrustedProxies } from "./platform/client-address.ts";
import type { Keys } from "./platform/keys.ts";
import type { Handle } from "./server.ts";
import { type PortalSession, SessionCookie } from "./session-cookie.ts";

/** What the endpoint needs of an environment. */
export interface SessionEnvironment {
  name: EnvironmentName;
  issuer: string;
  keys: Keys;
  /** The nonce the environment's graph wants in the next proof, so that the browser need not be told by a 401. */
  graphNonce(): string;
}

export interface SessionOptions {
  /** Where the portal is reached; requests from any other origin are refused. */
  portalOrigin: string;
  /** The portal's client id. */
  clientId: string;
  environments: readonly SessionEnvironment[];
  trustedProxies: TrustedProxies;
  log: { warn(what: object, message: string): void };
  now?: () => Date;
  /** Requests a minute from one address. */
  perMinute?: number;
}

const PATH = /^\/session\/(production|sandbox)\/(push|token|end)$/;
const PATIENCE_MS = 10_000;

/** What the browser may send on; the client is always the portal, and the refresh token always the cookie's. */
const MAY_PUSH = [
  "response_type",
  "redirect_uri",
  "scope",
  "resource",
  "state",
  "ui_locales",
  "code_challenge",
  "code_challenge_method",
  "acr_values",
  "max_age",
  "prompt",
] as const;
const MAY_EXCHANGE = ["code", "redirect_uri", "code_verifier", "resource"] as const;

interface Upstream {
  status: number;
  body: Record<string, unknown>;
  nonce: string | null;
}

/**
 * The portal's session, `POST /session/{production|sandbox}/{push|token|end}`: the browser's DPoP proof goes on to the
 * authorization server, the access token comes back, and the refresh token stays in a cookie that no script can read.
 * Whatever the authorization server says, a refusal included, is told as data (`{ status, body, nonce, graphNonce }`)
 * with HTTP 200; 403 is for requests that are not the portal's own, 400, 405, 413, 415 and 429 for malformed and too
 * many ones, and 503 for an authorization server that is away.
 */
export function serveSession(options: SessionOptions): Handle {
  const { portalOrigin, clientId, trustedProxies, log, now = () => new Date(), perMinute = 120 } = options;
  const secure = portalOrigin.startsWith("https:");
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const environments = new Map(
    options.environments.map((environment) => [
      environment.name as string,
      { ...environment, cookie: new SessionCookie(environment.name, environment.keys, secure, now) },
    ]),
  );
  type Here = NonNullable<ReturnType<typeof environments.get>>;

  async function upstream({ issuer }: Here, path: string, form: URLSearchParams, proof?: string) {
    form.set("client_id", clientId);
    const response = await fetch(issuer + path, {
      method: "POST",
      body: form,
      redirect: "error",
      headers: proof ? { dpop: proof } : {},
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (response.status >= 500) throw new Error(`the authorization server answered ${response.status}`);
    const body = text === "" ? {} : JSON.parse(text);
    return { status: response.status, body, nonce: response.headers.get("dpop-nonce") } as Upstream;
  }

  /** Ends the refresh token. The cookie goes in any case: whom the authorization server cannot hear is signed out here. */
  const revoked = (here: Here, { refreshToken: token }: PortalSession) =>
    upstream(
      here,
      "/token/revocation",
      new URLSearchParams({ token, token_type_hint: "refresh_token" }),
    ).catch((error: unknown) =>
      log.warn({ error, environment: here.name }, "a portal session was left, but its token is not revoked"),
    );

  async function token(here: Here, form: URLSearchParams, proof: string, request: IncomingMessage) {
    const { cookie, graphNonce } = here;
    const before = await cookie.read(request);
    const grantType = form.get("grant_type");
    const asked = new URLSearchParams({ grant_type: grantType ?? "" });
    if (grantType === "authorization_code") copy(MAY_EXCHANGE, form, asked);
    else if (grantType !== "refresh_token") throw new FormFault(400, "grant_type is not one of the portal's");
    else if (before) asked.set("refresh_token", before.refreshToken);
    else return { answer: ended("no session"), cookie: cookie.forget() };

    const answer = await upstream(here, "/token", asked, proof);
    if (answer.status !== 200) {
      const over = grantType === "refresh_token" && answer.body.error === "invalid_grant";
      return { answer, ...(over ? { cookie: cookie.forget() } : {}) };
    }
    const { refresh_token: refreshToken, id_token: _, ...body } = answer.body;
    if (typeof refreshToken !== "string") throw new Error("the portal's client got no refresh token");
    const renewed = grantType === "refresh_token" && before;
    if (before && !renewed) await revoked(here, before);
    return {
      answer: { ...answer, body, graphNonce: graphNonce() },
      cookie: await cookie.keep({
        refreshToken,
        since: renewed ? renewed.since : Math.floor(now().getTime() / 1000),
      }),
    };
  }

  async function end(here: Here, request: IncomingMessage) {
    const session = await here.cookie.read(request);
    if (session) await revoked(here, session);
    return { answer: { status: 200, body: {} }, cookie: here.cookie.forget() };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = "", act] = PATH.exec(request.url ?? "") ?? [];
    const here = environments.get(name);
    if (!here) return say(response, 404, { error: "there is nothing here" });
    if (request.method !== "POST")
      return say(response, 405, { error: "only POST" }, { allow: "POST", connection: "close" });
    try {
      await limiter.consume(limitKey(clientAddress(request, trustedProxies)));
    } catch (limited) {
      const seconds = Math.ceil(((limited as { msBeforeNext?: number }).msBeforeNext ?? 1000) / 1000);
      return say(response, 429, { error: "too many requests" }, { "retry-after": String(seconds) });
    }
    const form = await readForm(request, portalOrigin);
    if (act === "end") return tell(response, await end(here, request));
    const proof = request.headers.dpop;
    if (typeof proof !== "string" || proof === "") throw new FormFault(400, "the DPoP proof is missing");
    if (act === "token") return tell(response, await token(here, form, proof, request));
    const pushed = copy(MAY_PUSH, form, new URLSearchParams());
    return tell(response, { answer: await upstream(here, "/request", pushed, proof) });
  }

  return (request, response) =>
    answer(request, response).catch((error: unknown) => {
      if (error instanceof FormFault)
        return say(response, error.status, { error: error.message }, { connection: "close" });
      log.warn({ error }, "the authorization server cannot be asked for the portal");
      say(response, 503, { error: "the authorization server is away" }, { "retry-after": "2" });
    });
}

const ended = (description: string) => ({
  status: 400,
  body: { error: "invalid_grant", error_description: description },
  nonce: null,
});

function copy(names: readonly string[], from: URLSearchParams, to: URLSearchParams): URLSearchParams {
  for (const name of names) for (const value of from.getAll(name)) to.append(name, value);
  return to;
}

const tell = (response: ServerResponse, { answer, cookie }: { answer: object; cookie?: string }) =>
  say(response, 200, answer, cookie ? { "set-cookie": cookie } : {});

function say(response: ServerResponse, status: number, body: object, more: Record<string, string> = {}) {
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      ...more,
    })
    .end(JSON.stringify(body));
}
