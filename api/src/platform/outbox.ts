import { newId } from "./id.ts";
import type { Queryable } from "./transaction.ts";

/** The form of what is published now; raised when a reader of the old form would misread the new one. */
export const SCHEMA_VERSION = 1;

/** Something that happened: to a taxpayer's records, for those who may hear of it, or in public. */
export interface OutboxEvent {
  /** What happened: `invoice.issued`. */
  type: string;
  /** Whose event it is: who consented decides which apps hear of it. Null for a public one, of which everybody may. */
  taxpayerId: string | null;
  /** The app that did it; absent where no app did. */
  appId?: string | undefined;
  /** The id of the record it is about. Events of one subject are delivered in their order. */
  subject: string;
  /** Ids and states alone, never a value of class C3 or C4. */
  data?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Stores an event in the transaction of the change it tells of: both are committed, or neither. */
export const publish = (sql: Queryable, event: OutboxEvent): Promise<void> => publishAll(sql, [event]);

/** Stores several events with one statement, in their order. */
export async function publishAll(sql: Queryable, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const column = (of: (event: OutboxEvent) => string | null) => events.map(of);
  await sql.query(
    `insert into outbox_event (id, type, taxpayer_id, app_id, subject, data, schema_version)
     select id, type, taxpayer_id, app_id, subject, data, $7
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
       with ordinality as e(id, type, taxpayer_id, app_id, subject, data, place)
     order by place`,
    [
      column(() => newId("evt")),
      column(({ type }) => type),
      column(({ taxpayerId }) => taxpayerId),
      column(({ appId }) => appId ?? null),
      column(({ subject }) => subject),
      column(({ data = {} }) => JSON.stringify(data)),
      SCHEMA_VERSION,
    ],
  );
}
