import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import { type App, agree, app, bookkeeping, push, redeem, type Started, withNonce } from "./flow.testing.ts";
import { Authenticator, type Misbehaviour, optionsIn } from "./passkey.testing.ts";
import { fixture, passwordsOf, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let vendor: App;
let passwords: Record<string, string>;
const warnings: string[] = [];
const quiet = {
  info: () => undefined,
  warn: (_: object, message: string) => void warnings.push(message),
  error: (what: object) => {
    throw what;
  },
};

beforeAll(async () => {
  server = await startTestServer("production", { host: "localhost", log: quiet });
  vendor = await app(server);
  passwords = passwordsOf(server);
});
afterAll(() => server.close());

const details = { authorization_details: bookkeeping() };
const SCOPE = "openid taxpayer:read invoice:read";
const stepUp = { ...details, scope: SCOPE, acr_values: "L3", max_age: "300" };

const formOf = (browser: Browser, marker: string) => {
  const forms = [...browser.html.matchAll(/<form[^>]* method="post"[^>]*>[\s\S]*?<\/form>/g)];
  return forms.findIndex(([form]) => form.includes(marker));
};
const password = (browser: Browser, login: string) =>
  browser.submit(
    [
      ["login", login],
      ["password", passwords[login]!],
    ],
    { form: formOf(browser, 'name="login"') },
  );
const usePasskey = (browser: Browser, key: Authenticator, wrong: Misbehaviour = {}) =>
  browser.submit([["answer", key.signIn(optionsIn(browser.html, "sign-in"), wrong)]], {
    form: formOf(browser, 'data-passkey="sign-in"'),
  });

/** A person with a passkey, registered on the way of a request that demands one. */
async function withPasskey(login: string) {
  const key = new Authenticator(server.origin);
  const browser = await new Browser().visit((await push(vendor, stepUp)).url);
  await password(browser, login);
  await browser.submit([["answer", key.register(optionsIn(browser.html, "register"))]], {
    form: formOf(browser, 'data-passkey="register"'),
  });
  expect(browser.html).toContain("通行密钥已登记");
  return { key, browser };
}

async function claims(started: Started, browser: Browser) {
  const { back } = await agree(started.url, { person: "" }, browser);
  const answer = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(vendor.as, vendor.client, await redeem(vendor, started, back)),
  );
  return { answer, access: decodeJwt(answer.access_token) };
}

const now = () => Math.floor(Date.now() / 1000);

describe("a request that demands level L3", () => {
  it("takes the person from the password to a first passkey and on to a token that says L3", async () => {
    const started = await push(vendor, stepUp);
    const key = new Authenticator(server.origin);
    const browser = await new Browser().visit(started.url);
    expect(browser.html).toContain("请再次核验身份");
    expect(browser.headers.get("content-security-policy")).toContain(
      `script-src ${server.environment.issuer}/assets/passkey.js;`,
    );
    await password(browser, "linxiaofeng");
    expect(browser.html).toContain("您还没有通行密钥");
    expect(browser.html).not.toContain('name="login"');
    await browser.submit([["answer", key.register(optionsIn(browser.html, "register"))]], {
      form: formOf(browser, 'data-passkey="register"'),
    });
    await usePasskey(browser, key);
    expect(browser.html).toContain("您以“林晓峰”登录");
    await browser.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "taxpayer:read"],
      ["scope", "invoice:read"],
      ["months", "6"],
      ["decision", "grant"],
    ]);
    const answer = await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        vendor.as,
        vendor.client,
        await redeem(vendor, started, new URL(browser.url)),
      ),
    );
    const { acr, auth_time } = decodeJwt(answer.access_token);
    expect(acr).toBe("L3");
    expect(now() - (auth_time as number)).toBeLessThan(60);
    // The person is known now: a request that demands nothing goes straight to the consent page.
    const next = await claims(await push(vendor, details), browser);
    expect(next.access).toMatchObject({ acr: "L3", auth_time });
  });

  it("offers no registration to who has a passkey already, and none without a fresh password", async () => {
    const { browser, key } = await withPasskey("sunli");
    await usePasskey(browser, key);
    const again = await new Browser().visit((await push(vendor, stepUp)).url);
    await password(again, "sunli");
    expect(again.html).toContain('data-passkey="sign-in"');
    expect(again.html).not.toContain('data-passkey="register"');
  });

  it("keeps the level and the time of the first sign-in in refreshed tokens, and in the ID token", async () => {
    const started = await push(vendor, { ...details, scope: SCOPE });
    const browser = await new Browser().visit(started.url);
    await password(browser, "wanghui");
    const { answer, access } = await claims(started, browser);
    expect(access.acr).toBe("L1");
    expect(oauth.getValidatedIdTokenClaims(answer)).toMatchObject({
      acr: "L1",
      auth_time: access.auth_time,
    });
    const refreshed = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        vendor.as,
        vendor.client,
        await oauth.refreshTokenGrantRequest(vendor.as, vendor.client, vendor.auth, answer.refresh_token!, {
          ...vendor.options,
          DPoP: vendor.dpop,
        }),
      ),
    );
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ acr: "L1", auth_time: access.auth_time });
  });

  it("signs in anew when the sign-in at that level is too long ago, and for prompt=login once", async () => {
    const { browser, key } = await withPasskey("zhangwei");
    await usePasskey(browser, key);
    await server.environment.database.writer.query(
      `update oauth_row set payload = jsonb_set(payload, '{loginTs}', to_jsonb(extract(epoch from now())::int - 320))
       where model = 'Session' and payload->>'accountId' = $1`,
      [fixture.person("11")],
    );
    await browser.visit((await push(vendor, { ...details, scope: SCOPE, acr_values: "L3" })).url);
    expect(browser.html).toContain("请再次核验身份");
    await browser.visit((await push(vendor, details)).url);
    expect(browser.html).toContain("您以“张伟”登录");
    await browser.visit(
      (await push(vendor, { ...details, scope: SCOPE, prompt: "login", max_age: "0" })).url,
    );
    expect(browser.html).toContain('name="login"');
    await usePasskey(browser, key);
    expect(browser.html).toContain('value="grant"');
    await browser.submit([
      ["taxpayer", browser.html.match(/name="taxpayer" value="([^"]+)"/)![1]!],
      ["scope", "invoice:read"],
      ["months", "1"],
      ["decision", "grant"],
    ]);
    expect(new URL(browser.url).searchParams.get("code")).toBeTruthy();
  });
});

