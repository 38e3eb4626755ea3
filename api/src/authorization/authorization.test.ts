import { decodeJwt, decodeProtectedHeader } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { revokeConsent } from "../consents/commands.ts";
import { ConsentStatus } from "../consents/consent.rules.ts";
import { consentById, lateChanges } from "../consents/facts.ts";
import { Browser } from "./browser.testing.ts";
import {
  type App,
  app,
  bookkeeping,
  errorOf,
  portal,
  push,
  redeem,
  tokens,
  withNonce,
} from "./flow.testing.ts";
import { BANK_APP, BOOKKEEPING_APP, PORTAL_APP } from "./samples.ts";
import { fixture, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let vendor: App;

beforeAll(async () => {
  server = await startTestServer();
  vendor = await app(server);
});
afterAll(() => server.close());

const refresh = (of: App, token: string) =>
  withNonce(async () =>
    oauth.processRefreshTokenResponse(
      of.as,
      of.client,
      await oauth.refreshTokenGrantRequest(of.as, of.client, of.auth, token, {
        ...of.options,
        DPoP: of.dpop,
      }),
    ),
  );
const statusOf = async (consentId: unknown) =>
  (await consentById(server.environment.database.reader, String(consentId)))?.status;

describe("an app with a taxpayer's consent", () => {
  it("gets a DPoP-bound token that says what was granted", async () => {
    const { answer } = await tokens(vendor);
    const claims = decodeJwt(answer.access_token);
    expect(decodeProtectedHeader(answer.access_token)).toMatchObject({
      alg: "ES256",
      typ: "at+jwt",
      kid: server.environment.keys.current("oauth").kid,
    });
    expect(claims).toMatchObject({
      iss: server.environment.issuer,
      aud: server.environment.resource,
      sub: fixture.person("01"),
      client_id: BOOKKEEPING_APP,
      app: BOOKKEEPING_APP,
      tp: fixture.T1.taxpayerId,
      pur: "BOOKKEEPING",
      pf: "2025-01-01",
      pt: "2026-12-31",
      scope: "taxpayer:read invoice:read",
      cnf: { jkt: await vendor.dpop.calculateThumbprint() },
    });
    expect(claims.exp! - claims.iat!).toBe(300);
    expect(answer).toMatchObject({ token_type: "dpop", expires_in: 300 });
    const consent = await consentById(server.environment.database.reader, String(claims.gid));
    expect(consent).toMatchObject({
      status: "ACTIVE",
      role: "LEGAL_REP",
      personId: fixture.person("01"),
      scopes: ["taxpayer:read", "invoice:read"],
    });
  });

  it("keeps its refresh token, which is stored only as a hash, until it is revoked", async () => {
    const { answer } = await tokens(vendor);
    const again = await refresh(vendor, answer.refresh_token!);
    expect(again.refresh_token).toBe(answer.refresh_token);
    expect((await refresh(vendor, answer.refresh_token!)).scope).toBe("taxpayer:read invoice:read");
    const { rows } = await server.environment.database.writer.query(
      "select 1 from oauth_row where id = $1 or payload::text like '%' || $1 || '%'",
      [answer.refresh_token],
    );
    expect(rows).toEqual([]);
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(
        vendor.as,
        vendor.client,
        vendor.auth,
        answer.refresh_token!,
        vendor.options,
      ),
    );
    expect(await errorOf(refresh(vendor, answer.refresh_token!))).toBe("invalid_grant");
    expect(await statusOf(decodeJwt(answer.access_token).gid)).toBe(ConsentStatus.ACTIVE);
  });

  it("sees its refresh token in an introspection, and no other app's", async () => {
    const { answer } = await tokens(vendor);
    const about = async (by: App) =>
      oauth.processIntrospectionResponse(
        by.as,
        by.client,
        await oauth.introspectionRequest(by.as, by.client, by.auth, answer.refresh_token!, by.options),
      );
    expect(await about(vendor)).toMatchObject({ active: true, client_id: BOOKKEEPING_APP });
    expect(await about(await app(server, BANK_APP))).toEqual({ active: false });
  });

  it("loses everything the moment the consent is withdrawn", async () => {
    const { answer } = await tokens(vendor);
    const id = String(decodeJwt(answer.access_token).gid);
    const client = await server.environment.database.writer.connect();
    await client.query("begin");
    await revokeConsent(client, id, { by: fixture.person("01") });
    await client.query("commit");
    client.release();
    expect(await errorOf(refresh(vendor, answer.refresh_token!))).toBe("invalid_grant");
    const { rows } = await server.environment.database.writer.query(
      "select model from oauth_row where grant_id = $1 or id = $1",
      [id],
    );
    expect(rows).toEqual([]);
    expect(await lateChanges(server.environment.database.reader)).toContainEqual(
      expect.objectContaining({ id, status: "REVOKED" }),
    );
  });

  it("gets a new consent in place of the old one when it asks again", async () => {
    const first = await tokens(vendor);
    const second = await tokens(vendor, {
      parameters: { authorization_details: bookkeeping() },
      decision: { scopes: ["invoice:read"] },
    });
    expect(await statusOf(decodeJwt(first.answer.access_token).gid)).toBe("REVOKED");
    expect(second.answer.scope).toBe("invoice:read");
    expect(await errorOf(refresh(vendor, first.answer.refresh_token!))).toBe("invalid_grant");
  });

  it("may hold consents of two companies of one person, in one browser session", async () => {
    const browser = new Browser();
    const one = await tokens(vendor, {
      browser,
      decision: { person: fixture.person("05"), taxpayer: fixture.T2.taxpayerId },
    });
    const other = await tokens(vendor, {
      browser: new Browser(),
      decision: { person: fixture.person("06"), taxpayer: fixture.T3.taxpayerId },
    });
    expect((await refresh(vendor, one.answer.refresh_token!)).token_type).toBe("dpop");
    expect((await refresh(vendor, other.answer.refresh_token!)).token_type).toBe("dpop");
  });
});

