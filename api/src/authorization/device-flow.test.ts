import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { revokeConsent } from "../consents/commands.ts";
import { consentById } from "../consents/facts.ts";
import { Browser } from "./browser.testing.ts";
import { saveClient } from "./clients.ts";
import { type App, app, bookkeeping, errorOf, withNonce } from "./flow.testing.ts";
import { BOOKKEEPING_APP, TOOL_APP } from "./samples.ts";
import { fixture, startTestServer, type TestServer } from "./testing.ts";

const DESKTOP = "app_018f0000-0000-7000-8000-0000000000d1";

let server: TestServer;
let tool: App;
let desktop: App;

beforeAll(async () => {
  server = await startTestServer();
  const { writer } = server.environment.database;
  await saveClient(writer, {
    id: DESKTOP,
    kind: "device",
    name: "样例桌面助手",
    nameEn: "Sample Desktop",
    vendor: "样例软件（杭州）有限公司",
    vendorEn: "Sample Software (Hangzhou) Co., Ltd.",
    redirectUris: [],
    scopes: ["taxpayer:read", "invoice:read", "filing:submit"],
    requiredScopes: ["invoice:read"],
    firstParty: false,
    simulated: true,
    reviewedAt: null,
  });
  const device = async (id: string): Promise<App> => {
    const client: oauth.Client = { client_id: id, token_endpoint_auth_method: "none" };
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
    return { ...(await app(server)), client, auth: oauth.None(), dpop };
  };
  [tool, desktop] = await Promise.all([device(TOOL_APP), device(DESKTOP)]);
});
afterAll(() => server.close());
beforeEach(() => server.environment.database.writer.query("delete from sign_in_limit"));

const ASKED = { scope: "taxpayer:read invoice:read", authorization_details: bookkeeping() };

const start = async (of = desktop, parameters: Record<string, string> = ASKED) =>
  oauth.processDeviceAuthorizationResponse(
    of.as,
    of.client,
    await oauth.deviceAuthorizationRequest(of.as, of.client, of.auth, parameters, of.options),
  );
type Started = Awaited<ReturnType<typeof start>>;

const poll = (started: Started, of = desktop) =>
  withNonce(async () =>
    oauth.processDeviceCodeResponse(
      of.as,
      of.client,
      await oauth.deviceCodeGrantRequest(of.as, of.client, of.auth, started.device_code, {
        ...of.options,
        DPoP: of.dpop,
      }),
    ),
  );
/** As if the device had waited as long as it was told to. */
const waited = () => server.environment.database.writer.query("update device_poll set next_at = now()");

const enter = async (code: string, browser = new Browser()) => {
  await browser.visit(`${server.environment.issuer}/device`);
  return browser.submit([["user_code", code]]);
};
const confirm = async (started: Started, browser?: Browser) =>
  (await enter(started.user_code, browser)).submit([["confirm", "yes"]]);
const signInAndAgree = async (browser: Browser, decision = "grant") => {
  await browser.submit([["person", fixture.person("01")]]);
  return browser.submit([
    ["taxpayer", fixture.T1.taxpayerId],
    ["scope", "taxpayer:read"],
    ["scope", "invoice:read"],
    ["months", "3"],
    ["decision", decision],
  ]);
};

