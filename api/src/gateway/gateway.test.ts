import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLError, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../platform/context.ts";
import { compiled } from "../platform/execution.ts";
import { compose } from "./composition.ts";
import { createExecutor } from "./execution.ts";
import { startGateway, type TestGateway } from "./gateway.testing.ts";
import { localSubgraph } from "./local-subgraph.ts";
import { publicSchema } from "./public-schema.ts";
import type { SubgraphExecutor } from "./subgraph-executor.ts";

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requiresScopes", "@cost", "@listSize", "@shareable"])';
const INVOICES = /* GraphQL */ `
  ${LINK}
  type Query {
    invoices(first: Int = 20): [Invoice!]! @listSize(assumedSize: 20, slicingArguments: ["first"], requireOneSlicingArgument: false)
    papers: [Paper!] @listSize(assumedSize: 2)
    away: String
  }
  union Paper = Invoice | Ruling
  type Invoice @key(fields: "id") { id: ID! total: Int @requiresScopes(scopes: [["invoice:read"]]) seller: Taxpayer! }
  type Ruling { id: ID! text: String }
  type Taxpayer @key(fields: "id", resolvable: false) { id: ID! }
`;
const REGISTRY = /* GraphQL */ `
  ${LINK}
  type Query { taxpayer(id: ID!): Taxpayer }
  type Taxpayer @key(fields: "id") { id: ID! name: String phone: String @requiresScopes(scopes: [["taxpayer:read"]]) }
`;

const taxpayer = ({ id }: { id: string }) => ({ id, name: `甲${id}`, phone: "1" });
const away = () => {
  throw Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" });
};
const subgraphs = {
  invoices: buildSubgraphSchema([
    {
      typeDefs: parse(INVOICES),
      resolvers: {
        Query: {
          invoices: (_source: unknown, { first }: { first: number }) =>
            Array.from({ length: first }, (_each, n) => ({ id: `${n}`, total: n, seller: { id: `t${n}` } })),
          papers: () => [
            { __typename: "Invoice", id: "1", total: 5, seller: { id: "t1" } },
            { __typename: "Ruling", id: "r", text: "x" },
          ],
          away,
        },
      },
    },
  ]),
  registry: buildSubgraphSchema([
    {
      typeDefs: parse(REGISTRY),
      resolvers: {
        Query: { taxpayer: (_source: unknown, args: { id: string }) => taxpayer(args) },
        Taxpayer: { __resolveReference: taxpayer },
      },
    },
  ]),
};
let gateway: TestGateway;

beforeAll(async () => {
  const supergraphSdl = compose([
    { name: "invoices", sdl: INVOICES },
    { name: "registry", sdl: REGISTRY },
  ]);
  const local = Object.entries(subgraphs).map(
    ([name, schema]) => [name, localSubgraph<Context>({ name, execute: compiled(schema) })] as const,
  );
  const executor = createExecutor<Context>({
    supergraphSdl,
    subgraphs: new Map<string, SubgraphExecutor<Context>>(local),
  });
  gateway = await startGateway("", executor as never, { publicSdl: publicSchema(supergraphSdl).sdl });
});
afterAll(() => gateway.stop());

const ask = async (query: string, variables?: object) => {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return {
    status: response.status,
    ...((await response.json()) as {
      data?: unknown;
      errors?: GraphQLError[];
      extensions: { cost: { requested: number; actual: number } };
    }),
  };
};

describe("the gateway over a federated graph", () => {
  it("joins, and counts what it came to", async () => {
    const { data, errors, extensions } = await ask(
      "query ($n: Int) { invoices(first: $n) { id seller { name } } }",
      { n: 2 },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      invoices: [
        { id: "0", seller: { name: "甲t0" } },
        { id: "1", seller: { name: "甲t1" } },
      ],
    });
    expect(extensions.cost).toMatchObject({ requested: 4, actual: 4 });
  });
  it("plans without what the caller may not read, in either subgraph", async () => {
    const { data, errors } = await ask("{ invoices(first: 1) { id total seller { phone name } } }");
    expect(data).toEqual({ invoices: [{ id: "0", total: null, seller: { phone: null, name: "甲t0" } }] });
    expect(errors).toMatchObject([
      {
        path: ["invoices", 0, "total"],
        extensions: { code: "FORBIDDEN_SCOPE", details: { field: "Invoice.total" } },
      },
      {
        path: ["invoices", 0, "seller", "phone"],
        extensions: { code: "FORBIDDEN_SCOPE", details: { scopes: [["taxpayer:read"]] } },
      },
    ]);
  });
  it("puts nulls only into objects of the type that was meant", async () => {
    const { data, errors } = await ask("{ papers { ... on Invoice { id total } ... on Ruling { text } } }");
    expect(data).toEqual({ papers: [{ id: "1", total: null }, { text: "x" }] });
    expect(errors).toHaveLength(1);
  });
  it("keeps an object of which every field is denied", async () => {
    expect((await ask("{ invoices(first: 1) { seller { phone } } }")).data).toEqual({
      invoices: [{ seller: { phone: null } }],
    });
  });
  it("answers 503 when a resolver's database is away", async () => {
    expect(await ask("{ away }")).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE", retryAfterSeconds: 1 } }],
    });
  });
  it("answers introspection without the machinery of federation", async () => {
    const { data, extensions } = await ask("{ __schema { types { name } } }");
    expect(JSON.stringify(data)).not.toMatch(/join__|link__|_Entity/);
    expect(extensions.cost.requested).toBe(10);
  });
});
