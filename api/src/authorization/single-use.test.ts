import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revokeConsent } from "../consents/commands.ts";
import { agree, app, bookkeeping, push, redeem, tokens } from "./flow.testing.ts";
import { type Race, races } from "./races.testing.ts";
import { startTestServer, type TestServer } from "./testing.ts";
import { raceWithdrawals } from "./withdrawal-race.testing.ts";

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
    const { written, left } = await raceWithdrawals(server.environment.database.writer, 100);
    expect(left).toBe(0);
    expect(written).toBeGreaterThan(0);
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
