import { buildSchema, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { type AskedFields, askedFields } from "./asked-fields.ts";
import { variants } from "./columns.ts";
import type { Context } from "./context.ts";
import type { ModelMeta } from "./model.ts";

const schema = buildSchema(`
  type Query { bill: Bill other: Other }
  type Bill { id: ID! total: Int payer: Payer words: String secret: String }
  type Payer { name: String phone: String }
  type Other { id: ID! }
`);

const column = (property: string) => [property, { property, stored: true }] as const;
const bill = {
  name: "Bill",
  key: "id",
  table: "bill",
  owner: { taxpayer: ["payerId"] },
  attributes: new Map(["id", "payerId", "payerName", "payerPhone", "total", "secret"].map(column)),
  derived: new Map([
    ["words", { needs: ["total"], type: "String" }],
    ["payer", { needs: { name: ["payerName"], phone: ["payerPhone"] }, type: "Payer" }],
  ]),
} as unknown as ModelMeta;

const asking = (...documents: string[]) => {
  const asked: AskedFields[] = documents.map((document) => askedFields(schema, parse(document)));
  return { askedOf: (type: string) => asked.filter((fields) => fields.has(type)) } as unknown as Context;
};
const reading = () => variants(bill, (columns) => columns.map(({ property }) => property).join(" "));
const ALL = "id payerId payerName payerPhone total secret";

describe("a lean read selects", () => {
  it.each([
    ["key and owner always", "{ bill { __typename } }", "id payerId"],
    ["the columns asked for", "{ bill { total } }", "id payerId total"],
    ["what a computed field is computed from", "{ bill { words } }", "id payerId total"],
    ["of an object, what its fields need", "{ bill { payer { name } } }", "id payerId payerName"],
    [
      "what stands in a fragment",
      "{ bill { ...F } } fragment F on Bill { payer { phone } }",
      "id payerId payerPhone",
    ],
    ["everything where nothing of the model is asked", "{ other { id } }", ALL],
  ])("%s", (_, document, columns) => expect(reading().asked(asking(document))).toBe(columns));

  it("what any document of the request asks for", () => {
    expect(reading().asked(asking("{ bill { total } }", "{ bill { payer { name } } }"))).toBe(
      "id payerId payerName total",
    );
  });

  it("everything where a computed field does not say what it needs", () => {
    const silent = {
      ...bill,
      derived: new Map([["payer", { needs: { name: ["payerName"] }, type: "Payer" }]]),
    } as ModelMeta;
    const read = variants(silent, (columns) => columns.map(({ property }) => property).join(" "));
    expect(read.asked(asking("{ bill { words } }"))).toBe(ALL);
    expect(read.asked(asking("{ bill { payer { phone } } }"))).toBe(ALL);
  });

  it("by a bounded number of statements, whatever callers ask", () => {
    const names = Array.from({ length: 8 }, (_, i) => `c${i}`);
    const wide = {
      ...bill,
      owner: undefined,
      attributes: new Map(["id", ...names, "last"].map(column)),
      derived: new Map(),
    } as unknown as ModelMeta;
    let made = 0;
    const read = variants(wide, () => ++made);
    const fields = (mask: number) => new Set(names.filter((_, i) => mask & (1 << i)));
    for (let mask = 0; mask < 256; mask++)
      read.asked({ askedOf: () => [new Map([["Bill", fields(mask)]])] } as unknown as Context);
    expect(made).toBe(65);
  });
});
