import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  approveConsent,
  narrowConsent,
  refuseConsent,
  resumeConsents,
  suspendConsents,
} from "../consents/commands.ts";
import { inside } from "../consents/consents.testing.ts";
import { consentById, fieldsOf } from "../consents/facts.ts";
import { Browser } from "./browser.testing.ts";
import {
  type App,
  agree,
  app,
  bookkeeping,
  errorOf,
  push,
  redeem,
  tokens,
  withNonce,
} from "./flow.testing.ts";
import { BOOKKEEPING_APP } from "./samples.ts";
import type { PublishedRelease } from "./settings.ts";
import { acts, fixture, startTestServer, type TestServer } from "./testing.ts";

const HANDLER = fixture.person("03");
const field = (coordinate: string, zh: string, level: "C1" | "C3", scope: string) => ({
  coordinate,
  zh,
  en: zh,
  class: level,
  scopes: scope ? [[scope]] : [],
});
const RELEASE: PublishedRelease = {
  id: "rel_1",
  sheet: {
    operations: [{ name: "SalesInvoices", kind: "query", scopes: ["invoice:read"] }],
    scopes: [{ scope: "invoice:read" }, { scope: "taxpayer:read" }],
    fields: [
      field("Invoice.total", "价税合计。", "C3", "invoice:read"),
      field("Invoice.number", "发票号码。", "C3", "invoice:read"),
      field("Taxpayer.status", "登记状态。", "C1", "taxpayer:read"),
      field("Taxpayer.name", "名称。", "C1", ""),
    ],
  },
};

let server: TestServer;
let vendor: App;
const released = { now: undefined as PublishedRelease | undefined };

beforeAll(async () => {
  server = await startTestServer("sandbox", {
    releases: { currentRelease: async () => released.now },
  });
  vendor = await app(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  const { writer } = server.environment.database;
  await writer.query("delete from oauth_row where grant_id is not null");
  await writer.query("delete from consent_suspension");
  await writer.query("delete from consent");
});

const details = (more: object = {}) => ({ authorization_details: bookkeeping(more) });
const within = <T>(work: Parameters<typeof inside<T>>[1]) => inside(server.environment.database, work);
const answerOf = (url: string | URL) => Object.fromEntries(new URL(url).searchParams);
const refresh = (token: string) =>
  withNonce(async () =>
    oauth.processRefreshTokenResponse(
      vendor.as,
      vendor.client,
      await oauth.refreshTokenGrantRequest(vendor.as, vendor.client, vendor.auth, token, {
        ...vendor.options,
        DPoP: vendor.dpop,
      }),
    ),
  );
const approve = (id: string) =>
  within((client) =>
    approveConsent(client, id, {
      personId: fixture.person("01"),
      role: "LEGAL_REP",
      acr: "L2",
      separate: [],
      signer: server.environment,
      now: new Date(),
    }),
  );
const waiting = async (person = HANDLER) => {
  const { rows } = await server.environment.database.writer.query(
    "select id from consent where granted_by_id = $1 and status = 'AWAITING_APPROVAL'",
    [person],
  );
  return rows.map(({ id }) => id as string);
};

describe("what a tax handler asks for", () => {
  it("ends with approval_pending, waits, and completes without a page once it is approved", async () => {
    const started = await push(vendor, details());
    const { back, browser } = await agree(started.url, { person: HANDLER });
    expect(answerOf(back)).toMatchObject({
      error: "access_denied",
      error_description: "approval_pending",
      state: started.state,
    });
    const [id = ""] = await waiting();
    expect(await consentById(server.environment.database.reader, id)).toMatchObject({
      status: "AWAITING_APPROVAL",
      role: "TAX_HANDLER",
      scopes: ["taxpayer:read", "invoice:read"],
    });

    await browser.visit((await push(vendor, details())).url);
    expect(browser.html).toContain("等待同意");
    expect(browser.html).not.toContain('value="grant"');
    await browser.submit([["decision", "later"]]);
    expect(answerOf(browser.url)).toMatchObject({ error_description: "approval_pending" });
    expect(await waiting()).toEqual([id]);

    await approve(id);
    const again = await push(vendor, details());
    await browser.visit(again.url);
    expect(answerOf(browser.url).code).toBeTruthy();
    const answer = await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        vendor.as,
        vendor.client,
        await redeem(vendor, again, new URL(browser.url)),
      ),
    );
    expect(decodeJwt(answer.access_token)).toMatchObject({
      gid: id,
      sub: HANDLER,
      scope: "taxpayer:read invoice:read",
    });
    expect(answer.authorization_details).toMatchObject([{ taxpayer: fixture.T1.taxpayerId }]);
  });

  it.each<[string, Record<string, string>]>([
    ["a wider scope", { ...details(), scope: "taxpayer:read invoice:read filing:read" }],
    ["other periods", details({ periodFrom: "2025-02-01" })],
    ["another purpose", { ...details({ purpose: "CREDIT_ASSESSMENT" }) }],
  ])("is asked anew for %s", async (_, parameters) => {
    const browser = new Browser();
    const first = { ...details(), scope: "taxpayer:read invoice:read" };
    await agree((await push(vendor, first)).url, { person: HANDLER }, browser);
    const [id = ""] = await waiting();
    await approve(id);
    await browser.visit((await push(vendor, { ...first, ...parameters })).url);
    expect(browser.html).toContain("提交审批");
  });

  it("is asked anew after a refusal", async () => {
    const { browser } = await agree((await push(vendor, details())).url, { person: HANDLER });
    const [id = ""] = await waiting();
    await within((client) => refuseConsent(client, id, { reason: "不需要" }));
    await browser.visit((await push(vendor, details())).url);
    expect(browser.html).toContain("提交审批");
  });

  it("gives nothing to one who no longer holds the role", async () => {
    const { browser } = await agree((await push(vendor, details())).url, { person: HANDLER });
    const [id = ""] = await waiting();
    await approve(id);
    acts[HANDLER] = [];
    await browser.visit((await push(vendor, details())).url);
    delete acts[HANDLER];
    expect(answerOf(browser.url).code).toBeUndefined();
    expect(browser.html).toContain("您没有可代表的纳税人");
  });

  it("says so on a page where one of two companies needs no approval", async () => {
    const browser = new Browser();
    await browser.visit((await push(vendor, details())).url);
    await browser.submit([["person", fixture.person("02")]]);
    expect(browser.html).toContain("您是办税员：提交后 72 小时内");
    expect(browser.html).toContain("同意并授权");
  });
});

