import { describe, expect, it } from "vitest";
import { breakingChanges } from "./breaking-changes.ts";

const schema = (fields: string) => `type Query { ${fields} }`;

describe("a change of the public schema breaks apps", () => {
  it("when a field goes without notice", async () => {
    expect(await breakingChanges(schema("a: Int b: Int"), schema("a: Int"))).toEqual([
      "Field 'b' was removed from object type 'Query'",
    ]);
  });

  it("when its deprecation carries no date, or one that has not come", async () => {
    const undated = schema('a: Int b: Int @deprecated(reason: "use a")');
    const dated = schema('a: Int b: Int @deprecated(reason: "2027-06-01: use a")');
    expect(await breakingChanges(undated, schema("a: Int"), "2027-06-02")).toHaveLength(1);
    expect(await breakingChanges(dated, schema("a: Int"), "2027-05-31")).toHaveLength(1);
  });

  it("not when the announced day has come", async () => {
    const dated = schema('a: Int b: Int @deprecated(reason: "2027-06-01: use a")');
    expect(await breakingChanges(dated, schema("a: Int"), "2027-06-01")).toEqual([]);
  });

  it("when a field becomes nullable, but not when something is added", async () => {
    expect(await breakingChanges(schema("a: Int!"), schema("a: Int"))).toHaveLength(1);
    expect(await breakingChanges(schema("a: Int"), schema("a: Int c: Int"))).toEqual([]);
  });
});
