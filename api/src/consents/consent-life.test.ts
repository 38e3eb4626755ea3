import { checkConsentReceipt } from "@open-tax/sdk/verify/consent-receipt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testSubgraph } from "../platform/testing.ts";
import { expireConsents, grantConsent, resumeConsents, revokeConsent, suspendConsents } from "./commands.ts";
import type { ConsentedField } from "./consented-fields.ts";
import { agreement, atPortal, BOOKS, inside, itself, NOW, PORTAL, T1, T2 } from "./consents.testing.ts";
import { fieldsOf, lateChanges } from "./facts.ts";
import { consents } from "./subgraph.ts";

const NARROW =
  "mutation ($input: NarrowConsentInput!) { narrowConsent(input: $input) { consent { id scopes items { scope zh } fields { coordinate class } periodFrom expiresAt receipt status } userErrors { code path } } }";
const ATTEST =
  "mutation ($input: AttestDeletionInput!) { attestDeletion(input: $input) { consentId userErrors { code } } }";
const TO_APP =
  "query ($appId: ID!, $overdue: Boolean) { consentsToApp(appId: $appId, overdue: $overdue) { nodes { id status deleteBy attestation { deletedItems } } } }";

const field = (coordinate: string, scope: string): ConsentedField => ({
  coordinate,
  zh: `${coordinate} 的说明`,
  en: `About ${coordinate}`,
  class: "C3",
  scopes: scope ? [[scope]] : [],
});
const FIELDS = [
  field("Invoice.total", "invoice:read"),
  field("Invoice.number", "invoice:read"),
  field("Taxpayer.status", "taxpayer:read"),
  field("Filing.tax", "filing:read"),
  field("Invoice.id", ""),
];

let board: Awaited<ReturnType<typeof testSubgraph>>;
beforeAll(async () => void (board = await testSubgraph(consents)));
afterAll(() => board.close());
beforeEach(() => board.environment.database.writer.query("delete from consent_suspension"));
beforeEach(() => board.environment.database.writer.query("delete from consent"));

const within = <T>(work: Parameters<typeof inside<T>>[1]) => inside(board.environment.database, work);
const give = (more: Parameters<typeof agreement>[0] = {}) =>
  within((client) => grantConsent(client, agreement({ signer: board.environment, ...more })));
const one = async (id: string) =>
  (await board.environment.database.writer.query("select * from consent where id = $1", [id])).rows[0];
const narrowing = (id: string, more: object) => ({
  input: { id, idempotencyKey: crypto.randomUUID(), ...more },
});
const keys = () => board.environment.keys.jwks("results");
const receiptOf = (receipt: string) =>
  checkConsentReceipt(receipt, keys(), { issuer: board.environment.issuer });

describe("the fields of a consent", () => {
  it("are those of the release that the scopes given allow, under one hash", async () => {
    const given = await give({ fields: FIELDS, releaseId: "rel_1" });
    const again = await give({ fields: [...FIELDS].reverse(), appId: "app_other" });
    expect(again.fieldsHash).toBe(given.fieldsHash);
    const list = ["Invoice.id", "Invoice.number", "Invoice.total", "Taxpayer.status"];
    expect(await fieldsOf(board.environment.database.reader, given.fieldsHash ?? "")).toEqual(list);
    expect((await receiptOf((await one(given.id)).receipt)).fields).toEqual(list);
  });

  it("are absent where the app has no release", async () => {
    expect((await give()).fieldsHash).toBeNull();
    expect(await fieldsOf(board.environment.database.reader, "0".repeat(64))).toBeUndefined();
  });
});

