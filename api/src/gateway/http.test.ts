import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessToken, ProofKey, RESOURCE } from "./credentials.testing.ts";
import { memoryExecutor, startGateway, type TestGateway } from "./gateway.testing.ts";
import { mediaTypeFor } from "./http.ts";

const SDL = /* GraphQL */ `
  type Query { hello: String mine: String @requiresScopes(scopes: [["invoice:read"]]) slow: String }
  type Mutation { touch: String }
`;
let gateway: TestGateway;

beforeAll(async () => {
  const executor = memoryExecutor(SDL, {
    Query: {
      hello: () => "world",
      mine: (_source: unknown, _args: unknown, context: { caller: { taxpayerId?: string } }) =>
        context.caller.taxpayerId,
      slow: () => new Promise(() => undefined),
    },
  } as never);
  gateway = await startGateway(SDL, executor, { timeoutMs: 50 });
});
afterAll(() => gateway.stop());

const json = { "content-type": "application/json" };
const post = (body: string | object, headers: Record<string, string> = {}) =>
  fetch(gateway.url, {
    method: "POST",
    headers: { ...json, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

describe("a request", () => {
  it("is answered with its id and its cost, the first time and the next", async () => {
    for (const _time of [1, 2]) {
      const response = await post({ query: "query Twice { hello }" });
      const { data, extensions } = (await response.json()) as {
        data: unknown;
        extensions: { requestId: string; cost: object };
      };
      expect(data).toEqual({ hello: "world" });
      expect(extensions.requestId).toBe(response.headers.get("x-request-id"));
      expect(extensions.cost).toEqual({
        requested: 0,
        actual: 0,
        throttle: { available: 6000, restoreRate: 600, retryAfter: 0 },
      });
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });
  it("that takes too long ends with 503", async () => {
    const response = await post({ query: "{ slow }" });
    expect([response.status, await codeOf(response)]).toEqual([503, "SERVICE_UNAVAILABLE"]);
  });
  it.each([
    ["malformed JSON", '{ "query": ', {}, 400, "BAD_REQUEST"],
    ["an empty body", "", {}, 400, "BAD_REQUEST"],
    ["a batch", '[{"query":"{ hello }"}]', {}, 400, "BAD_REQUEST"],
    ["a body that is no object", '"{ hello }"', {}, 400, "BAD_REQUEST"],
    [
      "a form",
      "query=x",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "plain text, as a page elsewhere could send it",
      '{"query":"{ hello }"}',
      { "content-type": "text/plain" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "another charset",
      '{"query":"{ hello }"}',
      { "content-type": "application/json; charset=gbk" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "a compressed body",
      '{"query":"{ hello }"}',
      { "content-encoding": "gzip" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["an answer nobody has", '{"query":"{ hello }"}', { accept: "text/html" }, 406, "NOT_ACCEPTABLE"],
  ])("with %s is refused", async (_name, body, headers, status, code) => {
    const response = await post(body, headers as Record<string, string>);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });
  it.each(["PUT", "DELETE", "PATCH"])("by %s is refused with 405", async (method) => {
    const response = await fetch(gateway.url, { method, headers: json, body: "{}" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, GET, OPTIONS"]);
  });
  it("by GET may read and not write", async () => {
    const get = (query: string) => fetch(`${gateway.url}?query=${encodeURIComponent(query)}`);
    expect(await (await get("{ hello }")).json()).toMatchObject({ data: { hello: "world" } });
    const written = await get("mutation { touch }");
    expect([written.status, written.headers.get("allow"), await codeOf(written)]).toEqual([
      405,
      "POST",
      "METHOD_NOT_ALLOWED",
    ]);
  });
});

describe("a body over 1 MB", () => {
  it("is refused when it says so, before a byte of it is read", async () => {
    const answer = await new Promise<{ status: number | undefined; text: string }>((done, fail) => {
      const request = httpRequest(
        gateway.url,
        { method: "POST", headers: { ...json, "content-length": 2 * 1024 * 1024 } },
        (response) => {
          let text = "";
          response
            .on("data", (chunk) => (text += chunk))
            .on("end", () => done({ status: response.statusCode, text }));
        },
      );
      request.on("error", fail);
      request.write("{");
    });
    expect([answer.status, JSON.parse(answer.text).errors[0].extensions.code]).toEqual([
      413,
      "BODY_TOO_LARGE",
    ]);
  });
  it("is refused while it streams in, without being read whole", async () => {
    const { hostname, port, pathname } = new URL(gateway.url);
    const chunk = Buffer.alloc(64 * 1024, 32);
    const seen = await new Promise<string>((done) => {
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.on("data", (data) => (text += data));
      socket.on("error", () => undefined);
      socket.on("close", () => done(text));
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      const more = () => {
        if (socket.destroyed || text !== "") return;
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write("\r\n", () => setImmediate(more));
      };
      more();
    });
    expect(seen).toMatch(/^HTTP\/1.1 413 /);
    expect(seen).toContain("BODY_TOO_LARGE");
  });
  it("leaves the gateway as it was", async () => {
    expect((await post({ query: "{ hello }" })).status).toBe(200);
  });
});

describe("a caller", () => {
  it("with a token reads what was consented to; the next nonce comes along", async () => {
    const key = await ProofKey.make();
    const token = await accessToken(gateway.environment, key.thumbprint);
    const send = (nonce: string | undefined) =>
      post(
        { query: "{ mine }" },
        { authorization: `DPoP ${token}`, dpop: key.prove(token, nonce, gateway.clock.seconds) },
      );
    const first = await send(undefined);
    expect([first.status, await codeOf(first)]).toEqual([401, "DPOP_NONCE_REQUIRED"]);
    expect(first.headers.get("www-authenticate")).toContain(
      'DPoP algs="ES256 EdDSA PS256", error="use_dpop_nonce"',
    );
    const nonce = first.headers.get("dpop-nonce") ?? "";
    const second = await send(nonce);
    expect([second.status, second.headers.get("dpop-nonce")]).toEqual([200, nonce]);
    expect(await second.json()).toMatchObject({ data: { mine: "tp_1" } });
  });
  it("without one is told which scope is missing, and gets the rest", async () => {
    const response = await post({ query: "{ hello mine }" });
    expect([response.status, await response.json()]).toMatchObject([
      200,
      {
        data: { hello: "world", mine: null },
        errors: [
          {
            path: ["mine"],
            extensions: {
              code: "FORBIDDEN_SCOPE",
              actor: "APP",
              details: { field: "Query.mine", scopes: [["invoice:read"]] },
            },
          },
        ],
      },
    ]);
  });
  it("with a bearer token is refused", async () => {
    const response = await post({ query: "{ hello }" }, { authorization: "Bearer abc" });
    expect([response.status, await codeOf(response)]).toEqual([401, "UNAUTHENTICATED"]);
  });
});

describe("another origin", () => {
  it("may ask first, and may call without credentials", async () => {
    const asked = await fetch(gateway.url, {
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, dpop",
      },
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": expect.stringContaining("authorization, dpop, content-type"),
    });
    expect(asked.headers.has("access-control-allow-credentials")).toBe(false);
    const called = await post({ query: "{ hello }" }, { origin: "https://app.example" });
    expect(called.headers.get("access-control-expose-headers")).toContain("dpop-nonce, x-request-id");
  });
});

describe("the media type", () => {
  it.each([
    [undefined, "application/json"],
    ["*/*", "application/json"],
    ["application/*", "application/json"],
    ["application/graphql-response+json", "application/graphql-response+json"],
    ["application/graphql-response+json, application/json;q=0.9", "application/graphql-response+json"],
    ["application/json;q=0.5, application/graphql-response+json", "application/graphql-response+json"],
    ["text/html, */*;q=0.1", "application/json"],
    ["application/json;q=0, */*", "application/graphql-response+json"],
    ["text/html", null],
    ["", null],
  ])("for %s is %s", (accept, media) => {
    expect(mediaTypeFor(accept)).toBe(media);
  });
  it("of the test's resource is what the gateway believes to be", () =>
    expect(gateway.environment.resource).toBe(RESOURCE));
});
