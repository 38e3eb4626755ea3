import { GraphQLError } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuse } from "../platform/access.ts";
import { anonymous } from "../platform/caller.ts";
import { Refusal } from "../platform/refusal.ts";
import { createApolloDoor } from "./apollo-door.ts";
import { TestClock, testEnvironment } from "./credentials.testing.ts";
import { createDirectDoor } from "./direct-door.ts";
import { Documents } from "./documents.ts";
import { memoryExecutor, memoryLog } from "./gateway.testing.ts";
import type { GraphRequest } from "./graph-request.ts";
import { createLimits, type LimitsOptions } from "./limits.ts";
import { Pipeline } from "./pipeline.ts";

const SDL = /* GraphQL */ `
  type Query {
    hello(name: String): String
    invoice(id: ID!): Invoice
    invoices(first: Int = 20): [Invoice!] @listSize(assumedSize: 20, slicingArguments: ["first"], requireOneSlicingArgument: false)
    refused: String
    broken: String
    away: String
    secretOnly: String! @requiresScopes(scopes: [["invoice:read"]])
  }
  type Mutation { touch: String }
  type Invoice { id: ID! sellerName: String @requiresScopes(scopes: [["invoice:read"]]) }
`;

const fails = (error: Error) => () => {
  throw error;
};
const executor = memoryExecutor(SDL, {
  Query: {
    hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? "world"}`,
    invoice: (_: unknown, { id }: { id: string }) => (id === "none" ? null : { id, sellerName: "甲" }),
    invoices: (_: unknown, { first }: { first: number }) =>
      Array.from({ length: first }, (_each, index) => ({ id: String(index), sellerName: "甲" })),
    refused: fails(new Refusal([refuse.CONSENT_REQUIRED])),
    broken: fails(new Error("a password stood here")),
    away: fails(Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" })),
  } as never,
  Mutation: { touch: () => "touched" },
});

/** Both doors over pipelines that start alike, so that even the points left must be equal. */
async function doors(limits: Partial<LimitsOptions> = {}) {
  const clock = new TestClock();
  const environment = await testEnvironment(clock);
  const make = () => {
    const log = memoryLog();
    const documents = new Documents(executor.schema);
    const pipeline = new Pipeline({
      environment,
      executor,
      schema: executor.schema,
      limits: createLimits({ clock, ...limits }),
      log,
    });
    return { documents, pipeline, log };
  };
  const [short, long] = [make(), make()];
  const direct = createDirectDoor(short.documents, short.pipeline);
  const apollo = await createApolloDoor(long);
  return { direct, apollo, short, long };
}

const request = (body: unknown, more: Partial<GraphRequest> = {}): GraphRequest => ({
  caller: anonymous("192.0.2.1"),
  method: "POST",
  search: "",
  body,
  headers: new Map([["content-type", "application/json"]]),
  requestId: "a-request",
  media: "application/json",
  ...more,
});

let both: Awaited<ReturnType<typeof doors>>;
beforeAll(async () => {
  both = await doors();
});
afterAll(() => both.apollo.close());

describe("both doors answer with the same bytes", () => {
  const cases: [string, Record<string, unknown>][] = [
    ["a query", { query: "{ hello }" }],
    [
      "variables",
      { query: "query Q($n: String) { hello(name: $n) }", variables: { n: "世界" }, operationName: "Q" },
    ],
    ["one of several operations", { query: "query A { a: hello } query B { b: hello }", operationName: "B" }],
    ["no name for several operations", { query: "query A { a: hello } query B { b: hello }" }],
    ["an unknown operation", { query: "query A { a: hello }", operationName: "C" }],
    ["a mutation", { query: "mutation { touch }" }],
    ["introspection", { query: "{ __schema { queryType { name } } }" }],
    ["a list", { query: "{ invoices(first: 3) { id } }" }],
    ["null", { query: '{ invoice(id: "none") { id } }' }],
    ["a refusal of a resolver", { query: "{ hello refused }" }],
    ["a defect", { query: "{ hello broken }" }],
    ["a database that is away", { query: "{ away }" }],
    ["a denied field", { query: '{ hello invoice(id: "1") { id sellerName } }' }],
    ["nothing but denied fields", { query: "{ secretOnly }" }],
    ["a syntax error", { query: "{ hello" }],
    ["an unknown field", { query: "{ hallo }" }],
    [
      "a variable that does not fit",
      { query: "query Q($id: ID!) { invoice(id: $id) { id } }", variables: { id: null } },
    ],
    [
      "a page that is too large",
      { query: "query Q($n: Int) { invoices(first: $n) { id } }", variables: { n: 101 } },
    ],
    ["a written page that is too large", { query: "{ invoices(first: 101) { id } }" }],
    [
      "too many aliases",
      { query: `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: hello`).join(" ")} }` },
    ],
    ["too many tokens", { query: `{ ${"hello ".repeat(5001)} }` }],
  ];
  it.each(cases)("%s", async (_name, body) => {
    for (const media of ["application/json", "application/graphql-response+json"] as const) {
      both.short.documents.lookUp(body.query as string);
      const short = await both.direct(request(body, { media }));
      const long = await both.apollo.handle(request(body, { media }));
      expect(short).toEqual(long);
      expect(JSON.parse(long.body).extensions.requestId).toBe("a-request");
    }
  });

  it("the answer to one who has no points left", async () => {
    const poor = await doors({ anonymous: { capacity: 25, restoreRate: 1 } });
    const body = { query: "{ invoices(first: 20) { id } }" };
    poor.short.documents.lookUp(body.query);
    for (const _ of [1, 2]) {
      const short = await poor.direct(request(body));
      expect(short).toEqual(await poor.apollo.handle(request(body)));
      if (_ === 2) expect(short).toMatchObject({ status: 429, headers: { "retry-after": "15" } });
    }
    await poor.apollo.close();
  });
});