describe("the receipt", () => {
  it("says everything that was agreed, and proves it offline", async () => {
    const { id, receiptNo } = await give();
    expect(await receiptOf((await one(id)).receipt)).toMatchObject({
      receiptNo,
      consentId: id,
      version: 1,
      app: { id: BOOKS, name: "账易记账" },
      vendor: { name: "样例软件（杭州）有限公司" },
      taxpayer: { id: T1, name: "样例制造（杭州）有限公司", tin: "91330106MA2DEM017U" },
      grantedBy: { name: "陈*", role: "LEGAL_REP" },
      purpose: { code: "BOOKKEEPING", zh: "代理记账 / 账务处理" },
      scopes: [
        { scope: "taxpayer:read", zh: "登记信息", class: "C1", separate: false },
        { scope: "invoice:read", class: "C3", separate: false },
      ],
      periodFrom: "2025-01-01",
      periodTo: "2026-12-31",
      grantedAt: "2026-11-23T04:00:00.000Z",
      expiresAt: "2027-05-23T04:00:00.000Z",
      text: { version: "1", sha256: "ab" },
    });
  });

  it("masks a natural person", async () => {
    const { id } = await give({
      role: "SELF",
      parties: {
        ...agreement().parties!,
        taxpayer: { name: "张伟", tin: "330106199003074517" },
        person: { name: "张伟" },
      },
    });
    expect(await receiptOf((await one(id)).receipt)).toMatchObject({
      taxpayer: { name: "张*", tin: "330***********4517" },
      grantedBy: { name: "张*" },
    });
  });
});

describe("narrowing", () => {
  it("leaves less from the next token on, in the consent, the library's Grant and the receipt", async () => {
    const { id } = await give({ fields: FIELDS, scopes: ["taxpayer:read", "invoice:read", "filing:read"] });
    const { writer, reader } = board.environment.database;
    const grant = {
      exp: 2_000_000_000,
      openid: { scope: "openid taxpayer:read invoice:read filing:read" },
      resources: { "http://graph": "taxpayer:read invoice:read filing:read" },
      rar: [{ type: "tax_data", purpose: "BOOKKEEPING", periodFrom: "2025-01-01", periodTo: "2026-12-31" }],
    };
    await writer.query("insert into oauth_row (model, id, payload, grant_id) values ('Grant', $1, $2, $1)", [
      id,
      grant,
    ]);
    const portal = await atPortal(board, "LEGAL_REP", "pn_1");
    const { narrowConsent } = await board.data(NARROW, {
      as: portal,
      ...narrowing(id, {
        scopes: ["invoice:read"],
        fields: ["Invoice.id", "Invoice.number"],
        periodFrom: "2026-01-01",
        expiresAt: "2026-12-31T00:00:00+08:00",
      }),
    });
    expect(narrowConsent).toMatchObject({
      userErrors: [],
      consent: {
        scopes: ["invoice:read"],
        items: [{ scope: "invoice:read" }],
        periodFrom: "2026-01-01",
        expiresAt: "2026-12-31T00:00:00+08:00",
        status: "ACTIVE",
      },
    });
    expect(
      narrowConsent.consent.fields.map(({ coordinate }: { coordinate: string }) => coordinate).sort(),
    ).toEqual(["Invoice.id", "Invoice.number"]);
    const stored = await one(id);
    const { rows } = await writer.query("select payload from oauth_row where model = 'Grant' and id = $1", [
      id,
    ]);
    expect(rows[0].payload).toEqual({
      exp: Date.parse("2026-12-31T00:00:00+08:00") / 1000,
      openid: { scope: "openid invoice:read" },
      resources: { "http://graph": "invoice:read" },
      rar: [
        {
          type: "tax_data",
          purpose: "BOOKKEEPING",
          periodFrom: "2026-01-01",
          periodTo: "2026-12-31",
          fieldsHash: stored.fields_hash,
        },
      ],
    });
    expect(await lateChanges(reader)).toContainEqual(
      expect.objectContaining({ id, version: 2, status: "ACTIVE" }),
    );
    expect(await receiptOf(stored.receipt)).toMatchObject({
      version: 2,
      fields: ["Invoice.id", "Invoice.number"],
      periodFrom: "2026-01-01",
    });
  });

  it.each<[string, object, string]>([
    ["another scope", { scopes: ["invoice:read", "filing:read"] }, "CONSENT_NOT_NARROWER"],
    ["no scope", { scopes: [] }, "CONSENT_NOTHING_CHOSEN"],
    ["the same scopes", { scopes: ["invoice:read", "taxpayer:read"] }, "CONSENT_NOT_NARROWER"],
    ["another field", { fields: ["Filing.tax"] }, "CONSENT_NOT_NARROWER"],
    ["a later end", { expiresAt: "2027-05-23T12:00:01+08:00" }, "CONSENT_NOT_NARROWER"],
    ["an earlier period", { periodFrom: "2024-12-31" }, "CONSENT_NOT_NARROWER"],
    ["a later period", { periodTo: "2027-01-01" }, "CONSENT_NOT_NARROWER"],
    [
      "a period that ends before it begins",
      { periodFrom: "2026-12-31", periodTo: "2026-12-30" },
      "CONSENT_PERIOD_INVALID",
    ],
    ["nothing at all", {}, "CONSENT_NOT_NARROWER"],
  ])("to %s is refused", async (_, more, code) => {
    const { id } = await give({ fields: FIELDS });
    const portal = await atPortal(board, "LEGAL_REP", "pn_1");
    const { narrowConsent } = await board.data(NARROW, { as: portal, ...narrowing(id, more) });
    expect(narrowConsent.userErrors.map((error: { code: string }) => error.code)).toContain(code);
    expect((await one(id)).version).toBe(1);
  });

  it("of fields needs a list of fields; others' consents look like none; an invoicer may not", async () => {
    const { id } = await give();
    const portal = await atPortal(board, "LEGAL_REP", "pn_1");
    const codes = async (as: typeof portal, more: object) => {
      const { data, errors } = await board.run(NARROW, { as, ...narrowing(id, more) });
      return errors?.[0]?.extensions?.code ?? data.narrowConsent.userErrors[0]?.code;
    };
    expect(await codes(portal, { fields: ["Invoice.id"] })).toBe("CONSENT_HAS_NO_FIELDS");
    const stranger = await atPortal(board, "LEGAL_REP", "pn_5", { taxpayerId: T2 });
    expect(await codes(stranger, { scopes: ["invoice:read"] })).toBe("CONSENT_NOT_FOUND");
    const invoicer = await atPortal(board, "INVOICER", "pn_4");
    expect(await codes(invoicer, { scopes: ["invoice:read"] })).toBe("ROLE_DENIED");
  });
});

