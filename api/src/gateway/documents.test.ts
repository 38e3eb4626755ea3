import { buildSchema, getIntrospectionQuery } from "graphql";
import { describe, expect, it } from "vitest";
import type { Refusal } from "../platform/refusal.ts";
import { DOCUMENT_LIMITS } from "./document-limits.ts";
import { Documents, sha256 } from "./documents.ts";
import { DIRECTIVES } from "./gateway.testing.ts";
import { pageProblems } from "./page-sizes.ts";

const schema = buildSchema(/* GraphQL */ `
  ${DIRECTIVES}
  type Query {
    hello: String
    deep: Deep
    items(first: Int = 20): [Deep!] @listSize(assumedSize: 20, slicingArguments: ["first"], requireOneSlicingArgument: false)
    some(count: Int, top: Int): [Deep!] @listSize(slicingArguments: ["count", "top"])
    secret: String @requiresScopes(scopes: [["a"]])
  }
  type Deep { deep: Deep value: Int }
`);
const nested = (levels: number) =>
  `${"{ deep ".repeat(levels - 1)}{ deep { value } }${" }".repeat(levels - 1)}`.replace(
    /\{ deep \{ deep \{ value/,
    "{ deep { deep { value",
  );
const problemsOf = (text: string) =>
  new Documents(schema)
    .lookUp(text)
    .errors.flatMap(({ originalError }) => (originalError as Refusal).problems)
    .map(({ code, details }) => ({ code, limit: details?.limit }));

describe("a document", () => {
  it("is studied once and known by the sha256 of its text", () => {
    const documents = new Documents(schema);
    const known = documents.lookUp("{ hello }");
    expect(documents.lookUp("{ hello }")).toBe(known);
    expect([documents.seen(sha256("{ hello }")), documents.seen(sha256("{ other }"))]).toEqual([
      known,
      undefined,
    ]);
  });
  it("is forgotten when newer ones need the room, unless it was registered", () => {
    const documents = new Documents(schema, 20_000);
    const { hash } = documents.register("query Kept { hello }");
    const first = documents.lookUp("{ hello }");
    for (let index = 0; index < 100; index++) documents.lookUp(`{ a${index}: hello }`);
    expect([documents.seen(first.hash), documents.seen(hash)?.text]).toEqual([
      undefined,
      "query Kept { hello }",
    ]);
  });
  it("takes more room for each thing that is wrong with it, so that nobody fills the memory with nonsense", () => {
    const documents = new Documents(schema, 100_000);
    const wrong = (name: string) => `{ ${Array.from({ length: 10 }, (_, at) => `${name}${at}`).join(" ")} }`;
    const [one, other] = [documents.lookUp(wrong("a")), documents.lookUp(wrong("b"))];
    expect([one.errors.length, other.errors.length]).toEqual([10, 10]);
    expect(documents.seen(one.hash)).toBeUndefined();
    expect(documents.seen(other.hash)).toBe(other);
  });
  it("has one plan for all who may see the whole of it", () => {
    const operation = new Documents(schema).lookUp("{ hello }").operation(undefined);
    expect(operation?.forScopes(["a"])).toBe(operation?.forScopes(["b", "c"]));
    const other = new Documents(schema).lookUp("{ hello secret }").operation(undefined);
    expect(other?.forScopes(["x"])).toBe(other?.forScopes(["x"].slice()));
    expect(other?.forScopes(["x"])).not.toBe(other?.forScopes(["a"]));
  });
  it("may ask for the schema, however deep", () => {
    expect(problemsOf(getIntrospectionQuery())).toEqual([]);
  });
});

describe("a document that is too large is refused", () => {
  it.each([
    ["deeper than 12 levels", nested(12), [{ code: "QUERY_TOO_COMPLEX", limit: "depth" }]],
    ["12 levels deep", nested(11), []],
    [
      "more than 100 aliases",
      `{ deep { ${Array.from({ length: 101 }, (_, n) => `a${n}: value`).join(" ")} } }`,
      [{ code: "QUERY_TOO_COMPLEX", limit: "aliases" }],
    ],
    [
      "more than 50 root fields",
      `{ ${"hello ".repeat(51)} }`,
      [{ code: "QUERY_TOO_COMPLEX", limit: "rootFields" }],
    ],
    [
      "more than 1000 fields",
      `{ deep { ${"value ".repeat(1000)} } }`,
      [{ code: "QUERY_TOO_COMPLEX", limit: "fields" }],
    ],
    [
      "fragments that multiply",
      `{ ...A0 } ${Array.from({ length: 10 }, (_, n) => `fragment A${n} on Query { ...A${n + 1} ...A${n + 1} ...A${n + 1} }`).join(" ")} fragment A10 on Query { hello }`,
      [
        { code: "QUERY_TOO_COMPLEX", limit: "rootFields" },
        { code: "QUERY_TOO_COMPLEX", limit: "expandedFields" },
      ],
    ],
    [
      "more than 5000 tokens",
      `{ ${"hello ".repeat(5000)} }`,
      [{ code: "QUERY_TOO_COMPLEX", limit: "tokens" }],
    ],
    [
      "fragments in a circle",
      "{ ...A } fragment A on Query { hello ...B } fragment B on Query { ...A }",
      [{ code: "GRAPHQL_VALIDATION_FAILED" }],
    ],
  ])("%s", (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
  it("within two seconds of work, whatever it is", () => {
    const hostile = [
      `{ ${"hello ".repeat(DOCUMENT_LIMITS.fields / 20)} deep { ${"value ".repeat(900)} } }`,
      `{ deep { ${"...F ".repeat(400)} } } fragment F on Deep { ${"value ".repeat(400)} }`,
      `${Array.from({ length: 400 }, (_, n) => `query Q${n} { ...F }`).join(" ")} fragment F on Query { deep { ${"value ".repeat(500)} } }`,
      `{ deep { ${Array.from({ length: 30 }, (_, n) => `...F${n}`).join(" ")} } } ${Array.from({ length: 30 }, (_, n) => `fragment F${n} on Deep { deep { ${"value ".repeat(10)} ${n < 29 ? `...F${n + 1}` : ""} } }`).join(" ")}`,
    ];
    for (const text of hostile) {
      const before = process.cpuUsage();
      new Documents(schema).lookUp(text);
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
    }
  });
});

describe("a page", () => {
  it.each([
    ["{ items(first: 100) { value } }", []],
    ["{ items(first: 101) { value } }", [{ code: "PAGE_TOO_LARGE" }]],
    ["{ some(top: 101) { value } }", [{ code: "PAGE_TOO_LARGE" }]],
    ["{ some { value } }", [{ code: "GRAPHQL_VALIDATION_FAILED" }]],
    ["{ some(top: 1, count: 1) { value } }", [{ code: "GRAPHQL_VALIDATION_FAILED" }]],
  ])("%s", (text, expected) => {
    expect(problemsOf(text).map(({ code }) => ({ code }))).toEqual(expected);
  });
  it("is at most 100 by variable too", () => {
    const pages = new Documents(schema)
      .lookUp("query ($n: Int) { items(first: $n) { value } }")
      .operation(undefined)?.pages;
    if (!pages) throw new Error("no pages");
    expect(pageProblems(pages, { n: 100 })).toEqual([]);
    expect(pageProblems(pages, { n: 101 })).toMatchObject([
      { code: "PAGE_TOO_LARGE", details: { found: 101, max: 100 } },
    ]);
  });
});
