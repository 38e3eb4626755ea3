import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import { type App, app, bookkeeping, push } from "./flow.testing.ts";
import { Authenticator, optionsIn } from "./passkey.testing.ts";
import { fixture, passwordsOf, startTestServer, type TestServer } from "./testing.ts";
import { UpstreamServer } from "./upstream.testing.ts";
import { readUpstream } from "./upstream-config.ts";

let upstream: UpstreamServer;
let server: TestServer;
let vendor: App;
let callback: string;

beforeAll(async () => {
  upstream = await UpstreamServer.start();
  server = await startTestServer("production", { host: "localhost", upstream: upstream.config });
  vendor = await app(server);
  callback = `${server.environment.issuer}/upstream/callback`;
  await upstream.serve(callback);
});
afterAll(async () => {
  await server.close();
  await upstream.close();
});

const details = {
  authorization_details: bookkeeping(),
  scope: "openid taxpayer:read invoice:read",
};
const level3 = { ...details, acr_values: "L3" };

/** Chooses the upstream provider on the sign-in page; stops before the browser comes back to us. */
async function toUpstream(parameters: Record<string, string> = details) {
  const browser = await new Browser().visit((await push(vendor, parameters)).url);
  const page = browser.url;
  const [, path] = /href="([^"]*with=upstream[^"]*)"/.exec(browser.html) ?? [];
  const there = await browser.visit(new URL(path!.replaceAll("&amp;", "&"), browser.url).href);
  return { browser, page, there: there.url };
}

/** Goes on at the upstream provider with a browser of its own origin, and answers where it sends us back. */
async function back(address: string): Promise<string> {
  const other = new Browser();
  await other.visit(address);
  return other.url;
}

async function through(parameters?: Record<string, string>) {
  const { browser, there } = await toUpstream(parameters);
  await browser.visit(await back(there));
  return browser;
}

const acrOf = async (personId: string) => {
  const { rows } = await server.environment.database.writer.query(
    "select payload->>'acr' as acr, (payload->>'loginTs')::int as at from oauth_row where model = 'Session' and payload->>'accountId' = $1 order by expires_at desc limit 1",
    [personId],
  );
  return rows[0];
};

describe("a person known by the claim both sides agreed on", () => {
  it("is signed in, at the level that the upstream acr maps to", async () => {
    for (const [acr, level] of [
      ["plain", "L1"],
      ["real-name", "L2"],
      ["face", "L3"],
    ] as const) {
      upstream.next = { sub: "lin", acr, personId: fixture.person("01") };
      const browser = await through();
      expect(browser.html).toContain("您以“林晓峰”登录");
      expect(await acrOf(fixture.person("01"))).toMatchObject({ acr: level });
    }
    const { rows } = await server.environment.database.writer.query(
      "select person_id, linked_by from upstream_identity where subject = 'lin'",
    );
    expect(rows).toEqual([{ person_id: fixture.person("01"), linked_by: "CLAIM" }]);
  });

  it("stays that person when the claim later names another", async () => {
    upstream.next = { sub: "lin", personId: fixture.person("05") };
    expect((await through()).html).toContain("您以“林晓峰”登录");
  });

  it("reaches L3 for a request that demands it, when the sign-in there was a moment ago, with its time", async () => {
    upstream.next = { sub: "zhou", acr: "face", personId: fixture.person("05"), ago: 60 };
    const { browser, there } = await toUpstream(level3);
    expect(new URL(there).searchParams.get("acr_values")).toBe("face");
    expect(new URL(there).searchParams.get("max_age")).toBe("300");
    await browser.visit(await back(there));
    expect(browser.html).toContain("您以“周凯”登录");
    const { acr, at } = await acrOf(fixture.person("05"));
    expect(acr).toBe("L3");
    expect(Math.abs(Math.floor(Date.now() / 1000) - 60 - at)).toBeLessThan(30);
  });

  it("does not reach L3 by a sign-in that was long ago, or at a lower level", async () => {
    upstream.next = { sub: "sun", acr: "face", personId: fixture.person("06"), ago: 4000 };
    expect((await through()).html).toContain("您以“孙莉”登录");
    expect(await acrOf(fixture.person("06"))).toMatchObject({ acr: "L2" });
    upstream.next = { sub: "sun", acr: "real-name", personId: fixture.person("06") };
    expect((await through(level3)).html).toContain("请再次核验身份");
  });
});

const linkedBy = async (sub: string): Promise<string | undefined> => {
  const { rows } = await server.environment.database.writer.query<{ linked_by: string }>(
    "select linked_by from upstream_identity where subject = $1",
    [sub],
  );
  return rows[0]?.linked_by;
};
const inForm = (browser: Browser, marker: string, fields: [string, string][]) => {
  const forms = [...browser.html.matchAll(/<form[^>]* method="post"[^>]*>[\s\S]*?<\/form>/g)];
  return browser.submit(fields, { form: forms.findIndex(([form]) => form.includes(marker)) });
};

