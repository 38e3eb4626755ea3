import fc from "fast-check";
import {
  buildSchema,
  type DocumentNode,
  execute,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from "graphql";
import { describe, expect, it } from "vitest";
import { operationOf } from "../platform/scope-filter.ts";
import { costing } from "./cost.ts";
import { DIRECTIVES } from "./gateway.testing.ts";

const schema = buildSchema(/* GraphQL */ `
  ${DIRECTIVES}
  input Filter { text: String @cost(weight: 3) deep: Filter }
  type Query {
    one: Item
    heavy(filter: Filter): Item @cost(weight: 7)
    items(first: Int = 20, last: Int): [Item] @listSize(assumedSize: 5, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    assumed: [Item!] @listSize(assumedSize: 4)
    page(first: Int): Page @listSize(assumedSize: 6, slicingArguments: ["first"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)
    any: Any
    text: String @cost(weight: 2)
  }
  type Page { nodes: [Item!]! edges: [Edge!]! total: Int @cost(weight: 5) }
  type Edge { node: Item! }
  type Item { id: ID! name: String @cost(weight: 1) tags: [String!] @listSize(assumedSize: 3) child: Item lines(first: Int = 2): [Line] @listSize(assumedSize: 2, slicingArguments: ["first"], requireOneSlicingArgument: false) }
  type Line @cost(weight: 4) { no: Int }
  union Any = Item | Line
`);

function costOf(text: string, variables: Record<string, unknown> = {}, name?: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = operationOf(document, name);
  if (!operation) throw new Error("no operation");
  return { ...costing(schema, document, operation), document, variables };
}
const requested = (text: string, variables: Record<string, unknown> = {}) =>
  costOf(text, variables).requested(variables);

describe("what is requested", () => {
  it.each([
    ["{ __typename }", 0],
    ["{ one { id } }", 1],
    ["{ one { id name } }", 2],
    ["{ text }", 2],
    ["{ heavy { id } }", 8],
    ['{ heavy(filter: { text: "x", deep: { text: "y" } }) { id } }', 14],
    ["{ items { id } }", 20],
    ["{ items(first: 3) { id name } }", 6],
    ["{ items(first: null) { id } }", 5],
    ["{ items(first: 2, last: 9) { id } }", 9],
    ["{ assumed { child { id } } }", 8],
    ["{ page(first: 10) { nodes { id } } }", 11],
    ["{ page { nodes { id } edges { node { id } } total } }", 1 + 6 + 12 + 5],
    ["{ items(first: 10) { lines(first: 5) { no } } }", 10 * (1 + 5 * 4)],
    ["{ one { tags } }", 1],
    ["{ any { ... on Item { child { id } } ... on Line { no } } }", 5],
    ["{ a: one { id } b: one { id } }", 2],
    ["{ one { id } one { name } ...F } fragment F on Query { one { child { id } } }", 3],
    ["{ __schema { types { fields { type { name } } } } }", 10],
  ])("%s costs %d", (text, points) => {
    expect(requested(text)).toBe(points);
  });
  it("counts a page size given by variable, or its default", () => {
    const text = "query ($n: Int) { items(first: $n) { id } }";
    expect([requested(text, { n: 7 }), requested(text, {}), requested(text, { n: null })]).toEqual([
      7, 20, 5,
    ]);
  });
  it("counts what an input given by variable weighs", () => {
    expect(
      requested("query ($f: Filter) { heavy(filter: $f) { id } }", { f: { text: "x", deep: { text: "y" } } }),
    ).toBe(14);
  });
});

describe("what it came to", () => {
  it("counts what is there", () => {
    const { actual } = costOf("{ items(first: 10) { id name child { id } } text }");
    expect(
      actual(
        {
          items: [{ id: "1", name: "a", child: null }, null, { id: "2", name: null, child: { id: "3" } }],
          text: null,
        },
        {},
      ),
    ).toBe(2 + 2 + 1 + 2);
  });
  it("is nothing without data, and nothing for what was not answered", () => {
    const { actual } = costOf("{ heavy { id } }");
    expect([actual(null, {}), actual({}, {})]).toEqual([0, 0]);
  });
});

/** Selections of a type, at most so deep. */
function selections(type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(bare(field.type)));
  const one = fc.constantFrom(...fields).chain((field) => {
    const named = bare(field.type);
    const size = fc.integer({ min: 0, max: 4 });
    const args = field.args.some(({ name }) => name === "first")
      ? fc.oneof(
          fc.constant(""),
          size.map((n) => `(first: ${n})`),
          fc.constant("(first: $n)"),
        )
      : fc.constant("");
    if (isLeafType(named)) return fc.constant(field.name);
    const inner = isObjectType(named)
      ? selections(named, depth - 1)
      : isUnionType(named)
        ? fc
            .tuple(
              ...named
                .getTypes()
                .map((member) => selections(member, depth - 1).map((set) => `... on ${member.name} ${set}`)),
            )
            .map((sets) => `{ ${sets.join(" ")} }`)
        : fc.constant("");
    return fc
      .tuple(fc.nat(999_999), args, inner)
      .map(([alias, given, set]) => `a${alias}: ${field.name}${given} ${set}`);
  });
  return fc
    .array(one, { minLength: 1, maxLength: 3 })
    .map((chosen) => `{ ${[...new Set(chosen)].join(" ")} }`);
}
const bare = (type: GraphQLOutputType): GraphQLOutputType =>
  isNonNullType(type) || isListType(type) ? bare(type.ofType) : type;

