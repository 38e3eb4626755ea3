import fc from "fast-check";
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLUnionType,
  parse,
  validate,
} from "graphql";
import { describe, expect, it } from "vitest";
import { compiled } from "./execution.ts";

/** A schema with everything that may go differently: nulls, errors, promises, lists, abstract types, arguments. */
const schema = buildSchema(`
  enum Colour { RED GREEN }
  scalar Money
  input Filter { colour: Colour = GREEN, limit: Int, price: Money }
  interface Node { id: ID! }
  type Leaf implements Node {
    id: ID!  name: String  colour: Colour  price: Money  bad: Int  strict: Int!  late: String  lateStrict: String!  echo(filter: Filter, n: Int = 3): String
  }
  type Branch implements Node {
    id: ID!  name(upper: Boolean): String  leaf: Leaf  lateLeaf: Leaf!  leaves: [Leaf!]  holes: [Leaf]  matrix: [[Int]]  some: [Thing]  node: Node  lateNode: Node!  wrong: Thing
  }
  union Thing = Leaf | Branch
  type Query { branch: Branch  leaf(id: ID): Leaf  things: [Thing!]  node: Node  strict: Leaf!  promises: [Leaf]  _entities(representations: [ID!]!): [Thing]! }
`);

const later = <T>(value: T) => Promise.resolve(value);
const wait = <T>(ms: number, value: () => T) =>
  new Promise<T>((resolve, reject) =>
    setTimeout(() => {
      try {
        resolve(value());
      } catch (error) {
        reject(error);
      }
    }, ms),
  );
const boom = () => {
  throw new GraphQLError("boom", { extensions: { code: "BOOM" } });
};
const leaf = (id: string) => ({
  __typename: "Leaf",
  id,
  name: `leaf ${id}`,
  colour: "RED",
  price: 12n,
  bad: "no number",
  strict: id === "2" ? null : 7,
});
const branch = { __typename: "Branch", id: "b", matrix: [[1, null], null, [2]] };

type Resolve = (
  source: { id: string },
  args: { id?: string; upper?: boolean; representations: string[] },
) => unknown;

const resolvers: Record<string, Record<string, Resolve>> = {
  Leaf: {
    late: ({ id }) => later(`late ${id}`),
    lateStrict: ({ id }) => later(id === "1" ? null : "there"),
    echo: (_, args) =>
      JSON.stringify(args, (_key, value) => (typeof value === "bigint" ? `${value}n` : value)),
  },
  Branch: {
    name: (_, { upper }) => (upper ? "BRANCH" : "branch"),
    leaf: () => leaf("1"),
    lateLeaf: () => later(leaf("2")),
    leaves: () => [leaf("1"), later(leaf("2")), leaf("3")],
    holes: () => [later(null), leaf("1"), new Error("a hole"), wait(1, boom)],
    some: () => new Set([leaf("3"), branch, later(leaf("1"))]),
    node: () => leaf("3"),
    lateNode: () => later({ __typename: "Nowhere" }),
    wrong: () => ({}),
  },
  Query: {
    branch: () => branch,
    leaf: (_, { id }) => (id === "0" ? boom() : later(leaf(id ?? "1"))),
    things: () => later([branch, leaf("1")]),
    node: () => branch,
    strict: () => wait(1, () => leaf("3")),
    promises: () => [wait(4, () => leaf("3")), wait(1, boom)],
    _entities: (_, { representations }) =>
      representations.map((id: string) => later(id === "0" ? null : leaf(id))),
  },
};
for (const [type, fields] of Object.entries(resolvers)) {
  for (const [name, resolve] of Object.entries(fields))
    (schema.getType(type) as GraphQLObjectType).getFields()[name]!.resolve = resolve;
}
const money = schema.getType("Money") as unknown as {
  serialize(v: unknown): unknown;
  parseValue(v: unknown): unknown;
};
money.serialize = (value) => `${value}.00`;
money.parseValue = (value) => BigInt(value as string);
(schema.getType("Thing") as GraphQLUnionType).resolveType = (value) =>
  value.id ? later(value.__typename) : boom();

const run = compiled<object>(schema);

/** The place of the null an error led to: its own field, or the nullable parent that a non-null field took along. */
function nullAt(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const at: (string | number)[] = [];
  for (const key of path) {
    if (value === null || value === undefined) break;
    value = (value as Record<string | number, unknown>)[key];
    at.push(key);
  }
  return JSON.stringify(at);
}

/**
 * The same answer. Siblings may fail in either order, and of several failures below one null the first decides
 * which are still reported; so of those only the null's place counts.
 */
function same(result: ExecutionResult) {
  const data = JSON.parse(JSON.stringify(result.data ?? null));
  const errors = (result.errors ?? []).map((error) => {
    const place = nullAt(data, error.path ?? []);
    return place === JSON.stringify(error.path ?? []) ? JSON.stringify(error.toJSON()) : place;
  });
  return { data, errors: [...new Set(errors)].sort() };
}

async function both(source: string, variables: Record<string, unknown> = {}) {
  const document = parse(source);
  expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
  const [expected, first] = [
    await execute({ schema, document, variableValues: variables }),
    await run({ document, variables, context: {} }),
  ];
  const again = await run({ document, variables, context: {} });
  expect(same(first as ExecutionResult)).toEqual(same(expected));
  expect(same(again as ExecutionResult)).toEqual(same(expected));
  return same(expected);
}