describe("a subject nobody knows", () => {
  it("is linked by signing in here once, and never again asked", async () => {
    upstream.next = { sub: "stranger" };
    const browser = await through();
    expect([browser.status, browser.html.includes("尚未与本平台账号关联")]).toEqual([401, true]);
    await browser.submit([
      ["login", "wanghui"],
      ["password", passwordsOf(server).wanghui!],
    ]);
    expect(browser.html).toContain("您以“王");
    expect((await through()).html).toContain("您以“王");
  });

  it("is linked by a password neither beside another identity nor beside a passkey", async () => {
    const { writer } = server.environment.database;
    const bySub = async (sub: string) =>
      (await writer.query("select 1 from upstream_identity where subject = $1", [sub])).rowCount;
    const tryLink = async (sub: string) => {
      upstream.next = { sub, acr: "face" };
      const browser = await through();
      await browser.submit([
        ["login", "zhaomin"],
        ["password", passwordsOf(server).zhaomin!],
      ]);
      return { status: browser.status, linked: await bySub(sub) };
    };
    expect(await tryLink("own")).toEqual({ status: 200, linked: 1 });
    expect(await tryLink("thief")).toEqual({ status: 403, linked: 0 });
    const { rows } = await writer.query(
      "delete from upstream_identity where subject = 'own' returning person_id",
    );
    await writer.query(
      "insert into passkey (id, person_id, public_key, counter, name, synced) values ('key', $1, '', 0, 'key', false)",
      [rows[0].person_id],
    );
    expect(await tryLink("thief")).toEqual({ status: 403, linked: 0 });
  });

  it("linked by a password counts L2 at most, and is forgotten when the password is changed", async () => {
    upstream.next = { sub: "by-password", acr: "face" };
    const linking = await through();
    await linking.submit([
      ["login", "chenli"],
      ["password", passwordsOf(server).chenli!],
    ]);
    expect(await linkedBy("by-password")).toBe("PASSWORD");
    expect((await through()).html).toContain("您以“陈立”登录");
    expect(await acrOf(fixture.person("03"))).toMatchObject({ acr: "L2" });
    expect((await through(level3)).html).toContain("请再次核验身份");

    const account = await new Browser().visit(`${server.environment.issuer}/account/sign-in`);
    await inForm(account, 'name="login"', [
      ["login", "chenli"],
      ["password", passwordsOf(server).chenli!],
    ]);
    await inForm(account, 'name="fresh"', [
      ["old", passwordsOf(server).chenli!],
      ["fresh", "a whole new sentence"],
      ["again", "a whole new sentence"],
    ]);
    expect(account.html).toContain("密码已修改");
    expect(await linkedBy("by-password")).toBeUndefined();
    expect((await through()).html).toContain("尚未与本平台账号关联");
  });

  it("linked by a passkey keeps its level, also beside another identity", async () => {
    const key = new Authenticator(server.origin);
    const first = await new Browser().visit((await push(vendor, level3)).url);
    await inForm(first, 'name="login"', [
      ["login", "sunli"],
      ["password", passwordsOf(server).sunli!],
    ]);
    await inForm(first, 'data-passkey="register"', [
      ["answer", key.register(optionsIn(first.html, "register"))],
    ]);
    for (const sub of ["by-passkey", "by-passkey-too"]) {
      upstream.next = { sub, acr: "face" };
      const linking = await through();
      await inForm(linking, 'data-passkey="sign-in"', [
        ["answer", key.signIn(optionsIn(linking.html, "sign-in"))],
      ]);
      expect(await linkedBy(sub)).toBe("PASSKEY");
      expect((await through(level3)).html).toContain("您以“孙莉”登录");
      expect(await acrOf(fixture.person("06"))).toMatchObject({ acr: "L3" });
    }
  });

  it("is linked once by a password, when many try at the same moment", async () => {
    const waiting: Browser[] = [];
    for (let i = 0; i < 5; i += 1) {
      upstream.next = { sub: `race-${i}`, acr: "face" };
      waiting.push(await through());
    }
    await Promise.all(
      waiting.map((browser) =>
        inForm(browser, 'name="login"', [
          ["login", "zhangwei"],
          ["password", passwordsOf(server).zhangwei!],
        ]),
      ),
    );
    const { rows } = await server.environment.database.writer.query(
      "select 1 from upstream_identity where subject like 'race-%'",
    );
    expect(rows).toHaveLength(1);
  });

  it("is not linked by a forged link, nor by a claim that names nobody", async () => {
    upstream.next = { sub: "mallory", personId: "pn_nobody" };
    const browser = await through();
    const forged = `${Buffer.from('["mallory","9999999999"]').toString("base64url")}.${"A".repeat(43)}`;
    browser.html = browser.html.replace(/name="link" value="[^"]+"/, `name="link" value="${forged}"`);
    await browser.submit([
      ["login", "linxiaofeng"],
      ["password", passwordsOf(server).linxiaofeng!],
    ]);
    expect(browser.html).toContain("您以“林晓峰”登录");
    const { rows } = await server.environment.database.writer.query(
      "select 1 from upstream_identity where subject = 'mallory'",
    );
    expect(rows).toEqual([]);
  });
});

