import * as oauth from "oauth4webapi";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BANK_APP } from "./authorization/samples.ts";
import { projectRoot, readConfig } from "./config.ts";
import { startPlatform } from "./start.ts";
import { type ConsentedApp, consentedApp, institution, person } from "./testing/app.ts";
import { freePort, startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/* What the platform is for: an app reads what a taxpayer has consented to, and no more, and no longer. */

const INVOICES = /* GraphQL */ `
  query ($first: Int! = 20, $after: String) {
    invoices(direction: SALES, first: $first, after: $after) {
      nodes { id number total status seller { name taxpayer { id name tin authority { name } } } buyer { name taxpayer { id name status } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

describe("an app with a taxpayer's consent", () => {
  let platform: TestPlatform;
  let vendor: ConsentedApp;
  beforeAll(async () => {
    platform = await startTestPlatform();
    vendor = await consentedApp(platform);
  });
  afterAll(() => platform.close());

  it("reads the taxpayer's invoices, joined with the registry of another subgraph", async () => {
    const { status, data, extensions } = await vendor.ask(INVOICES, { first: 5 });
    expect(status).toBe(200);
    expect(data.invoices.nodes).toHaveLength(5);
    const [first] = data.invoices.nodes;
    expect(first).toMatchObject({
      id: expect.stringMatching(/^inv_/),
      total: expect.stringMatching(/^-?\d+\.\d{2}$/),
      seller: {
        name: "样例制造（杭州）有限公司",
        taxpayer: { tin: "91330106MA2DEM017U", authority: { name: "国家税务总局杭州市西湖区税务局" } },
      },
    });
    expect(extensions.cost.actual).toBeLessThanOrEqual(extensions.cost.requested);
  });

  it("gets a counterparty's face alone: the rest is null, with the reason", async () => {
    const { data, errors } = await vendor.ask(INVOICES, { first: 20 });
    const known = data.invoices.nodes.filter((node: any) => node.buyer.taxpayer);
    expect(known.length).toBeGreaterThan(0);
    expect(known[0].buyer.taxpayer).toMatchObject({ name: expect.any(String), status: null });
    expect(errors?.[0]).toMatchObject({
      extensions: { code: "FORBIDDEN_SCOPE" },
      path: expect.arrayContaining(["status"]),
    });
  });

  it("pages without gaps or repetition", async () => {
    const seen = new Set<string>();
    let after: string | null = null;
    for (let page = 0; page < 4; page++) {
      const { data }: any = await vendor.ask(INVOICES, { first: 7, after });
      for (const { id } of data.invoices.nodes) seen.add(id);
      after = data.invoices.pageInfo.endCursor;
    }
    expect(seen.size).toBe(28);
  });

  it("sees nothing the consent does not name", async () => {
    const narrow = await consentedApp(
      platform,
      {
        person: "pn_018f0000-0000-7000-8000-000000000005",
        taxpayer: "tp_018f0000-0000-7000-8000-000000000002",
        scopes: ["taxpayer:read"],
      },
      { scope: "taxpayer:read" },
    );
    const { data, errors } = await narrow.ask(
      "{ myTaxpayer { name status } invoices(direction: SALES) { nodes { id } } }",
    );
    expect(errors?.map(({ extensions }: any) => extensions.code)).toContain("FORBIDDEN_SCOPE");
    expect(JSON.stringify(data ?? {})).not.toContain("inv_");
  });

  it("cannot read one invoice of another taxpayer by its id", async () => {
    const other = await consentedApp(platform, {
      person: "pn_018f0000-0000-7000-8000-000000000005",
      taxpayer: "tp_018f0000-0000-7000-8000-000000000002",
    });
    const { data } = await vendor.ask(INVOICES, { first: 100 });
    const foreign = data.invoices.nodes.find(
      (node: any) => node.buyer.taxpayer?.id !== "tp_018f0000-0000-7000-8000-000000000002",
    );
    const asked = await other.ask("query ($id: ID!) { invoice(id: $id) { number } }", { id: foreign.id });
    const unknown = await other.ask("query ($id: ID!) { invoice(id: $id) { number } }", {
      id: "inv_018f0000-0000-7000-8000-ffffffffffff",
    });
    expect(asked.data).toEqual({ invoice: null });
    expect(unknown.data).toEqual(asked.data);
  });

  it("is refused on its next call after the consent is withdrawn", async () => {
    const brief = await consentedApp(platform, {
      person: "pn_018f0000-0000-7000-8000-000000000006",
      taxpayer: "tp_018f0000-0000-7000-8000-000000000003",
    });
    expect((await brief.ask("{ myTaxpayer { name } }")).data.myTaxpayer.name).toBe("杭州西湖顺风小吃店");
    const { as, client, auth, options } = brief.app;
    await oauth.revocationRequest(as, client, auth, brief.refreshToken!, options);
    expect((await brief.ask("{ myTaxpayer { name } }")).data.myTaxpayer.name).toBe("杭州西湖顺风小吃店");
    const owner = await person(platform, {
      person: "pn_018f0000-0000-7000-8000-000000000006",
      taxpayer: "tp_018f0000-0000-7000-8000-000000000003",
    });
    const WITHDRAW =
      "mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status taxpayer { name } } userErrors { code } } }";
    const { data } = await owner.ask(WITHDRAW, {
      input: { consentId: brief.consentId, idempotencyKey: crypto.randomUUID() },
    });
    expect(data.revokeConsent).toEqual({
      consent: { status: "REVOKED", taxpayer: { name: "杭州西湖顺风小吃店" } },
      userErrors: [],
    });
    const after = await brief.ask("{ myTaxpayer { name } }");
    expect(after.errors?.[0]?.extensions.code).toBe("CONSENT_REVOKED");
    expect(after.data?.myTaxpayer ?? null).toBeNull();
  });

  it("answers the same when a subgraph runs in another process", async () => {
    const port = await freePort();
    const shared = {
      DATABASE_URL: platform.config.databaseUrl,
      DATABASE_PREFIX: platform.config.databasePrefix,
      OPEN_TAX_DATA: platform.dataDir,
    };
    const log = pino({ level: "silent" });
    const apart = await startPlatform(
      readConfig({ ...shared, PORT: String(port), SUBGRAPH: "invoices" }, projectRoot),
      log,
    );
    const splitPort = await freePort();
    const main = {
      ...shared,
      PORT: String(splitPort),
      PORTAL_ORIGIN: platform.origin,
      SUBGRAPH_INVOICES_URL: `http://127.0.0.1:${port}`,
    };
    const split = await startPlatform(readConfig(main, projectRoot), log, { sampleInvoices: 0 });
    try {
      const whole = await vendor.ask(INVOICES, { first: 20 });
      const moved = await vendor.ask(INVOICES, { first: 20 }, `http://127.0.0.1:${splitPort}`);
      expect(moved.data).toEqual(whole.data);
      const direct = await fetch(`http://127.0.0.1:${port}/sandbox/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"query":"{ __typename }"}',
      });
      expect(direct.status).toBe(401);
    } finally {
      await split.close();
      await apart.close();
    }
  });
});

describe("a bank in its own right", () => {
  let platform: TestPlatform;
  beforeAll(async () => void (platform = await startTestPlatform()));
  afterAll(() => platform.close());

  it("verifies an invoice without captcha, and reads no invoice of anybody", async () => {
    const vendor = await consentedApp(platform);
    const { data } = await vendor.ask(
      "{ invoices(direction: SALES, first: 50) { nodes { kind number total issuedOn status } } }",
    );
    const digital = data.invoices.nodes.find(
      (node: any) => node.kind.startsWith("DIGITAL_") && node.status === "NORMAL",
    );
    const bank = await institution(platform, BANK_APP, "invoice:verify");
    const VERIFY =
      "query ($input: VerifyInvoiceInput!) { verifyInvoice(input: $input) { outcome status timesToday resultSign } }";
    const input = { number: digital.number, issuedOn: digital.issuedOn, totalIncl: digital.total };
    expect((await bank.ask(VERIFY, { input })).data.verifyInvoice).toMatchObject({
      outcome: "MATCH",
      status: "NORMAL",
      resultSign: expect.stringMatching(/^ey/),
    });
    const { errors } = await bank.ask("{ invoices(direction: SALES) { nodes { id } } }");
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN_SCOPE");
  });
});
