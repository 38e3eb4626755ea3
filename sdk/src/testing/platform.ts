import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Environment, sandbox } from "../environment.ts";
import { authorizationServer, type Registered } from "./authorization.ts";
import { wrong } from "./proof.ts";

export interface GraphRequest {
  query: string;
  variables: Record<string, unknown>;
  /** The proof's header, to compare attempts. */
  proof: string | undefined;
  accept: string;
}

export type Respond = (request: GraphRequest, response: ServerResponse) => unknown;

export interface FakePlatform {
  environment: Environment;
  registered: Registered;
  tokenRequests(): number;
  /** Every request the graph was sent, the refused ones included. */
  requests: GraphRequest[];
  /** What the graph answers once token and proof are good. */
  answer: Respond;
  /** Answers the next requests in place of the graph, one each; a string cuts the connection. */
  faults: Array<Respond | "cut">;
  /** Refuses anonymous callers. */
  secured: boolean;
  /** Requires another nonce from now on. */
  rollNonce(): void;
  close(): Promise<void>;
}

/** Answers as the platform does: JSON, a request id. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": "req_test", ...headers });
  response.end(JSON.stringify(body));
}

export const refusal = (code: string, more: object = {}) => ({
  errors: [
    {
      message: "拒绝",
      extensions: {
        code,
        messageEn: "Refused.",
        actor: "APP",
        docUrl: `/docs/errors#${code}`,
        retryable: false,
        ...more,
      },
    },
  ],
});

async function bodyOf(request: IncomingMessage) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text) as { query: string; variables: Record<string, unknown> };
}

/** The platform as a client sees it: a real authorization server, and a graph that checks tokens and proofs and answers as told. */
export async function startFakePlatform({ accessTokenSeconds = 300 } = {}): Promise<FakePlatform> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const environment = sandbox(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const authorization = authorizationServer(
    new URL(environment.graph).origin,
    environment.graph,
    accessTokenSeconds,
  );
  const seen = new Set<string>();
  let nonce = 1;

  const platform: FakePlatform = {
    environment,
    registered: authorization.registered,
    tokenRequests: authorization.tokenRequests,
    requests: [],
    answer: (_, response) => json(response, 200, { data: { ok: true } }),
    faults: [],
    secured: true,
    rollNonce: () => {
      nonce += 1;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  async function graph(request: IncomingMessage, response: ServerResponse) {
    const { authorization: scheme, dpop, accept = "" } = request.headers;
    const sent: GraphRequest = { ...(await bodyOf(request)), proof: dpop as string | undefined, accept };
    platform.requests.push(sent);
    const fault = platform.faults.shift();
    if (fault === "cut") return request.socket.destroy();
    if (fault) return fault(sent, response);
    const current = { "dpop-nonce": `nonce-${nonce}` };
    for (const [name, value] of Object.entries(current)) response.setHeader(name, value);
    if (platform.secured) {
      const token = scheme?.replace(/^DPoP /, "");
      const code =
        token && dpop
          ? wrong(
              { token, proof: String(dpop), url: environment.graph, nonce: `nonce-${nonce}` },
              authorization.signing,
              seen,
            )
          : "UNAUTHENTICATED";
      if (code) return json(response, 401, refusal(code), { "www-authenticate": "DPoP" });
    }
    return platform.answer(sent, response);
  }

  server.on("request", (request, response) => {
    const handled =
      request.url === "/sandbox/graphql" ? graph(request, response) : authorization.handle(request, response);
    Promise.resolve(handled).catch((error: unknown) => response.destroy(error as Error));
  });
  return platform;
}

/** Goes where a browser would, keeping cookies, until the address lies elsewhere. */
export async function follow(page: URL, until: string): Promise<URL> {
  const cookies = new Map<string, string>();
  for (let url = page, hops = 0; hops < 20; hops++) {
    if (url.href.startsWith(until)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = response.headers.get("location");
    if (!location)
      throw new Error(
        `${url.pathname} answered ${response.status}: ${(await response.text()).slice(0, 500)}`,
      );
    url = new URL(location, url);
  }
  throw new Error("redirected too often");
}
