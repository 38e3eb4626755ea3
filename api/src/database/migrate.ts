import { Migrator } from "@mikro-orm/migrations";
import type { Client } from "pg";
import type { Login } from "./connect.ts";
import { migrations } from "./migrations/list.ts";
import { openOrm } from "./orm.ts";

/** The table in which a database remembers its migrations. */
export const MIGRATION_TABLE = "migration";

/** Brings the database up to date, each migration in a transaction. Costs one query when there is nothing to do. */
export async function migrate(owner: Client, login: Login): Promise<string[]> {
  const known = await owner.query<{ there: boolean }>(
    "select to_regclass('public.migration') is not null as there",
  );
  const done = known.rows[0]?.there
    ? (await owner.query<{ name: string }>("select name from migration")).rows
    : [];
  const names = new Set(done.map(({ name }) => name));
  if (migrations.every(({ name }) => names.has(name))) return [];
  const orm = await openOrm(login, [], 0, {
    extensions: [Migrator],
    migrations: {
      tableName: MIGRATION_TABLE,
      migrationsList: migrations,
      snapshot: false,
      silent: true,
      transactional: true,
      allOrNothing: false,
    },
  });
  try {
    return (await orm.migrator.up()).map(({ name }) => name);
  } finally {
    await orm.close(true);
  }
}