describe("a client that is suspended", () => {
  const set = (status: string) =>
    server.environment.database.writer.query("update oauth_client set status = $2 where id = $1", [
      BOOKKEEPING_APP,
      status,
    ]);

  it("while the page is open gets no consent", async () => {
    const browser = new Browser();
    await browser.visit((await push(vendor, details())).url);
    await browser.submit([["person", fixture.person("05")]]);
    await set("SUSPENDED");
    try {
      await browser.submit([
        ["taxpayer", fixture.T2.taxpayerId],
        ["scope", "invoice:read"],
        ["months", "3"],
        ["decision", "grant"],
      ]);
    } finally {
      await set("ACTIVE");
    }
    expect(answerOf(browser.url).code).toBeUndefined();
    const { rowCount } = await server.environment.database.writer.query(
      "select 1 from consent where granted_by_id = $1",
      [fixture.person("05")],
    );
    expect(rowCount).toBe(0);
  });
});

describe("a consent and the library's Grant", () => {
  it("are written together or not at all", async () => {
    const { writer } = server.environment.database;
    const before = (await writer.query("select count(*)::int as n from consent")).rows[0].n;
    const browser = new Browser();
    await browser.visit((await push(vendor, details())).url);
    await browser.submit([["person", fixture.person("06")]]);
    const { rows } = await writer.query(
      "select (select count(*)::int from consent) as n, (select count(*)::int from oauth_row r where r.model = 'Grant' and not exists (select 1 from consent c where c.id = r.id)) as loose",
    );
    expect(rows[0]).toEqual({ n: before, loose: 0 });
    await browser.submit([
      ["taxpayer", fixture.T3.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    const after = await writer.query(
      "select c.id, r.id as grant, r.expires_at = c.expires_at as together from consent c left join oauth_row r on r.model = 'Grant' and r.id = c.id where c.granted_by_id = $1",
      [fixture.person("06")],
    );
    expect(after.rows).toEqual([{ id: after.rows[0].id, grant: after.rows[0].id, together: true }]);
  });
});

describe("suspended and narrowed", () => {
  it("a suspended consent gives no token, and its refresh token works again afterwards", async () => {
    const { answer } = await tokens(vendor);
    const id = String(decodeJwt(answer.access_token).gid);
    await within((client) => suspendConsents(client, { id, reason: "RISK", by: "platform" }));
    expect(await errorOf(refresh(answer.refresh_token!))).toBe("invalid_grant");
    await within((client) => resumeConsents(client, { id, reason: "RISK", by: "platform" }));
    expect(decodeJwt((await refresh(answer.refresh_token!)).access_token).gid).toBe(id);
  });

  it("a narrowed one gives narrower tokens of the next version from the same refresh token", async () => {
    const { answer } = await tokens(vendor);
    const before = decodeJwt(answer.access_token);
    await within((client) =>
      narrowConsent(
        client,
        String(before.gid),
        { scopes: ["invoice:read"], periodFrom: "2026-01-01" },
        { now: new Date() },
      ),
    );
    const after = await refresh(answer.refresh_token!);
    expect(decodeJwt(after.access_token)).toMatchObject({
      gid: before.gid,
      scope: "invoice:read",
      cv: 2,
      pf: "2026-01-01",
    });
    expect(before).toMatchObject({ cv: 1, pf: "2025-01-01" });
  });

  it("a token that was being made while it was narrowed counts as one from before", async () => {
    const { answer } = await tokens(vendor);
    const id = String(decodeJwt(answer.access_token).gid);
    // The library has read its Grant; the consent is narrowed; the token is written. Only the consent knows.
    await within((client) =>
      client.query("update consent set scopes = '{invoice:read}', version = 2 where id = $1", [id]),
    );
    const between = decodeJwt((await refresh(answer.refresh_token!)).access_token);
    expect(between).toMatchObject({ scope: expect.stringContaining("taxpayer:read"), cv: 1 });
  });
});

describe("with a published release", () => {
  it("the page says what will be run, and the consent names those fields", async () => {
    released.now = RELEASE;
    try {
      const browser = new Browser();
      const started = await push(vendor, details());
      await browser.visit(started.url);
      await browser.submit([["person", fixture.person("01")]]);
      expect(browser.html).toContain("已发布版本实际运行的操作");
      expect(browser.html).toContain("SalesInvoices");
      expect(browser.html).toContain("价税合计。");
      expect(browser.html).not.toContain('value="filing:read"');
      await browser.submit([
        ["taxpayer", fixture.T1.taxpayerId],
        ["scope", "invoice:read"],
        ["scope", "filing:read"],
        ["months", "3"],
        ["decision", "grant"],
      ]);
      const answer = await withNonce(async () =>
        oauth.processAuthorizationCodeResponse(
          vendor.as,
          vendor.client,
          await redeem(vendor, started, new URL(browser.url)),
        ),
      );
      const { fh, scope } = decodeJwt(answer.access_token);
      expect(scope).toBe("invoice:read");
      expect(await fieldsOf(server.environment.database.reader, String(fh))).toEqual([
        "Invoice.number",
        "Invoice.total",
        "Taxpayer.name",
      ]);
      expect(answer.authorization_details).toMatchObject([
        { taxpayer: fixture.T1.taxpayerId, fieldsHash: fh },
      ]);
      released.now = { ...RELEASE, id: "rel_2" };
      const [consent] = (
        await server.environment.database.reader.query(
          "select status, fields_hash from consent where fields_hash = $1",
          [fh],
        )
      ).rows;
      expect(consent).toMatchObject({ status: "ACTIVE", fields_hash: fh });
      expect(decodeJwt((await refresh(answer.refresh_token!)).access_token).fh).toBe(fh);
    } finally {
      released.now = undefined;
    }
  });

  it("nothing is given that the release was not approved for", async () => {
    released.now = { ...RELEASE, sheet: { ...RELEASE.sheet, scopes: [{ scope: "taxpayer:read" }] } };
    try {
      const browser = new Browser();
      await browser.visit((await push(vendor, details())).url);
      await browser.submit([["person", fixture.person("01")]]);
      const offered = [...browser.html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => scope);
      expect(offered).toEqual(["taxpayer:read"]);
    } finally {
      released.now = undefined;
    }
  });
});
