import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testSubgraph } from "../platform/testing.ts";
import { grantConsent, suspendConsents } from "./commands.ts";
import { agreement, asks, atPortal, codesOf, inside, itself, seat, T1, T2 } from "./consents.testing.ts";
import { consents } from "./subgraph.ts";

const APPROVE =
  "mutation ($input: ApproveConsentInput!) { approveConsent(input: $input) { consent { id status approvedByRole grantedRole grantedByName receipt separateConsents { scope } expiresAt } userErrors { code path } } }";
const REFUSE =
  "mutation ($input: RefuseConsentInput!) { refuseConsent(input: $input) { consent { status refuseReason } userErrors { code } } }";

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => {
  board = await testSubgraph(consents);
  await seat(board.environment.database, [
    { person: "pn_1", taxpayer: T1, role: "LEGAL_REP" },
    { person: "pn_2", taxpayer: T1, role: "FIN_OFFICER" },
    { person: "pn_3", taxpayer: T1, role: "TAX_HANDLER" },
    { person: "pn_5", taxpayer: T2, role: "LEGAL_REP" },
  ]);
});
afterAll(() => board.close());
beforeEach(() => board.environment.database.writer.query("delete from consent_suspension"));
beforeEach(() => board.environment.database.writer.query("delete from consent"));

const input = (id: string, more: object = {}) => ({
  input: { id, separate: [], idempotencyKey: crypto.randomUUID(), ...more },
});
const FILING = {
  purpose: "FILING_AGENT",
  scopes: ["filing:read", "filing:submit"],
  ticked: [],
};
const PAYING = {
  purpose: "PAYMENT",
  scopes: ["payment:read", "payment:initiate", "agreement:write"],
  ticked: [],
  periodFrom: null,
  periodTo: null,
  months: 1,
};

describe("a request of a tax handler", () => {
  it.each<[string, object, string[]]>([
    ["as one who could consent alone", { role: "LEGAL_REP" }, ["CONSENT_ROLE"]],
    ["as an invoicer", { role: "INVOICER" }, ["CONSENT_ROLE"]],
    ["for nothing", { scopes: [] }, ["CONSENT_NOTHING_CHOSEN"]],
    ["beyond the purpose", { scopes: ["payment:read"] }, ["PURPOSE_MISMATCH"]],
    ["for too long", { months: 24 }, ["CONSENT_DURATION"]],
    [
      "for what a company cannot give",
      { purpose: "IIT_SETTLEMENT", scopes: ["iit:read"], months: 1 },
      ["SCOPE_ROLE"],
    ],
  ])("%s is refused", async (_, more, codes) => {
    expect(await codesOf(asks(board, more))).toEqual(codes);
  });

  it("waits for 72 hours and gives the app nothing yet", async () => {
    const { id, decideBy } = await asks(board);
    expect(decideBy.toISOString()).toBe("2026-11-26T04:00:00.000Z");
    const { rows } = await board.environment.database.reader.query(
      "select status, receipt, approved_by_id from consent where id = $1",
      [id],
    );
    expect(rows).toEqual([{ status: "AWAITING_APPROVAL", receipt: null, approved_by_id: null }]);
  });

  it("takes the place of an earlier one that still waits", async () => {
    const [first, second] = [await asks(board), await asks(board)];
    const { rows } = await board.environment.database.reader.query(
      "select id, status, refuse_reason from consent order by requested_at, id",
    );
    expect(rows).toEqual([
      { id: first.id, status: "REFUSED", refuse_reason: "REPLACED" },
      { id: second.id, status: "AWAITING_APPROVAL", refuse_reason: null },
    ]);
  });
});