describe("compiled execution answers as graphql-js does", () => {
  it.each([
    ["a list of promises of which a later one fails first", "{ promises { name } }"],
    ["a resolver that throws, after a promise", "{ branch { holes { id } wrong { ... on Leaf { id } } } }"],
    [
      "null in a non-null field takes the nullable parent",
      "{ branch { leaves { id strict } } leaf { lateStrict name } }",
    ],
    [
      "null in a non-null root field takes all",
      '{ strict { id lateStrict } x: leaf(id: "1") { id } branch { id } }',
    ],
    ["a type that does not exist", "{ branch { id lateNode { id } } }"],
    ["a leaf that does not serialise", "{ leaf { bad } }"],
    [
      "aliases and repeated fields",
      '{ a: leaf(id: "3") { n: name } a: leaf(id: "3") { name } branch { leaf { id } leaf { name } } }',
    ],
    ["an alias that is no ordinary property", "{ __proto__: leaf { name } constructor: leaf { id } }"],
    ["typenames everywhere", "{ __typename t: __typename things { __typename ... on Node { id } } }"],
    ["introspection beside data", '{ __type(name: "Leaf") { fields { name } } leaf { id } }'],
    ["literal arguments of custom scalars", '{ leaf { echo(filter: { price: "5", colour: RED }, n: 1) } }'],
  ])("%s", async (_name, source) => {
    await both(source);
  });

  it("coerces variables, with defaults, and refuses wrong ones with the same words", async () => {
    const source =
      "query($f: Filter = { limit: 2 }, $n: Int, $id: ID) { leaf(id: $id) { echo(filter: $f, n: $n) } }";
    await both(source);
    await both(source, { f: { price: "12", colour: "RED" }, n: null });
    await both(source, { f: { price: "x", colour: "BLUE", more: 1 }, n: "1" });
    await both("query($ids: [ID!]!) { _entities(representations: $ids) { ... on Leaf { id name } } }", {
      ids: [null],
    });
  });

  it("resolves entities, the missing one as null", async () => {
    const source =
      "query($ids: [ID!]!) { _entities(representations: $ids) { __typename ... on Leaf { name } ... on Branch { id } } }";
    const { data } = await both(source, { ids: ["1", "0", "3"] });
    expect(data._entities).toEqual([
      { __typename: "Leaf", name: "leaf 1" },
      null,
      { __typename: "Leaf", name: "leaf 3" },
    ]);
  });

  it("obeys @skip and @include anew for each value of the variables", async () => {
    const source = `query($a: Boolean!, $b: Boolean! = false) {
      leaf @skip(if: $a) { id ...names @include(if: $b) }  branch { leaf { ...names @skip(if: $a) id @include(if: $b) } }
    } fragment names on Leaf { name colour @skip(if: $b) }`;
    for (const a of [true, false]) for (const b of [true, false]) await both(source, { a, b });
  });

  it("says the same of a document without the operation asked for", async () => {
    const source = "query A { leaf { id } } query B { branch { id } }";
    for (const operationName of [undefined, "A", "C"]) {
      const document = parse(source);
      const expected = await execute({ schema, document, operationName: operationName ?? null });
      expect(same((await run({ source, operationName, context: {} })) as ExecutionResult)).toEqual(
        same(expected),
      );
    }
  });

  it("in any query", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.boolean(), fc.boolean(), async (g, a, b) => {
        const query = `query($a: Boolean!, $b: Boolean!) { x: branch { x: name(upper: $a) y: name(upper: $b) } ${anySelection(g, "Query", 3)} }`;
        await both(query, { a, b });
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

const LEAVES: Record<string, string[]> = {
  Query: ["__typename"],
  Leaf: ["id", "name", "colour", "price", "bad", "strict", "late", "lateStrict"],
  Branch: ["id", "name(upper: $a)", "matrix"],
  Node: ["id"],
};
const OBJECTS: Record<string, [field: string, type: string][]> = {
  Query: [
    ["branch", "Branch"],
    ['leaf(id: "3")', "Leaf"],
    ["things", "Thing"],
    ["node", "Node"],
    ["promises", "Leaf"],
  ],
  Branch: [
    ["leaf", "Leaf"],
    ["lateLeaf", "Leaf"],
    ["leaves", "Leaf"],
    ["holes", "Leaf"],
    ["some", "Thing"],
    ["node", "Node"],
    ["lateNode", "Node"],
    ["wrong", "Thing"],
  ],
};
const DIRECTIVES = ["", "", "", " @include(if: $a)", " @skip(if: $b)", " @skip(if: false)"];

/** Fields of the type, at random; every alias is new, so that any two fields may stand together. */
function anySelection(g: fc.GeneratorValue, type: string, depth: number, aliases = { next: 0 }): string {
  const one = <T>(list: readonly T[]): T => list[g(fc.nat, { max: list.length - 1 })] as T;
  const parts = Array.from({ length: g(fc.integer, { min: 1, max: 4 }) }, () => {
    const objects = depth > 0 ? (OBJECTS[type] ?? []) : [];
    const kind = one(type === "Thing" ? ["inline"] : ["leaf", "object", "object", "inline"]);
    if (kind === "inline") {
      const on = type === "Thing" || type === "Node" ? one(["Leaf", "Branch", "Node"]) : type;
      return `... on ${on}${one(DIRECTIVES)} { __typename ${depth > 0 ? anySelection(g, on, depth - 1, aliases) : ""} }`;
    }
    const alias = `f${aliases.next++}`;
    if (kind === "leaf" || objects.length === 0)
      return `${alias}: ${one(LEAVES[type] ?? [])}${one(DIRECTIVES)}`;
    const [field, fieldType] = one(objects);
    return `${alias}: ${field}${one(DIRECTIVES)} { ${anySelection(g, fieldType, depth - 1, aliases)} }`;
  });
  return parts.join(" ");
}
