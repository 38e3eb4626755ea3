import { afterAll, beforeAll, expect, it } from "vitest";
import { testSubgraph } from "../platform/testing.ts";
import { grantConsent } from "./commands.ts";
import { agreement, inside, seat, T1, T2 } from "./consents.testing.ts";
import { consents } from "./subgraph.ts";
import { CONSENT_ROLE_LOST, sweepConsents } from "./sweep.ts";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(consents);
  await seat(board.environment.database, [
    { person: "pn_1", taxpayer: T1, role: "LEGAL_REP" },
    { person: "pn_5", taxpayer: T2, role: "LEGAL_REP" },
  ]);
});
afterAll(() => board.close());

it("withdraws what a deregistered taxpayer gave, and alerts once where the role is lost", async () => {
  const { environment } = board;
  const { writer, reader } = environment.database;
  const give = (more: Parameters<typeof agreement>[0]) =>
    inside(environment.database, (client) => grantConsent(client, agreement(more)));
  const kept = await give({});
  const former = await give({ personId: "pn_9", appId: "app_other" });
  const gone = await give({ taxpayerId: T2, personId: "pn_5" });
  expect(await sweepConsents(environment)).toEqual({ revoked: 0, alerted: 1 });

  await writer.query("update taxpayer set status = 'DEREGISTERED' where id = $1", [T2]);
  expect(await sweepConsents(environment)).toEqual({ revoked: 1, alerted: 0 });
  const { rows } = await reader.query(
    "select id, status, revoked_by, revoke_reason, alerted_at is not null as alerted from consent order by requested_at, id",
  );
  expect(rows).toEqual([
    { id: kept.id, status: "ACTIVE", revoked_by: null, revoke_reason: null, alerted: false },
    { id: former.id, status: "ACTIVE", revoked_by: null, revoke_reason: null, alerted: true },
    {
      id: gone.id,
      status: "REVOKED",
      revoked_by: "AUTHORITY",
      revoke_reason: "TAXPAYER_DEREGISTERED",
      alerted: false,
    },
  ]);
  expect(await sweepConsents(environment)).toEqual({ revoked: 0, alerted: 0 });
});

it("tells the taxpayer once, by a notice", async () => {
  const { environment } = board;
  const { id } = await inside(environment.database, (client) =>
    grantConsent(client, agreement({ personId: "pn_8", appId: "app_third" })),
  );
  await sweepConsents(environment);
  await sweepConsents(environment);
  const { rows } = await environment.database.reader.query(
    "select taxpayer_id, kind from notice where about = $1",
    [id],
  );
  expect(rows).toEqual([{ taxpayer_id: T1, kind: CONSENT_ROLE_LOST }]);
});