describe("what is said", () => {
  const ask = async (query: string, more: Partial<GraphRequest> = {}) => {
    const { status, headers, body } = await both.apollo.handle(request({ query }, more));
    return { status, headers, ...JSON.parse(body) };
  };

  it("tells a defect by nothing but the request's id, and logs it whole", async () => {
    const { errors, status } = await ask("{ broken }");
    expect(status).toBe(200);
    expect(errors).toMatchObject([
      { path: ["broken"], extensions: { code: "INTERNAL", requestId: "a-request" } },
    ]);
    expect(JSON.stringify(errors)).not.toContain("password");
    expect(both.long.log.entries.at(-1)?.details).toMatchObject({
      requestId: "a-request",
      err: { message: "a password stood here" },
    });
  });
  it("keeps what a refusal says", async () => {
    expect((await ask("{ refused }")).errors[0].extensions).toMatchObject({
      code: "CONSENT_REQUIRED",
      actor: "TAXPAYER",
      docUrl: "/docs/errors#CONSENT_REQUIRED",
    });
  });
  it("answers 503 when the database is away", async () => {
    expect(await ask("{ away }")).toMatchObject({
      status: 503,
      headers: { "retry-after": "1" },
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
    });
  });
  it("says a syntax error in both languages, 200 as JSON and 400 as a GraphQL response", async () => {
    const found = await ask("{ hello");
    expect(found).toMatchObject({
      status: 200,
      errors: [
        { extensions: { code: "GRAPHQL_PARSE_FAILED", messageEn: expect.stringContaining("Syntax Error") } },
      ],
    });
    expect(found.errors[0].message).toMatch(/^查询文档有语法错误：Syntax Error/);
    expect((await ask("{ hello", { media: "application/graphql-response+json" })).status).toBe(400);
  });
  it("refuses a mutation by GET with 405", async () => {
    const found = await both.apollo.handle(
      request(undefined, {
        method: "GET",
        search: `query=${encodeURIComponent("mutation { touch }")}`,
        headers: new Map(),
      }),
    );
    expect(found).toMatchObject({ status: 405, headers: { allow: "POST" } });
  });
  it("refuses a batch", async () => {
    expect((await both.apollo.handle(request([{ query: "{ hello }" }]))).status).toBe(400);
  });
});

describe("documents by hash", () => {
  const text = "query Registered { hello }";
  it("answers a registered document to its hash, in both spellings and by both doors", async () => {
    const { hash } = both.short.documents.register(text);
    both.long.documents.register(text);
    for (const body of [
      { documentId: `sha256:${hash}` },
      { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
    ]) {
      const short = await both.direct(request(body));
      const long = await both.apollo.handle(request(body));
      expect(JSON.parse(short?.body ?? "{}").data).toEqual({ hello: "hello world" });
      expect(long.body.replace(/"available":\d+/, "")).toBe(short?.body.replace(/"available":\d+/, ""));
    }
  });
  it("never learns a document from a request", async () => {
    const learned = "query Learned { hello }";
    const { hash } = new Documents(executor.schema).lookUp(learned);
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
    const taught = await both.apollo.handle(request({ query: learned, extensions }));
    expect(JSON.parse(taught.body).data).toEqual({ hello: "hello world" });
    expect(await both.direct(request({ extensions }))).toBeUndefined();
    const asked = JSON.parse((await both.apollo.handle(request({ extensions }))).body);
    expect(asked).toMatchObject({ errors: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }] });
  });
  it("refuses a hash that is not the text's", async () => {
    const body = {
      query: "{ hello }",
      extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } },
    };
    expect(await both.direct(request(body))).toBeUndefined();
    const { status, body: answer } = await both.apollo.handle(request(body));
    expect({ status, ...JSON.parse(answer) }).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: "BAD_REQUEST" } }],
    });
  });
  it("does not register what does not fit the schema", () => {
    expect(() => both.short.documents.register("{ nonsense }")).toThrow(GraphQLError);
  });
});
