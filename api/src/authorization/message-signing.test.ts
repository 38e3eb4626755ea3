import type { webcrypto } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, importJWK } from "jose";
import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import {
  CALLBACK,
  Conformance,
  type Credentials,
  codeIn,
  type Key,
  newKey,
  register,
  request,
  rsaKey,
  seconds,
} from "./fapi2.testing.ts";
import { agree, app, bookkeeping, push, tokens, withNonce } from "./flow.testing.ts";
import { holdable, SIGNED_SCOPES, signingMetadata } from "./message-signing.ts";
import { BOOKKEEPING_APP } from "./samples.ts";
import { fixture, startTestServer, type TestServer } from "./testing.ts";

/** The name of a module of the conformance suite for FAPI 2.0 Message Signing (final). */
const module = (name: string) => `fapi2-message-signing-final-${name}`;
const FILING_APP = "app_018f0000-0000-7000-8000-0000000000f3";
const TOOL = "app_018f0000-0000-7000-8000-0000000000f4";

let server: TestServer;
let fapi: Conformance;
let filing: Key;
let own: Credentials;

beforeAll(async () => {
  server = await startTestServer();
  const { writer: database } = server.environment.database;
  const target = {
    issuer: server.environment.issuer,
    clientJwk: server.sampleKey(BOOKKEEPING_APP),
    database,
  };
  fapi = await Conformance.open(target);
  filing = await newKey("filing");
  own = { id: FILING_APP, key: filing };
  const scopes = ["taxpayer:read", "invoice:read", "filing:submit"];
  await register(database, { id: FILING_APP, redirectUris: [CALLBACK], scopes }, filing);
});
afterAll(() => server.close());

const asked = (more: object = {}) => request({ response_mode: "jwt", ...more });

/** A request object (RFC 9101). */
const signed = (
  parameters: object = asked(),
  { key = filing, claims = {} as object, header = {} as object } = {},
) =>
  key.sign(
    { alg: "ES256", kid: key.kid, typ: "oauth-authz-req+jwt", ...header },
    {
      iss: FILING_APP,
      aud: server.environment.issuer,
      client_id: FILING_APP,
      nbf: seconds(),
      exp: seconds(60),
      ...parameters,
      ...claims,
    },
  );

const refusal = async (fields: object) => {
  const { status, json } = await fapi.par(fields, own);
  return [status, json.error];
};
const whole = async () => ({ request: await signed() });

/** The claims of the signed response that the browser brings back. */
const responseIn = (back: URL) => decodeJwt(back.searchParams.get("response") ?? "");