describe("suspending an app", () => {
  it("suspends its consents and no other's, keeps every reason, and restores them as they were", async () => {
    const [mine, other] = [await give(), await give({ appId: "app_other" })];
    const before = await one(mine.id);
    await within((client) => suspendConsents(client, { appId: BOOKS, reason: "INCIDENT", by: "platform" }));
    await within((client) => suspendConsents(client, { id: mine.id, reason: "NOT_ME", by: "pn_1" }));
    expect([(await one(mine.id)).status, (await one(other.id)).status]).toEqual(["SUSPENDED", "ACTIVE"]);
    const lifted = await within((client) =>
      resumeConsents(client, { appId: BOOKS, reason: "INCIDENT", by: "platform" }),
    );
    expect(lifted).toEqual([]);
    expect((await one(mine.id)).status).toBe("SUSPENDED");
    await within((client) => resumeConsents(client, { id: mine.id, reason: "NOT_ME", by: "platform" }));
    const after = await one(mine.id);
    for (const column of [
      "scopes",
      "expires_at",
      "granted_at",
      "fields_hash",
      "version",
      "receipt",
      "status",
    ])
      expect(after[column]).toEqual(before[column]);
    const { rows } = await board.environment.database.reader.query(
      "select reason, lifted_by from consent_suspension order by at",
    );
    expect(rows).toEqual([
      { reason: "INCIDENT", lifted_by: "platform" },
      { reason: "NOT_ME", lifted_by: "platform" },
    ]);
  });

  it("does not touch sign-ins to the portal, and does not stop the end", async () => {
    const portal = await atPortal(board, "LEGAL_REP", "pn_1");
    await within((client) => suspendConsents(client, { appId: PORTAL, reason: "R", by: "platform" }));
    expect((await one(portal.consentId ?? "")).status).toBe("ACTIVE");
    const { id } = await give();
    await within((client) => suspendConsents(client, { id, reason: "R", by: "platform" }));
    await within((client) => expireConsents(client, new Date("2027-06-01T00:00:00+08:00")));
    expect((await one(id)).status).toBe("EXPIRED");
  });
});

