import { importJWK, SignJWT } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import { type App, agree, app, bookkeeping, errorOf, push, withNonce } from "./flow.testing.ts";
import { BANK_APP, BOOKKEEPING_APP, PORTAL_APP } from "./samples.ts";
import { startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let vendor: App;

beforeAll(async () => {
  server = await startTestServer();
  vendor = await app(server);
});
afterAll(() => server.close());

describe("what is refused", () => {
  const details = () => ({ authorization_details: bookkeeping() });

  it("a redirect that is not registered to the letter", async () => {
    expect(
      await errorOf(push({ ...vendor, redirectUri: "http://127.0.0.1:4100/callback/" }, details())),
    ).toBe("invalid_request");
  });

  it("a request that was not pushed", async () => {
    const url = new URL(vendor.as.authorization_endpoint!);
    url.search = new URLSearchParams({
      client_id: BOOKKEEPING_APP,
      response_type: "code",
      redirect_uri: vendor.redirectUri,
      scope: "invoice:read",
      state: "s",
      code_challenge: "A".repeat(43),
      code_challenge_method: "S256",
      ...details(),
    }).toString();
    const browser = await new Browser().visit(url.href);
    expect(new URL(browser.url).searchParams.get("error")).toBe("invalid_request");
  });

  it("a request without PKCE, or with the plain method", async () => {
    const raw = async (more: Record<string, string>) => {
      const body = {
        response_type: "code",
        redirect_uri: vendor.redirectUri,
        scope: "invoice:read",
        ...details(),
        ...more,
      };
      return (
        await oauth.pushedAuthorizationRequest(vendor.as, vendor.client, vendor.auth, body, vendor.options)
      ).json() as Promise<{ error: string }>;
    };
    expect((await raw({})).error).toBe("invalid_request");
    expect((await raw({ code_challenge: "A".repeat(43), code_challenge_method: "plain" })).error).toBe(
      "invalid_request",
    );
  });

  it.each([
    ["no purpose at all", {}, "invalid_request"],
    [
      "an unknown purpose",
      { authorization_details: bookkeeping({ purpose: "CURIOSITY" }) },
      "invalid_authorization_details",
    ],
    [
      "periods beyond the purpose",
      { authorization_details: bookkeeping({ periodFrom: "2019-01-01" }) },
      "invalid_authorization_details",
    ],
    [
      "a scope beyond the purpose",
      { authorization_details: bookkeeping({ purpose: "INVOICING" }), scope: "filing:read" },
      "invalid_authorization_details",
    ],
    [
      "a scope the app was not approved for",
      { authorization_details: bookkeeping(), scope: "payment:read" },
      "invalid_scope",
    ],
    [
      "another resource",
      { authorization_details: bookkeeping(), resource: "https://example.org/graphql" },
      "invalid_target",
    ],
    [
      "two purposes at once",
      { authorization_details: JSON.stringify([...JSON.parse(bookkeeping()), ...JSON.parse(bookkeeping())]) },
      "invalid_authorization_details",
    ],
  ])("%s", async (_, parameters, error) => {
    expect(await errorOf(push(vendor, parameters as Record<string, string>))).toBe(error);
  });

  it("an exchange without a DPoP proof: there are no bearer tokens", async () => {
    const started = await push(vendor, details());
    const { back } = await agree(started.url);
    const parameters = oauth.validateAuthResponse(vendor.as, vendor.client, back, started.state);
    const response = await oauth.authorizationCodeGrantRequest(
      vendor.as,
      vendor.client,
      vendor.auth,
      parameters,
      vendor.redirectUri,
      started.verifier,
      vendor.options,
    );
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(
      /invalid_(grant|request|dpop_proof)/,
    );
  });

  it("a code redeemed with another key, another verifier or by another app", async () => {
    const started = await push(vendor, details());
    const { back } = await agree(started.url);
    const stranger = { ...vendor, ...(await app(server, BANK_APP)) };
    const parameters = oauth.validateAuthResponse(vendor.as, vendor.client, back, started.state);
    const wrong = await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        vendor.as,
        vendor.client,
        await oauth.authorizationCodeGrantRequest(
          vendor.as,
          vendor.client,
          vendor.auth,
          parameters,
          vendor.redirectUri,
          oauth.generateRandomCodeVerifier(),
          { ...vendor.options, DPoP: vendor.dpop },
        ),
      ),
    ).catch((error: { error: string }) => error.error);
    expect(wrong).toBe("invalid_grant");
    expect(
      await errorOf(
        withNonce(async () =>
          oauth.processAuthorizationCodeResponse(
            stranger.as,
            stranger.client,
            await oauth.authorizationCodeGrantRequest(
              stranger.as,
              stranger.client,
              stranger.auth,
              parameters,
              vendor.redirectUri,
              started.verifier,
              { ...stranger.options, DPoP: stranger.dpop },
            ),
          ),
        ),
      ),
    ).toMatch(/unauthorized_client|invalid_request|invalid_grant/);
  });

  it("an assertion for another audience, one used twice, one by RS256's kin HS256, and a secret", async () => {
    const jwk = server.sampleKey(BANK_APP);
    const key = await importJWK(jwk, "ES256");
    const bank = await app(server, BANK_APP);
    const assertion = (aud: string, jti: string = crypto.randomUUID()) =>
      new SignJWT({ jti })
        .setProtectedHeader({ alg: "ES256", kid: jwk.kid! })
        .setIssuer(BANK_APP)
        .setSubject(BANK_APP)
        .setAudience(aud)
        .setIssuedAt()
        .setExpirationTime("60s")
        .sign(key);
    const introspect = async (client_assertion: string) => {
      const body = new URLSearchParams({
        token: "none",
        client_assertion,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      });
      const response = await fetch(bank.as.introspection_endpoint!, { method: "POST", body });
      return { status: response.status, error: ((await response.json()) as { error?: string }).error };
    };
    expect(await introspect(await assertion("https://elsewhere.example"))).toEqual({
      status: 401,
      error: "invalid_client",
    });
    expect(await introspect(await assertion(bank.as.token_endpoint!))).toEqual({
      status: 401,
      error: "invalid_client",
    });
    const once = await assertion(server.environment.issuer);
    expect((await introspect(once)).status).toBe(200);
    expect(await introspect(once)).toEqual({ status: 401, error: "invalid_client" });
    const symmetric = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(BANK_APP)
      .setSubject(BANK_APP)
      .setAudience(server.environment.issuer)
      .setExpirationTime("60s")
      .sign(new Uint8Array(32));
    expect(await introspect(symmetric)).toEqual({ status: 401, error: "invalid_client" });
    const secret = await fetch(bank.as.introspection_endpoint!, {
      method: "POST",
      body: new URLSearchParams({ token: "none", client_id: BANK_APP, client_secret: "guess" }),
    });
    expect(secret.status).toBe(401);
  });

  it("a DPoP proof spelt loosely, with a short jti, or used twice", async () => {
    const endpoint = vendor.as.token_endpoint!;
    const send = async (proof: string) => {
      const response = await fetch(endpoint, {
        method: "POST",
        headers: { dpop: proof },
        body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: PORTAL_APP }),
      });
      return ((await response.json()) as { error: string }).error;
    };
    const pair = await oauth.generateKeyPair("ES256", { extractable: true });
    const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
    const proof = (jti: string) =>
      new SignJWT({ htm: "POST", htu: endpoint, jti })
        .setIssuedAt()
        .setProtectedHeader({
          alg: "ES256",
          typ: "dpop+jwt",
          jwk: { kty: "EC", crv: "P-256", x: jwk.x!, y: jwk.y! },
        })
        .sign(pair.privateKey);
    expect(await send(await proof("short"))).toBe("invalid_dpop_proof");
    expect(await send(`${await proof(crypto.randomUUID())}=`)).toBe("invalid_dpop_proof");
    expect(await send("a.b")).toBe("invalid_dpop_proof");
    expect(await send(await proof(crypto.randomUUID()))).toBe("use_dpop_nonce");
  });
});

