import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import {
  type App,
  agree,
  app,
  bookkeeping,
  discover,
  errorOf,
  portal,
  push,
  redeem,
  tokens,
  withNonce,
} from "./flow.testing.ts";
import { OFFICE_APP } from "./office.ts";
import { endedOfficeSessions, endOfficeSessions } from "./office-session.ts";
import { BANK_APP, BOOKKEEPING_APP } from "./samples.ts";
import { acts, fixture, posts, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const COUNTY = { ...posts.pst_county! };
afterEach(() => {
  posts.pst_county = { ...COUNTY };
});
const OFFICER = fixture.person("22");
const SCOPES = "officer:office officer:taxpayer";

async function office(at = server): Promise<App> {
  const client: oauth.Client = { client_id: OFFICE_APP, token_endpoint_auth_method: "none" };
  return {
    as: await discover(at),
    client,
    auth: oauth.None(),
    dpop: oauth.DPoP(client, await oauth.generateKeyPair("ES256")),
    redirectUri: `${at.origin}/office/signed-in`,
    options: { [oauth.allowInsecureRequests]: true },
  };
}

/** Signs in and stands before the choice of a post. */
async function atThePosts(workbench: App, scope = SCOPES, person = OFFICER) {
  const started = await push(workbench, { scope: `openid ${scope}` });
  const browser = new Browser();
  await browser.visit(started.url);
  await browser.submit([["person", person]]);
  return { started, browser };
}

async function signedIn(workbench: App, scope = SCOPES) {
  const { started, browser } = await atThePosts(workbench, scope);
  await browser.submit([["post", "pst_county"]]);
  const answer = await withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      workbench.as,
      workbench.client,
      await redeem(workbench, started, new URL(browser.url)),
    ),
  );
  return { answer, claims: decodeJwt(answer.access_token) };
}

const refresh = (workbench: App, refreshToken: string) =>
  withNonce(async () =>
    oauth.processRefreshTokenResponse(
      workbench.as,
      workbench.client,
      await oauth.refreshTokenGrantRequest(workbench.as, workbench.client, workbench.auth, refreshToken, {
        ...workbench.options,
        DPoP: workbench.dpop,
      }),
    ),
  );

describe("an officer signs in", () => {
  it("to a post: the token says the post and its authority, and nothing of a taxpayer or a consent", async () => {
    const { claims } = await signedIn(await office());
    expect(claims).toMatchObject({
      sub: OFFICER,
      app: OFFICE_APP,
      client_id: OFFICE_APP,
      post: "pst_county",
      auth: "13301060000",
      scope: SCOPES,
      acr: "L3",
    });
    expect(claims.ofs).toMatch(/^ofs_/);
    for (const claim of ["gid", "tp", "pur", "pf", "pt", "fh", "rel"])
      expect(claims).not.toHaveProperty(claim);
  });

  it("and gets of what is asked only what the post holds", async () => {
    posts.pst_county!.scopes = ["officer:office"];
    const { claims } = await signedIn(await office());
    expect(claims.scope).toBe("officer:office");
  });

  it("without a consent page, in the language of the browser, with the posts named", async () => {
    const { browser } = await atThePosts(await office());
    expect(browser.html).toContain("国家税务总局杭州市西湖区税务局");
    expect(browser.html).toContain("风险应对岗");
    expect(browser.html).not.toContain('name="scope"');
    const again = new Browser();
    await again.visit((await push(await office(), { scope: `openid ${SCOPES}` })).url);
    expect(again.html).toContain("何川");
    expect(again.html).not.toContain("林晓峰");
  });

  it("and gets nowhere without a post, or with another's", async () => {
    const { browser } = await atThePosts(await office(), SCOPES, fixture.person("01"));
    expect(browser.html).toContain("没有在任的岗位");
    await browser.submit([["post", "pst_county"]]);
    expect(browser.html).toContain("没有在任的岗位");
    await browser.submit([["decision", "back"]]);
    expect(new URL(browser.url).searchParams.get("error")).toBe("access_denied");
  });
});

describe("what ends it", () => {
  it("the sign-in's end: no refresh, no token rows, and every verifier hears of it", async () => {
    const workbench = await office();
    const { answer, claims } = await signedIn(workbench);
    const next = await refresh(workbench, answer.refresh_token!);
    expect(decodeJwt(next.access_token).ofs).toBe(claims.ofs);
    const { writer } = server.environment.database;
    const client = await writer.connect();
    await client.query("begin");
    const ended = await endOfficeSessions(client, OFFICER);
    await client.query("commit");
    client.release();
    expect(ended).toContain(claims.ofs);
    expect(await errorOf(refresh(workbench, next.refresh_token!))).toBe("invalid_grant");
    expect((await endedOfficeSessions(writer)).map(({ id }) => id)).toContain(claims.ofs);
    const { rowCount } = await writer.query("select 1 from oauth_row where grant_id = $1", [claims.ofs]);
    expect(rowCount).toBe(0);
  });

  it("the post's end, or the loss of a scope", async () => {
    const workbench = await office();
    const { answer } = await signedIn(workbench);
    posts.pst_county!.scopes = ["officer:office"];
    expect(await errorOf(refresh(workbench, answer.refresh_token!))).toBe("invalid_grant");
    delete posts.pst_county;
    const again = await signedInWith(COUNTY);
    delete posts.pst_county;
    expect(await errorOf(refresh(again.workbench, again.answer.refresh_token!))).toBe("invalid_grant");
  });
});