describe("an app that files", () => {
  it(module("happy-flow"), async () => {
    const back = await fapi.code(await whole(), own);
    expect([...back.searchParams.keys()]).toEqual(["response"]);
    const response = responseIn(back);
    expect(response).toMatchObject({ iss: server.environment.issuer, aud: FILING_APP, state: "st" });
    expect(response.exp! - seconds()).toBeLessThanOrEqual(600);
    expect(decodeProtectedHeader(back.searchParams.get("response")!)).toMatchObject({ alg: "ES256" });
    const plain = new URL(`${CALLBACK}?code=${response.code}`);
    const { status, json } = await fapi.redeem(plain, {}, own);
    expect([status, json.token_type]).toEqual([200, "DPoP"]);
  });

  it(module("user-rejects-authentication"), async () => {
    const browser = await new Browser().visit(
      fapi.authorizeUrl(await fapi.pushed(await whole(), own), FILING_APP),
    );
    await browser.submit([["person", fixture.person("01")]]);
    await browser.submit([["decision", "deny"]]);
    expect(responseIn(new URL(browser.url))).toMatchObject({ error: "access_denied", state: "st" });
  });

  it(module("ensure-unsigned-request-at-pushed-authorization-endpoint-fails"), async () => {
    expect(await refusal(asked())).toEqual([400, "invalid_request"]);
  });

  it(module("ensure-plain-response-mode-fails"), async () => {
    for (const response_mode of [undefined, "query", "form_post", "form_post.jwt", "fragment.jwt"])
      expect(await refusal({ request: await signed(request({ response_mode })) })).toEqual([
        400,
        "invalid_request",
      ]);
  });

  it.each<[string, object, object?]>([
    ["ensure-request-object-without-exp-fails", { exp: undefined }],
    ["ensure-request-object-without-nbf-fails", { nbf: undefined }],
    ["ensure-expired-request-object-fails", { nbf: seconds(-700), exp: seconds(-600) }],
    ["ensure-request-object-with-nbf-in-the-future-fails", { nbf: seconds(300), exp: seconds(600) }],
    ["ensure-request-object-with-exp-over-60-fails", { exp: seconds(3700) }],
    ["ensure-request-object-with-nbf-over-60-fails", { nbf: seconds(-3700) }],
    ["ensure-request-object-without-aud-fails", { aud: undefined }],
    ["ensure-request-object-with-invalid-aud-fails", { aud: "https://elsewhere.example" }],
    ["ensure-request-object-with-another-issuer-fails", { iss: BOOKKEEPING_APP }],
    ["ensure-request-object-with-another-client-id-fails", { client_id: BOOKKEEPING_APP }],
    ["ensure-request-object-with-request-uri-fails", { request_uri: "urn:x" }],
  ])(`${module("%s")}`, async (_, claims) => {
    const [status, error] = await refusal({ request: await signed(asked(), { claims }) });
    expect([status, error]).toEqual([400, "invalid_request_object"]);
  });

  it(module("ensure-request-object-with-invalid-signature-fails"), async () => {
    const good = await signed();
    const stranger = await signed(asked(), { key: { ...fapi.stranger, kid: "filing" } });
    const [header, , signature] = good.split(".");
    const changed = (await signed(asked({ state: "other" }))).split(".")[1];
    for (const bad of [stranger, `${header}.${changed}.${signature}`, `${good.split(".", 2).join(".")}.`])
      expect(await refusal({ request: bad })).toEqual([400, "invalid_request_object"]);
  });

  it(module("ensure-request-object-signature-algorithm-is-not-none"), async () => {
    const [, payload] = (await signed()).split(".");
    const header = Buffer.from('{"alg":"none"}').toString("base64url");
    expect(await refusal({ request: `${header}.${payload}.` })).toEqual([400, "invalid_request_object"]);
  });

  it(module("ensure-signed-request-object-with-RS256-fails"), async () => {
    const bad = await signed(asked(), { key: rsaKey("filing") });
    expect(await refusal({ request: bad })).toEqual([400, "invalid_request_object"]);
  });

  it(module("ensure-parameters-outside-the-request-object-are-ignored"), async () => {
    const back = await fapi.code({ ...(await whole()), state: "outside", scope: "invoice:read" }, own);
    expect(responseIn(back).state).toBe("st");
    const { json } = await fapi.redeem(new URL(`${CALLBACK}?code=${responseIn(back).code}`), {}, own);
    expect(json.scope).toBe("taxpayer:read invoice:read");
  });

  it(module("ensure-signed-request-at-authorization-endpoint-without-par-fails"), async () => {
    const query = new URLSearchParams({ client_id: FILING_APP, ...(await whole()) });
    const browser = await new Browser().visit(`${fapi.metadata.authorization_endpoint}?${query}`);
    const said = new URL(browser.url).searchParams.get("response");
    expect(said ? decodeJwt(said).error : /<code>(\w+)<\/code>/.exec(browser.html)?.[1]).toBe(
      "invalid_request",
    );
  });

  it(module("introspection-response-is-signed"), async () => {
    const back = await fapi.code(await whole(), own);
    const { json } = await fapi.redeem(new URL(`${CALLBACK}?code=${responseIn(back).code}`), {}, own);
    const introspect = (accept: string) =>
      fapi.post(
        fapi.metadata.introspection_endpoint!,
        async () => ({ token: json.refresh_token, ...(await fapi.clientFields(own)) }),
        false,
        { accept },
      );
    const answer = await introspect("application/token-introspection+jwt");
    expect(answer.headers.get("content-type")).toMatch("application/token-introspection+jwt");
    expect(decodeProtectedHeader(answer.json.jwt)).toMatchObject({ typ: "token-introspection+jwt" });
    expect(decodeJwt(answer.json.jwt)).toMatchObject({
      iss: server.environment.issuer,
      token_introspection: { active: true, client_id: FILING_APP },
    });
    const plain = await introspect("application/json");
    expect([plain.status, plain.json]).toEqual([
      400,
      {
        error: "invalid_request",
        error_description: "this client asks with Accept: application/token-introspection+jwt",
      },
    ]);
  });

  it("goes the whole way with oauth4webapi, which checks every signature", async () => {
    const { as, dpop, options } = await app(server);
    const client: oauth.Client = { client_id: FILING_APP };
    const key = (await importJWK(await privateHalf(), "ES256")) as webcrypto.CryptoKey;
    const auth = oauth.PrivateKeyJwt({ key, kid: "mine" });
    const object = await oauth.issueRequestObject(as, client, asked(), { key, kid: "mine" });
    const pushed = await withNonce(async () =>
      oauth.processPushedAuthorizationResponse(
        as,
        client,
        await oauth.pushedAuthorizationRequest(
          as,
          client,
          auth,
          { request: object },
          { ...options, DPoP: dpop },
        ),
      ),
    );
    const { back } = await agree(fapi.authorizeUrl(pushed.request_uri, FILING_APP));
    const parameters = await oauth.validateJwtAuthResponse(as, client, back, "st", options);
    const answer = await withNonce(async () =>
      oauth.processAuthorizationCodeResponse(
        as,
        client,
        await oauth.authorizationCodeGrantRequest(as, client, auth, parameters, CALLBACK, "v".repeat(64), {
          ...options,
          DPoP: dpop,
        }),
      ),
    );
    expect(answer.scope).toBe("taxpayer:read invoice:read");
    const forged = new URL(back);
    const response = forged.searchParams.get("response")!;
    forged.searchParams.set("response", `${response.slice(0, -4)}AAAA`);
    await expect(oauth.validateJwtAuthResponse(as, client, forged, "st", options)).rejects.toThrow();
  });

  /** Another key of the filing app, as its vendor holds it. */
  async function privateHalf() {
    const jwk = server.sampleKey(BOOKKEEPING_APP);
    const { d: _secret, ...half } = jwk;
    await server.environment.database.writer.query(
      "update oauth_client set metadata = jsonb_set(metadata, '{jwks,keys}', metadata->'jwks'->'keys' || $2::jsonb) where id = $1",
      [FILING_APP, JSON.stringify([{ ...half, kid: "mine" }])],
    );
    return jwk;
  }
});