describe("an answer from upstream", () => {
  const person = { sub: "lin", personId: fixture.person("01") };

  it("is refused with a state we never gave, in another browser, or a second time", async () => {
    upstream.next = person;
    const { browser, page, there } = await toUpstream();
    const answer = new URL(await back(there));
    const forged = new URL(answer);
    forged.searchParams.set("state", "forged");
    expect((await new Browser().visit(forged.href)).status).toBe(400);
    const stranger = await new Browser().visit(answer.href);
    expect([stranger.status, stranger.html.includes("您以“")]).toEqual([400, false]);
    expect((await new Browser().visit(answer.href)).status).toBe(400);
    // Nothing was redeemed for the browser that asked; only its own answer signs it in.
    await browser.visit(`${page}?upstream=${new URL(there).searchParams.get("state")}`);
    expect(browser.html).not.toContain("您以“");
    await browser.visit(answer.href);
    expect(browser.html).toContain("您以“林晓峰”登录");
    expect((await browser.visit(answer.href)).status).toBe(400);
  });

  it("is refused with a nonce that is not ours, or a verifier that is not", async () => {
    for (const column of ["nonce", "verifier"]) {
      upstream.next = person;
      const { browser, there } = await toUpstream();
      await server.environment.database.writer.query(
        `update upstream_sign_in set ${column} = repeat('x', 43) where outcome is null`,
      );
      await browser.visit(await back(there));
      expect([browser.status, browser.html.includes("没有在统一身份认证完成登录")]).toEqual([401, true]);
    }
  });

  it("that is a refusal, or forged as one, leads back to the sign-in page with the reason", async () => {
    const { browser, there } = await toUpstream();
    const state = new URL(there).searchParams.get("state")!;
    await browser.visit(
      `${callback}?${new URLSearchParams({ error: "access_denied", state, iss: upstream.config.issuer })}`,
    );
    expect([browser.status, browser.html.includes("没有在统一身份认证完成登录")]).toEqual([401, true]);
    expect(browser.html).toContain('name="login"');
  });
});

describe("an upstream provider that is away", () => {
  it("leaves the other ways of signing in, and says so", async () => {
    const fresh = await UpstreamServer.start();
    const other = await startTestServer("production", { host: "localhost", upstream: fresh.config });
    const browser = await new Browser().visit((await push(await app(other), details)).url);
    const [, path] = /href="([^"]*with=upstream[^"]*)"/.exec(browser.html) ?? [];
    await browser.visit(new URL(path!.replaceAll("&amp;", "&"), browser.url).href);
    expect([browser.status, browser.html.includes("暂时无法连接统一身份认证")]).toEqual([503, true]);
    await fresh.close();
    await browser.visit(new URL(path!.replaceAll("&amp;", "&"), browser.url).href);
    expect(browser.status).toBe(503);
    expect(browser.html).toContain('name="login"');
    await other.close();
  });

  it("between the question and the answer is no sign-in either", async () => {
    upstream.next = { sub: "lin" };
    const { browser, there } = await toUpstream();
    const answer = await back(there);
    upstream.stop();
    await browser.visit(answer);
    expect([browser.status, browser.html.includes("暂时无法连接统一身份认证")]).toEqual([503, true]);
  });
});

describe("its configuration", () => {
  const read = (variables: Record<string, string>) => {
    const problems: string[] = [];
    return { config: readUpstream((name) => variables[name], problems), problems };
  };
  it("is optional", () => expect(read({})).toEqual({ config: undefined, problems: [] }));
  it("is told whole", () =>
    expect(
      read({
        UPSTREAM_OIDC_ISSUER: "https://id.example.cn",
        UPSTREAM_OIDC_CLIENT_ID: "us",
        UPSTREAM_OIDC_KEY_FILE: "/run/key.json",
        UPSTREAM_OIDC_ACR_L3: "urn:a urn:b",
      }),
    ).toMatchObject({
      config: { clientId: "us", acrL2: [], acrL3: ["urn:a", "urn:b"], name: "统一身份认证" },
      problems: [],
    }));
  it.each(["http://id.example.cn", "nonsense", "https://id.example.cn/?a=b"])("refuses %s", (issuer) => {
    expect(read({ UPSTREAM_OIDC_ISSUER: issuer }).problems).toHaveLength(3);
  });
});
