import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./authorization/browser.testing.ts";
import { type App, agree, portal, push, redeem, withNonce } from "./authorization/flow.testing.ts";
import { PORTAL_APP } from "./authorization/samples.ts";
import { fixture, startTestServer, type TestServer } from "./authorization/testing.ts";
import { consentById } from "./consents/facts.ts";
import { TrustedProxies } from "./platform/client-address.ts";
import { type SessionOptions, serveSession } from "./session.ts";
import { SIGNED_IN_SECONDS } from "./session-cookie.ts";

const GRAPH_NONCE = "nonce-of-the-graph";

/** The portal's own origin, another than the authorization server's. */
interface Portal {
  origin: string;
  close(): void;
}

let as: TestServer;
let site: Portal;
let ahead = 0;
const opened: Portal[] = [];

async function serve(more: Partial<SessionOptions> = {}): Promise<Portal> {
  let handle: ReturnType<typeof serveSession> | undefined;
  const server: Server = createServer((request, response) => handle?.(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { issuer, keys } = as.environment;
  handle = serveSession({
    portalOrigin: origin,
    clientId: PORTAL_APP,
    environments: [{ name: "sandbox", issuer, keys, graphNonce: () => GRAPH_NONCE }],
    trustedProxies: TrustedProxies.none,
    log: { warn: () => undefined },
    now: () => new Date(Date.now() + ahead * 1000),
    perMinute: 10_000,
    ...more,
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  opened.push({ origin, close });
  return { origin, close };
}

beforeAll(async () => {
  as = await startTestServer();
  site = await serve();
});
afterAll(async () => {
  for (const each of opened) each.close();
  await as.close();
});

const sameOrigin = (origin: string) => ({ origin, "sec-fetch-site": "same-origin" });

/** A browser at the portal: oauth4webapi makes the proofs, `/session` carries them, the jar holds the cookie. */
class PortalBrowser {
  cookie = "";
  line = "";
  readonly seen: string[] = [];
  app!: App;

  static async open(): Promise<PortalBrowser> {
    const browser = new PortalBrowser();
    browser.app = await portal(as);
    const ways: Record<string, string> = { "/request": "push", "/token": "token" };
    browser.app.options = {
      ...browser.app.options,
      [oauth.customFetch]: (
        url: string,
        init: { headers: Record<string, string>; body: string | URLSearchParams },
      ) => {
        const act = ways[url.slice(as.environment.issuer.length)];
        return act ? browser.post(act, init.body, init.headers) : fetch(url);
      },
    } as App["options"];
    return browser;
  }

  /** What `/session` answers, as the OAuth answer that it tells. */
  async post(
    act: string,
    form: string | URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await this.send(act, form, headers);
    const { status, body, nonce } = (await response.json()) as {
      status: number;
      body: object;
      nonce?: string;
    };
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...(nonce ? { "dpop-nonce": nonce } : {}) },
    });
  }

  async send(
    act: string,
    form: string | URLSearchParams = "",
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(`${site.origin}/session/sandbox/${act}`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...sameOrigin(site.origin),
        cookie: this.cookie,
        ...headers,
      },
      body: form,
    });
    const line = response.headers.get("set-cookie");
    if (line) {
      this.line = line;
      this.cookie = line.split(";")[0] ?? "";
    }
    const copy = response.clone();
    this.seen.push(await copy.text());
    return response;
  }

  /** From nothing to an access token. */
  async signIn(last = "01", { taxpayerId } = fixture.T1): Promise<oauth.TokenEndpointResponse> {
    const started = await push(this.app, { scope: "openid consent:manage taxpayer:read" });
    const { back } = await agree(
      started.url,
      { person: fixture.person(last), taxpayer: taxpayerId, scopes: [] },
      new Browser(),
    );
    return withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        this.app.as,
        this.app.client,
        await redeem(this.app, started, back),
      ),
    );
  }

  refresh(): Promise<oauth.TokenEndpointResponse> {
    return withNonce(async () =>
      oauth.processRefreshTokenResponse(
        this.app.as,
        this.app.client,
        await oauth.refreshTokenGrantRequest(
          this.app.as,
          this.app.client,
          this.app.auth,
          "the cookie has it",
          { ...this.app.options, DPoP: this.app.dpop },
        ),
      ),
    );
  }
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: { error?: string }) => error.error ?? String(error),
  );

