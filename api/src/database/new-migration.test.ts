import { expect, it } from "vitest";
import { migrationText, withMigration } from "./new-migration.ts";

const LIST = `import { Foundation } from "./foundation.ts";

/** Every migration. */
export const migrations: MigrationObject[] = [
  { name: "0001-foundation", class: Foundation },
];
`;

it("writes a class named after its file", () => {
  const text = migrationText(
    "tax-office-hours",
    ['create table "x" (\n  "id" text not null)'],
    ['drop table "x"'],
  );
  expect(text).toContain("export class TaxOfficeHours extends Migration {");
  expect(text).toContain(String.raw`"create table \"x\" ( \"id\" text not null)"`);
});

it("adds it to the end of the list, numbered after the last", () => {
  expect(withMigration(LIST, "tax-office-hours")).toBe(`import { Foundation } from "./foundation.ts";
import { TaxOfficeHours } from "./tax-office-hours.ts";

/** Every migration. */
export const migrations: MigrationObject[] = [
  { name: "0001-foundation", class: Foundation },
  { name: "0002-tax-office-hours", class: TaxOfficeHours },
];
`);
});
