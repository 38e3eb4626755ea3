import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `tax-office-hours` → `TaxOfficeHours`. */
export const classNameOf = (name: string): string =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The text of a migration class that runs the statements. */
export function migrationText(name: string, up: string[], down: string[]): string {
  const lines = (statements: string[]) =>
    statements
      .map(
        (statement) => `    this.addSql(\n      ${JSON.stringify(statement.replace(/\s+/g, " "))},\n    );\n`,
      )
      .join("");
  return `import { Migration } from "@mikro-orm/migrations";

/** Brings the tables in line with the entities. */
export class ${classNameOf(name)} extends Migration {
  override up(): void {
${lines(up)}  }

  override down(): void {
${lines(down)}  }
}
`;
}

/** The list of migrations with one more at its end, numbered after the last. */
export function withMigration(list: string, name: string): string {
  const last = Math.max(0, ...[...list.matchAll(/name: "(\d{4})-/g)].map(([, number]) => Number(number)));
  const className = classNameOf(name);
  const entry = `  { name: "${String(last + 1).padStart(4, "0")}-${name}", class: ${className} },\n];`;
  return list
    .replace(/\n\n\/\*\*/, `\nimport { ${className} } from "./${name}.ts";\n\n/**`)
    .replace(/(\},?)?\n?\];/, (_, end: string | undefined) => `${end ? "},\n" : "\n"}${entry}`);
}

/** Writes the class and adds it to the list; answers the file's path. */
export function addMigration(folder: string, name: string, up: string[], down: string[]): string {
  const file = join(folder, `${name}.ts`);
  const list = join(folder, "list.ts");
  writeFileSync(file, migrationText(name, up, down), { flag: "wx" });
  writeFileSync(list, withMigration(readFileSync(list, "utf8"), name));
  return file;
}
