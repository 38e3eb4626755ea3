import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixturePersonId, fixtureTaxpayerId } from "../../sample-data/fixture.ts";
import { AGENCY_TAXPAYER, FIXTURE_AGREEMENT } from "../../sample-data/offices.ts";
import { APPS, act, agencyBoard, type Board, inPortal, SECOND_AGENCY } from "./testing.ts";

const T3 = fixtureTaxpayerId(3);
const SECOND_AGREEMENT = "agr_second";

let board: Board;
beforeAll(async () => {
  board = await agencyBoard();
  await board.environment.database.writer.query(
    `insert into agency_agreement (id, agency_id, client_id, service, minor_service, period_from, period_to, agent_ids, started_by, status, started_at)
     select $1, $2, client_id, service, minor_service, period_from, period_to, $3::text[], started_by, status, started_at
     from agency_agreement where id = $4`,
    [SECOND_AGREEMENT, SECOND_AGENCY, [fixturePersonId(43)], FIXTURE_AGREEMENT],
  );
});
afterAll(() => board.close());

const CLIENT = () => inPortal(6, T3);
const FIRST = {
  as: () => inPortal(42, AGENCY_TAXPAYER),
  boss: () => inPortal(41, AGENCY_TAXPAYER),
  agreementId: FIXTURE_AGREEMENT,
};
const SECOND = {
  as: () => inPortal(43, SECOND_AGENCY),
  boss: () => inPortal(43, SECOND_AGENCY),
  agreementId: SECOND_AGREEMENT,
};

async function invite({ as, agreementId }: typeof FIRST, appId = APPS[0]!) {
  const { noun, codes } = await act(
    board,
    as(),
    "inviteDelegation",
    { agreementId, appId },
    "id status link",
  );
  return { id: noun?.id as string, token: new URL(noun?.link ?? "http://x/#").hash.slice(1), codes };
}
const accept = (token: string, at?: string, as = CLIENT()) =>
  act(board, as, "acceptDelegation", { token }, "id status missing", at);
const revoke = (as: ReturnType<typeof CLIENT>, delegationId: string) =>
  act(board, as, "revokeDelegation", { delegationId }, "id status revokedBy");
const rowsOf = async (agencyId: string) =>
  (
    await board.environment.database.reader.query(
      "select id, status, accepted_at, revoked_at, revoked_by from agent_delegation where agency_id = $1 order by id",
      [agencyId],
    )
  ).rows;
const kindsAbout = async (id: string) =>
  (
    await board.environment.database.reader.query<{ taxpayer_id: string; kind: string }>(
      "select taxpayer_id, kind from notice where about = $1 order by id",
      [id],
    )
  ).rows
    .map(({ taxpayer_id, kind }) => `${taxpayer_id === T3 ? "client" : "agency"} ${kind}`)
    .sort();
const clear = () => board.environment.database.writer.query("delete from agent_delegation");

