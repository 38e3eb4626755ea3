import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Caller } from "../platform/caller.ts";
import { testSubgraph } from "../platform/testing.ts";
import type { Agreement } from "./agreement.ts";
import { expireConsents, grantConsent, revokeConsent } from "./commands.ts";
import { withTerms } from "./scope-terms.ts";
import { consents } from "./subgraph.ts";

const T1 = "tp_018f0000-0000-7000-8000-000000000001";
const T2 = "tp_018f0000-0000-7000-8000-000000000002";
const BOOKS = "app_books";

const catalogue = withTerms({
  "taxpayer:read": { zh: "登记信息", en: "Registration", class: "C1" },
  "invoice:read": { zh: "发票", en: "Invoices", class: "C3" },
  "payment:read": { zh: "缴款记录", en: "Payments", class: "C3" },
  "payment:initiate": { zh: "发起缴款", en: "Start payments", class: "C4" },
  "consent:manage": { zh: "管理授权", en: "Manage consents", class: "C1" },
});

const agreement = (more: Partial<Agreement> = {}): Agreement => ({
  appId: BOOKS,
  taxpayerId: T1,
  personId: "pn_1",
  role: "LEGAL_REP",
  acr: "L3",
  purpose: "BOOKKEEPING",
  scopes: ["taxpayer:read", "invoice:read"],
  ticked: ["taxpayer:read", "invoice:read"],
  periodFrom: "2025-01-01",
  periodTo: "2026-12-31",
  months: 6,
  channel: "WEB",
  text: { version: "1", sha256: "ab" },
  catalogue,
  now: new Date("2026-11-23T12:00:00+08:00"),
  ...more,
});

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => void (board = await testSubgraph(consents)));
afterAll(() => board.close());
beforeEach(() => board.environment.database.writer.query("delete from consent"));