describe("signing in to the portal", () => {
  it("gives the browser an access token bound to its key, and keeps the refresh token from it", async () => {
    const browser = await PortalBrowser.open();
    const tokens = await browser.signIn();
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      app: PORTAL_APP,
      sub: fixture.person("01"),
      cnf: { jkt: await browser.app.dpop.calculateThumbprint() },
    });
    expect(tokens).not.toHaveProperty("refresh_token");
    expect(tokens).not.toHaveProperty("id_token");
    expect(browser.seen.join()).not.toMatch(/refresh_token|id_token/);
    expect(JSON.parse(browser.seen.at(-1) ?? "")).toMatchObject({ graphNonce: GRAPH_NONCE });
  });

  it("keeps the refresh token in an encrypted cookie that scripts and other sites never see", async () => {
    const browser = await PortalBrowser.open();
    await browser.signIn();
    expect(browser.line).toMatch(
      /^ot_s_portal=[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+; Path=\/session\/sandbox; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    const [header = ""] = browser.cookie.slice("ot_s_portal=".length).split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "dir", enc: "A256GCM" });
  });

  it("marks the cookie Secure where the portal is served by https", async () => {
    const https = await serve({ portalOrigin: "https://portal.example" });
    const response = await fetch(`${https.origin}/session/sandbox/end`, {
      method: "POST",
      headers: {
        ...sameOrigin("https://portal.example"),
        "content-type": "application/x-www-form-urlencoded",
      },
    });
    expect(response.headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  it("survives a reload: the cookie and the key are enough for a new access token", async () => {
    const browser = await PortalBrowser.open();
    const first = await browser.signIn();
    const before = browser.cookie;
    const second = await browser.refresh();
    expect(second.access_token).not.toBe(first.access_token);
    expect(decodeJwt(second.access_token).sub).toBe(fixture.person("01"));
    expect(browser.cookie).not.toBe(before);
    await expect(browser.refresh()).resolves.toHaveProperty("access_token");
  });

  it("ends after eight hours, however often it was renewed", async () => {
    const browser = await PortalBrowser.open();
    await browser.signIn();
    try {
      ahead = SIGNED_IN_SECONDS - 60;
      await browser.refresh();
      expect(Number(/Max-Age=(\d+)/.exec(browser.line)?.[1])).toBeLessThanOrEqual(60);
      ahead = SIGNED_IN_SECONDS + 60;
      expect(await errorOf(browser.refresh())).toBe("invalid_grant");
      expect(browser.line).toContain("Max-Age=0");
    } finally {
      ahead = 0;
    }
  });
});

describe("signing out", () => {
  it("revokes the refresh token, takes the cookie away, and leaves the consent as it is", async () => {
    const browser = await PortalBrowser.open();
    const { access_token } = await browser.signIn();
    const stolen = browser.cookie;
    const response = await browser.send("end");
    expect(response.status).toBe(200);
    expect(browser.line).toMatch(/^ot_s_portal=; .*Max-Age=0/);
    browser.cookie = stolen;
    expect(await errorOf(browser.refresh())).toBe("invalid_grant");
    const consent = await consentById(as.environment.database.reader, String(decodeJwt(access_token).gid));
    expect(consent?.status).toBe("ACTIVE");
  });

  it("is nothing to somebody who is not signed in", async () => {
    const browser = await PortalBrowser.open();
    expect((await browser.send("end")).status).toBe(200);
    expect(await errorOf(browser.refresh())).toBe("invalid_grant");
  });
});

describe("a thief", () => {
  it("who has the cookie, but not the key, gets nothing and breaks nothing", async () => {
    const browser = await PortalBrowser.open();
    await browser.signIn();
    const thief = await PortalBrowser.open();
    thief.cookie = browser.cookie;
    expect(await errorOf(thief.refresh())).toBe("invalid_grant");
    await expect(browser.refresh()).resolves.toHaveProperty("access_token");
  });

  it("who plays an old cookie again ends that family, nobody else's, and no consent", async () => {
    const other = await PortalBrowser.open();
    await other.signIn("05", fixture.T2);
    const browser = await PortalBrowser.open();
    const { access_token } = await browser.signIn("02");
    const old = browser.cookie;
    await browser.refresh();
    const latest = browser.cookie;
    browser.cookie = old;
    expect(await errorOf(browser.refresh())).toBe("invalid_grant");
    browser.cookie = latest;
    expect(await errorOf(browser.refresh())).toBe("invalid_grant");
    await expect(other.refresh()).resolves.toHaveProperty("access_token");
    const consent = await consentById(as.environment.database.reader, String(decodeJwt(access_token).gid));
    expect(consent?.status).toBe("ACTIVE");
  });

  it("who changes a single character of the cookie has none", async () => {
    const browser = await PortalBrowser.open();
    await browser.signIn();
    const at = browser.cookie.length - 30;
    const changed = browser.cookie[at] === "A" ? "B" : "A";
    browser.cookie = browser.cookie.slice(0, at) + changed + browser.cookie.slice(at + 1);
    expect(await errorOf(browser.refresh())).toBe("invalid_grant");
    expect(browser.line).toContain("Max-Age=0");
  });

  it("who posts the refresh token of somebody else's cookie is not listened to", async () => {
    const browser = await PortalBrowser.open();
    const response = await browser.post(
      "token",
      new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: "app_other" }),
      { dpop: "x" },
    );
    expect(await response.json()).toMatchObject({ error: "invalid_grant", error_description: "no session" });
  });
});

