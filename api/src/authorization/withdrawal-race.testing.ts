import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { revokeConsent } from "../consents/commands.ts";
import { PostgresAdapter } from "./adapter.ts";

const UNDER_CONSENT = ["AuthorizationCode", "RefreshToken", "AccessToken", "Grant"];

/** Rows of tokens written while their consent is withdrawn, so many times: how many were written, and how many were left. */
export async function raceWithdrawals(pool: Pool, races: number): Promise<{ written: number; left: number }> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into consent (id, app_id, taxpayer_id, granted_by_id, granted_role, scopes, asked_scopes, purpose_code, requested_at, granted_at, expires_at, separate_consents, channel, acr, status, receipt_no, text_version, text_sha256, items, parties, version, changed_at)
     select 'cst_' || gen_random_uuid(), 'app', 'tp', 'pn' || n, 'LEGAL_REP', '{}', '{}', 'BOOKKEEPING', now(), now(), now() + interval '1 day', '[]', 'WEB', 'L1', 'ACTIVE', 'race' || gen_random_uuid(), '', '', '[]', '{}', 1, now()
     from generate_series(1, $1::int) n returning id`,
    [races],
  );
  let written = 0;
  for (const [index, { id }] of rows.entries()) {
    const write = (model: string) => async (): Promise<void> => {
      const row = { grantId: id, kind: model } as never;
      const store = new PostgresAdapter(pool, model, new Set());
      await store.upsert(model === "Grant" ? id : randomUUID(), row, 60).then(
        () => void (written += 1),
        () => undefined,
      );
    };
    const all = UNDER_CONSENT.map(write);
    all.splice(index % (all.length + 1), 0, () => withdraw(pool, id));
    await Promise.all(all.map((one) => one()));
  }
  const { rows: found } = await pool.query<{ left: number }>(
    `select count(*)::int as left from oauth_row r join consent c on c.id = coalesce(r.grant_id, r.id)
     where c.status <> 'ACTIVE' and c.id = any($1)`,
    [rows.map(({ id }) => id)],
  );
  return { written, left: found[0]?.left ?? -1 };
}

async function withdraw(pool: Pool, id: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await revokeConsent(client, id, { by: "race" });
    await client.query("commit");
  } finally {
    client.release();
  }
}