describe("what does not end a consent", () => {
  it("replaying the code, though it ends that family of tokens", async () => {
    const { answer, started, back } = await tokens(vendor);
    const replay = await withNonce(() => redeem(vendor, started, back));
    expect(await replay.json()).toMatchObject({ error: "invalid_grant" });
    expect(await errorOf(refresh(vendor, answer.refresh_token!))).toBe("invalid_grant");
    expect(await statusOf(decodeJwt(answer.access_token).gid)).toBe("ACTIVE");
  });

  it("signing out", async () => {
    const { answer, browser } = await tokens(vendor);
    await browser.visit(`${server.environment.issuer}/session/end`);
    const [, action] = /action="([^"]+session\/end\/confirm)"/.exec(browser.html)!;
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(browser.html)!;
    await browser.visit(action!, {
      method: "POST",
      body: new URLSearchParams({ xsrf: xsrf!, logout: "yes" }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(browser.html).toContain("已退出");
    expect(await statusOf(decodeJwt(answer.access_token).gid)).toBe("ACTIVE");
    expect((await refresh(vendor, answer.refresh_token!)).token_type).toBe("dpop");
    await browser.visit((await push(vendor, { authorization_details: bookkeeping() })).url);
    expect(browser.html).toContain('name="person"');
  });

  it("replaying the portal's rotated refresh token, though that ends its family", async () => {
    const own = await portal(server);
    const { answer } = await tokens(own, {
      parameters: { scope: "consent:manage taxpayer:read invoice:read" },
    });
    const id = decodeJwt(answer.access_token).gid;
    const next = await refresh(own, answer.refresh_token!);
    expect(next.refresh_token).not.toBe(answer.refresh_token);
    expect(await errorOf(refresh(own, answer.refresh_token!))).toBe("invalid_grant");
    expect(await errorOf(refresh(own, next.refresh_token!))).toBe("invalid_grant");
    expect(await statusOf(id)).toBe("ACTIVE");
  });
});

describe("the platform's own portal", () => {
  it("lets a person act in a role, with what the role allows", async () => {
    const own = await portal(server);
    const { answer } = await tokens(own, {
      parameters: { scope: "consent:manage taxpayer:read invoice:read invoice:issue filing:read" },
      decision: { person: fixture.person("03") },
    });
    expect(decodeJwt(answer.access_token)).toMatchObject({
      app: PORTAL_APP,
      tp: fixture.T1.taxpayerId,
      pur: "OWN_USE",
      scope: "consent:manage taxpayer:read invoice:read filing:read",
    });
  });

  it("names no purpose", async () => {
    expect(await errorOf(push(await portal(server), { authorization_details: bookkeeping() }))).toBe(
      "invalid_authorization_details",
    );
  });
});

describe("a bank in its own right", () => {
  const ask = async (bank: App, scope: string) =>
    withNonce(async () =>
      oauth.processClientCredentialsResponse(
        bank.as,
        bank.client,
        await oauth.clientCredentialsGrantRequest(
          bank.as,
          bank.client,
          bank.auth,
          { scope },
          { ...bank.options, DPoP: bank.dpop },
        ),
      ),
    );

  it("gets a token by client credentials", async () => {
    const bank = await app(server, BANK_APP);
    const answer = await ask(bank, "invoice:verify");
    expect(decodeJwt(answer.access_token)).toMatchObject({
      app: BANK_APP,
      client_id: BANK_APP,
      aud: server.environment.resource,
      scope: "invoice:verify",
      cnf: { jkt: await bank.dpop.calculateThumbprint() },
    });
    expect(answer.refresh_token).toBeUndefined();
  });

  it("gets no scope that needs a taxpayer", async () => {
    expect(await errorOf(ask(await app(server, BANK_APP), "invoice:read"))).toBe("invalid_scope");
  });
});