describe("a device without a browser", () => {
  it("gets tokens bound to its key, once somebody has compared the code, signed in and agreed", async () => {
    const started = await start();
    expect(started).toMatchObject({ expires_in: 600, interval: 5 });
    expect(started.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(await errorOf(poll(started))).toBe("authorization_pending");

    const browser = await enter(started.user_code.toLowerCase().replace("-", " "));
    for (const shown of [
      started.user_code,
      "样例桌面助手",
      "样例软件（杭州）有限公司",
      "127.0.*.*",
      "不是我",
    ])
      expect(browser.html).toContain(shown);
    expect(browser.html).not.toContain("<script");
    await browser.submit([["confirm", "yes"]]);
    expect(browser.html).toContain('name="person"');
    await signInAndAgree(browser);
    expect(browser.html).toContain("设备已连接");

    await waited();
    const answer = await poll(started);
    const claims = decodeJwt(answer.access_token);
    expect(claims).toMatchObject({
      app: DESKTOP,
      tp: fixture.T1.taxpayerId,
      pur: "BOOKKEEPING",
      scope: "taxpayer:read invoice:read",
      acr: "L3",
      cnf: { jkt: await desktop.dpop.calculateThumbprint() },
    });
    expect(await consentById(server.environment.database.writer, String(claims.gid))).toMatchObject({
      status: "ACTIVE",
      appId: DESKTOP,
      personId: fixture.person("01"),
    });
    // Single use, for the person as for the device.
    expect((await enter(started.user_code)).html).toContain("这个代码已经用过");
    // Public: the refresh token rotates.
    const renewed = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        desktop.as,
        desktop.client,
        await oauth.refreshTokenGrantRequest(
          desktop.as,
          desktop.client,
          desktop.auth,
          answer.refresh_token!,
          {
            ...desktop.options,
            DPoP: desktop.dpop,
          },
        ),
      ),
    );
    expect(renewed.refresh_token).not.toBe(answer.refresh_token);
    expect(await errorOf(poll(started))).toBe("invalid_grant");
  });

  it("of the platform's own acts for whom the person chooses", async () => {
    const started = await start(tool, { scope: "taxpayer:read invoice:read" });
    const browser = await confirm(started);
    await browser.submit([["person", fixture.person("01")]]);
    expect(browser.html).toContain("选择以谁的身份使用平台");
    await browser.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["decision", "grant"],
    ]);
    const { access_token } = await poll(started, tool);
    expect(decodeJwt(access_token)).toMatchObject({ app: TOOL_APP, tp: fixture.T1.taxpayerId });
  });

  it("gets a token once, when it asks many times at the same moment", async () => {
    const started = await start();
    await signInAndAgree(await confirm(started));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => errorOf(poll(started))));
    expect(outcomes.filter((outcome) => outcome === "nothing")).toHaveLength(1);
  });

  it("gets nothing when the consent is withdrawn between agreeing and fetching", async () => {
    const started = await start();
    await signInAndAgree(await confirm(started));
    const { writer } = server.environment.database;
    const { rows } = await writer.query<{ grant_id: string }>(
      "select grant_id from oauth_row where model = 'DeviceCode' and id = $1",
      [started.device_code],
    );
    const client = await writer.connect();
    await client.query("begin");
    await revokeConsent(client, rows[0]!.grant_id, { by: fixture.person("01") });
    await client.query("commit");
    client.release();
    expect(await errorOf(poll(started))).toBe("invalid_grant");
  });

  it("cannot have what has to be signed, for it has no key", async () => {
    const asked = { ...ASKED, scope: "invoice:read filing:submit" };
    expect(await errorOf(start(desktop, asked))).toBe("invalid_scope");
  });

  it("has to say what for, and to be registered for this", async () => {
    expect(await errorOf(start(desktop, { scope: "invoice:read" }))).toBe("invalid_request");
    const vendor = await app(server, BOOKKEEPING_APP);
    await expect(start(vendor)).rejects.toMatchObject({
      error_description: expect.stringContaining("device_code is not allowed for this client"),
    });
  });
});

describe("a device that asks", () => {
  it("too fast is told to slow down, by five seconds each time", async () => {
    const started = await start();
    const slowness = async () => {
      const { rows } = await server.environment.database.writer.query(
        "select seconds from device_poll where expires_at > now() order by expires_at desc limit 1",
      );
      return rows[0].seconds;
    };
    expect(await errorOf(poll(started))).toBe("authorization_pending");
    expect([await errorOf(poll(started)), await slowness()]).toEqual(["slow_down", 10]);
    expect([await errorOf(poll(started)), await slowness()]).toEqual(["slow_down", 15]);
    await waited();
    expect([await errorOf(poll(started)), await slowness()]).toEqual(["authorization_pending", 15]);
  });

  it("after the code has expired is told so, and so is the person", async () => {
    const started = await start();
    await server.environment.database.writer.query(
      "update oauth_row set payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch from now())::int - 60)) where id = $1",
      [started.device_code],
    );
    expect(await errorOf(poll(started))).toBe("expired_token");
    expect((await enter(started.user_code)).html).toContain("这个代码已过期");
  });

  it("is refused when the person says that it is not they", async () => {
    const started = await start();
    const browser = await enter(started.user_code);
    await browser.submit([["abort", "yes"]]);
    expect(browser.html).toContain("设备没有得到任何权限");
    expect(await errorOf(poll(started))).toBe("access_denied");
    expect((await enter(started.user_code)).html).toContain("这个代码已经用过");
  });

  it("is refused when the person declines on the consent page", async () => {
    const started = await start();
    const browser = await signInAndAgree(await confirm(started), "refuse");
    expect(browser.html).toContain("设备没有得到任何权限");
    expect(await errorOf(poll(started))).toBe("access_denied");
  });

  it("without proof of a key, or as another client, gets nothing", async () => {
    const started = await start();
    await signInAndAgree(await confirm(started));
    expect(await errorOf(poll(started, tool))).toBe("invalid_grant");
    const bare = await fetch(desktop.as.token_endpoint!, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: started.device_code,
        client_id: DESKTOP,
      }),
    });
    expect(bare.status).toBe(400);
  });
});

