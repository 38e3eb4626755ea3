import { buildSchema, executeSync, parse, print, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { filterByScopes } from "./scope-filter.ts";
import { withNulls } from "./scope-nulls.ts";

const schema = buildSchema(/* GraphQL */ `
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  scalar Secret @requiresScopes(scopes: [["secret:read"]])
  enum Level @requiresScopes(scopes: [["level:read"]]) { LOW HIGH }
  interface Node { id: ID! note: String }
  type Query {
    invoice(id: ID, secret: Boolean): Invoice
    invoices: [Invoice!]!
    node(kind: String!): Node
    any(kind: String!): Any
    both: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    official: Official
    must: String! @requiresScopes(scopes: [["a"]])
  }
  type Mutation { issue: Invoice  wipe: Boolean @requiresScopes(scopes: [["a"]]) }
  type Invoice implements Node { id: ID! note: String  total: Int @requiresScopes(scopes: [["invoice:read"]])  seller: Party! lines: [Line!] }
  type Line { no: Int  price: Int! @requiresScopes(scopes: [["invoice:read"]]) }
  type Party { name: String! @requiresScopes(scopes: [["party:read"]]) tin: Secret level: Level }
  type Official implements Node @requiresScopes(scopes: [["officer:x"]]) { id: ID! note: String @requiresScopes(scopes: [["officer:note"]]) }
  type Ruling implements Node { id: ID! note: String }
  union Any = Invoice | Ruling
`);
const invoice = {
  __typename: "Invoice",
  id: "1",
  note: "n",
  total: 5,
  seller: { name: "甲", tin: "T", level: "LOW" },
  lines: [
    { no: 1, price: 9 },
    { no: 2, price: 8 },
  ],
};
const rootValue = {
  invoice,
  invoices: [invoice, { ...invoice, id: "2" }],
  node: ({ kind }: { kind: string }) => (kind === "Invoice" ? invoice : { __typename: kind, id: "r" }),
  any: ({ kind }: { kind: string }) =>
    kind === "Invoice" ? invoice : { __typename: kind, id: "r", note: "x" },
  both: "both",
  must: "must",
  official: { id: "o" },
  issue: invoice,
  wipe: true,
};

/** Filters, runs what is left in graphql-js, and puts the nulls back. */
function ask(text: string, scopes: string[] = [], variables: Record<string, unknown> = {}) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const filtered = filterByScopes(schema, document, undefined, scopes);
  if (filtered.document) expect(validate(schema, filtered.document)).toEqual([]);
  const run =
    filtered.document &&
    executeSync({ schema, document: filtered.document, rootValue, variableValues: variables });
  expect(run?.errors).toBeUndefined();
  const { data, places } = withNulls(
    schema,
    document,
    undefined,
    filtered.denied,
    (run?.data ?? {}) as Record<string, unknown>,
    variables,
  );
  return {
    data: JSON.parse(JSON.stringify(data)),
    places: places.map(({ path }) => path.join(".")),
    left: filtered.document && print(filtered.document),
    denied: filtered.denied,
  };
}

describe("what is left", () => {
  it("is the same document when nothing is denied", () => {
    const document = parse("{ invoice { id total } }");
    expect(filterByScopes(schema, document, undefined, ["invoice:read"]).document).toBe(document);
  });
  it("is nothing when every root field is denied", () => {
    const { left, data, places } = ask("{ both }");
    expect({ left, data, places }).toEqual({ left: null, data: { both: null }, places: ["both"] });
  });
  it("lets a null climb to the whole answer when a root field may not be null", () => {
    expect(ask("{ both must }").data).toBeNull();
  });
  it("has no variables and fragments nobody uses any more", () => {
    const { left } = ask(
      "query ($x: Boolean!) { invoice { id total @include(if: $x) ...F } } fragment F on Invoice { total }",
      [],
      { x: true },
    );
    expect(left).not.toMatch(/\$x|fragment/);
  });
});

describe("which scopes are needed", () => {
  it.each([
    [["a"], false],
    [["a", "b"], true],
    [["c"], true],
    [["b", "c"], true],
    [[], false],
  ])("(a and b) or c with %j", (scopes, allowed) => {
    expect(ask("{ both }", scopes).data).toEqual({ both: allowed ? "both" : null });
  });
  it("those of a scalar and of an enum answered with", () => {
    expect(ask("{ invoice { seller { tin level } } }", ["level:read"]).data).toEqual({
      invoice: { seller: { tin: null, level: "LOW" } },
    });
  });
  it("those of an object type, wherever it is met", () => {
    expect(ask("{ official { id } }").data).toEqual({ official: null });
    expect(ask('{ node(kind: "Invoice") { ... on Official { id } } }').denied).toMatchObject([
      { coordinate: "Official.id" },
    ]);
  });
  it("on an interface those of every implementation", () => {
    const { denied } = ask('{ node(kind: "Ruling") { note } }', ["officer:x"]);
    expect(denied).toMatchObject([{ coordinate: "Node.note", scopes: [["officer:note", "officer:x"]] }]);
    expect(ask('{ node(kind: "Invoice") { note } }', ["officer:x", "officer:note"]).data).toEqual({
      node: { note: "n" },
    });
  });
});