async function signedInWith(post: typeof COUNTY) {
  posts.pst_county = { ...post };
  const workbench = await office();
  return { workbench, ...(await signedIn(workbench)) };
}

describe("no app gets an officer's scope (A.3.2)", () => {
  it("by consent", async () => {
    expect(await errorOf(push(await app(server), { scope: SCOPES }))).not.toBe("nothing");
  });

  it("by client credentials", async () => {
    const bank = await app(server, BANK_APP);
    const asking = withNonce(async () =>
      oauth.processClientCredentialsResponse(
        bank.as,
        bank.client,
        await oauth.clientCredentialsGrantRequest(
          bank.as,
          bank.client,
          bank.auth,
          { scope: "officer:taxpayer" },
          {
            ...bank.options,
            DPoP: bank.dpop,
          },
        ),
      ),
    );
    expect(await errorOf(asking)).toBe("invalid_scope");
  });

  it("not even with the scope in its registration", async () => {
    const { writer } = server.environment.database;
    await writer.query(
      `update oauth_client set metadata = jsonb_set(metadata, '{scope}', to_jsonb(metadata->>'scope' || ' officer:taxpayer review:release'))
       where id = $1`,
      [BOOKKEEPING_APP],
    );
    const vendor = await app(server);
    expect(await errorOf(push(vendor, { scope: "invoice:read officer:taxpayer" }))).not.toBe("nothing");
    const { answer } = await tokens(vendor);
    expect(decodeJwt(answer.access_token).scope).not.toContain("officer");
  });
});

describe("who acts for a taxpayer", () => {
  it("by agency uses the portal for the client within an agent's bounds, and consents to nothing for it", async () => {
    const own = await portal(server);
    const client = { ...fixture.T3, role: "AGENT" as const };
    const acting = { person: fixture.person("03"), taxpayer: fixture.T3.taxpayerId };
    acts[fixture.person("03")] = [client];
    const scope = "consent:manage taxpayer:read invoice:read filing:prepare payment:initiate";
    const { answer } = await tokens(own, { parameters: { scope }, decision: acting });
    const claims = decodeJwt(answer.access_token);
    expect(claims).toMatchObject({ tp: fixture.T3.taxpayerId, pur: "OWN_USE" });
    expect(String(claims.scope).split(" ").sort()).toEqual([
      "filing:prepare",
      "invoice:read",
      "taxpayer:read",
    ]);

    const vendor = await app(server);
    const started = await push(vendor, { authorization_details: bookkeeping() });
    const { browser } = await agree(started.url, acting);
    expect(browser.html).toContain("只有法定代表人、财务负责人、自然人本人或其监护人可以授权");
    const { rowCount } = await server.environment.database.writer.query(
      "select 1 from consent where granted_role = 'AGENT' and purpose_code <> 'OWN_USE'",
    );
    expect(rowCount).toBe(0);

    delete acts[fixture.person("03")];
    expect(await errorOf(refresh(own, answer.refresh_token!))).toBe("invalid_grant");
  });

  it("by a role that ends uses the portal no longer, while the consents given to apps stay", async () => {
    const decision = { person: fixture.person("02"), taxpayer: fixture.T1.taxpayerId };
    const own = await portal(server);
    const { answer } = await tokens(own, { parameters: { scope: "taxpayer:read" }, decision });
    const vendor = await app(server);
    const { answer: given } = await tokens(vendor, { decision });
    acts[fixture.person("02")] = [];
    expect(await errorOf(refresh(own, answer.refresh_token!))).toBe("invalid_grant");
    const next = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        vendor.as,
        vendor.client,
        await oauth.refreshTokenGrantRequest(vendor.as, vendor.client, vendor.auth, given.refresh_token!, {
          ...vendor.options,
          DPoP: vendor.dpop,
        }),
      ),
    );
    expect(decodeJwt(next.access_token).gid).toBe(decodeJwt(given.access_token).gid);
    delete acts[fixture.person("02")];
  });
});

it("in production a password alone opens no post", async () => {
  const production = await startTestServer("production");
  try {
    const passwords = JSON.parse(
      readFileSync(join(production.dataDir, "sample-apps", "production-accounts.json"), "utf8"),
    ) as Record<string, string>;
    const started = await push(await office(production), { scope: `openid ${SCOPES}` });
    const browser = new Browser();
    await browser.visit(started.url);
    await browser.submit([
      ["login", "hechuan"],
      ["password", passwords.hechuan!],
    ]);
    expect(new URL(browser.url).pathname).toContain("/interaction/");
    expect(browser.html).not.toContain("风险应对岗");
    const { rowCount } = await production.environment.database.writer.query("select 1 from office_session");
    expect(rowCount).toBe(0);
  } finally {
    await production.close();
  }
});