describe("after the end", () => {
  it("the app attests deletion once, in its own right, within 15 days; what is overdue is listed", async () => {
    const { id } = await give();
    const attest = (as = itself(), deletedItems = 42) =>
      board
        .data(ATTEST, { as, input: { id, deletedItems, idempotencyKey: crypto.randomUUID() } })
        .then(({ attestDeletion }) => attestDeletion.userErrors.map(({ code }: { code: string }) => code));
    expect(await attest()).toEqual(["CONSENT_NOT_ENDED"]);
    await within((client) => revokeConsent(client, id, { by: "pn_1" }));
    const { ended_at: ended, delete_by: deleteBy } = await one(id);
    expect(deleteBy.getTime() - ended.getTime()).toBe(15 * 86_400_000);
    const listed = async (at: Date, overdue = true) =>
      (await board.data(TO_APP, { as: itself(), at: at.toISOString(), appId: BOOKS, overdue })).consentsToApp
        .nodes;
    expect(await listed(new Date(deleteBy.getTime()))).toEqual([]);
    expect(await listed(new Date(deleteBy.getTime() + 1))).toMatchObject([{ id, attestation: null }]);
    expect(await attest(itself("app_other"))).toEqual(["CONSENT_NOT_FOUND"]);
    expect(await attest(itself(), -1)).toEqual(["DELETED_ITEMS_RANGE"]);
    expect(await attest()).toEqual([]);
    expect(await attest()).toEqual(["CONSENT_STATE"]);
    expect(await listed(new Date(deleteBy.getTime() + 1))).toEqual([]);
    expect(await listed(NOW, false)).toMatchObject([
      { id, status: "REVOKED", attestation: { deletedItems: 42 } },
    ]);
  });
});

describe("who sees consents to an app", () => {
  it("the app itself and its vendor's people, and nobody else", async () => {
    const { id } = await give();
    await give({ appId: "app_other" });
    await board.environment.database.writer.query(
      "insert into oauth_client (id, metadata, vendor, vendor_en, name_en, vendor_taxpayer_id) values ($1, '{}', '', '', '', $2) on conflict do nothing",
      [BOOKS, T2],
    );
    const seen = async (as: ReturnType<typeof itself>) =>
      (await board.data(TO_APP, { as, appId: BOOKS })).consentsToApp.nodes.map(
        (node: { id: string }) => node.id,
      );
    expect(await seen(itself())).toEqual([id]);
    expect(await seen(await atPortal(board, "LEGAL_REP", "pn_5", { taxpayerId: T2 }))).toEqual([id]);
    expect(await seen(itself("app_other"))).toEqual([]);
    expect(await seen(await atPortal(board, "LEGAL_REP", "pn_1"))).toEqual([]);
  });
});

describe("a person's own use of the portal", () => {
  it("may live in several browsers, ten at most; the oldest ends", async () => {
    const first = await atPortal(board, "LEGAL_REP", "pn_1");
    for (let i = 0; i < 9; i += 1) await atPortal(board, "LEGAL_REP", "pn_1");
    expect((await one(first.consentId ?? "")).status).toBe("ACTIVE");
    await atPortal(board, "FIN_OFFICER", "pn_2");
    expect((await one(first.consentId ?? "")).status).toBe("ACTIVE");
    await atPortal(board, "LEGAL_REP", "pn_1");
    const { rows } = await board.environment.database.reader.query(
      "select count(*)::int as n from consent where granted_by_id = 'pn_1' and status = 'ACTIVE'",
    );
    expect(rows).toEqual([{ n: 10 }]);
  });

  it("is no consent to show or withdraw", async () => {
    const portal = await atPortal(board, "LEGAL_REP", "pn_1");
    const ONE = "query ($id: ID!) { consent(id: $id) { id } }";
    expect((await board.data(ONE, { as: portal, id: portal.consentId })).consent).toBeNull();
    const REVOKE =
      "mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { userErrors { code } } }";
    const { revokeConsent: answer } = await board.data(REVOKE, {
      as: portal,
      input: { consentId: portal.consentId, idempotencyKey: crypto.randomUUID() },
    });
    expect(answer.userErrors).toEqual([{ code: "CONSENT_NOT_FOUND" }]);
  });
});
