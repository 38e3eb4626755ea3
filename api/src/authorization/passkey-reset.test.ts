import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Agreement } from "../consents/agreement.ts";
import { grantConsent } from "../consents/commands.ts";
import { agreement, inside, PORTAL } from "../consents/consents.testing.ts";
import { carryOutReset, requestReset } from "../registry/passkey-reset.queries.ts";
import { Browser } from "./browser.testing.ts";
import { type App, agree, app, bookkeeping, push, redeem, withNonce } from "./flow.testing.ts";
import { Authenticator, optionsIn } from "./passkey.testing.ts";
import { fixture, passwordsOf, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let vendor: App;
const WAIT = 24;
beforeAll(async () => {
  server = await startTestServer("production", { host: "localhost", passkeyWaitHours: WAIT });
  vendor = await app(server);
});
afterAll(() => server.close());

const LIN = fixture.person("01");
const plain = { authorization_details: bookkeeping(), scope: "openid taxpayer:read invoice:read" };
const level3 = { ...plain, acr_values: "L3" };

const submit = (browser: Browser, marker: string, fields: [string, string][]) => {
  const forms = [...browser.html.matchAll(/<form[^>]* method="post"[^>]*>[\s\S]*?<\/form>/g)];
  return browser.submit(fields, { form: forms.findIndex(([form]) => form.includes(marker)) });
};
const password = (browser: Browser) =>
  submit(browser, 'name="login"', [
    ["login", "linxiaofeng"],
    ["password", passwordsOf(server).linxiaofeng!],
  ]);
const register = (browser: Browser, key: Authenticator) =>
  submit(browser, 'data-passkey="register"', [["answer", key.register(optionsIn(browser.html, "register"))]]);
const usePasskey = (browser: Browser, key: Authenticator) =>
  submit(browser, 'data-passkey="sign-in"', [["answer", key.signIn(optionsIn(browser.html, "sign-in"))]]);
const open = async (asked: Record<string, string>, browser = new Browser()) =>
  browser.visit((await push(vendor, asked)).url);

let number = 0;
/** What two officers have decided, hours ago. */
async function reset(hoursAgo = 0): Promise<void> {
  const client = await server.environment.database.writer.connect();
  const approvalId = `apv_${(number += 1)}`;
  const now = new Date(Date.now() - hoursAgo * 3_600_000);
  try {
    await client.query("begin");
    await client.query(
      `insert into approval (id, scope, taxpayer_id, case_no, reason, authority_code, requested_by_id, post_id, status, requested_at, decide_by, decided_by_id, decided_at, valid_until)
       values ($1, 'officer:hall', $3, 'XH-2026-0001', '手机遗失', '13301060000', 'pn_a', 'pst_a', 'APPROVED', $2, $2, 'pn_b', $2, $2::timestamptz + interval '72 hours')`,
      [approvalId, now, fixture.T1.taxpayerId],
    );
    await requestReset(client, { personId: LIN, approvalId, caseNo: "XH-2026-0001", now });
    expect(await carryOutReset(client, approvalId, now)).toBe(LIN);
    expect(await carryOutReset(client, approvalId, now)).toBeUndefined();
    await client.query("commit");
  } finally {
    client.release();
  }
}
beforeEach(async () => {
  await server.environment.database.writer.query("delete from passkey_reset");
  await server.environment.database.writer.query("delete from passkey");
});

/** Signs in after a reset and registers a new passkey. */
async function recovered(asked = plain) {
  const key = new Authenticator(server.origin);
  const browser = await open(asked);
  await password(browser);
  expect(browser.html).toContain("您的通行密钥已由税务机关");
  expect(browser.html).toContain("XH-2026-0001");
  expect(browser.html).not.toContain("您以“林晓峰”登录</h2>");
  await register(browser, key);
  return { key, browser };
}

it("ends every session and refuses the lost passkey", async () => {
  const key = new Authenticator(server.origin);
  const browser = await open(level3);
  await password(browser);
  await register(browser, key);
  await usePasskey(browser, key);
  expect(browser.html).toContain("您以“林晓峰”登录");
  await reset();
  expect((await open(plain, browser)).html).toContain('name="login"');
  await usePasskey(browser, key);
  expect([browser.status, browser.html.includes("通行密钥没有通过核验")]).toEqual([401, true]);
});

it("lets nobody on by the password alone: a new passkey comes first, on the way to an app and to the account", async () => {
  await reset();
  const { key, browser } = await recovered();
  expect(browser.html).toContain("通行密钥已登记");
  await usePasskey(browser, key);
  expect(browser.html).toContain("您以“林晓峰”登录");
  await reset();
  const account = await new Browser().visit(`${server.environment.issuer}/account/sign-in`);
  await password(account);
  expect(account.html).toContain('data-passkey="register"');
  await account.visit(`${server.environment.issuer}/account`);
  expect(account.html).not.toContain("登录中的设备");
  const fresh = new Authenticator(server.origin);
  await register(account, fresh);
  await account.visit(`${server.environment.issuer}/account`);
  expect(account.html).toContain("登录中的设备");
  expect(account.html).toContain("XH-2026-0001");
});

it.each([
  [WAIT - 0.1, "L2"],
  [WAIT + 0.1, "L3"],
])("after %d hours the new passkey reaches %s", async (hours, level) => {
  await reset(hours);
  const { key, browser } = await recovered();
  await usePasskey(browser, key);
  const started = await push(vendor, plain);
  const { back } = await agree(started.url, { person: "" }, browser);
  const answer = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(vendor.as, vendor.client, await redeem(vendor, started, back)),
  );
  expect(decodeJwt(answer.access_token).acr).toBe(level);
});

it("ends the tokens the portal holds, and every gateway hears of it; what others hold stays", async () => {
  const { database } = server.environment;
  const given = (more: Partial<Agreement>) =>
    inside(database, (client) =>
      grantConsent(client, agreement({ personId: LIN, taxpayerId: fixture.T1.taxpayerId, ...more })),
    ).then(({ id }) => id);
  const own = await given({ appId: PORTAL, purpose: "OWN_USE", scopes: ["consent:manage"], ticked: [] });
  const others = await given({});
  const listener = await database.connect();
  const heard: string[] = [];
  listener.on("notification", ({ payload }) => heard.push(JSON.parse(payload ?? "").id));
  await listener.query("listen consent_revoked");
  await reset();
  await listener.query("select 1");
  await listener.end();
  expect(heard).toContain(own);
  expect(heard).not.toContain(others);
  const { rows } = await database.writer.query<{ id: string; status: string }>(
    "select id, status from consent where id = any($1)",
    [[own, others]],
  );
  expect(Object.fromEntries(rows.map(({ id, status }) => [id, status]))).toEqual({
    [own]: "REVOKED",
    [others]: "ACTIVE",
  });
});

it("says until when, where level L3 is demanded", async () => {
  await reset();
  const { key, browser } = await recovered(level3 as typeof plain);
  await usePasskey(browser, key);
  expect(browser.html).toContain("您的通行密钥近期被重置过");
  expect(browser.html).not.toContain('name="decision"');
});