describe("a request that is not the portal's own", () => {
  const post = (headers: Record<string, string>, path = "sandbox/token", body = "grant_type=refresh_token") =>
    fetch(`${site.origin}/session/${path}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", dpop: "x", ...headers },
      body,
    });

  it.each([
    ["from another origin", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["from the authorization server's origin", { origin: "AS", "sec-fetch-site": "same-site" }],
    ["without an origin", {}],
    ["of a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["whose browser says cross-site", { origin: "PORTAL", "sec-fetch-site": "cross-site" }],
  ])("%s is 403 and sets nothing", async (_, headers: Record<string, string>) => {
    const origin = { AS: as.origin, PORTAL: site.origin }[headers.origin ?? ""] ?? headers.origin;
    const response = await post({ ...headers, ...(origin ? { origin } : {}) });
    expect(response.status).toBe(403);
    expect(response.headers.has("set-cookie")).toBe(false);
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  it.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])("by %s is 405, without CORS", async (method) => {
    const response = await fetch(`${site.origin}/session/sandbox/token`, {
      method,
      headers: sameOrigin(site.origin),
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("without a proof is 400", async () => {
    const response = await post({ ...sameOrigin(site.origin), dpop: "" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "the DPoP proof is missing" });
  });

  it("with a proof that is none is refused by the authorization server, and told as data", async () => {
    const browser = await PortalBrowser.open();
    await browser.signIn();
    const response = await post({ ...sameOrigin(site.origin), cookie: browser.cookie, dpop: "nonsense" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 400, body: { error: "invalid_dpop_proof" } });
    await expect(browser.refresh()).resolves.toHaveProperty("access_token");
  });

  it.each([
    ["another grant", "grant_type=client_credentials", {}, 400],
    ["no form", "{}", { "content-type": "application/json" }, 415],
    ["a body without end", `grant_type=refresh_token&x=${"x".repeat(20_000)}`, {}, 413],
  ])("with %s is refused", async (_, body, headers: Record<string, string>, status) => {
    expect((await post({ ...sameOrigin(site.origin), ...headers }, "sandbox/token", body)).status).toBe(
      status,
    );
  });

  it.each(["", "production/token", "sandbox", "sandbox/token/x", "sandbox/other"])(
    "at /session/%s finds nothing",
    async (path) => {
      expect((await post(sameOrigin(site.origin), path)).status).toBe(404);
    },
  );

  it("too often is 429 and says when to come back", async () => {
    const narrow = await serve({ perMinute: 2 });
    const ask = () =>
      fetch(`${narrow.origin}/session/sandbox/end`, {
        method: "POST",
        headers: {
          ...sameOrigin(narrow.origin),
          "content-type": "application/x-www-form-urlencoded",
        },
      });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const limited = await ask();
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("while the authorization server is away is 503, and the session is not lost", async () => {
    const browser = await PortalBrowser.open();
    await browser.signIn();
    const { keys } = as.environment;
    const cut = await serve({
      environments: [
        { name: "sandbox", issuer: "http://127.0.0.1:9/oauth", keys, graphNonce: () => GRAPH_NONCE },
      ],
    });
    const response = await fetch(`${cut.origin}/session/sandbox/token`, {
      method: "POST",
      headers: {
        ...sameOrigin(cut.origin),
        "content-type": "application/x-www-form-urlencoded",
        cookie: browser.cookie,
        dpop: "x",
      },
      body: "grant_type=refresh_token",
    });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(response.headers.has("set-cookie")).toBe(false);
  });
});