describe("discovery", () => {
  it("is served under the issuer and where RFC 8414 puts it, and promises only what is kept", async () => {
    const { issuer } = server.environment;
    const [under, wellKnown] = await Promise.all(
      [`${issuer}/.well-known/openid-configuration`, `${server.origin}${server.authorization.wellKnown}`].map(
        async (url) => (await fetch(url)).json() as Promise<Record<string, unknown>>,
      ),
    );
    expect(wellKnown).toEqual(under);
    expect(wellKnown).toMatchObject({
      issuer,
      require_pushed_authorization_requests: true,
      code_challenge_methods_supported: ["S256"],
      response_types_supported: ["code"],
      token_endpoint_auth_methods_supported: ["private_key_jwt", "none"],
      authorization_details_types_supported: ["tax_data"],
      authorization_response_iss_parameter_supported: true,
    });
    for (const name of [
      "dpop_signing_alg_values_supported",
      "token_endpoint_auth_signing_alg_values_supported",
    ])
      expect(wellKnown![name]).toEqual(["ES256", "Ed25519", "EdDSA", "PS256"]);
    for (const endpoint of ["token_endpoint", "pushed_authorization_request_endpoint", "jwks_uri"])
      expect(wellKnown![endpoint]).toMatch(new RegExp(`^${issuer}/`));
  });

  it("publishes the signing key without its secret", async () => {
    const { keys } = (await (await fetch(vendor.as.jwks_uri!)).json()) as { keys: Record<string, unknown>[] };
    expect(keys.map(({ kid }) => kid)).toEqual(server.environment.keys.of("oauth").map(({ kid }) => kid));
    expect(keys.some((key) => "d" in key)).toBe(false);
  });
});
