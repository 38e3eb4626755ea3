import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Browser } from "./browser.testing.ts";
import { app, bookkeeping, errorOf, portal, push, redeem, withNonce } from "./flow.testing.ts";
import { Authenticator, optionsIn } from "./passkey.testing.ts";
import { SESSION_SECONDS } from "./session-store.ts";
import { fixture, passwordsOf, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let passwords: Record<string, string>;
let account: string;

beforeAll(async () => {
  server = await startTestServer("production", { host: "localhost" });
  passwords = passwordsOf(server);
  account = `${server.environment.issuer}/account`;
});
afterAll(() => server.close());

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
const DESK =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const formOf = (browser: Browser, marker: string | RegExp) => {
  const forms = [...browser.html.matchAll(/<form[^>]* method="post"[^>]*>[\s\S]*?<\/form>/g)];
  const found = forms.findIndex(([form]) => form.search(marker) >= 0);
  if (found < 0) throw new Error(`no form has ${marker}`);
  return found;
};
const agent = (userAgent: string) => ({ headers: { "user-agent": userAgent } });

async function signedIn(login: string, userAgent = DESK, browser = new Browser()) {
  await browser.visit(account, agent(userAgent));
  expect(browser.url).toBe(`${account}/sign-in`);
  await browser.submit(
    [
      ["login", login],
      ["password", passwords[login]!],
    ],
    { form: formOf(browser, 'name="login"'), headers: { "user-agent": userAgent } },
  );
  expect([browser.url, browser.status]).toEqual([account, 200]);
  return browser;
}

async function addPasskey(browser: Browser, name: string) {
  const key = new Authenticator(server.origin);
  await browser.submit(
    [
      ["name", name],
      ["answer", key.register(optionsIn(browser.html, "register"))],
    ],
    { form: formOf(browser, 'data-passkey="register"') },
  );
  expect(browser.html).toContain("通行密钥已添加");
  return key;
}

/** Confirms with the passkey, as the account page asks. */
async function confirm(browser: Browser, key: Authenticator) {
  await browser.visit(`${account}/sign-in`);
  await browser.submit([["answer", key.signIn(optionsIn(browser.html, "sign-in"))]], {
    form: formOf(browser, 'data-passkey="sign-in"'),
  });
  expect(browser.url).toBe(account);
}

describe("the account page", () => {
  it("asks who it is first, then shows who, where and what happened", async () => {
    const browser = await signedIn("linxiaofeng");
    for (const text of ["您好，林晓峰", "linxiaofeng", "密码（L1）", "Chrome · Windows", "127.0.*.*", "本机"])
      expect(browser.html).toContain(text);
    expect(browser.headers.get("content-security-policy")).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    await browser.visit(`${account}?lang=en`);
    expect(browser.html).toContain("Account and security");
    expect(browser.html).toContain('lang="en"');
  });

  it("lists what others tried, and says when it was another device", async () => {
    const stranger = await new Browser().visit(account, agent(PHONE));
    await stranger.submit(
      [
        ["login", "zhoukai"],
        ["password", "no"],
      ],
      { form: formOf(stranger, 'name="login"'), headers: { "user-agent": PHONE } },
    );
    expect([stranger.status, stranger.html.includes("账号或密码不正确")]).toEqual([401, true]);
    const browser = await signedIn("zhoukai");
    await vi.waitFor(async () => {
      await browser.visit(account);
      expect(browser.html).toMatch(/Safari · iPhone[\s\S]*未通过/);
    });
    expect(browser.html.match(/新设备/g)).toHaveLength(2);
  });

  it("takes no form from elsewhere, nor one made for another session", async () => {
    const browser = await signedIn("sunli");
    const other = await signedIn("zhaomin");
    const [token] = /name="token" value="([^"]+)"/.exec(other.html)!.slice(1);
    await browser.submit([["do", "everywhere"]], { headers: { origin: "https://evil.example" } });
    expect(browser.status).toBe(403);
    await browser.visit(account);
    await browser.submit([
      ["token", token!],
      ["do", "everywhere"],
    ]);
    expect(browser.status).toBe(403);
    await browser.visit(account);
    expect([browser.url, browser.status]).toEqual([account, 200]);
  });
});

