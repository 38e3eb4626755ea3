import { randomUUID } from "node:crypto";
import type { PublicKeys } from "@open-tax/sdk/verify/compact-jws";
import { verifyLedger } from "@open-tax/sdk/verify/ledger";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BANK_APP, BOOKKEEPING_APP } from "./authorization/samples.ts";
import { exportLedger } from "./consents/ledger-export.ts";
import { loginOf } from "./database/connect.ts";
import { pathsOf } from "./environment.ts";
import { type ConsentedApp, consentedApp, institution, person } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/* What the platform promises a wary taxpayer: whoever looked leaves a trace, and the trace cannot be lost or changed. */

const T1 = {
  person: "pn_018f0000-0000-7000-8000-000000000001",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000001",
};
const INVOICES = "query Books { invoices(direction: SALES, first: 2) { nodes { id total } } }";
const ENTRY = `id at kind event operation operationName documentHash appId appName appNameEn consentId purpose actorKind actorText actorTextEn
  fields outcome requestId sealed sealedDay seq address items argsHash`;
const LOG = `query ($consentId: ID!, $first: Int! = 50, $after: String) { consentAccessLog(consentId: $consentId, first: $first, after: $after) {
  nodes { ${ENTRY} } pageInfo { hasNextPage endCursor } totalCount } }`;
const DISOWN =
  "mutation ($input: DisownAccessInput!) { disownAccess(input: $input) { accessCase { id caseNo status consentId } userErrors { code } } }";

