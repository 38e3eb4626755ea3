import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { refuse } from "../platform/access.ts";
import { accessToken, ProofKey } from "./credentials.testing.ts";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";

const SDL = /* GraphQL */ `
  type Query { hello: String }
  type Mutation { touch: String }
  type Subscription { counted(to: Int!): Count  waited: Count }
  type Count { n: Int secret: String @requiresScopes(scopes: [["other:read"]]) }
`;
let gateway: TestGateway;
let ended = 0;
let touched = 0;
let suspended = false;

async function* counted(_root: unknown, { to }: { to: number }) {
  for (let n = 1; n <= to; n++) yield { n, secret: "s" };
}
/** Says one thing and then nothing. */
function waited() {
  let said = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => {
      if (said) return new Promise<never>(() => undefined);
      said = true;
      return Promise.resolve({ done: false, value: { n: 0 } });
    },
    return: () => {
      ended++;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

beforeEach(async () => {
  ended = 0;
  touched = 0;
  suspended = false;
  const executor = memoryExecutor(
    SDL,
    {
      Query: { hello: () => "world" },
      Mutation: {
        touch: () => {
          touched++;
          return "touched";
        },
      },
    },
    { counted: counted as never, waited: waited as never },
  );
  gateway = await startGateway(SDL, executor, {
    streams: { app: 2, anonymous: 2 },
    clients: { problem: () => (suspended ? refuse.APP_SUSPENDED : undefined), close: () => undefined },
  });
});
afterEach(() => gateway.stop());

/** The headers of one request by an app with a consent. */
async function credentials(method: string, exp?: number) {
  const key = await ProofKey.make();
  const token = await accessToken(gateway.environment, key.thumbprint, exp === undefined ? {} : { exp });
  const refused = await fetch(gateway.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `DPoP ${token}`,
      dpop: key.prove(token, undefined, gateway.clock.seconds),
    },
    body: "{}",
  });
  const nonce = refused.headers.get("dpop-nonce") ?? "";
  return {
    authorization: `DPoP ${token}`,
    dpop: key.prove(token, nonce, gateway.clock.seconds, { htm: method }),
  };
}
type Said = { data?: unknown; errors?: readonly { extensions?: Record<string, unknown> }[] };
const codes = (results: Said[]) =>
  results.flatMap(({ errors }) => (errors ?? []).map(({ extensions }) => extensions?.code));

describe("server-sent events", () => {
  const sse = (headers?: () => Promise<Record<string, string>>) =>
    createSseClient({ url: gateway.url, retryAttempts: 0, ...(headers ? { headers } : {}) });
  const all = async (client: ReturnType<typeof sse>, query: string) => {
    const results: Said[] = [];
    for await (const result of client.iterate({ query })) results.push(result as Said);
    return results;
  };

  it("carry each answer, with what may not be read taken out", async () => {
    const results = await all(sse(), "subscription { counted(to: 3) { n secret } }");
    expect(results.map(({ data }) => data)).toEqual([1, 2, 3].map((n) => ({ counted: { n, secret: null } })));
    expect(codes(results)).toEqual(["FORBIDDEN_SCOPE", "FORBIDDEN_SCOPE", "FORBIDDEN_SCOPE"]);
  });
  it("carry the one answer of a query, and why a document cannot run", async () => {
    expect(await all(sse(), "{ hello }")).toMatchObject([{ data: { hello: "world" } }]);
    expect(codes(await all(sse(), "subscription { nonsense }"))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  });
  it("may be asked for by GET, but not to write", async () => {
    const get = (query: string) =>
      fetch(`${gateway.url}?query=${encodeURIComponent(query)}`, {
        headers: { accept: "text/event-stream" },
      }).then((response) => response.text());
    expect(await get("subscription { counted(to: 1) { n } }")).toContain('"counted":{"n":1}');
    expect(await get("mutation { touch }")).toContain("METHOD_NOT_ALLOWED");
  });
  it("end with CONSENT_REVOKED when the consent is withdrawn", async () => {
    const results: Said[] = [];
    const headers = await credentials("POST");
    for await (const result of sse(async () => headers).iterate({ query: "subscription { waited { n } }" })) {
      results.push(result as Said);
      if (results.length === 1) gateway.revocations.revoke("cns_1");
    }
    expect(codes(results)).toEqual(["CONSENT_REVOKED"]);
    await vi.waitFor(() => expect(ended).toBe(1));
  });
  it("do not begin when the consent was withdrawn while the body was on its way", async () => {
    const { authorization, dpop } = await credentials("POST");
    const send = async (accept: string, query: string) => {
      const body = JSON.stringify({ query });
      const request = httpRequest(gateway.url, {
        method: "POST",
        headers: {
          accept,
          authorization,
          dpop,
          "content-type": "application/json",
          "content-length": body.length,
        },
      });
      request.write(body.slice(0, 5));
      await new Promise((later) => setTimeout(later, 100));
      gateway.revocations.revoke("cns_1");
      request.end(body.slice(5));
      const [response] = (await once(request, "response")) as [IncomingMessage];
      return { status: response.statusCode, text: await text(response) };
    };
    const answer = await send("application/json", "mutation { touch }");
    expect([answer.status, touched, answer.text]).toEqual([
      401,
      0,
      expect.stringContaining("CONSENT_REVOKED"),
    ]);
  });
  it("end with TOKEN_EXPIRED when the token does", async () => {
    const headers = await credentials("POST", gateway.clock.seconds + 0.2);
    expect(
      codes(
        await all(
          sse(async () => headers),
          "subscription { waited { n } }",
        ),
      ),
    ).toEqual(["TOKEN_EXPIRED"]);
  });
  it("are refused like any request when the token is wrong", async () => {
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        authorization: "DPoP x",
        dpop: "y",
      },
      body: "{}",
    });
    expect(response.status).toBe(401);
  });
  it("are bounded for each caller, and room is made when one leaves", async () => {
    const client = sse();
    const iterators = [1, 2].map(() => client.iterate({ query: "subscription { waited { n } }" }));
    for (const iterator of iterators) await iterator.next();
    expect(codes(await all(sse(), "subscription { waited { n } }"))).toEqual(["TOO_MANY_STREAMS"]);
    await iterators[0]?.return?.();
    await vi.waitFor(async () =>
      expect(codes(await all(sse(), "subscription { counted(to: 1) { n } }"))).toEqual([]),
    );
    client.dispose();
    await vi.waitFor(() => expect(ended).toBe(2));
  });
  it("are asked for by POST or not at all: a subscription without them is refused", async () => {
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "subscription { waited { n } }" }),
    });
    expect(codes([(await response.json()) as Said])).toEqual(["NOT_ACCEPTABLE"]);
  });
});