/** Answers as large as a schema allows: lists as long as asked for, at random one shorter or null. */
function answer(document: DocumentNode, variables: Record<string, unknown>, shrink: () => boolean) {
  const item = () => (shrink() ? null : {});
  const list = (size: number) => Array.from({ length: Math.max(0, size) }, () => ({}));
  const sizes: Record<string, (args: { first?: number | null; last?: number | null }) => number> = {
    items: ({ first, last }) =>
      Math.max(...[first, last].filter((n) => typeof n === "number"), first == null && last == null ? 5 : 0),
    assumed: () => 4,
    lines: ({ first }) => first ?? 2,
    tags: () => 3,
  };
  return execute({
    schema,
    document,
    variableValues: variables,
    rootValue: {},
    typeResolver: () => (shrink() ? "Item" : "Line"),
    fieldResolver: (source: { size?: number }, args, _context, info) => {
      const named = bare(info.returnType);
      if (info.fieldName === "page") return { size: (args.first as number | null | undefined) ?? 6 };
      if (info.fieldName === "nodes" || info.fieldName === "edges")
        return list((source.size ?? 0) - (shrink() ? 1 : 0));
      const size = sizes[info.fieldName];
      if (info.fieldName === "tags") return ["a", "b", "c"];
      if (size) return list(size(args) - (shrink() ? 1 : 0));
      return isLeafType(named) ? "1" : info.fieldName === "node" ? {} : item();
    },
  });
}

it("never comes to more than was requested, whatever the query", async () => {
  const queries = fc.record({
    set: selections(schema.getQueryType() as GraphQLObjectType, 4),
    n: fc.option(fc.integer({ min: 0, max: 4 })),
    seed: fc.infiniteStream(fc.boolean()),
  });
  await fc.assert(
    fc.asyncProperty(queries, async ({ set, n, seed }) => {
      const text = set.includes("$n") ? `query ($n: Int) ${set}` : set;
      const document = parse(text);
      fc.pre(validate(schema, document).length === 0);
      const operation = operationOf(document, undefined);
      if (!operation) throw new Error("no operation");
      const { requested: most, actual } = costing(schema, document, operation);
      const { data } = await answer(document, { n }, () => seed.next().value as boolean);
      expect(actual(data, { n })).toBeLessThanOrEqual(most({ n }));
      expect(actual(data, { n })).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500, seed: 7 },
  );
});