describe("the access ledger of the platform", () => {
  let platform: TestPlatform;
  let vendor: ConsentedApp;
  let owner: ConsentedApp;
  let sql: Client;

  const log = async (first = 50) =>
    (await owner.ask(LOG, { consentId: vendor.consentId, first })).data.consentAccessLog;
  const latest = async () => (await log(1)).nodes[0];

  beforeAll(async () => {
    platform = await startTestPlatform();
    vendor = await consentedApp(platform);
    owner = await person(platform, T1);
    const { user, password, host, port } = loginOf(platform.config.databaseUrl!);
    sql = new Client({
      user,
      password,
      host,
      port,
      database: `${platform.config.databasePrefix}_sandbox`,
    } as never);
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    await platform.close();
  });

  it("shows a read at once: who, on what ground, which fields by name, and no value", async () => {
    const { extensions, data } = await vendor.ask(INVOICES);
    const entry = await latest();
    expect(entry).toMatchObject({
      kind: "READ",
      operation: "invoices",
      operationName: "Books",
      documentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      appId: BOOKKEEPING_APP,
      appName: "账易记账",
      consentId: vendor.consentId,
      purpose: "BOOKKEEPING",
      actorKind: "APP_FOR_TAXPAYER",
      actorText: "账易记账（依据您的授权）",
      fields: ["Invoice.id", "Invoice.total", "Query.invoices"],
      outcome: "DONE",
      requestId: extensions.requestId,
      address: "127.0.0.*",
      argsHash: null,
    });
    const [{ whole }] = (
      await sql.query("select to_jsonb(e)::text as whole from audit_entry e where id = $1", [entry.id])
    ).rows;
    for (const { total } of data.invoices.nodes) expect(whole).not.toContain(total);
  });

  it("leaves one entry for each operation, also for what was refused, whole or in part", async () => {
    const before = (await log()).totalCount;
    await vendor.ask("{ invoices(direction: SALES, first: 1) { nodes { id } } me: myTaxpayer { id } }");
    expect(await latest()).toMatchObject({ operation: "invoices, myTaxpayer", outcome: "DONE" });
    const denied = await vendor.ask("{ myCreditGrades: creditGrades { grade } }").catch(() => undefined);
    expect(denied?.status).toBe(200);
    await vendor.ask(
      `mutation { revokeConsent(input: { consentId: "${vendor.consentId}", idempotencyKey: "${randomUUID()}" }) { consent { id } } }`,
    );
    expect(await latest()).toMatchObject({
      kind: "WRITE",
      operation: "revokeConsent",
      outcome: "FORBIDDEN_SCOPE",
      fields: [],
    });
    expect((await log()).totalCount).toBeGreaterThanOrEqual(before + 2);
    await vendor.ask("{ nonsense }");
    expect((await latest()).operation).toBe("revokeConsent");
  });

  it("seals within seconds, signs what it sealed, and publishes the keys", async () => {
    await expect.poll(async () => (await latest()).sealed, { timeout: 5_000 }).toBe(true);
    const { seq, sealedDay } = await latest();
    expect(seq).toBeGreaterThan(0);
    const published = await fetch(platform.origin + pathsOf("sandbox").ledgerKeys);
    const keys = (await published.json()) as PublicKeys;
    expect(keys.keys[0]).toMatchObject({ kty: "EC", kid: expect.stringMatching(/^ledger-/) });
    expect(keys.keys[0]?.d).toBeUndefined();
    const { rows } = await sql.query("select count(*)::int as n from ledger_link where day = $1", [
      sealedDay,
    ]);
    const database = { reader: sql } as never;
    const lines: string[] = [];
    for await (const line of exportLedger(
      { name: "sandbox", issuer: platform.origin + pathsOf("sandbox").issuer, database },
      { day: sealedDay, taxpayerId: T1.taxpayer },
    ))
      lines.push(JSON.stringify(line));
    const report = await verifyLedger(lines, keys);
    expect(report.links).toBeGreaterThanOrEqual(rows[0].n);
    expect(report.firstBad === null || /no checkpoint/.test(report.firstBad.reason)).toBe(true);
  });

  it("records a write with its change, and its repetition as REPLAYED", async () => {
    const other = await consentedApp(platform);
    const input = { consentId: other.consentId, idempotencyKey: randomUUID() };
    const REVOKE =
      "mutation End($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status } userErrors { code } } }";
    await owner.ask(REVOKE, { input });
    await owner.ask(REVOKE, { input });
    const { data } = await owner.ask(`{ myAccessLog(first: 10, ownUse: true) { nodes { ${ENTRY} } } }`);
    const writes = data.myAccessLog.nodes.filter(({ event }: any) => event === "CONSENT_REVOKED");
    expect(writes.slice(0, 2).map(({ outcome }: any) => outcome)).toEqual(["REPLAYED", "DONE"]);
    expect(writes[0]).toMatchObject({ kind: "WRITE", operation: "revokeConsent", operationName: "End" });
    expect(writes[0].argsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(writes[0].fields).toContain("Consent.status");
    vendor = await consentedApp(platform);
  });

  it("shows a taxpayer its own ledger alone, and an app what it did itself", async () => {
    await vendor.ask(INVOICES);
    const stranger = await person(platform, {
      person: "pn_018f0000-0000-7000-8000-000000000005",
      taxpayer: "tp_018f0000-0000-7000-8000-000000000002",
    });
    const none = await stranger.ask(LOG, { consentId: vendor.consentId });
    expect(none.data.consentAccessLog.nodes).toEqual([]);
    const { data } = await owner.ask(`{ myAccessLog(first: 100) { nodes { appId purpose } } }`);
    expect(data.myAccessLog.nodes.every(({ purpose }: any) => purpose !== "OWN_USE")).toBe(true);
    const filtered = await owner.ask(
      `{ myAccessLog(first: 5, appId: "app_none") { nodes { id } } old: myAccessLog(to: "2020-01-01") { nodes { id } } }`,
    );
    expect(filtered.data).toMatchObject({ myAccessLog: { nodes: [] }, old: { nodes: [] } });
  });

  it("tells both parties of an invoice that an institution verified it", async () => {
    const bank = await institution(platform, BANK_APP, "invoice:verify");
    const { rows } = await sql.query(
      `select kind, number, to_char(issued_on, 'YYYY-MM-DD') as day, total::text as total from invoice
       where seller_id = $1 and kind like 'DIGITAL%' and sign = 'BLUE' and issued_on < current_date and total > 0 order by issued_at desc limit 1`,
      [T1.taxpayer],
    );
    const { data, errors } = await bank.ask(
      "query V($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) { outcome } }",
      {
        input: {
          kind: rows[0].kind,
          number: rows[0].number,
          issuedOn: rows[0].day,
          totalIncl: rows[0].total,
        },
      },
    );
    expect(errors ?? data.verifyInvoice.outcome).toBe("MATCH");
    const shares = await owner.ask(`{ sharesAboutMe(first: 1) { nodes { ${ENTRY} } } }`);
    expect(shares.data.sharesAboutMe.nodes[0]).toMatchObject({
      kind: "READ",
      operation: "verifyInvoice",
      actorKind: "APP",
      appId: BANK_APP,
      consentId: null,
      outcome: "DONE",
    });
  });

  it("“this was not me”: the consent is suspended with the next call, a case is open, once", async () => {
    await vendor.ask(INVOICES);
    const { id } = await latest();
    const input = { entryId: id, note: "不是我", idempotencyKey: randomUUID() };
    const { data } = await owner.ask(DISOWN, { input });
    expect(data.disownAccess).toMatchObject({
      accessCase: {
        caseNo: expect.stringMatching(/^YY\d{8}[0-9A-F]{8}$/),
        status: "OPEN",
        consentId: vendor.consentId,
      },
      userErrors: [],
    });
    await expect
      .poll(async () => (await vendor.ask(INVOICES)).errors?.[0]?.extensions?.code, { timeout: 2_000 })
      .toBe("CONSENT_SUSPENDED");
    const again = await owner.ask(DISOWN, { input: { ...input, idempotencyKey: randomUUID() } });
    expect(again.data.disownAccess.accessCase.id).toBe(data.disownAccess.accessCase.id);
    const unknown = await owner.ask(DISOWN, {
      input: { entryId: "aud_x", idempotencyKey: randomUUID() },
    });
    expect(unknown.data.disownAccess.userErrors).toEqual([{ code: "ACCESS_ENTRY_NOT_FOUND" }]);
    vendor = await consentedApp(platform, {
      person: "pn_018f0000-0000-7000-8000-000000000005",
      taxpayer: "tp_018f0000-0000-7000-8000-000000000002",
    });
  });

  it("answers 503 and no data while an entry cannot be written; what is public goes on", async () => {
    await sql.query(
      "revoke execute on function ledger.record_access(jsonb) from open_tax_app, open_tax_system",
    );
    const refused = await vendor.ask(INVOICES);
    const open = await fetch(platform.origin + pathsOf("sandbox").graph, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ ledgerCheckpoints(first: 1) { nodes { day seq hash jws } } }" }),
    });
    await sql.query("grant execute on function ledger.record_access(jsonb) to open_tax_app, open_tax_system");
    expect(refused).toMatchObject({
      status: 503,
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
    });
    expect(refused.data ?? null).toBeNull();
    expect(open.status).toBe(200);
    expect((await vendor.ask(INVOICES)).data.invoices.nodes).toHaveLength(2);
  });
});
