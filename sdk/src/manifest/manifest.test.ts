import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { buildASTSchema, buildSchema, type GraphQLSchema, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { accessSheet } from "./access-sheet.ts";
import { collect } from "./collect.ts";
import { compareSheets } from "./compare-sheets.ts";
import { hashOf, manifestOf, normalise } from "./manifest.ts";
import { sourceFiles } from "./source-files.ts";

const file = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

const SDL = `
  directive @class(level: DataClass!) on FIELD_DEFINITION
  directive @mask(rule: String!) on FIELD_DEFINITION
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
  directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT | INPUT_FIELD_DEFINITION
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
  enum DataClass { C0 C1 C2 C3 C4 }
  type Query {
    "发票。"
    invoices(first: Int): [Invoice!]! @requiresScopes(scopes: [["invoice:read"]]) @listSize(slicingArguments: ["first"])
    party(id: ID!): Party @requiresScopes(scopes: [["public:read"]])
    found: Found
    open: String
  }
  type Mutation { issue(input: IssueInput!): Invoice @requiresScopes(scopes: [["invoice:write", "invoice:read"], ["invoice:all"]]) }
  input IssueInput { total: String! lines: [LineInput!] }
  input LineInput { name: String! @cost(weight: 7) }
  type Invoice @requiresScopes(scopes: [["invoice:read"]]) { id: ID! "合计。" total: String @class(level: C3) seller: Party }
  interface Party { name: String phone: String }
  type Company implements Party { name: String @class(level: C2) phone: String @class(level: C4) @mask(rule: "PHONE") }
  type Person implements Party { name: String @class(level: C4) @mask(rule: "NAME") @requiresScopes(scopes: [["person:read"]]) phone: String }
  union Found = Company | Person
`;
const schema = buildSchema(SDL);

/** Documents by name, as small apps would have them. */
const POOL = [
  "query Invoices($first: Int) { invoices(first: $first) { id total } }",
  "query Totals { invoices(first: 10) { total } }",
  "query PartyOf($id: ID!) { party(id: $id) { name } }",
  "query Phones($id: ID!) { party(id: $id) { name phone } }",
  "query Found { found { __typename ... on Company { phone } ... on Person { name } } }",
  "query Open { open }",
  "mutation Issue($input: IssueInput!) { issue(input: $input) { ...Whole } } fragment Whole on Invoice { id seller { name } }",
];
const sheetOf = (texts: readonly string[]) =>
  accessSheet(
    texts.map((text) => ({ text })),
    schema,
    { "Invoice.total": "The total." },
  );

/** The same document otherwise written. */
const rewritten = (text: string, gap: string) => text.replace(/([{}(])/g, `${gap}$1${gap}`);
const gaps = fc.constantFrom(" ", "\n\t", ",", " # a comment\n", "\r\n  ");
const someDocuments = fc
  .uniqueArray(fc.integer({ min: 0, max: POOL.length - 1 }))
  .map((picked) => picked.map((at) => POOL[at] as string));

describe("a document's hash", () => {
  it("is the sha256 of the printed document", () => {
    const text = "query A{a  b}";
    expect(normalise(text)).toBe("query A {\n  a\n  b\n}");
    expect(hashOf(text)).toBe(createHash("sha256").update("query A {\n  a\n  b\n}").digest("hex"));
    expect(hashOf('{ party(id: "税务") { name } }')).toBe(
      createHash("sha256").update('{\n  party(id: "税务") {\n    name\n  }\n}').digest("hex"),
    );
  });

  it("does not depend on spacing and comments", () => {
    fc.assert(
      fc.property(fc.constantFrom(...POOL), gaps, (text, gap) => {
        expect(hashOf(rewritten(text, gap))).toBe(hashOf(text));
      }),
    );
  });

  it("is of what is asked: another field is another hash", () => {
    expect(new Set(POOL.map(hashOf)).size).toBe(POOL.length);
  });
});

describe("an access sheet", () => {
  it("names each operation, field and scope with what the schema says of it", () => {
    const sheet = sheetOf([POOL[0] as string, POOL[2] as string]);
    expect(
      sheet.operations.map(({ name, kind, fields, scopes }) => ({ name, kind, fields, scopes })),
    ).toEqual([
      {
        name: "Invoices",
        kind: "query",
        fields: ["Invoice.id", "Invoice.total", "Query.invoices"],
        scopes: ["invoice:read"],
      },
      {
        name: "PartyOf",
        kind: "query",
        fields: ["Company.name", "Party.name", "Person.name", "Query.party"],
        scopes: ["person:read"],
      },
    ]);
    expect(sheet.fields.find(({ coordinate }) => coordinate === "Invoice.total")).toEqual({
      coordinate: "Invoice.total",
      class: "C3",
      scopes: [["invoice:read"]],
      zh: "合计。",
      en: "The total.",
      operations: ["Invoices"],
    });
    expect(sheet.fields.find(({ coordinate }) => coordinate === "Person.name")).toMatchObject({
      class: "C4",
      mask: "NAME",
    });
    expect(sheet.scopes).toEqual([
      { scope: "invoice:read", operations: ["Invoices"] },
      { scope: "person:read", operations: ["PartyOf"] },
    ]);
    expect([sheet.writes, sheet.highestClass]).toEqual([false, "C4"]);
  });

  it("counts what is given to a mutation, keeps alternatives apart, and follows fragments", () => {
    const sheet = sheetOf([POOL[6] as string]);
    expect(sheet.writes).toBe(true);
    expect(sheet.operations[0]?.fields).toEqual([
      "Company.name",
      "Invoice.id",
      "Invoice.seller",
      "IssueInput.lines",
      "IssueInput.total",
      "LineInput.name",
      "Mutation.issue",
      "Party.name",
      "Person.name",
    ]);
    expect(sheet.fields.find(({ coordinate }) => coordinate === "Mutation.issue")?.scopes).toEqual([
      ["invoice:all", "invoice:read"],
      ["invoice:read", "invoice:write"],
    ]);
  });

  it("reckons the most an operation can cost: the largest page, the fullest input", () => {
    const costs = Object.fromEntries(sheetOf(POOL).operations.map(({ name, cost }) => [name, cost]));
    expect(costs).toMatchObject({ Invoices: 100, Totals: 10, Open: 0 });
    expect(costs.Issue).toBe(1 + 1 + 7);
    expect(sheetOf(POOL).cost).toBe(100);
  });

  it("is byte for byte the same for the same documents, whatever their order, spacing and repetition", () => {
    fc.assert(
      fc.property(someDocuments, gaps, fc.infiniteStream(fc.nat()), (documents, gap, weights) => {
        const shuffled = documents
          .map((text) => ({ text, weight: weights.next().value as number }))
          .sort((a, b) => a.weight - b.weight)
          .map(({ text }) => rewritten(text, gap));
        expect(JSON.stringify(sheetOf([...shuffled, ...documents]))).toBe(JSON.stringify(sheetOf(documents)));
      }),
    );
  });
});

describe("the difference of two sheets", () => {
  it("of a sheet with itself is empty", () => {
    fc.assert(
      fc.property(someDocuments, (documents) => {
        const { wider, ...lists } = compareSheets(sheetOf(documents), sheetOf([...documents].reverse()));
        expect(wider).toBe(false);
        expect(Object.values(lists).flat()).toEqual([]);
      }),
    );
  });

  it("is wider exactly when an operation, a field or a scope is added", () => {
    fc.assert(
      fc.property(someDocuments, someDocuments, (before, after) => {
        const difference = compareSheets(sheetOf(before), sheetOf(after));
        const added = after.some((text) => !before.includes(text));
        expect(difference.wider).toBe(added);
        expect(difference.addedOperations).toHaveLength(
          after.filter((text) => !before.includes(text)).length,
        );
        expect(difference.removedOperations).toHaveLength(
          before.filter((text) => !after.includes(text)).length,
        );
      }),
    );
  });

  it("of a release that changes one of twelve documents is that one", () => {
    const twelve = Array.from(
      { length: 12 },
      (_, at) => `query Read${at} { invoices(first: ${at + 1}) { id } open }`,
    );
    const next = twelve.with(7, "query Read7 { invoices(first: 8) { id } }");
    const narrower = compareSheets(sheetOf(twelve), sheetOf(next));
    expect(narrower.changedOperations.map(({ name, removedFields }) => [name, removedFields])).toEqual([
      ["Read7", ["Query.open"]],
    ]);
    expect([narrower.addedOperations, narrower.removedOperations, narrower.wider]).toEqual([[], [], false]);
    const wider = compareSheets(
      sheetOf(twelve),
      sheetOf(twelve.with(7, "query Read7 { invoices(first: 8) { id total } open }")),
    );
    expect(wider.changedOperations).toHaveLength(1);
    expect(wider).toMatchObject({
      wider: true,
      changedOperations: [{ name: "Read7", addedFields: ["Invoice.total"] }],
    });
  });

  it("sees that the schema has come to guard a field more strictly", () => {
    const stricter = buildSchema(
      SDL.replace("total: String @class(level: C3)", "total: String @class(level: C4)"),
    ) as GraphQLSchema;
    const documents = [{ text: POOL[0] as string }];
    const difference = compareSheets(accessSheet(documents, schema), accessSheet(documents, stricter));
    expect(difference).toMatchObject({
      wider: true,
      changedFields: [{ coordinate: "Invoice.total" }],
      changedOperations: [],
    });
  });
});

describe("collecting an app's documents", () => {
  const texts = (text: string, path = "app.ts") =>
    collect([{ path, text }]).documents.map((document) => normalise(document.text));
  const A = normalise("query A { a }");

  it.each([
    ["a call", "const A = graphql(`query A { a }`);"],
    ["a call over lines", "const A = graphql(\n  `query A {\n a }`,\n);"],
    ["a quoted text", 'graphql("query A { a }")'],
    ["a tag", "const A = gql`query A { a }`;"],
    ["a comment", "const A = /* GraphQL */ `query A { a }`;"],
    [
      "code with texts, regular expressions and comments around",
      "const s = 'it\\'s'; /* ` */ x = y / 2; const r = /[`'\"/]/.test(s); // don't `\nconst t = `a $" +
        "{`b $" +
        "{1}`} c`; gql`query A { a }`",
    ],
  ])("finds %s", (_, source) => expect(texts(source)).toEqual([A]));

  it("takes no text for a document that is none, or that is only told of", () => {
    expect(
      texts(
        "// graphql(`query A { a }`)\n/* gql`query A { a }` */ const s = 'gql`query A { a }`'; myGraphql(`x`); html`query A { a }`",
      ),
    ).toEqual([]);
  });

  it("reads .graphql files, and lends fragments from one to another", () => {
    const { documents, problems } = collect([
      { path: "a.graphql", text: "query A { ...F }" },
      {
        path: "f.ts",
        text: "gql`fragment F on Query { a ...G }`; gql`fragment G on Query { b } fragment Unused on Query { c }`",
      },
    ]);
    expect(problems).toEqual([]);
    expect(documents.map((document) => normalise(document.text))).toEqual([
      normalise("query A { ...F } fragment F on Query { a ...G } fragment G on Query { b }"),
    ]);
  });

  it("says where a document is that cannot be read", () => {
    const { documents, problems } = collect([
      { path: "src/app.ts", text: "\n\ngql`query A { a`;\ngql`query { $" + "{field} }`;" },
    ]);
    expect(documents).toEqual([]);
    expect(problems).toEqual(
      [
        { path: "src/app.ts", line: 4, message: expect.stringContaining("plain text") },
        { path: "src/app.ts", line: 3, message: expect.stringContaining("Syntax Error") },
      ].sort((a, b) => a.line - b.line),
    );
  });

  it("makes the manifest of an example that runs, from its source", () => {
    const real = buildASTSchema(parse(file("schema/api.graphql")), { assumeValidSDL: true });
    const folder = new URL("../../../examples/verify-an-invoice", import.meta.url).pathname;
    const { documents, problems } = collect(sourceFiles(folder));
    expect(problems).toEqual([]);
    expect(manifestOf(documents).documents).toHaveLength(1);
    expect(accessSheet(documents, real, JSON.parse(file("schema/descriptions.en.json")))).toMatchObject({
      operations: [{ name: "VerifyInvoice", kind: "query" }],
      scopes: [],
      writes: false,
    });
  });
});