async function inside<T>(work: (client: never) => Promise<T>): Promise<T> {
  const client = await board.environment.database.writer.connect();
  try {
    await client.query("begin");
    const result = await work(client as never);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
const give = (more: Partial<Agreement> = {}) => inside((client) => grantConsent(client, agreement(more)));
const codesOf = (more: Partial<Agreement>) =>
  give(more).then(
    () => [],
    ({ codes }: { codes: string[] }) => codes,
  );
const portalOf = async (role: Agreement["role"], personId: string, taxpayerId = T1): Promise<Caller> => {
  const { id } = await give({
    appId: "app_portal",
    purpose: "OWN_USE",
    role,
    personId,
    taxpayerId,
    scopes: ["consent:manage"],
    ticked: [],
    periodFrom: null,
    periodTo: null,
    months: 1,
  });
  return {
    kind: "APP_FOR_TAXPAYER",
    appId: "app_portal",
    scopes: ["public:read", "consent:manage"],
    taxpayerId,
    personId,
    consentId: id,
  };
};

const MINE = `query ($status: ConsentStatus) { myConsents(status: $status) { nodes { id appId status scopes purposeText taxpayer { id } } } }`;
const REVOKE = `mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { id status revokedAt revokeReason } userErrors { code message messageEn } } }`;
const input = (consentId: string, more: object = {}) => ({
  input: { consentId, idempotencyKey: crypto.randomUUID(), ...more },
});

describe("giving", () => {
  it.each<[string, Partial<Agreement>, string[]]>([
    ["nothing", { scopes: [] }, ["CONSENT_NOTHING_CHOSEN"]],
    ["beyond the purpose", { scopes: ["payment:read"] }, ["PURPOSE_MISMATCH"]],
    ["as a tax handler", { role: "TAX_HANDLER", scopes: ["invoice:read"] }, ["CONSENT_ROLE"]],
    ["for longer than the scope allows", { months: 24 }, ["CONSENT_DURATION"]],
    ["for no time", { months: 0 }, ["CONSENT_DURATION"]],
    [
      "something sensitive in a bundle",
      {
        purpose: "PAYMENT",
        scopes: ["payment:read", "payment:initiate"],
        ticked: ["payment:read"],
        periodFrom: null,
        periodTo: null,
      },
      ["SEPARATE_CONSENT_REQUIRED"],
    ],
    [
      "something sensitive without a passkey, for too long",
      {
        purpose: "PAYMENT",
        scopes: ["payment:initiate"],
        ticked: ["payment:initiate"],
        periodFrom: null,
        periodTo: null,
        acr: "L1",
        months: 12,
      },
      ["CONSENT_L3_REQUIRED", "CONSENT_DURATION"],
    ],
    [
      "an unknown scope, with everything else that is wrong",
      { scopes: ["officer:approve"] },
      ["SCOPE_NOT_GRANTABLE", "PURPOSE_MISMATCH", "SCOPE_NOT_GRANTABLE"],
    ],
  ])("%s is refused", async (_, more, codes) => {
    expect(await codesOf(more)).toEqual(codes);
    expect((await board.environment.database.reader.query("select 1 from consent")).rowCount).toBe(0);
  });

  it("records what was agreed, each sensitive scope with the text it was agreed to", async () => {
    const given = await give({
      purpose: "PAYMENT",
      scopes: ["payment:read", "payment:initiate"],
      ticked: ["payment:read", "payment:initiate"],
      periodFrom: null,
      periodTo: null,
    });
    const { rows } = await board.environment.database.reader.query("select * from consent where id = $1", [
      given.id,
    ]);
    expect(rows[0]).toMatchObject({
      status: "ACTIVE",
      granted_role: "LEGAL_REP",
      scopes: ["payment:read", "payment:initiate"],
      text_sha256: "ab",
      separate_consents: [
        {
          scope: "payment:initiate",
          textVersion: "1",
          textSha256: "ab",
          grantedAt: "2026-11-23T04:00:00.000Z",
        },
      ],
    });
    expect(given.expiresAt.toISOString()).toBe("2027-05-23T04:00:00.000Z");
    expect(given.receiptNo).toMatch(/^SQ20261123[0-9A-F]{10}$/);
  });

  it("again takes the place of the old one; twenty at once leave one", async () => {
    const first = await give();
    expect((await give({ scopes: ["taxpayer:read"] })).replaced).toBe(first.id);
    await Promise.all(Array.from({ length: 20 }, () => give()));
    const { rows } = await board.environment.database.reader.query(
      "select status, count(*)::int as n, min(revoke_reason) as why from consent group by 1 order by 1",
    );
    expect(rows).toEqual([
      { status: "ACTIVE", n: 1, why: null },
      { status: "REVOKED", n: 21, why: "REPLACED" },
    ]);
  });

  it("leaves alone what was given for another taxpayer, by another person, to another app", async () => {
    await Promise.all([
      give(),
      give({ taxpayerId: T2 }),
      give({ personId: "pn_2" }),
      give({ appId: "app_other" }),
    ]);
    expect(
      (await board.environment.database.reader.query("select 1 from consent where status = 'ACTIVE'"))
        .rowCount,
    ).toBe(4);
  });

  it("does not get round a suspension", async () => {
    const { id } = await give();
    await board.environment.database.writer.query("update consent set status = 'SUSPENDED' where id = $1", [
      id,
    ]);
    expect(await codesOf({})).toEqual(["CONSENT_SUSPENDED"]);
  });
});

describe("ending", () => {
  it("deletes the Grant and every token under it, and only those", async () => {
    const [mine, other] = [await give(), await give({ taxpayerId: T2 })];
    const { writer } = board.environment.database;
    for (const { id } of [mine, other])
      await writer.query(
        "insert into oauth_row (model, id, payload, grant_id) values ('Grant', $1, '{}', $1), ('RefreshToken', 'r' || $1, '{}', $1)",
        [id],
      );
    await inside((client) => revokeConsent(client, mine.id, { by: "pn_1" }));
    expect((await writer.query("select grant_id from oauth_row")).rows).toEqual([
      { grant_id: other.id },
      { grant_id: other.id },
    ]);
    await expect(inside((client) => revokeConsent(client, mine.id, { by: "pn_1" }))).rejects.toMatchObject({
      codes: ["CONSENT_STATE"],
    });
  });

  it("comes by time too", async () => {
    const { id } = await give();
    expect(await inside((client) => expireConsents(client, new Date("2027-05-23T11:59:59+08:00")))).toEqual(
      [],
    );
    expect(await inside((client) => expireConsents(client, new Date("2027-05-23T12:00:00+08:00")))).toEqual([
      id,
    ]);
    expect((await board.environment.database.reader.query("select status from consent")).rows).toEqual([
      { status: "EXPIRED" },
    ]);
  });
});

describe("the graph", () => {
  it("shows a taxpayer every consent it gave, an app its own, and neither another taxpayer's", async () => {
    const books = await give();
    const bank = await give({ appId: "app_bank", personId: "pn_2", role: "FIN_OFFICER" });
    await give({ taxpayerId: T2 });
    const portal = await portalOf("LEGAL_REP", "pn_1");
    const { myConsents } = await board.data(MINE, { as: portal });
    expect(new Set(myConsents.nodes.map(({ id }: { id: string }) => id))).toEqual(
      new Set([books.id, bank.id]),
    );
    const app: Caller = {
      kind: "APP_FOR_TAXPAYER",
      appId: BOOKS,
      scopes: ["public:read", "profile:read"],
      taxpayerId: T1,
      consentId: books.id,
    };
    expect((await board.data(MINE, { as: app })).myConsents.nodes).toEqual([
      {
        id: books.id,
        appId: BOOKS,
        status: "ACTIVE",
        scopes: ["taxpayer:read", "invoice:read"],
        purposeText: "代理记账 / 账务处理",
        taxpayer: { id: T1 },
      },
    ]);
    const ONE = "query ($id: ID!) { consent(id: $id) { id } }";
    expect((await board.data(ONE, { as: app, id: bank.id })).consent).toBeNull();
    expect((await board.data(ONE, { as: portal, id: bank.id })).consent).toEqual({ id: bank.id });
    expect((await board.data(MINE, { as: portal, status: "REVOKED" })).myConsents.nodes).toEqual([]);
  });

  it("refuses an app without the scope, and one without a consent", async () => {
    const { errors } = await board.run(MINE, {
      as: { kind: "APP_FOR_TAXPAYER", appId: BOOKS, scopes: ["public:read"], taxpayerId: T1 },
    });
    expect(errors?.[0]?.extensions?.code).toBe("FORBIDDEN_SCOPE");
    const without = await board.run(MINE, {
      as: { kind: "APP", appId: BOOKS, scopes: ["public:read", "profile:read"] },
    });
    expect(without.errors?.[0]?.extensions?.code).toBe("CONSENT_REQUIRED");
  });

  it("withdraws once, however often it is asked with one key, and audits it", async () => {
    const { id } = await give();
    const portal = await portalOf("FIN_OFFICER", "pn_2");
    const asked = input(id, { reason: "不再使用" });
    const first = await board.data(REVOKE, { as: portal, ...asked });
    expect(first.revokeConsent).toMatchObject({
      consent: { id, status: "REVOKED", revokeReason: "不再使用" },
      userErrors: [],
    });
    expect(await board.data(REVOKE, { as: portal, ...asked })).toEqual(first);
    expect((await board.data(REVOKE, { as: portal, ...input(id) })).revokeConsent.userErrors).toMatchObject([
      { code: "CONSENT_STATE" },
    ]);
    const { rows } = await board.environment.database.writer.query(
      "select event, outcome from audit_entry where consent_id = $1 order by at",
      [portal.consentId],
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { event: "CONSENT_REVOKED", outcome: "DONE" },
        { event: "CONSENT_REVOKED", outcome: "CONSENT_STATE" },
      ]),
    );
  });

  it("does not let an invoicer withdraw what the legal representative gave, nor anybody another taxpayer's", async () => {
    const { id } = await give();
    const invoicer = await board.run(REVOKE, { as: await portalOf("INVOICER", "pn_4"), ...input(id) });
    expect(invoicer.errors?.[0]?.extensions?.code).toBe("ROLE_DENIED");
    const stranger = await board.data(REVOKE, { as: await portalOf("LEGAL_REP", "pn_5", T2), ...input(id) });
    expect(stranger.revokeConsent.userErrors).toMatchObject([{ code: "CONSENT_NOT_FOUND" }]);
    expect(
      (await board.environment.database.reader.query("select status from consent where id = $1", [id])).rows,
    ).toEqual([{ status: "ACTIVE" }]);
  });

  it("tells the taxpayer when a consent changes, and nobody else", async () => {
    const portal = await portalOf("LEGAL_REP", "pn_1");
    const stream = await board.watch("subscription { consentChanged { id status } }", { as: portal });
    const heard = stream.next();
    await new Promise((listening) => setTimeout(listening, 50));
    await give({ taxpayerId: T2 });
    const { id } = await give();
    expect((await heard).value.data.consentChanged).toEqual({ id, status: "ACTIVE" });
    await stream.return(undefined);
  });
});
