import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { Client, Pool } from "pg";
import type { AskedFields } from "./asked-fields.ts";
import type { OperationNote } from "./audit.ts";
import { type Caller, type EnvironmentName, holds } from "./caller.ts";
import { type Clock, dayOf } from "./clock.ts";
import type { Events } from "./events.ts";
import type { Keys } from "./keys.ts";

/** The stores of one environment, each with a role that owns nothing and cannot change the schema. */
export interface Database {
  name: string;
  /** May only select; its statements carry the ownership of rows themselves. */
  reader: Pool;
  /** What the platform does in its own name; it sees the rows of every taxpayer. */
  writer: Pool;
  /** What callers write: the database shows it their own rows alone. */
  orm: MikroORM;
  /** Who is calling, in the words and under the seal that row-level security asks for. */
  seal(caller: Caller): Record<string, string>;
  /** A name for a value that is the same for one app and differs from app to app. */
  pseudonym(caller: Caller, value: string): string;
  /** A connection of one's own, for LISTEN; whoever asks for it ends it. */
  connect(): Promise<Client>;
  /** The same as the owner, who alone may load tables by COPY. */
  owner(): Promise<Client>;
  /** Closes pools and ORM. */
  close(): Promise<void>;
}

/** What one environment is made of; built once at start. */
export interface Environment {
  name: EnvironmentName;
  /** The OAuth issuer, for example `http://localhost:4000/sandbox/oauth`. */
  issuer: string;
  /** The graph's URL, which is the audience of its access tokens. */
  resource: string;
  /** The origin of the portal, whose pages both environments share. */
  portalOrigin: string;
  database: Database;
  keys: Keys;
  clock: Clock;
  events: Events;
}

/** The ORM without the doors that ignore row ownership. */
export type GuardedEntityManager = Omit<
  EntityManager,
  | "getKysely"
  | "execute"
  | "createQueryBuilder"
  | "qb"
  | "getConnection"
  | "getDriver"
  | "setFilterParams"
  | "setSessionContext"
  | "clearSessionContext"
>;

/** Everything an operation may touch. Built once per request, faked whole in tests. */
export class Context {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly requestId: string;
  readonly now: Date;
  /** What the gateway knows of the operation, for the entries it leaves in the access ledger. */
  operation: OperationNote | undefined;
  /** How many entries the operation has left by itself. */
  recorded = 0;
  #em: EntityManager | undefined;
  #touched: Set<string> | undefined;
  readonly #asked: AskedFields[] = [];
  #loaders: Map<unknown, unknown> | undefined;

  constructor(environment: Environment, caller: Caller, requestId: string) {
    this.environment = environment;
    this.caller = caller;
    this.requestId = requestId;
    this.now = environment.clock.now();
  }

  /** The calendar day in Asia/Shanghai. */
  get today(): string {
    return dayOf(this.now);
  }

  /** For writes. It sees only rows the caller owns, and flushes only such rows; the database itself sees to it, too. */
  get em(): GuardedEntityManager {
    if (!this.#em) {
      const { orm, seal } = this.environment.database;
      this.#em = orm.em.fork({ useContext: true });
      this.#em.setFilterParams("owner", { ...this.caller });
      this.#em.setSessionContext({ variables: seal(this.caller) });
    }
    return this.#em;
  }

  /** Notes what a document of this request asks for; it only ever grows. */
  ask(fields: AskedFields): void {
    if (!this.#asked.includes(fields)) this.#asked.push(fields);
  }

  /** What this request's documents ask for, of those that ask for a type. */
  askedOf(type: string): AskedFields[] {
    return this.#asked.filter((fields) => fields.has(type));
  }

  /** Notes that the answer tells of this taxpayer, beyond the one who consented: the access ledger gets an entry for it. */
  touch(taxpayerId: string): void {
    this.#touched ??= new Set();
    this.#touched.add(taxpayerId);
  }

  /** The taxpayers noted so far. */
  get touched(): readonly string[] {
    return this.#touched ? [...this.#touched] : [];
  }

  may(...scopes: string[]): boolean {
    return holds(this.caller, [scopes]);
  }

  /** One thing per request and key, made when first asked for: DataLoaders live here. */
  once<T>(key: unknown, make: () => T): T {
    this.#loaders ??= new Map();
    if (!this.#loaders.has(key)) this.#loaders.set(key, make());
    return this.#loaders.get(key) as T;
  }
}