describe("a passkey", () => {
  it("signs its owner in without a password and without a name", async () => {
    const { key } = await withPasskey("zhoukai");
    const browser = await new Browser().visit((await push(vendor, details)).url);
    await usePasskey(browser, key);
    expect(browser.html).toContain("登录</h2>");
    expect(browser.html).not.toContain('name="login"');
  });

  it("is refused with a challenge used before, from another browser, or never given", async () => {
    const { key } = await withPasskey("zhaomin");
    const browser = await new Browser().visit((await push(vendor, details)).url);
    const other = await new Browser().visit((await push(vendor, details)).url);
    const theirs = optionsIn<{ challenge: string }>(other.html, "sign-in");
    await usePasskey(browser, key, { challenge: theirs.challenge });
    expect([browser.status, browser.html.includes("通行密钥没有通过核验")]).toEqual([401, true]);
    await usePasskey(browser, key, { challenge: Buffer.alloc(32).toString("base64url") });
    expect(browser.status).toBe(401);
    const options = optionsIn<{ challenge: string }>(browser.html, "sign-in");
    await usePasskey(browser, key, { unverified: true });
    expect(browser.status).toBe(401);
    await usePasskey(browser, key, { challenge: options.challenge });
    expect(browser.status).toBe(401);
    await server.environment.database.writer.query(
      "update passkey_challenge set expires_at = now() - interval '1 second'",
    );
    await usePasskey(browser, key);
    expect(browser.status).toBe(401);
    await usePasskey(browser, key);
    expect(browser.html).toContain("您以“");
  });

  it("is refused from another origin, for another person, with a count that goes back, and when it is garbage", async () => {
    const { key } = await withPasskey("wanghui");
    const browser = await new Browser().visit((await push(vendor, details)).url);
    const statuses: number[] = [];
    for (const wrong of [
      { origin: "https://localhost.example" },
      { userHandle: Buffer.from(fixture.person("01")).toString("base64url") },
    ]) {
      await usePasskey(browser, key, wrong);
      statuses.push(browser.status);
    }
    for (const answer of ["", "{}", '{"id":"x","response":{}}', "[]", "null", '{"id":1}']) {
      await browser.submit([["answer", answer]], { form: formOf(browser, 'data-passkey="sign-in"') });
      statuses.push(browser.status);
    }
    expect(new Set(statuses)).toEqual(new Set([401]));
    await usePasskey(browser, key, { counter: 7 });
    expect(browser.html).toContain("您以“");
    const copy = await new Browser().visit((await push(vendor, details)).url);
    warnings.length = 0;
    await usePasskey(copy, key, { counter: 7 });
    expect(copy.status).toBe(401);
    expect(warnings).toEqual(["a passkey counted backwards: it may have been copied"]);
  });

  it("is not made without user verification", async () => {
    const browser = await new Browser().visit((await push(vendor, stepUp)).url);
    await password(browser, "chenli");
    const key = new Authenticator(server.origin);
    const options = optionsIn<{ challenge: string; user: { id: string } }>(browser.html, "register");
    await browser.submit([["answer", key.register(options, { unverified: true })]], {
      form: formOf(browser, 'data-passkey="register"'),
    });
    expect([browser.status, browser.html.includes("通行密钥没有登记成功")]).toEqual([422, true]);
  });
});
