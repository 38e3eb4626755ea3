import type { Client } from "pg";
import type { Database } from "../platform/context.ts";
import { APP_ROLE, READER_ROLE, SYSTEM_ROLE } from "../platform/row-policies.ts";
import { asOwner, connectAlone, type Login, loginOf, openPool } from "./connect.ts";
import { migrate } from "./migrate.ts";
import { type Entities, openOrm } from "./orm.ts";
import { ensureRoles, type RolePasswords, rolePasswords } from "./roles.ts";
import { openSeals } from "./seals.ts";

export interface DatabaseOptions {
  /** A PostgreSQL server, as an owner who may create databases and roles. */
  url: string;
  /** The database to open, made when missing. */
  name: string;
  entities: Entities;
  /** Where generated passwords are kept. */
  dataDir: string;
  /** Takes one line a person may want to read. */
  log?: (line: string) => void;
  /** Whom the ledger names for what is done here in the platform's own name: the operator and the command. */
  by?: string;
}

/** Held on the server's maintenance database while roles and databases are made, for several processes may start at once. */
const SETUP = 0x6f70_7365;
const READER = { max: 10, statementTimeoutMs: 10_000 };
const WRITER = { max: 8, statementTimeoutMs: 30_000 };

/** Makes roles and database where they are missing, migrates, and opens pools and ORM. */
export async function openDatabase({
  url,
  name,
  entities,
  dataDir,
  log,
  by,
}: DatabaseOptions): Promise<Database> {
  const login = loginOf(url);
  const passwords = rolePasswords(login, dataDir);
  await asOwner(login, (owner) =>
    alone(owner, async () => {
      await ensureRoles(owner, passwords);
      await ensureDatabase(owner, name);
      const target = { ...login, database: name };
      const done = await asOwner(target, (client) => migrate(client, target));
      if (done.length > 0) log?.(`${name}: ${done.length} migration${done.length === 1 ? "" : "s"} done.`);
    }),
  );
  return connectDatabase({ ...login, database: name }, passwords, entities, by);
}

/** Pools and ORM on a database that is ready. */
export async function connectDatabase(
  login: Login,
  passwords: RolePasswords,
  entities: Entities,
  by?: string,
): Promise<Database> {
  const as = (role: keyof RolePasswords): Login => ({ ...login, user: role, password: passwords[role] });
  const reader = openPool(as(READER_ROLE), "open-tax reader", READER.max, READER.statementTimeoutMs);
  const writer = openPool(as(SYSTEM_ROLE), "open-tax writer", WRITER.max, WRITER.statementTimeoutMs, by);
  const orm = await openOrm(as(APP_ROLE), entities, WRITER.statementTimeoutMs);
  return {
    name: login.database,
    reader,
    writer,
    orm,
    ...(await openSeals(writer)),
    connect: () => connectAlone(as(APP_ROLE), "open-tax listener"),
    owner: () => connectAlone(login, "open-tax owner"),
    close: async () => {
      await Promise.all([reader.end(), writer.end(), orm.close(true)]);
    },
  };
}

async function alone(owner: Client, work: () => Promise<void>): Promise<void> {
  await owner.query("select pg_advisory_lock($1)", [SETUP]);
  try {
    await work();
  } finally {
    await owner.query("select pg_advisory_unlock($1)", [SETUP]);
  }
}

async function ensureDatabase(owner: Client, name: string): Promise<void> {
  const { rows } = await owner.query<{ version: number; there: boolean }>(
    "select current_setting('server_version_num')::int as version, exists (select from pg_database where datname = $1) as there",
    [name],
  );
  const [{ version, there } = { version: 0, there: false }] = rows;
  if (there) return;
  const locale =
    version >= 170_000 ? "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'" : "locale 'C'";
  const quoted = owner.escapeIdentifier(name);
  await owner.query(`create database ${quoted} template template0 encoding 'UTF8' ${locale}`);
  await owner.query(`revoke all on database ${quoted} from public`);
  await owner.query(
    `grant connect, temporary on database ${quoted} to ${APP_ROLE}, ${SYSTEM_ROLE}, ${READER_ROLE}`,
  );
}