describe("passkeys", () => {
  it("are added after a password, named and renamed, and removed by a passkey alone, but not the last", async () => {
    const browser = await signedIn("wanghui");
    const key = await addPasskey(browser, "办公电脑 <1>");
    expect(browser.html).toContain("办公电脑 &lt;1&gt;");
    expect(browser.html).toContain("最后一个通行密钥不能删除");
    // With one passkey the password, however fresh, adds no other.
    expect(browser.html).not.toContain('data-passkey="register"');
    await confirm(browser, key);
    expect(browser.html).toContain("通行密钥（L3");
    await addPasskey(browser, "手机");
    await browser.submit(
      [
        ["do", "rename"],
        ["name", "新手机"],
      ],
      { form: formOf(browser, /value="手机"/) },
    );
    expect([browser.html.includes("名称已保存"), browser.html.includes("新手机")]).toEqual([true, true]);
    await browser.submit([["do", "remove"]], { form: formOf(browser, /value="新手机"/) });
    expect([browser.html.includes("通行密钥已删除"), browser.html.includes("新手机")]).toEqual([true, false]);
    await browser.submit([["do", "remove"]], { form: formOf(browser, /value="办公电脑/) });
    expect([browser.status, browser.html.includes("这个通行密钥不能删除")]).toEqual([422, true]);
  });

  it("cannot be taken, renamed or removed by another person", async () => {
    const owner = await signedIn("zhangwei");
    const key = await addPasskey(owner, "我的");
    const other = await signedIn("chenli");
    await addPasskey(other, "别人的");
    for (const action of ["rename", "remove"])
      await other.submit(
        [
          ["passkey", key.id],
          ["do", action],
          ["name", "偷"],
        ],
        { form: formOf(other, /value="别人的"/) },
      );
    await owner.visit(account);
    expect(owner.html).toContain("我的");
    expect(owner.html).not.toContain("偷");
  });

  it("are added by nobody whose sign-in is not fresh", async () => {
    const browser = await signedIn("zhaomin");
    const options = optionsIn<{ challenge: string; user: { id: string } }>(browser.html, "register");
    await server.environment.database.writer.query(
      `update oauth_row set payload = jsonb_set(payload, '{loginTs}', '1') where model = 'Session' and payload->>'accountId' = $1`,
      [fixture.person("04")],
    );
    await browser.submit([["answer", new Authenticator(server.origin).register(options)]], {
      form: formOf(browser, 'data-passkey="register"'),
    });
    expect([browser.status, browser.html.includes("通行密钥没有添加成功")]).toEqual([422, true]);
    expect(browser.html).toContain("添加或删除通行密钥前，请先重新核验身份");
  });
});

describe("signing out", () => {
  it("ends one session, the others, or all of them, and leaves consents alone", async () => {
    const desk = await signedIn("linxiaofeng");
    await desk.visit((await push(await app(server), { authorization_details: bookkeeping() })).url);
    await desk.submit([
      ["taxpayer", fixture.T1.taxpayerId],
      ["scope", "invoice:read"],
      ["months", "1"],
      ["decision", "grant"],
    ]);
    expect(new URL(desk.url).searchParams.get("code")).toBeTruthy();
    const phone = await signedIn("linxiaofeng", PHONE);
    await desk.visit(account);
    await desk.submit([["do", "end"]], { form: formOf(desk, /Safari · iPhone/) });
    expect(desk.html).toContain("那台设备已退出");
    await phone.visit(account);
    expect(phone.url).toBe(`${account}/sign-in`);

    const again = await signedIn("linxiaofeng", PHONE);
    await desk.visit(account);
    await desk.submit([["do", "others"]], { form: formOf(desk, /value="others"/) });
    await again.visit(account);
    expect(again.url).toBe(`${account}/sign-in`);

    await desk.visit(account);
    await desk.submit([["do", "everywhere"]], { form: formOf(desk, /value="everywhere"/) });
    expect(desk.url).toBe(`${account}/sign-in`);
    await desk.visit(account);
    expect(desk.url).toBe(`${account}/sign-in`);
    const { rows } = await server.environment.database.writer.query("select status from consent");
    expect(rows).toEqual([{ status: "ACTIVE" }]);
  });

  it("ends the portal's own tokens with the session they came from", async () => {
    const own = await portal(server);
    const browser = await signedIn("sunli");
    const started = await push(own, { scope: "openid taxpayer:read" });
    await browser.visit(started.url);
    await browser.submit([
      ["taxpayer", fixture.T3.taxpayerId],
      ["decision", "grant"],
    ]);
    const answer = await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        own.as,
        own.client,
        await redeem(own, started, new URL(browser.url)),
      ),
    );
    await browser.visit(account);
    await browser.submit([["do", "everywhere"]], { form: formOf(browser, /value="everywhere"/) });
    const refreshed = withNonce(async () =>
      oauth.processRefreshTokenResponse(
        own.as,
        own.client,
        await oauth.refreshTokenGrantRequest(own.as, own.client, own.auth, answer.refresh_token!, {
          ...own.options,
          DPoP: own.dpop,
        }),
      ),
    );
    expect(await errorOf(refreshed)).toBe("invalid_grant");
  });

  it("ends the portal's tokens also when the session they came from is forgotten", async () => {
    const own = await portal(server);
    const browser = await signedIn("sunli");
    const started = await push(own, { scope: "openid taxpayer:read" });
    await browser.visit(started.url);
    await browser.submit([
      ["taxpayer", fixture.T3.taxpayerId],
      ["decision", "grant"],
    ]);
    await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        own.as,
        own.client,
        await redeem(own, started, new URL(browser.url)),
      ),
    );
    const { writer } = server.environment.database;
    const { rows } = await writer.query<{ person: string; seconds: number }>(
      `select payload->>'accountId' as person, extract(epoch from expires_at - now())::int as seconds
       from oauth_row where model = 'RefreshToken' and payload->>'clientId' = $1`,
      [own.client.client_id],
    );
    expect(rows).toHaveLength(1);
    const [{ person, seconds }] = rows as [{ person: string; seconds: number }];
    expect(seconds).toBeLessThanOrEqual(SESSION_SECONDS);
    await writer.query("delete from oauth_row where model = 'Session' and payload->>'accountId' = $1", [
      person,
    ]);
    const again = await signedIn("sunli");
    await again.submit([["do", "everywhere"]], { form: formOf(again, /value="everywhere"/) });
    const left = await writer.query(
      "select model from oauth_row where model in ('RefreshToken', 'AccessToken', 'AuthorizationCode') and payload->>'clientId' = $1",
      [own.client.client_id],
    );
    expect(left.rows).toEqual([]);
  });

  it("counts sessions of apps' requests, too", async () => {
    const vendor = await app(server);
    const browser = await new Browser().visit(
      (await push(vendor, { authorization_details: bookkeeping() })).url,
      agent(PHONE),
    );
    await browser.submit(
      [
        ["login", "sunli"],
        ["password", passwords.sunli!],
      ],
      { form: formOf(browser, 'name="login"'), headers: { "user-agent": PHONE } },
    );
    expect(browser.html).toContain("您以“孙莉”登录");
    await browser.visit(account);
    expect([browser.url, browser.html.includes("您好，孙莉")]).toEqual([account, true]);
    expect(browser.html).toContain("本机");
  });
});