describe("the page for the code", () => {
  it("is in both languages, without scripts, and takes no code from a link", async () => {
    const started = await start();
    const address = `${server.environment.issuer}/device`;
    const english = await new Browser("en").visit(`${address}?user_code=${started.user_code}`);
    expect(english.html).toContain("The code the device shows");
    for (const absent of [started.user_code, "<script", "onfocus"])
      expect(english.html).not.toContain(absent);
    expect(english.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await new Browser("en").visit(`${address}?lang=zh`)).html).toContain("设备上显示的代码");
    expect(JSON.stringify(started)).not.toContain("verification_uri_complete");
  });

  it("knows no wrong code, and slows down who guesses, right codes included", async () => {
    const started = await start();
    const browser = await enter("BBBB-BBBB");
    expect(browser.html).toContain("没有这个代码");
    for (let i = 0; i < 9; i += 1) await browser.submit([["user_code", "BBBB-BBBC"]]);
    await browser.submit([["user_code", started.user_code]]);
    expect([browser.status, browser.headers.get("retry-after")]).toEqual([
      429,
      expect.stringMatching(/^\d+$/),
    ]);
    expect(browser.html).not.toContain("样例桌面助手");
  });

  it("is asked for codes by one address only so often", async () => {
    await start();
    await server.environment.database.writer.query(
      "update sign_in_limit set failures = 59 where key like 'device start%'",
    );
    await start();
    const refused = await oauth.deviceAuthorizationRequest(
      desktop.as,
      desktop.client,
      desktop.auth,
      ASKED,
      desktop.options,
    );
    expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
      429,
      expect.stringMatching(/^\d+$/),
      { error: "slow_down", error_description: expect.stringContaining("too many") },
    ]);
  });

  it("counts guesses however its address is spelled", async () => {
    const browser = await new Browser().visit(`${server.environment.issuer}/device`);
    const codes = ["/device", "/DEVICE", "/device/", "/Device/"].flatMap((path) => [path, path, path]);
    for (const path of codes) {
      browser.html = browser.html.replace(/action="[^"]*"/, `action="/sandbox/oauth${path}"`);
      await browser.submit([["user_code", "BBBB-BBBD"]]);
    }
    expect(browser.status).toBe(429);
  });

  it("is for the browser it was made for: no other can confirm for it", async () => {
    const started = await start();
    const browser = await enter(started.user_code);
    const [, xsrf] = /name="xsrf" value="([^"]+)"/.exec(browser.html) ?? [];
    const other = await new Browser().visit(`${server.environment.issuer}/device`);
    for (const secret of ["0".repeat(48), xsrf!])
      for (const cookie of ["", other.cookiesFor(other.url)]) {
        const forged = await fetch(`${server.environment.issuer}/device`, {
          method: "POST",
          redirect: "manual",
          headers: { cookie },
          body: new URLSearchParams({ user_code: started.user_code, confirm: "yes", xsrf: secret }),
        });
        expect([forged.status, forged.headers.get("location")]).toEqual(
          cookie ? [400, null] : [302, "/sandbox/oauth/device"],
        );
      }
    expect(await errorOf(poll(started))).toBe("authorization_pending");
  });
});
