import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revokeConsent } from "../consents/commands.ts";
import { PostgresAdapter } from "./adapter.ts";
import { agree, app, bookkeeping, push, redeem, tokens } from "./flow.testing.ts";
import { type Race, races } from "./races.testing.ts";
import { startTestServer, type TestServer } from "./testing.ts";

const ROUNDS = Number(process.env.SINGLE_USE_ROUNDS ?? 10);

let server: TestServer;
let all: Record<string, Race>;

beforeAll(async () => {
  server = await startTestServer();
  all = await races(server);
});
afterAll(() => server.close());

describe(`of 20 at once exactly one succeeds, ${ROUNDS} rounds`, () => {
  it.each(["code", "assertion", "proof", "request", "rotation"])(
    "%s",
    { timeout: 30_000 + ROUNDS * 3_000 },
    async (name) => {
      const winners: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) winners.push(await all[name]!());
      expect(winners).toEqual(Array(ROUNDS).fill(1));
    },
  );
});

describe("a consent withdrawn while tokens are made", () => {
  it("leaves no row behind, whoever was first", { timeout: 120_000 }, async () => {
    const { writer } = server.environment.database;
    const { rows } = await writer.query<{ id: string }>(
      `insert into consent (id, app_id, taxpayer_id, granted_by_id, granted_role, scopes, purpose_code, granted_at, expires_at, separate_consents, channel, acr, status, receipt_no, text_version, text_sha256)
       select 'cst_race_' || n, 'app', 'tp', 'pn' || n, 'LEGAL_REP', '{}', 'BOOKKEEPING', now(), now() + interval '1 day', '[]', 'WEB', 'L1', 'ACTIVE', 'race' || n, '', '' from generate_series(1, 100) n returning id`,
    );
    const adapter = new PostgresAdapter(writer, "RefreshToken", new Set());
    let written = 0;
    for (const { id } of rows) {
      const revoke = async () => {
        const client = await writer.connect();
        try {
          await client.query("begin");
          await revokeConsent(client, id, { by: "pn" });
          await client.query("commit");
        } finally {
          client.release();
        }
      };
      const write = (n: number) =>
        adapter.upsert(`${id}-${n}`, { grantId: id } as never, 60).then(
          () => void (written += 1),
          () => undefined,
        );
      await Promise.all([write(1), write(2), revoke(), write(3), write(4)]);
    }
    const left = await writer.query(
      "select 1 from oauth_row o join consent c on c.id = o.grant_id where c.revoked_at is not null",
    );
    expect(left.rowCount).toBe(0);
    expect(written).toBeGreaterThan(0);
    await expect(adapter.upsert("late", { grantId: rows[0]!.id } as never, 60)).rejects.toMatchObject({
      error: "invalid_grant",
    });
  });

  it("refuses a code that was made before", async () => {
    const vendor = await app(server);
    await tokens(vendor);
    const started = await push(vendor, { authorization_details: bookkeeping() });
    const { back } = await agree(started.url);
    const { rows } = await server.environment.database.writer.query<{ id: string }>(
      "select id from consent where app_id = $1 and status = 'ACTIVE' order by granted_at desc limit 1",
      [vendor.client.client_id],
    );
    const client = await server.environment.database.writer.connect();
    await revokeConsent(client, rows[0]!.id, { by: "pn" });
    client.release();
    expect(((await (await redeem(vendor, started, back)).json()) as { error: string }).error).toBe(
      "invalid_grant",
    );
  });
});
