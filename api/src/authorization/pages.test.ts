import type { webcrypto } from "node:crypto";
import { decodeJwt, importJWK } from "jose";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import { type App, agree, app, bookkeeping, push, tokens } from "./flow.testing.ts";
import { BOOKKEEPING_APP } from "./samples.ts";
import { fixture, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let vendor: App;
const details = { authorization_details: bookkeeping() };

beforeAll(async () => {
  server = await startTestServer();
  vendor = await app(server);
});
afterAll(() => server.close());

/** A browser on the consent page. */
async function atConsent(
  person = fixture.person("01"),
  parameters: Record<string, string> = details,
): Promise<Browser> {
  const browser = new Browser();
  await browser.visit((await push(vendor, parameters)).url);
  await browser.submit([["person", person]]);
  return browser;
}
const answerOf = (browser: Browser) => Object.fromEntries(new URL(browser.url).searchParams);

describe("openid-client", () => {
  it("completes the whole flow: pushed request, sign-in, consent, tokens, refresh, revocation", async () => {
    const jwk = server.sampleKey(BOOKKEEPING_APP);
    const key = (await importJWK(jwk, "ES256")) as webcrypto.CryptoKey;
    const config = await client.discovery(
      new URL(server.environment.issuer),
      BOOKKEEPING_APP,
      undefined,
      client.PrivateKeyJwt({ key, kid: jwk.kid! }),
      { algorithm: "oauth2", execute: [client.allowInsecureRequests] },
    );
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const url = await client.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: vendor.redirectUri,
        scope: "invoice:read",
        state: expectedState,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
        ...details,
      },
      { DPoP },
    );
    const { back } = await agree(url.href, { scopes: ["invoice:read"] });
    const answer = await client.authorizationCodeGrant(
      config,
      back,
      { pkceCodeVerifier, expectedState },
      {},
      { DPoP },
    );
    expect(answer).toMatchObject({ token_type: "dpop", scope: "invoice:read" });
    const again = await client.refreshTokenGrant(config, answer.refresh_token!, {}, { DPoP });
    expect(decodeJwt(again.access_token).gid).toBe(decodeJwt(answer.access_token).gid);
    await client.tokenRevocation(config, answer.refresh_token!);
    await expect(client.refreshTokenGrant(config, answer.refresh_token!, {}, { DPoP })).rejects.toMatchObject(
      { error: "invalid_grant" },
    );
  });
});

describe("the sandbox's sign-in", () => {
  it("lists people with their companies and finds them by name", async () => {
    const browser = await new Browser().visit((await push(vendor, details)).url);
    expect(browser.html).toContain("林晓峰");
    expect(browser.html).toContain("样例制造（杭州）有限公司");
    await browser.visit(`${browser.url}?search=${encodeURIComponent("周凯")}`);
    expect(browser.html).toContain("周凯");
    expect(browser.html).not.toContain("林晓峰");
  });

  it("speaks the language the app, the browser or the person names", async () => {
    const english = await new Browser().visit(
      (await push(vendor, { ...details, ui_locales: "en-GB zh" })).url,
    );
    expect(english.html).toMatch(/<html lang="en">[\s\S]*Sign in as a sample person/);
    await english.visit(`${english.url}?lang=zh`);
    await english.submit([["person", fixture.person("01")]]);
    expect(english.html).toContain('<html lang="zh-CN">');
    const browsers = await new Browser("en-US,en;q=0.9").visit((await push(vendor, details)).url);
    expect(browsers.html).toContain("Sign in as a sample person");
  });

  it("lets another person take over the browser without ending a consent", async () => {
    const { browser, answer } = await tokens(vendor);
    await browser.visit((await push(vendor, details)).url);
    expect(browser.html).toContain("您以“林晓峰”登录");
    await browser.submit([["decision", "switch"]], { form: 1 });
    await browser.submit([["person", fixture.person("02")]]);
    expect(browser.html).toContain("您以“王慧”登录");
    const { rows } = await server.environment.database.reader.query(
      "select status from consent where id = $1",
      [decodeJwt(answer.access_token).gid],
    );
    expect(rows).toEqual([{ status: "ACTIVE" }]);
  });
});