describe("a WebSocket", () => {
  const socket = (
    connectionParams: Record<string, unknown> | (() => Promise<Record<string, unknown>>) = {},
  ) => {
    const closed: { code: number; reason: string }[] = [];
    const client = createSocketClient({
      url: gateway.url.replace("http", "ws"),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams,
      on: { closed: (event) => closed.push(event as { code: number; reason: string }) },
    });
    return { client, closed };
  };
  const all = async (client: ReturnType<typeof socket>["client"], query: string) => {
    const results: Said[] = [];
    for await (const result of client.iterate({ query })) results.push(result as Said);
    return results;
  };

  it("carries each answer, and operations of every kind", async () => {
    const { client } = socket();
    expect((await all(client, "subscription { counted(to: 2) { n } }")).map(({ data }) => data)).toEqual([
      { counted: { n: 1 } },
      { counted: { n: 2 } },
    ]);
    expect(await all(client, "mutation { touch }")).toMatchObject([{ data: { touch: "touched" } }]);
    expect(codes(await all(client, "{ hello"))).toEqual(["GRAPHQL_PARSE_FAILED"]);
    await client.dispose();
  });
  it("is closed with 4401 and the code when token or proof are wrong", async () => {
    const { client, closed } = socket({ authorization: "Bearer x" });
    await expect(all(client, "{ hello }")).rejects.toMatchObject({ code: 4401 });
    expect(closed).toMatchObject([{ code: 4401, reason: expect.stringMatching(/^UNAUTHENTICATED /) }]);
  });
  it("is closed with 4403 CONSENT_REVOKED when the consent is withdrawn", async () => {
    const { client } = socket(await credentials("GET"));
    const iterator = client.iterate({ query: "subscription { waited { n } }" });
    expect((await iterator.next()).value).toMatchObject({ data: { waited: { n: 0 } } });
    const next = iterator.next();
    gateway.revocations.revoke("cns_1");
    await expect(next).rejects.toMatchObject({ code: 4403, reason: "CONSENT_REVOKED" });
    await vi.waitFor(() => expect(ended).toBe(1));
  });
  it("is closed with 4401 TOKEN_EXPIRED when the token ends", async () => {
    const { client } = socket(await credentials("GET", gateway.clock.seconds + 0.3));
    await expect(all(client, "subscription { waited { n } }")).rejects.toMatchObject({
      code: 4401,
      reason: "TOKEN_EXPIRED",
    });
  });
  it("does nothing more for one who goes on sending after the consent was withdrawn", async () => {
    const plain = new WebSocket(gateway.url.replace("http", "ws"), "graphql-transport-ws");
    await new Promise((opened) => plain.once("open", opened));
    const acknowledged = new Promise((said) => plain.once("message", said));
    plain.send(JSON.stringify({ type: "connection_init", payload: await credentials("GET") }));
    await acknowledged;
    plain.pause(); // it hears of no closing, and so answers none
    gateway.revocations.revoke("cns_1");
    plain.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: "mutation { touch }" } }));
    await new Promise((later) => setTimeout(later, 100));
    expect(touched).toBe(0);
    plain.terminate();
  });
  it.each<[string, () => void, number, string]>([
    ["the app was suspended", () => void (suspended = true), 4401, "APP_SUSPENDED"],
    ["revocations are unknown", () => void (gateway.revocations.lost = true), 1013, "SERVICE_UNAVAILABLE"],
  ])("does nothing more, and is closed, after %s", async (_, happens, code, reason) => {
    const { client } = socket(await credentials("GET"));
    const open = client.iterate({ query: "subscription { waited { n } }" });
    expect((await open.next()).value).toMatchObject({ data: { waited: { n: 0 } } });
    const next = open.next().catch((error) => error);
    happens();
    await all(client, "mutation { touch }").catch(() => undefined);
    expect(await next).toMatchObject({ code, reason });
    expect(touched).toBe(0);
    await vi.waitFor(() => expect(ended).toBe(1));
  });
  it("speaks graphql-transport-ws only", async () => {
    const plain = new WebSocket(gateway.url.replace("http", "ws"), "graphql-ws");
    const code = await new Promise((done) => plain.on("close", done).on("error", () => undefined));
    expect([1006, 4406]).toContain(code);
  });
});
