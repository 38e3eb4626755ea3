import DataLoader from "dataloader";
import type { Context } from "../platform/context.ts";

/** How an app used a consent lately, as the access ledger has it. */
export interface ConsentUse {
  lastUsedAt: Date | null;
  /** How many times it read, in the last 30 days. */
  reads: number;
}

/** Entries are counted up to here, so that a busy app costs a page no more than a quiet one. */
export const MOST_COUNTED = 10_000;

const NEVER: ConsentUse = { lastUsedAt: null, reads: 0 };

async function usesOf({ environment, now }: Context, ids: readonly string[]): Promise<ConsentUse[]> {
  const { rows } = await environment.database.reader.query<ConsentUse & { id: string }>({
    name: "consent:uses",
    text: `select c.id, last.at as "lastUsedAt", lately.reads
           from unnest($1::text[]) as c (id)
           cross join lateral (select max(e.at) as at from audit_entry e where e.consent_id = c.id and e.kind in ('READ', 'WRITE')) last
           cross join lateral (
             select count(*)::int as reads from (
               select 1 from audit_entry e
               where e.consent_id = c.id and e.at > $2::timestamptz - interval '30 days' and e.kind = 'READ' limit ${MOST_COUNTED}
             ) counted) lately`,
    values: [ids, now],
  });
  const uses = new Map(rows.map(({ id, lastUsedAt, reads }) => [id, { lastUsedAt, reads }]));
  return ids.map((id) => uses.get(id) ?? NEVER);
}

/** The use of a consent; one statement, by the ledger's index, for all the consents of a request. */
export const useOf = (context: Context, id: string): Promise<ConsentUse> =>
  context
    .once("consent-uses", () => new DataLoader<string, ConsentUse>((ids) => usesOf(context, ids)))
    .load(id);
