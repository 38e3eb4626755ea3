import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { Client, Pool } from "pg";
import type { AskedFields } from "./asked-fields.ts";
import { type Caller, type EnvironmentName, holds } from "./caller.ts";
import { type Clock, dayOf } from "./clock.ts";
import type { Events } from "./events.ts";
import type { Keys } from "./keys.ts";

/** The stores of one environment. `reader` may only select; `writer` owns nothing and cannot change the schema. */
export interface Database {
  name: string;
  reader: Pool;
  writer: Pool;
  orm: MikroORM;
  /** A connection of one's own, for LISTEN; whoever asks for it ends it. */
  connect(): Promise<Client>;
  /** Closes pools and ORM. */
  close(): Promise<void>;
}

/** What one environment is made of; built once at start. */
export interface Environment {
  name: EnvironmentName;
  /** The OAuth issuer, for example `http://127.0.0.1:4000/sandbox/oauth`. */
  issuer: string;
  /** The graph's URL, which is the audience of its access tokens. */
  resource: string;
  database: Database;
  keys: Keys;
  clock: Clock;
  events: Events;
}

/** The ORM without the doors that ignore row ownership. */
export type GuardedEntityManager = Omit<
  EntityManager,
  "getKysely" | "execute" | "createQueryBuilder" | "qb" | "getConnection" | "getDriver" | "setFilterParams"
>;

/** Everything an operation may touch. Built once per request, faked whole in tests. */
export class Context {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly requestId: string;
  readonly now: Date;
  #em: EntityManager | undefined;
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

  /** For writes. It sees only rows the caller owns, and flushes only such rows. */
  get em(): GuardedEntityManager {
    if (!this.#em) {
      this.#em = this.environment.database.orm.em.fork({ useContext: true });
      this.#em.setFilterParams("owner", { ...this.caller });
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