describe("who signs", () => {
  it("is every app with one of the scopes, and nobody else", () => {
    for (const scope of SIGNED_SCOPES)
      expect(signingMetadata({ scopes: ["invoice:read", scope], keyed: true, firstParty: false })).toEqual({
        require_signed_request_object: true,
        response_modes: ["jwt", "query.jwt"],
      });
    for (const scopes of [["invoice:read", "filing:read", "filing:prepare", "payment:read"], []])
      expect(signingMetadata({ scopes, keyed: true, firstParty: false })).toEqual({});
  });

  it("is told by the scopes of this moment: with the scope gone, plain requests pass again", async () => {
    const { writer } = server.environment.database;
    const plain = () => fapi.par(request(), { id: BOOKKEEPING_APP });
    const give = (scope: string) =>
      writer.query("update oauth_client set metadata = jsonb_set(metadata, '{scope}', $2) where id = $1", [
        BOOKKEEPING_APP,
        JSON.stringify(scope),
      ]);
    expect((await plain()).status).toBe(201);
    await give("openid taxpayer:read invoice:read invoice:issue");
    expect((await plain()).json.error).toBe("invalid_request");
    await give("openid taxpayer:read invoice:read filing:read");
    expect((await plain()).status).toBe(201);
    const vendor = await app(server);
    const { back } = await agree((await push(vendor, { authorization_details: bookkeeping() })).url);
    expect(codeIn(back)).not.toBe("");
  });

  it("cannot be a vendor's client without a key: it goes without these scopes, the portal keeps them", async () => {
    const scopes = ["invoice:read", "filing:submit"];
    expect(holdable({ scopes, keyed: false, firstParty: false })).toEqual(["invoice:read"]);
    expect(holdable({ scopes, keyed: false, firstParty: true })).toEqual(scopes);
    const { writer: database } = server.environment.database;
    await register(database, { id: TOOL, kind: "public", redirectUris: [CALLBACK], scopes }, filing);
    const tool = {
      ...(await app(server)),
      client: { client_id: TOOL, token_endpoint_auth_method: "none" },
      auth: oauth.None(),
    };
    const parameters = { scope: "invoice:read filing:submit", authorization_details: bookkeeping() };
    await expect(push(tool, parameters)).rejects.toMatchObject({ error: "invalid_scope" });
    const { answer } = await tokens(tool, {
      parameters: { ...parameters, scope: "invoice:read" },
      decision: { scopes: ["invoice:read"] },
    });
    expect(answer.scope).toBe("invoice:read");
  });
});