describe("a delegation", () => {
  it("begins with an invitation, is accepted once by the client, and both are told", async () => {
    await clear();
    const { id, token, codes } = await invite(FIRST);
    expect(codes).toEqual([]);
    expect(token).toMatch(/^[\w-]{32}$/);
    const { rows } = await board.environment.database.reader.query(
      "select token_hash from agent_delegation where id = $1",
      [id],
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    const { delegationInvitation } = await board.data(
      `query ($token: String!) { delegationInvitation(token: $token) { id status minorService appId agency { id } link } }`,
      { as: CLIENT(), token },
    );
    expect(delegationInvitation).toEqual({
      id,
      status: "INVITED",
      minorService: "增值税及附加税费申报",
      appId: APPS[0],
      agency: { id: AGENCY_TAXPAYER },
      link: null,
    });
    const { noun } = await accept(token);
    expect(noun).toEqual({ id, status: "ACTIVE", missing: ["CLIENT_CONSENT_REQUIRED"] });
    expect((await accept(token)).codes).toEqual(["INVITATION_INVALID"]);
    expect(await kindsAbout(id)).toEqual([
      "agency DELEGATION_ACCEPTED",
      "client DELEGATION_ACCEPTED",
      "client DELEGATION_INVITED",
    ]);
    expect((await invite(FIRST)).codes).toEqual(["DELEGATION_EXISTS"]);
  });

  it("is accepted by its client alone, within seven days, by one who may bind it", async () => {
    await clear();
    const { token } = await invite(FIRST);
    expect((await accept("x".repeat(32))).codes).toEqual(["INVITATION_INVALID"]);
    expect((await accept(token, undefined, inPortal(5, fixtureTaxpayerId(2)))).codes).toEqual([
      "INVITATION_INVALID",
    ]);
    expect((await accept(token, undefined, FIRST.boss())).codes).toEqual(["INVITATION_INVALID"]);
    expect((await accept(token, undefined, inPortal(42, T3))).codes).toEqual(["ROLE_DENIED"]);
    expect((await accept(token, "2026-11-30T12:00:00+08:00")).codes).toEqual(["INVITATION_INVALID"]);
    expect((await accept(token, "2026-11-30T11:59:59+08:00")).noun).toMatchObject({ status: "ACTIVE" });
  });

  it("of a second agency leaves the first in force, and is ended by either side, both being told", async () => {
    await clear();
    const first = await invite(FIRST);
    await accept(first.token);
    const second = await invite(SECOND);
    await accept(second.token);
    const { myDelegations } = await board.data(
      `{ myDelegations(first: 10, status: ACTIVE) { nodes { id } } }`,
      { as: CLIENT() },
    );
    expect(myDelegations.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(
      [first.id, second.id].sort(),
    );
    expect((await revoke(SECOND.boss(), first.id)).codes).toEqual(["DELEGATION_NOT_FOUND"]);
    expect((await revoke(CLIENT(), second.id)).noun).toMatchObject({
      status: "REVOKED",
      revokedBy: "CLIENT",
    });
    expect((await revoke(FIRST.boss(), first.id)).noun).toMatchObject({
      status: "REVOKED",
      revokedBy: "AGENCY",
    });
    expect((await revoke(CLIENT(), first.id)).codes).toEqual(["DELEGATION_STATE"]);
    for (const { id } of [first, second])
      expect((await kindsAbout(id)).filter((kind) => kind.endsWith("REVOKED"))).toEqual([
        "agency DELEGATION_REVOKED",
        "client DELEGATION_REVOKED",
      ]);
  });

  it("stands on an agreement in force: without one none begins, and it goes when that ends", async () => {
    await clear();
    const { codes } = await act(board, FIRST.as(), "inviteDelegation", {
      agreementId: SECOND_AGREEMENT,
      appId: APPS[0],
    });
    expect(codes).toEqual(["AGENCY_NOT_FOUND"]);
    expect(
      (
        await act(board, FIRST.as(), "inviteDelegation", {
          agreementId: FIXTURE_AGREEMENT,
          appId: "app_none",
        })
      ).codes,
    ).toEqual(["DELEGATION_APP_UNKNOWN"]);
    const [one, other] = [await invite(FIRST), await invite(SECOND)];
    await accept(one.token);
    await accept(other.token);
    expect(
      (await act(board, SECOND.boss(), "endAgency", { agreementId: SECOND_AGREEMENT })).noun,
    ).toMatchObject({ status: "ENDED" });
    expect((await rowsOf(SECOND_AGENCY)).map(({ status }) => status)).toEqual(["REVOKED"]);
    expect((await rowsOf(AGENCY_TAXPAYER)).map(({ status }) => status)).toEqual(["ACTIVE"]);
    await board.environment.database.writer.query(
      "update agency_agreement set status = 'ACTIVE', ended_at = null, ended_by = null where id = $1",
      [SECOND_AGREEMENT],
    );
  });
});

it("of one agency is never changed by any acts on another's", async () => {
  type Act = { who: 0 | 1; what: "invite" | "accept" | "revokeByClient" | "revokeByAgency"; app: 0 | 1 };
  const acts = fc.array(
    fc.record({
      who: fc.constantFrom(0 as const, 1 as const),
      what: fc.constantFrom<Act["what"]>(
        "invite",
        "invite",
        "accept",
        "accept",
        "revokeByClient",
        "revokeByAgency",
      ),
      app: fc.constantFrom(0 as const, 1 as const),
    }),
    { minLength: 8, maxLength: 20 },
  );
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      await clear();
      const known = new Map<string, { id: string; token: string }>();
      for (const { who, what, app } of sequence) {
        const agency = [FIRST, SECOND][who]!;
        const untouched = who === 0 ? SECOND_AGENCY : AGENCY_TAXPAYER;
        const before = await rowsOf(untouched);
        const key = `${who} ${app}`;
        const latest = known.get(key);
        if (what === "invite") {
          const invited = await invite(agency, APPS[app]!);
          if (invited.codes.length === 0) known.set(key, invited);
        } else if (latest && what === "accept") {
          if ((await accept(latest.token)).codes.length === 0) accepted++;
        } else if (latest) await revoke(what === "revokeByClient" ? CLIENT() : agency.boss(), latest.id);
        expect(await rowsOf(untouched)).toEqual(before);
      }
    }),
    { numRuns: 30, seed: 2026 },
  );
  expect(accepted).toBeGreaterThan(20);
}, 60_000);
