import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse, validate } from "graphql";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exampleOf } from "./example.ts";
import { planPages } from "./plan.ts";
import { describedNames, type Published, readPublished } from "./published.ts";
import { Renderer } from "./render.ts";

const API = `
directive @class(level: DataClass!) on FIELD_DEFINITION
directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
enum DataClass { C0 C3 }
"""编号。"""
scalar Code
"""发票，开给购方的凭证。"""
type Invoice { id: ID! total: String! @class(level: C3) @requiresScopes(scopes: [["a", "b"], ["c"]]) status: InvoiceStatus! }
enum InvoiceStatus { NORMAL }
"""税务机关。"""
type Authority { code: Code! invoices(first: Int! = 20): InvoiceConnection! }
type InvoiceConnection { nodes: [Invoice!]! }
type Query { invoices(first: Int! = 20): InvoiceConnection!  authority(code: Code!): Authority }
`;
const INVOICES =
  "type Invoice { id: ID! total: String! } enum InvoiceStatus { NORMAL } type Query { invoices: [Invoice] }";
const REGISTRY =
  "type Authority { code: Code! invoices: Int } type Query { authority: Authority } scalar Code";

let folder: string;
let published: Published;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "reference-"));
  const files = { "api.graphql": API, "invoices.graphql": INVOICES, "registry.graphql": REGISTRY };
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  for (const name of ["scopes.json", "descriptions.en.json"]) fs.writeFileSync(path.join(folder, name), "{}");
  fs.writeFileSync(path.join(folder, "problems.json"), "[]");
  published = readPublished(folder);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

it("gives each business object one page in the subgraph that owns it, with its operations and its types", () => {
  const pages = planPages(published).pages.map(({ path: at, operations, related }) => [
    at,
    operations.map(({ name }) => name),
    related.map(({ name }) => name),
  ]);
  expect(pages).toEqual([
    ["invoices/invoice", ["invoices"], ["InvoiceStatus"]],
    ["registry/authority", ["authority"], []],
    ["shared", [], ["Code"]],
  ]);
});

it("shows a field's data class and its scopes as an or of ands", () => {
  const plan = planPages(published);
  const [invoice] = plan.pages;
  const page = new Renderer(published, plan, "en").page(invoice as (typeof plan.pages)[number]);
  expect(page).toContain("<code>a</code> + <code>b</code> or <code>c</code>");
  expect(page).toContain('<span class="chip__label">Data class</span> C3');
});

it("makes an example of each operation that fits the schema", () => {
  for (const field of planPages(published).pages.flatMap(({ operations }) => operations)) {
    expect(validate(published.schema, parse(exampleOf(field).document))).toEqual([]);
  }
});

it("does not count what only directives use among the elements to describe", () => {
  expect(describedNames(published.schema)).not.toContain("DataClass");
});

it("refuses a folder without a schema, except for a draft", () => {
  expect(() => readPublished(path.join(folder, "absent"))).toThrow(/api\.graphql is missing/);
  expect(planPages(readPublished(path.join(folder, "absent"), true)).pages).toEqual([]);
});
