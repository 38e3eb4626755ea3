import { Client, type CustomTypesConfig, Pool, types } from "pg";
import { StartupError } from "../config.ts";

/** Below this the SQL of the migrations is not understood. */
const OLDEST_VERSION = 15;
const TEXT_ARRAY = 1009;
const AS_TEXT = [types.builtins.DATE, types.builtins.NUMERIC, types.builtins.INT8] as number[];
const AS_TEXT_ARRAY = [1182, 1231, 1016];

/** `date`, `numeric` and `int8` (and arrays of them) arrive as text: exact, and without a time zone. `timestamptz` is a Date. */
const exactTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text") => {
    if (AS_TEXT.includes(oid)) return String;
    return types.getTypeParser(AS_TEXT_ARRAY.includes(oid) ? TEXT_ARRAY : oid, format);
  }) as CustomTypesConfig["getTypeParser"],
};

/** Who connects to which database of a server. */
export interface Login {
  host: string;
  port: number;
  user: string | undefined;
  password: string | undefined;
  database: string;
  ssl: boolean | object;
}

/** Reads an address as `pg` does: the unix socket of `?host=`, `sslmode`, PG* variables. */
export function loginOf(url: string): Login {
  try {
    const { host, port, user, password, database, ssl } = new Client({ connectionString: url }) as Client & {
      ssl: boolean | object;
    };
    return { host, port, user, password: password ?? undefined, database: database ?? "postgres", ssl };
  } catch (cause) {
    throw new StartupError(
      "DATABASE_URL must be an address such as postgresql://owner:password@127.0.0.1:5432/postgres.",
      { cause },
    );
  }
}

/**
 * A pool that survives the loss of its server: broken connections are dropped, and the next query makes a new one. `by` is
 * whom the ledger names for what the platform's own administration does over it.
 */
export function openPool(
  login: Login,
  name: string,
  max: number,
  statementTimeoutMs: number,
  by?: string,
): Pool {
  const pool = new Pool({
    ...login,
    ...(by === undefined ? {} : { options: `-c open_tax.by=${by.replace(/[\\\s]/g, "\\$&")}` }),
    types: exactTypes,
    max,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** A connection of one's own, outside the pools; whoever asks for it ends it. */
export async function connectAlone(login: Login, name: string): Promise<Client> {
  const client = new Client({
    ...login,
    types: exactTypes,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** One connection of the owner, closed after `work`. A server that cannot be used is a StartupError of one sentence. */
export async function asOwner<T>(login: Login, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...login,
    types: exactTypes,
    application_name: "open-tax owner",
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("show server_version");
    const version = rows[0]?.server_version ?? "";
    if (Number.parseInt(version, 10) < OLDEST_VERSION) {
      throw new StartupError(
        `The server at ${place(login)} is PostgreSQL ${version}; the platform needs ${OLDEST_VERSION} or newer.`,
      );
    }
    return await work(client);
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, login);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const place = ({ host, port }: Login) => (host.startsWith("/") ? host : `${host}:${port}`);

/** The sentence an operator can act on, for what may be wrong with an address; any other error as it is. */
function explained(error: NodeJS.ErrnoException, login: Login): Error {
  if (error instanceof StartupError) return error;
  const { code = "", message } = error;
  const server = place(login);
  const because = (sentence: string) => new StartupError(sentence, { cause: error });
  if (/^E[A-Z_]+$/.test(code) || /timeout|Connection terminated/i.test(message)) {
    return because(
      `No PostgreSQL server answers at ${server} (${/^E/.test(code) ? code : message}); check DATABASE_URL, or leave it out to use the embedded one.`,
    );
  }
  if (/^28/.test(code) || /password must be a string|SASL/.test(message)) {
    return because(
      `The PostgreSQL server at ${server} does not let user "${login.user}" in with the password of DATABASE_URL.`,
    );
  }
  if (code === "3D000")
    return because(
      `The PostgreSQL server at ${server} has no database "${login.database}"; name one in DATABASE_URL, for example postgres.`,
    );
  if (code === "42501") {
    return because(
      `User "${login.user}" of the PostgreSQL server at ${server} may not set up the platform (${message}); it needs CREATEDB and CREATEROLE.`,
    );
  }
  if (code === "53300")
    return because(`The PostgreSQL server at ${server} has no connection left (${message}).`);
  if (/does not support SSL/.test(message))
    return because(
      `The PostgreSQL server at ${server} does not support SSL; remove sslmode from DATABASE_URL.`,
    );
  return error;
}
