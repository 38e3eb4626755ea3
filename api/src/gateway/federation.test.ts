import { buildSchema, parse, validate } from "graphql";
import { afterEach, describe, expect, it } from "vitest";
import { type Tiny, type TinyGraph, tinyGraph } from "./federation.testing.ts";
import { publicSchema } from "./public-schema.ts";

let graph: TinyGraph | undefined;
afterEach(() => graph?.close());

const of = async (subgraphs: Record<string, Tiny>) => {
  graph = await tinyGraph(subgraphs);
  return graph;
};

const taxpayers: Record<string, { id: string; name: string; region: string; number: string }> = {
  t1: { id: "t1", name: "样例制造", region: "33", number: "7" },
  t2: { id: "t2", name: "样例软件", region: "33", number: "8" },
};
const byRegion = ({ region, number }: { region: string; number: string }) =>
  Object.values(taxpayers).find((one) => one.region === region && one.number === number);

describe("each federation directive, in process and over HTTP alike", () => {
  it("@key: one entity in two subgraphs, each asked once for all of a list", async () => {
    const { ask, asked } = await of({
      registry: [
        `type Query { taxpayer: Taxpayer } type Taxpayer @key(fields: "id") { id: ID! name: String! }`,
        { Taxpayer: { __resolveReference: ({ id }: { id: string }) => taxpayers[id] } },
      ],
      invoices: [
        `type Query { invoices: [Invoice!]! } type Invoice { number: Int! seller: Taxpayer } type Taxpayer @key(fields: "id") { id: ID! }`,
        { Query: { invoices: () => ["t1", "t2", "t1"].map((id, number) => ({ number, seller: { id } })) } },
      ],
    });
    expect(await ask("{ invoices { number seller { name } } }")).toEqual({
      data: {
        invoices: [
          { number: 0, seller: { name: "样例制造" } },
          { number: 1, seller: { name: "样例软件" } },
          { number: 2, seller: { name: "样例制造" } },
        ],
      },
    });
    expect(asked).toHaveLength(2);
  });

  it("@skip and @include that say it outright: nothing is left to ask for, and that is an answer", async () => {
    const { ask, asked } = await of({
      registry: [
        `type Query { taxpayer(id: ID!): Taxpayer } type Taxpayer { id: ID! name: String! }`,
        { Query: { taxpayer: (_: unknown, { id }: { id: string }) => taxpayers[id] } },
      ],
    });
    for (const nothing of [
      `{ taxpayer(id: "t1") @skip(if: true) { id } }`,
      `{ ... @include(if: false) { taxpayer(id: "t1") { id } } }`,
      `{ ...F } fragment F on Query { taxpayer(id: "t1") @include(if: false) { id } }`,
    ])
      expect(await ask(nothing)).toEqual({ data: {} });
    expect(asked).toHaveLength(0);
    expect(await ask(`{ taxpayer(id: "t1") { id name @skip(if: true) } }`)).toEqual({
      data: { taxpayer: { id: "t1" } },
    });
  });

  it("@key, compound and several: the key that a subgraph knows is the one used", async () => {
    const { ask } = await of({
      registry: [
        `type Query { none: Int } type Taxpayer @key(fields: "id") @key(fields: "region number") { id: ID! region: String! number: String! name: String! }`,
        {
          Taxpayer: {
            __resolveReference: (key: { id: string; region: string; number: string }) =>
              taxpayers[key.id] ?? byRegion(key),
          },
        },
      ],
      filings: [
        `type Query { filer: Taxpayer } type Taxpayer @key(fields: "region number") { region: String! number: String! }`,
        { Query: { filer: () => ({ region: "33", number: "8" }) } },
      ],
      consents: [
        `type Query { granter: Taxpayer } type Taxpayer @key(fields: "id") { id: ID! consents: Int }`,
        {
          Query: { granter: () => ({ id: "t1" }) },
          Taxpayer: {
            __resolveReference: ({ id }: { id: string }) => ({ id, consents: id === "t2" ? 5 : 0 }),
          },
        },
      ],
    });
    expect(await ask("{ filer { name consents } granter { name } }")).toEqual({
      data: { filer: { name: "样例软件", consents: 5 }, granter: { name: "样例制造" } },
    });
  });

  const parcels: Tiny = [
    `type Query { parcel: Parcel } type Parcel @key(fields: "id") { id: ID! weight: Int }`,
    {
      Query: { parcel: () => ({ id: "p" }) },
      Parcel: { __resolveReference: ({ id }: { id: string }) => ({ id, weight: 4 }), weight: () => 4 },
    },
  ];

  it("@requires and @external: a field computed from another subgraph's field", async () => {
    const { ask } = await of({
      parcels,
      post: [
        `type Query { none: Int } type Parcel @key(fields: "id") { id: ID! weight: Int @external postage: Int @requires(fields: "weight") }`,
        {
          Parcel: {
            __resolveReference: (parcel: object) => parcel,
            postage: ({ weight }: { weight: number }) => weight * 10,
          },
        },
      ],
    });
    expect(await ask("{ parcel { postage } }")).toEqual({ data: { parcel: { postage: 40 } } });
  });

  it("@provides: what the asked subgraph already knows is not fetched again", async () => {
    const { ask, asked } = await of({
      parcels,
      depot: [
        `type Query { next: Parcel @provides(fields: "weight") } type Parcel @key(fields: "id") { id: ID! weight: Int @external }`,
        { Query: { next: () => ({ id: "p", weight: 4 }) } },
      ],
    });
    expect(await ask("{ next { id weight } }")).toEqual({ data: { next: { id: "p", weight: 4 } } });
    expect(asked).toHaveLength(1);
  });

  it("@shareable: a value that several subgraphs give is asked of one", async () => {
    const money = `type Money @shareable { amount: Int currency: String }`;
    const { ask, asked } = await of({
      a: [`${money} type Query { tax: Money }`, { Query: { tax: () => ({ amount: 1, currency: "CNY" }) } }],
      b: [`${money} type Query { fee: Money }`, { Query: { fee: () => ({ amount: 2, currency: "CNY" }) } }],
    });
    expect(await ask("{ fee { amount currency } }")).toEqual({
      data: { fee: { amount: 2, currency: "CNY" } },
    });
    expect(asked).toHaveLength(1);
  });

  it("@override: a field that moved is asked where it lives now", async () => {
    const { ask } = await of({
      old: [
        `type Query { parcel: Parcel } type Parcel @key(fields: "id") { id: ID! state: String }`,
        { Query: { parcel: () => ({ id: "p", state: "old" }) } },
      ],
      young: [
        `type Query { none: Int } type Parcel @key(fields: "id") { id: ID! state: String @override(from: "old") }`,
        { Parcel: { __resolveReference: ({ id }: { id: string }) => ({ id, state: "new" }) } },
      ],
    });
    expect(await ask("{ parcel { state } }")).toEqual({ data: { parcel: { state: "new" } } });
  });

  it("@inaccessible: works inside the graph, is unknown outside and to introspection", async () => {
    const { ask } = await of({
      a: [
        `type Query { item: Item state: State } type Item @key(fields: "secret") { secret: ID! @inaccessible name(old: Int @inaccessible): String }
         enum State { OPEN HIDDEN @inaccessible } type Secret @inaccessible { x: Int }`,
        { Query: { item: () => ({ secret: "s", name: "n" }), state: () => "HIDDEN" } },
      ],
      b: [
        `type Query { none: Int } type Item @key(fields: "secret") { secret: ID! price: Int }`,
        {
          Item: {
            __resolveReference: ({ secret }: { secret: string }) => ({
              secret,
              price: secret === "s" ? 9 : 0,
            }),
          },
        },
      ],
    });
    expect(await ask("{ item { name price } state }")).toEqual({
      data: { item: { name: "n", price: 9 }, state: null },
    });
    expect((await ask("{ item { secret } }")).errors?.[0]?.message).toMatch(/Cannot query field "secret"/);
    const { data } = await ask(
      `{ item { price } i: __type(name: "Item") { fields { name args { name } } } s: __type(name: "Secret") { name } e: __type(name: "State") { enumValues { name } } j: __type(name: "join__Graph") { name } }`,
    );
    expect(data).toEqual({
      item: { price: 9 },
      i: {
        fields: [
          { name: "name", args: [] },
          { name: "price", args: [] },
        ],
      },
      s: null,
      e: { enumValues: [{ name: "OPEN" }] },
      j: null,
    });
  });

  it("@interfaceObject: a subgraph adds a field to every kind of a thing", async () => {
    const { ask } = await of({
      kinds: [
        `type Query { things: [Thing!]! } interface Thing @key(fields: "id") { id: ID! } type Car implements Thing @key(fields: "id") { id: ID! doors: Int } type Boat implements Thing @key(fields: "id") { id: ID! }`,
        {
          Query: {
            things: () => [
              { __typename: "Car", id: "1", doors: 4 },
              { __typename: "Boat", id: "2" },
            ],
          },
        },
      ],
      taxes: [
        `type Query { none: Int } type Thing @key(fields: "id") @interfaceObject { id: ID! tax: Int }`,
        {
          Thing: {
            __resolveReference: ({ id }: { id: string }) => ({
              __typename: "Thing",
              id,
              tax: Number(id) * 100,
            }),
          },
        },
      ],
    });
    expect(await ask("{ things { __typename tax ... on Car { doors } } }")).toEqual({
      data: {
        things: [
          { __typename: "Car", tax: 100, doors: 4 },
          { __typename: "Boat", tax: 200 },
        ],
      },
    });
  });

  it("@tag leaves no trace outside; enums for input are intersected, for output united; inputs are intersected", async () => {
    const { supergraphSdl, ask } = await of({
      a: [
        `type Query { a(kind: In, filter: Filter): Out @tag(name: "x") } enum In { ONE TWO } enum Out { ONE } input Filter { x: Int y: Int }`,
        { Query: { a: () => "ONE" } },
      ],
      b: [
        `type Query { b(kind: In, filter: Filter): Out } enum In { TWO THREE } enum Out { TWO } input Filter { x: Int }`,
        { Query: { b: () => "TWO" } },
      ],
    });
    expect(supergraphSdl).toContain('@tag(name: "x")');
    const { sdl } = publicSchema(supergraphSdl);
    expect(sdl).not.toMatch(/tag|join__|link/);
    expect(sdl).toContain("enum In {\n  TWO\n}");
    expect(sdl).toContain("input Filter {\n  x: Int\n}");
    expect(await ask("{ a(kind: TWO, filter: { x: 1 }) b }")).toEqual({ data: { a: "ONE", b: "TWO" } });
    expect((await ask("{ a(kind: ONE) }")).errors?.[0]?.message).toMatch(/"ONE" does not exist/);
  });

  it("@composeDirective, @requiresScopes, @cost and @listSize stand in the public schema, with their definitions and descriptions", async () => {
    const link = `extend schema @link(url: "https://specs.open-tax.example/open-tax/v1.0", import: ["@class", "@mask", "@stepUp"])
      @composeDirective(name: "@class") @composeDirective(name: "@mask") @composeDirective(name: "@stepUp")
      directive @class(is: DataClass!) on FIELD_DEFINITION | OBJECT
      directive @mask(rule: String!) on FIELD_DEFINITION
      directive @stepUp(level: String!) on FIELD_DEFINITION
      enum DataClass { C0 C3 }`;
    const subgraphs: Record<string, Tiny> = {
      a: [
        `${link} "Reads." type Query { "All of them." people(first: Int = 20): [Person!]! @listSize(slicingArguments: ["first"]) @cost(weight: 3) }
         type Person @key(fields: "id") { id: ID! name: String @class(is: C3) @mask(rule: "NAME") @requiresScopes(scopes: [["person:read"]]) }
         type Mutation { issue: Int @stepUp(level: "L3") }`,
      ],
      b: [
        `${link} type Query { none: Int } type Person @key(fields: "id") { id: ID! age: Int @requiresScopes(scopes: [["a", "b"], ["c"]]) }`,
      ],
    };
    const { supergraphSdl } = await of(subgraphs);
    const { sdl, schema } = publicSchema(supergraphSdl);
    expect(sdl).toContain(
      'people(first: Int = 20): [Person!]! @cost(weight: 3) @listSize(slicingArguments: ["first"])',
    );
    expect(sdl).toContain(
      'name: String @class(is: C3) @mask(rule: "NAME") @requiresScopes(scopes: [["person:read"]])',
    );
    expect(sdl).toContain('age: Int @requiresScopes(scopes: [["a", "b"], ["c"]])');
    expect(sdl).toContain('issue: Int @stepUp(level: "L3")');
    for (const name of ["class", "mask", "stepUp", "requiresScopes", "cost", "listSize"])
      expect(schema.getDirective(name)).toBeTruthy();
    expect(schema.getQueryType()?.description).toBe("Reads.");
    expect(validate(buildSchema(sdl), parse("{ people { name age } }"))).toEqual([]);
    const reversed = await tinyGraph(Object.fromEntries(Object.entries(subgraphs).reverse()));
    await reversed.close();
    expect(publicSchema(reversed.supergraphSdl).sdl).toBe(sdl);
  });

  it("subgraphs that do not fit are refused with every reason at once", async () => {
    const failing = of({
      a: [`type Query { a: Int } type T { x: Int } type U { y: Int }`],
      b: [`type Query { a: Int } type T { x: Int } type U { y: Int }`],
    });
    await expect(failing).rejects.toThrow(/Query\.a[\s\S]*T\.x[\s\S]*U\.y/);
  });
});