describe("approving", () => {
  it("makes it active, with the approver's role and a signed receipt", async () => {
    const { id } = await asks(board);
    const officer = await atPortal(board, "FIN_OFFICER", "pn_2");
    const { approveConsent } = await board.data(APPROVE, { as: officer, ...input(id) });
    expect(approveConsent).toMatchObject({
      consent: {
        status: "ACTIVE",
        approvedByRole: "FIN_OFFICER",
        grantedRole: "TAX_HANDLER",
        grantedByName: "陈*",
        receipt: expect.stringMatching(/^ey/),
        expiresAt: "2027-05-23T12:00:00+08:00",
      },
      userErrors: [],
    });
    const { rows } = await board.environment.database.writer.query(
      "select event, outcome from audit_entry where event = 'CONSENT_GRANTED'",
    );
    expect(rows).toContainEqual({ event: "CONSENT_GRANTED", outcome: "DONE" });
  });

  it("needs a tick for each sensitive scope, and a fresh passkey where the scope demands it", async () => {
    const { id } = await asks(board, PAYING);
    const approver = await atPortal(board, "LEGAL_REP", "pn_1");
    const bundled = await board.data(APPROVE, {
      as: approver,
      ...input(id, { separate: ["payment:initiate"] }),
    });
    expect(bundled.approveConsent.userErrors).toEqual([
      { code: "SEPARATE_CONSENT_REQUIRED", path: ["scopes", "agreement:write"] },
    ]);
    const both = { separate: ["payment:initiate", "agreement:write"] };
    const stale = { ...approver, authenticatedAt: (approver.authenticatedAt ?? 0) - 400 };
    for (const as of [{ ...approver, acr: "L1" as const }, stale]) {
      const { errors } = await board.run(APPROVE, { as, ...input(id, both) });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: "STEP_UP_REQUIRED",
        details: { acr_values: "L3", max_age: 300 },
      });
    }
    const { approveConsent } = await board.data(APPROVE, { as: approver, ...input(id, both) });
    expect(approveConsent.consent.separateConsents.map(({ scope }: { scope: string }) => scope)).toEqual([
      "payment:initiate",
      "agreement:write",
    ]);
  });

  it("asks no passkey of one who approves what demands none", async () => {
    const { id } = await asks(board);
    const approver = { ...(await atPortal(board, "LEGAL_REP", "pn_1")), acr: "L1" as const };
    expect((await board.data(APPROVE, { as: approver, ...input(id) })).approveConsent.userErrors).toEqual([]);
    const filing = await asks(board, FILING);
    const { errors } = await board.run(APPROVE, { as: approver, ...input(filing.id) });
    expect(errors?.[0]?.extensions?.code).toBe("STEP_UP_REQUIRED");
  });

  it("is for those who are in office now, whatever their sign-in said", async () => {
    const { id } = await asks(board);
    const handler = await atPortal(board, "TAX_HANDLER", "pn_3");
    const former = await atPortal(board, "LEGAL_REP", "pn_9");
    for (const as of [handler, former]) {
      const { errors } = await board.run(APPROVE, { as, ...input(id) });
      expect(errors?.[0]?.extensions?.code).toBe("ROLE_DENIED");
    }
    const stranger = await atPortal(board, "LEGAL_REP", "pn_5", { taxpayerId: T2 });
    const { approveConsent } = await board.data(APPROVE, { as: stranger, ...input(id) });
    expect(approveConsent.userErrors).toMatchObject([{ code: "CONSENT_NOT_FOUND" }]);
  });

  it("comes too late after 72 hours, to the second", async () => {
    const { id } = await asks(board);
    const late = new Date("2026-11-26T12:00:00+08:00");
    const approver = await atPortal(board, "LEGAL_REP", "pn_1", { at: late });
    const after = await board.data(APPROVE, { as: approver, at: late.toISOString(), ...input(id) });
    expect(after.approveConsent.userErrors).toMatchObject([{ code: "CONSENT_STATE" }]);
    const before = await board.data(APPROVE, {
      as: approver,
      at: "2026-11-26T11:59:59+08:00",
      ...input(id),
    });
    expect(before.approveConsent.userErrors).toEqual([]);
  });

  it("takes the place of what the same person had, but not of what is suspended", async () => {
    const first = await asks(board);
    const approver = await atPortal(board, "LEGAL_REP", "pn_1");
    await board.data(APPROVE, { as: approver, ...input(first.id) });
    const second = await asks(board);
    await board.data(APPROVE, { as: approver, ...input(second.id) });
    const { rows } = await board.environment.database.reader.query(
      "select status, revoke_reason from consent where id = $1",
      [first.id],
    );
    expect(rows).toEqual([{ status: "REVOKED", revoke_reason: "REPLACED" }]);
    const third = await asks(board);
    await inside(board.environment.database, (client) =>
      suspendConsents(client, { id: second.id, reason: "RISK", by: "platform" }),
    );
    const { errors } = await board.run(APPROVE, { as: approver, ...input(third.id) });
    expect(errors?.[0]?.extensions?.code).toBe("CONSENT_SUSPENDED");
  });

  it("may be for less time than was asked, never for more than the scopes allow", async () => {
    const { id } = await asks(board);
    const approver = await atPortal(board, "LEGAL_REP", "pn_1");
    const tooLong = await board.data(APPROVE, { as: approver, ...input(id, { months: 13 }) });
    expect(tooLong.approveConsent.userErrors).toMatchObject([{ code: "CONSENT_DURATION" }]);
    const { approveConsent } = await board.data(APPROVE, { as: approver, ...input(id, { months: 1 }) });
    expect(approveConsent.consent.expiresAt).toBe("2026-12-23T12:00:00+08:00");
  });
});

describe("refusing", () => {
  const no = (id: string) => ({ input: { id, reason: "不需要", idempotencyKey: crypto.randomUUID() } });

  it("is for the approver, and for the one who asked", async () => {
    const [asked, taken] = [await asks(board), await asks(board, { appId: "app_other" })];
    const approver = await atPortal(board, "LEGAL_REP", "pn_1");
    const handler = await atPortal(board, "TAX_HANDLER", "pn_3");
    expect((await board.data(REFUSE, { as: approver, ...no(asked.id) })).refuseConsent.consent).toEqual({
      status: "REFUSED",
      refuseReason: "不需要",
    });
    expect((await board.data(REFUSE, { as: handler, ...no(taken.id) })).refuseConsent.userErrors).toEqual([]);
    const other = await asks(board);
    const invoicer = await atPortal(board, "INVOICER", "pn_4");
    const { errors } = await board.run(REFUSE, { as: invoicer, ...no(other.id) });
    expect(errors?.[0]?.extensions?.code).toBe("ROLE_DENIED");
  });

  it("refuses nothing that is decided", async () => {
    const { id } = await inside(board.environment.database, (client) => grantConsent(client, agreement()));
    const approver = await atPortal(board, "LEGAL_REP", "pn_1");
    const { refuseConsent } = await board.data(REFUSE, { as: approver, ...no(id) });
    expect(refuseConsent.userErrors).toMatchObject([{ code: "CONSENT_STATE" }]);
  });
});

it("tells the app, in its own right, that it was asked for and approved", async () => {
  const stream = await board.watch("subscription { consentChanged { id status } }", { as: itself() });
  const [asked, granted] = [stream.next(), stream.next()];
  await new Promise((listening) => setTimeout(listening, 50));
  await asks(board, { appId: "app_other" });
  const { id } = await asks(board);
  const approver = await atPortal(board, "LEGAL_REP", "pn_1");
  await board.data(APPROVE, { as: approver, ...input(id) });
  expect((await asked).value.data.consentChanged).toMatchObject({ id });
  expect((await granted).value.data.consentChanged).toEqual({ id, status: "ACTIVE" });
  await stream.return(undefined);
});
