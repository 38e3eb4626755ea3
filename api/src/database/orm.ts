import { ReflectMetadataProvider } from "@mikro-orm/decorators/legacy";
import { type EntityClass, MikroORM, type Options } from "@mikro-orm/postgresql";
import { OwnershipSubscriber } from "../platform/ownership.ts";
import type { Login } from "./connect.ts";

/** The classes that are tables. */
export type Entities = readonly (abstract new () => object)[];

/** The ORM as the given role. It never changes the schema by itself, and connects when first used. */
export function openOrm(
  login: Login,
  entities: Entities,
  statementTimeoutMs: number,
  more: Partial<Options> = {},
): Promise<MikroORM> {
  return MikroORM.init({
    host: login.host,
    port: login.port,
    user: login.user,
    password: login.password,
    dbName: login.database,
    entities: [...entities] as EntityClass[],
    discovery: { warnWhenNoEntities: false },
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    ensureDatabase: false,
    subscribers: [new OwnershipSubscriber()],
    forceUtcTimezone: true,
    pool: { min: 0, max: 8, idleTimeoutMillis: 30_000 },
    driverOptions: {
      ssl: login.ssl,
      application_name: "open-tax orm",
      connectionTimeoutMillis: 5_000,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: 60_000,
      allowExitOnIdle: true,
    },
    ...more,
  });
}
