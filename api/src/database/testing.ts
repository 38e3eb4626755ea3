import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import type { Database } from "../platform/context.ts";
import { asOwner, type Login, loginOf } from "./connect.ts";
import { connectDatabase } from "./database.ts";
import type { Entities } from "./orm.ts";
import { rolePasswords } from "./roles.ts";
import { schemaDiff } from "./schema-diff.ts";

/** The migrated database that every test database is a copy of. */
export const TEMPLATE = "open_tax_template";

/** How the tests of a run reach its server; set by the run's global setup. */
export const TEST_SERVER_URL = "OPEN_TAX_TEST_SERVER_URL";
export const TEST_SERVER_DIR = "OPEN_TAX_TEST_SERVER_DIR";

/**
 * A database of one test file: migrated, empty, and gone after `drop()`. Entities whose tables no migration makes (a test's
 * own classes) get them here.
 */
export async function testDatabase(entities: Entities = []): Promise<Database & { drop(): Promise<void> }> {
  const url = process.env[TEST_SERVER_URL];
  const dataDir = process.env[TEST_SERVER_DIR];
  if (!url || !dataDir)
    throw new Error("there is no test server: run tests through `npx vitest`, whose global setup starts one");
  const server = loginOf(url);
  const login: Login = { ...server, database: `test_${randomUUID().replaceAll("-", "")}` };
  await asOwner(server, (owner) =>
    owner.query(`create database ${login.database} template ${TEMPLATE} strategy wal_log`),
  );
  const database = await connectDatabase(login, rolePasswords(server, dataDir), entities);
  await asOwner(login, (owner) => makeMissingTables(owner, login, entities, database));
  return {
    ...database,
    drop: async () => {
      await database.close();
      await asOwner(server, (owner) => owner.query(`drop database if exists ${login.database} with (force)`));
    },
  };
}

async function makeMissingTables(
  owner: Client,
  login: Login,
  entities: Entities,
  { orm }: Database,
): Promise<void> {
  const wanted = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName);
  const { rows } = await owner.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const there = new Set(rows.map(({ name }) => name));
  if (wanted.every((name) => there.has(name))) return;
  for (const statement of (await schemaDiff(owner, login, entities, true)).up) await owner.query(statement);
}
