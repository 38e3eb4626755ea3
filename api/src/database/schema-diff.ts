import type { Client } from "pg";
import type { Login } from "./connect.ts";
import { type Entities, openOrm } from "./orm.ts";

/** What a migration makes by hand and the entities do not know: indexes, constraints and triggers that end so, and functions. The comparison leaves them alone. */
const BY_HAND =
  /^(drop (index "\w+_by_hand"$|trigger if exists "\w+_by_hand" on |function )|alter table "\w+" drop constraint "\w+_by_hand"$|create or replace function )/;

/** The schema of what row-level security trusts; no business of the entities. */
const SEALED = "sealed";

/**
 * The statements that would bring the tables of the entities from what the database has to what the classes say; none when
 * both agree. Tables without a class are not looked at.
 */
export async function schemaDiff(
  owner: Client,
  login: Login,
  entities: Entities,
  safe = false,
): Promise<{ up: string[]; down: string[] }> {
  const orm = await openOrm(login, entities, 0);
  try {
    const named = new Set([...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName));
    const { rows } = await owner.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    orm.config.get("schemaGenerator").ignoreSchema = [SEALED];
    orm.config.get("schemaGenerator").skipTables = rows
      .map(({ name }) => name)
      .filter((name) => !named.has(name));
    const { up, down } = await orm.schema.getUpdateSchemaMigrationSQL({ wrap: false, safe });
    return { up: statements(up), down: statements(down) };
  } finally {
    await orm.close(true);
  }
}

const statements = (sql: string) =>
  sql
    .split(/;\s*\n/)
    .map((statement) => statement.trim().replace(/;$/, ""))
    .filter((statement) => statement && !BY_HAND.test(statement));