describe("where the nulls stand", () => {
  it("in the order that was asked for, under the name that was asked for", () => {
    expect(JSON.stringify(ask("{ invoice { sum: total id note } }").data)).toBe(
      '{"invoice":{"sum":null,"id":"1","note":"n"}}',
    );
  });
  it("at the nearest parent that may be null", () => {
    expect(ask("{ invoice { id seller { name } } }").data).toEqual({ invoice: null });
    expect(ask("{ invoice { id lines { no price } } }").data).toEqual({ invoice: { id: "1", lines: null } });
    expect(ask("{ invoices { seller { name } } }").data).toBeNull();
  });
  it("only in objects of the type the fragment names", () => {
    const query = (kind: string) =>
      `{ any(kind: "${kind}") { ... on Invoice { id total } ... on Ruling { id note } } }`;
    expect(ask(query("Invoice")).data).toEqual({ any: { id: "1", total: null } });
    expect(ask(query("Ruling"))).toMatchObject({ data: { any: { id: "r", note: "x" } }, places: [] });
  });
  it("through a fragment used twice", () => {
    const { data } = ask(
      '{ a: any(kind: "Invoice") { ...F } b: any(kind: "Invoice") { ...F } } fragment F on Any { ... on Invoice { total } }',
    );
    expect(data).toEqual({ a: { total: null }, b: { total: null } });
  });
  it("nowhere when the field is skipped", () => {
    expect(
      ask("query ($no: Boolean!) { invoice { id total @skip(if: $no) } }", [], { no: true }),
    ).toMatchObject({ data: { invoice: { id: "1" } }, places: [] });
  });
  it("keeps an object whose every field is denied", () => {
    expect(ask("{ invoice { total } }")).toMatchObject({
      data: { invoice: { total: null } },
      places: ["invoice.total"],
    });
  });
  it("beside what a mutation may do", () => {
    expect(ask("mutation { wipe issue { id } }")).toMatchObject({
      data: { wipe: null, issue: { id: "1" } },
      places: ["wipe"],
    });
  });
  it("in merged selections of one object", () => {
    expect(
      ask("{ invoice { seller { tin } } invoice { id seller { level } } }", ["level:read"]).data,
    ).toEqual({ invoice: { seller: { tin: null, level: "LOW" }, id: "1" } });
  });
});

describe("a consent that names its fields", () => {
  const classed = buildSchema(/* GraphQL */ `
    directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION
    directive @class(level: DataClass!) on FIELD_DEFINITION
    directive @key(fields: String!) repeatable on OBJECT
    enum DataClass { C0 C1 C2 C3 C4 }
    interface Named { name: String }
    type Query { me: Company named: Named }
    type Company implements Named @key(fields: "id") @key(fields: "region { code } serial") {
      id: ID! @class(level: C1)
      serial: String @class(level: C2)
      name: String @class(level: C2)
      phone: String @class(level: C4) @requiresScopes(scopes: [["phone:read"]])
      turnover: Int @class(level: C3)
      website: String @class(level: C0)
      city: String
    }
    type Person implements Named { name: String @class(level: C4) }
  `);
  const denied = (text: string, fields: string[] | undefined, scopes: string[] = []) =>
    filterByScopes(classed, parse(text), undefined, scopes, fields).denied.map(
      ({ coordinate, scopes: needed }) => [coordinate, needed ? "FORBIDDEN_SCOPE" : "FIELD_NOT_CONSENTED"],
    );

  it("lets through what it names, what is public, and the keys by which subgraphs meet", () => {
    expect(denied("{ me { __typename id serial name website city } }", ["Company.name"])).toEqual([]);
    expect(denied("{ me { name turnover } }", undefined)).toEqual([]);
  });

  it("keeps back everything else, in fragments and under other names too", () => {
    expect(
      denied("{ me { n: name ...F ... on Named { name } } } fragment F on Company { turnover }", []),
    ).toEqual([
      ["Company.name", "FIELD_NOT_CONSENTED"],
      ["Company.turnover", "FIELD_NOT_CONSENTED"],
      ["Named.name", "FIELD_NOT_CONSENTED"],
    ]);
  });

  it("asks at an interface for every type the answer may come from", () => {
    expect(denied("{ named { name } }", ["Named.name", "Company.name"])).toEqual([
      ["Named.name", "FIELD_NOT_CONSENTED"],
    ]);
    expect(denied("{ named { name } }", ["Named.name", "Company.name", "Person.name"])).toEqual([]);
  });

  it("gives nothing that the scopes do not: a scope comes first", () => {
    expect(denied("{ me { phone } }", ["Company.phone"])).toEqual([["Company.phone", "FORBIDDEN_SCOPE"]]);
    expect(denied("{ me { phone } }", [], ["phone:read"])).toEqual([
      ["Company.phone", "FIELD_NOT_CONSENTED"],
    ]);
  });
});