describe("changing the password", () => {
  it("needs the old one and a good new one, and ends other sessions", async () => {
    const browser = await signedIn("zhoukai");
    const elsewhere = await signedIn("zhoukai", PHONE);
    const change = (old: string, fresh: string, again = fresh) =>
      browser.submit(
        [
          ["old", old],
          ["fresh", fresh],
          ["again", again],
        ],
        { form: formOf(browser, 'name="old"') },
      );
    await change(passwords.zhoukai!, "short", "other");
    expect([
      browser.status,
      browser.html.includes("至少要 12 个字符"),
      browser.html.includes("不一致"),
    ]).toEqual([422, true, true]);
    await change("not it at all", "correct horse battery");
    expect(browser.html).toContain("现在的密码不正确");
    await change(passwords.zhoukai!, "correct horse battery");
    expect(browser.html).toContain("密码已修改");
    await elsewhere.visit(account);
    expect(elsewhere.url).toBe(`${account}/sign-in`);
    await elsewhere.submit(
      [
        ["login", "zhoukai"],
        ["password", passwords.zhoukai!],
      ],
      { form: formOf(elsewhere, 'name="login"') },
    );
    expect(elsewhere.status).toBe(401);
    passwords.zhoukai = "correct horse battery";
    await signedIn("zhoukai");
  });
});

it("serves the script of the passkeys, and nothing else beside it", async () => {
  const script = await fetch(`${server.environment.issuer}/assets/passkey.js`);
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  const text = await script.text();
  expect(text).toContain("SimpleWebAuthnBrowser");
  expect(() => new Function(text)).not.toThrow();
  expect((await fetch(`${server.environment.issuer}/assets/other.js`)).status).toBe(404);
});