describe("the consent page", () => {
  it("ticks nothing but what the app cannot do without, and nothing sensitive", async () => {
    const { html } = await atConsent();
    expect(
      [...html.matchAll(/name="scope" value="([^"]+)"( checked)?/g)].map(([, scope, ticked]) => [
        scope,
        Boolean(ticked),
      ]),
    ).toEqual([
      ["taxpayer:read", false],
      ["invoice:read", true],
      ["filing:read", false],
    ]);
  });

  it("allows itself nothing but its own style and its own forms", async () => {
    const { headers, html } = await atConsent();
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'nonce-[\w-]{22}'; img-src 'self'; form-action 'self' http:\/\/127\.0\.0\.1:4100; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect(html).not.toMatch(/<script|onclick=|javascript:/i);
  });

  it("stores which text was shown, and shows a changed one again", async () => {
    const browser = await atConsent();
    const [, shown] = /name="text" value="([0-9a-f]{64})"/.exec(browser.html)!;
    await browser.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
      ["text", "0".repeat(64)],
    ]);
    expect(browser.html).toContain(`value="${shown}"`);
    await browser.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    expect(answerOf(browser).code).toBeTruthy();
    const { rows } = await server.environment.database.reader.query(
      "select text_sha256, scopes from consent order by granted_at desc limit 1",
    );
    expect(rows).toEqual([{ text_sha256: shown, scopes: ["invoice:read"] }]);
  });

  it("takes a refusal", async () => {
    const browser = await atConsent();
    await browser.submit([["decision", "refuse"]]);
    expect(answerOf(browser)).toMatchObject({ error: "access_denied", iss: server.environment.issuer });
  });

  it("says what is missing, in both languages, and keeps what was chosen", async () => {
    const browser = await atConsent();
    await browser.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "filing:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    expect(browser.status).toBe(422);
    expect(browser.html).toContain("查询发票（销项、进项）：应用缺少这一项便无法工作");
    expect(browser.html).toMatch(/value="filing:read" checked/);
    await browser.submit([
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    expect(browser.html).toContain("请选择为谁授权");
  });

  it("tells an invoicer why not, and answers the app access_denied", async () => {
    const browser = await atConsent(fixture.person("04"));
    expect(browser.html).toContain("只有法定代表人、财务负责人、自然人本人或其监护人可以授权");
    expect(browser.html).not.toContain('value="grant"');
    await browser.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    expect(browser.status).toBe(422);
    await browser.submit([["decision", "refuse"]]);
    expect(answerOf(browser)).toMatchObject({
      error: "access_denied",
      error_description: expect.stringContaining("legal representative"),
    });
  });

  it("gives no company the person does not act for, and no scope the app did not ask for", async () => {
    const browser = await atConsent();
    await browser.submit([
      ["taxpayer", fixture.T2.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    expect(browser.status).toBe(422);
    const asked = await atConsent(fixture.person("01"), { ...details, scope: "invoice:read" });
    await asked.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "invoice:read"],
      ["scope", "filing:read"],
      ["scope", "payment:initiate"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    const { rows } = await server.environment.database.reader.query(
      "select scopes from consent order by granted_at desc limit 1",
    );
    expect(rows).toEqual([{ scopes: ["invoice:read"] }]);
  });

  it.each<[string, Record<string, string>]>([
    ["another site's form", { origin: "https://evil.example" }],
    ["a form the browser calls cross-site", { "sec-fetch-site": "cross-site" }],
    ["a form of no origin", { origin: "null" }],
  ])("refuses %s", async (_, headers) => {
    const browser = await atConsent();
    await browser.submit(
      [
        ["taxpayer", fixture.T1.taxpayerId],
        ["scope", "invoice:read"],
        ["months", "3"],
        ["decision", "grant"],
      ],
      { headers },
    );
    expect(browser.status).toBe(403);
  });

  it("refuses a form with another session's token, and a page of another browser", async () => {
    const [mine, other] = [await atConsent(), await atConsent()];
    mine.html = mine.html.replace(
      /name="token" value="[^"]+"/g,
      /name="token" value="[^"]+"/.exec(other.html)![0],
    );
    await mine.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "3"],
      ["decision", "grant"],
    ]);
    expect(mine.status).toBe(403);
    const stranger = await new Browser().visit(other.url);
    expect(stranger.status).toBe(400);
    expect(stranger.html).toContain("这个请求已经失效");
    expect(stranger.html).not.toMatch(/at \w+ \(|node_modules/);
  });
});
