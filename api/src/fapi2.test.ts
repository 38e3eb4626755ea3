import { createHash, generateKeyPairSync, randomUUID } from "node:crypto";
import { importJWK, type JWK, SignJWT } from "jose";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Browser } from "./authorization/browser.testing.ts";
import { saveClient } from "./authorization/clients.ts";
import { agree, bookkeeping } from "./authorization/flow.testing.ts";
import { BOOKKEEPING_APP } from "./authorization/samples.ts";
import { graphOf, sandboxOf } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/*
 * The modules of the OpenID Foundation's conformance suite for the FAPI 2.0 Security Profile (final): private_key_jwt,
 * DPoP, plain OAuth, unsigned requests, plain responses. The suite itself is run from outside; this holds what it asks.
 */

const module = (name: string) => `fapi2-security-profile-final-${name}`;
const CALLBACK = "http://127.0.0.1:4100/callback";
const OTHER_APP = "app_018f0000-0000-7000-8000-0000000000f2";
const OTHER_CALLBACK = "http://127.0.0.1:4100/other";

interface Key {
  kid?: string;
  jwk: JWK;
  sign(header: object, claims: object): Promise<string>;
}
interface Said {
  status: number;
  headers: Headers;
  json: Record<string, any>;
}

let platform: TestPlatform;
let database: Pool;
let issuer: string;
let metadata: Record<string, string & string[]>;
let client: Key;
let other: Key;
let holder: Key;
let stranger: Key;
const nonces = new Map<string, string>();

async function keyOf(privateJwk: JWK): Promise<Key> {
  const { d: _secret, ...jwk } = privateJwk;
  const key = await importJWK(privateJwk, "ES256");
  return {
    ...(privateJwk.kid ? { kid: privateJwk.kid } : {}),
    jwk,
    sign: (header, claims) => new SignJWT(claims as never).setProtectedHeader(header as never).sign(key),
  };
}
const newKey = (kid: string) =>
  keyOf({
    ...(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }) as JWK),
    kid,
  });

beforeAll(async () => {
  platform = await startTestPlatform({ sampleInvoices: 200 });
  const sandbox = sandboxOf(platform);
  issuer = sandbox.environment.issuer;
  metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as typeof metadata;
  client = await keyOf(sandbox.sampleKey(BOOKKEEPING_APP));
  [other, holder, stranger] = await Promise.all([newKey("other"), newKey("holder"), newKey("stranger")]);
  const url = new URL(platform.config.databaseUrl!);
  url.pathname = `/${platform.config.databasePrefix}_sandbox`;
  database = new Pool({ connectionString: url.href, max: 2 });
  await saveClient(database, {
    id: OTHER_APP,
    kind: "app",
    name: "另一个应用",
    nameEn: "Another app",
    vendor: "样例",
    vendorEn: "Sample",
    redirectUris: [OTHER_CALLBACK],
    scopes: ["taxpayer:read", "invoice:read"],
    requiredScopes: [],
    firstParty: false,
    simulated: true,
    reviewedAt: null,
    jwks: { keys: [{ ...other.jwk, kid: "other", alg: "ES256", use: "sig" }] },
  });
});
afterAll(async () => {
  await database?.end();
  await platform?.close();
});

const seconds = (offset = 0) => Math.floor(Date.now() / 1000) + offset;

interface Credentials {
  id?: string;
  key?: Key;
  claims?: object;
  header?: object;
}
/** The form fields by which a client proves who it is; `assertion: false` leaves them out. */
async function clientFields({
  id = BOOKKEEPING_APP,
  key = client,
  claims = {},
  header = {},
}: Credentials = {}) {
  const assertion = await key.sign(
    { alg: "ES256", kid: key.kid, ...header },
    { iss: id, sub: id, aud: issuer, jti: randomUUID(), iat: seconds(), exp: seconds(60), ...claims },
  );
  return {
    client_id: id,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  };
}

interface Proof {
  key?: Key;
  claims?: object;
  header?: object;
  token?: string;
}
async function proofFor(url: string, { key = holder, claims = {}, header = {}, token }: Proof = {}) {
  const ath = token && createHash("sha256").update(token).digest("base64url");
  return key.sign(
    { typ: "dpop+jwt", alg: "ES256", jwk: key.jwk, ...header },
    {
      jti: randomUUID(),
      htm: "POST",
      htu: url,
      iat: seconds(),
      ...(nonces.has(new URL(url).pathname) ? { nonce: nonces.get(new URL(url).pathname) } : {}),
      ...(ath ? { ath } : {}),
      ...claims,
    },
  );
}

/** Posts a form, again when the server asks for a nonce; each time with new proofs. */
async function post(url: string, fields: () => Promise<object>, proof?: Proof | false): Promise<Said> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(url, {
      method: "POST",
      headers: proof === false ? {} : { dpop: await proofFor(url, proof) },
      body: new URLSearchParams((await fields()) as Record<string, string>),
    });
    const nonce = response.headers.get("dpop-nonce");
    if (nonce) nonces.set(new URL(url).pathname, nonce);
    const json = (await response.json()) as Said["json"];
    if (json.error !== "use_dpop_nonce" || attempt > 0)
      return { status: response.status, headers: response.headers, json };
  }
}

const VERIFIER = "v".repeat(64);
const challenge = createHash("sha256").update(VERIFIER).digest("base64url");
const request = (more: object = {}) => ({
  response_type: "code",
  redirect_uri: CALLBACK,
  scope: "taxpayer:read invoice:read",
  state: "st",
  code_challenge: challenge,
  code_challenge_method: "S256",
  authorization_details: bookkeeping(),
  ...more,
});
const without = (what: string, from: object) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== what));

const par = (asked: object = request(), credentials: Credentials = {}, proof: Proof | false = false) =>
  post(
    metadata.pushed_authorization_request_endpoint!,
    async () => ({ ...asked, ...(await clientFields(credentials)) }),
    proof,
  );
const authorizeUrl = (requestUri: string, id = BOOKKEEPING_APP) =>
  `${metadata.authorization_endpoint}?${new URLSearchParams({ client_id: id, request_uri: requestUri })}`;
/** The error a page shows or the app is sent. */
async function refusalAt(url: string): Promise<string> {
  const browser = await new Browser().visit(url);
  return (
    new URL(browser.url).searchParams.get("error") ??
    /<code>(\w+)<\/code>/.exec(browser.html)?.[1] ??
    "nothing"
  );
}
async function pushed(
  asked: object = request(),
  credentials: Credentials = {},
  proof: Proof | false = false,
): Promise<string> {
  const { status, json } = await par(asked, credentials, proof);
  if (status !== 201) throw new Error(`the request was refused: ${JSON.stringify(json)}`);
  return json.request_uri;
}
async function code(
  asked: object = request(),
  credentials: Credentials = {},
  proof: Proof | false = false,
): Promise<URL> {
  return (await agree(authorizeUrl(await pushed(asked, credentials, proof), credentials.id))).back;
}
const codeIn = (back: URL) => back.searchParams.get("code") ?? "";
const redeem = (back: URL, more: object = {}, credentials: Credentials = {}, proof?: Proof | false) =>
  post(
    metadata.token_endpoint!,
    async () => ({
      grant_type: "authorization_code",
      code: codeIn(back),
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      ...(await clientFields(credentials)),
      ...more,
    }),
    proof,
  );

/** Calls the graph. */
async function resource(token: string, proof: Proof | string = {}, scheme = "DPoP"): Promise<Said> {
  const url = graphOf(platform).href;
  for (let attempt = 0; ; attempt += 1) {
    const dpop = typeof proof === "string" ? proof : await proofFor(url, { token, ...proof });
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token ? { authorization: `${scheme} ${token}` } : {}),
        ...(dpop ? { dpop } : {}),
      },
      body: JSON.stringify({ query: "{ myTaxpayer { id } }" }),
    });
    const nonce = response.headers.get("dpop-nonce");
    if (nonce) nonces.set(new URL(url).pathname, nonce);
    const json = (await response.json()) as Said["json"];
    if (
      json.errors?.[0]?.extensions.code !== "DPOP_NONCE_REQUIRED" ||
      attempt > 0 ||
      typeof proof === "string"
    )
      return { status: response.status, headers: response.headers, json };
  }
}
const tokens = async () => (await redeem(await code())).json;

it(module("discovery-end-point-verification"), () => {
  expect(metadata).toMatchObject({
    issuer,
    require_pushed_authorization_requests: true,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  });
  expect(metadata.token_endpoint_auth_methods_supported).toEqual(["private_key_jwt", "none"]);
  for (const algorithms of [
    metadata.token_endpoint_auth_signing_alg_values_supported!,
    metadata.dpop_signing_alg_values_supported!,
  ])
    for (const weak of ["RS256", "HS256", "none"]) expect(algorithms).not.toContain(weak);
});

it(module("happy-flow"), async () => {
  const back = await code();
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: "st", iss: issuer });
  const { status, json } = await redeem(back);
  expect([status, json.token_type]).toEqual([200, "DPoP"]);
  expect((await resource(json.access_token)).json.data.myTaxpayer.id).toMatch(/^tp_/);
});

it(module("user-rejects-authentication"), async () => {
  const browser = await new Browser().visit(authorizeUrl(await pushed()));
  await browser.submit([["person", "pn_018f0000-0000-7000-8000-000000000001"]]);
  await browser.submit([["decision", "deny"]]);
  expect(Object.fromEntries(new URL(browser.url).searchParams)).toMatchObject({
    error: "access_denied",
    state: "st",
    iss: issuer,
  });
});

it(module("ensure-authorization-request-without-state-success"), async () => {
  const back = await code(without("state", request()));
  expect([back.searchParams.get("state"), (await redeem(back)).status]).toEqual([null, 200]);
});

it(module("ensure-authorization-request-with-long-state"), async () => {
  const state = "s".repeat(384);
  expect((await code(request({ state }))).searchParams.get("state")).toBe(state);
});

it(module("ensure-other-scope-order-succeeds"), async () => {
  expect((await redeem(await code(request({ scope: "invoice:read taxpayer:read" })))).status).toBe(200);
});

it(module("access-token-type-header-case-sensitivity"), async () => {
  const { access_token } = await tokens();
  for (const scheme of ["dpop", "DPOP"]) expect((await resource(access_token, {}, scheme)).status).toBe(200);
});

it(module("check-dpop-proof-nbf-exp"), async () => {
  const claims = { nbf: seconds(), exp: seconds(60) };
  const { json } = await redeem(await code(), {}, {}, { claims });
  expect((await resource(json.access_token, { claims })).status).toBe(200);
});

it.each([
  ["ensure-dpopproof-with-iat-10seconds-before-succeeds", -10],
  ["ensure-dpopproof-with-iat-10seconds-after-succeeds", 8],
])(`${module("%s")}`, async (_, offset) => {
  const proof = () => ({ claims: { iat: seconds(offset) } });
  const { status, json } = await redeem(await code(request(), {}, proof()), {}, {}, proof());
  expect([status, (await resource(json.access_token, proof())).status]).toEqual([200, 200]);
});

it(module("ensure-mismatched-dpop-jkt-fails"), async () => {
  const { status } = await par(request({ dpop_jkt: "A".repeat(43) }), {}, {});
  expect(status).toBe(400);
});

it(module("ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt"), async () => {
  const { status, json } = await redeem(await code(request(), {}, {}), {}, {}, { key: stranger });
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it(module("ensure-token-endpoint-fails-with-mismatched-dpop-jkt"), async () => {
  const back = await code(request({ dpop_jkt: await thumbprint(holder) }));
  expect((await redeem(back, {}, {}, { key: stranger })).json.error).toBe("invalid_grant");
});

it(module("ensure-dpopproof-at-par-endpoint-binding-success"), async () => {
  expect((await redeem(await code(request(), {}, {}))).status).toBe(200);
});

it(module("ensure-dpop-auth-code-binding-success"), async () => {
  const back = await code(request({ dpop_jkt: await thumbprint(holder) }));
  expect((await redeem(back)).status).toBe(200);
});

it(module("ensure-redirect-uri-in-authorization-request"), async () => {
  expect((await par(without("redirect_uri", request()))).status).toBe(400);
});

it(module("ensure-registered-redirect-uri"), async () => {
  for (const redirect_uri of [
    `${CALLBACK}/`,
    `${CALLBACK}?x=1`,
    "http://127.0.0.1:4101/callback",
    "https://elsewhere.example/cb",
  ])
    expect((await par(request({ redirect_uri }))).status).toBe(400);
});

it.each([
  ["ensure-response-type-code-idtoken-fails", "code id_token"],
  ["ensure-response-type-token-fails", "token"],
])(`${module("%s")}`, async (_, response_type) => {
  const { status, json } = await par(request({ response_type }));
  expect([status, json.error]).toEqual([400, "unsupported_response_type"]);
});

it(module("ensure-unsigned-authorization-request-without-using-par-fails"), async () => {
  const url = `${metadata.authorization_endpoint}?${new URLSearchParams({ ...request(), client_id: BOOKKEEPING_APP })}`;
  expect(await refusalAt(url)).toBe("invalid_request");
});

it(module("ensure-client-id-in-token-endpoint"), async () => {
  expect((await redeem(await code(), { client_id: OTHER_APP })).status).toBe(400);
});

it(module("ensure-holder-of-key-required"), async () => {
  const { status, json } = await redeem(await code(), {}, {}, false);
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it(module("ensure-authorization-code-is-bound-to-client"), async () => {
  const back = await code();
  const { status, json } = await redeem(
    back,
    { redirect_uri: OTHER_CALLBACK },
    { id: OTHER_APP, key: other },
  );
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it(module("attempt-reuse-authorization-code-after-one-second"), async () => {
  const back = await code();
  const { access_token } = (await redeem(back)).json;
  expect((await redeem(back)).json.error).toBe("invalid_grant");
  // The family of tokens ends with it; an access token that is out lives its five minutes, the consent stays.
  expect((await resource(access_token)).status).toBe(200);
});

it(module("ensure-token-endpoint-fails-with-expired-auth-code"), async () => {
  const back = await code();
  await database.query(
    "update oauth_row set payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch from now())::int - 60)) where model = 'AuthorizationCode'",
  );
  expect((await redeem(back)).json.error).toBe("invalid_grant");
});

it(module("ensure-client-assertion-in-token-endpoint"), async () => {
  const back = await code();
  const { status, json } = await post(metadata.token_endpoint!, async () => ({
    grant_type: "authorization_code",
    code: codeIn(back),
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    client_id: BOOKKEEPING_APP,
  }));
  expect([status, json.error]).toEqual([401, "invalid_client"]);
});

it.each<[string, Credentials]>([
  ["ensure-client-assertion-with-exp-is-5-minutes-in-past-fails", { claims: { exp: seconds(-300) } }],
  ["ensure-client-assertion-with-wrong-aud-fails", { claims: { aud: "https://elsewhere.example" } }],
  ["ensure-client-assertion-with-no-sub-fails", { claims: { sub: undefined } }],
  [
    "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
    { claims: { nbf: seconds(120), exp: seconds(300) } },
  ],
  ["par-test-array-as-audience-fails", { claims: { aud: ["$issuer"] } }],
  ["par-test-par-endpoint-url-as-audience-fails", { claims: { aud: "$par" } }],
  ["par-test-token-endpoint-url-as-audience-fails", { claims: { aud: "$token" } }],
  ["ensure-signed-client-assertion-with-RS256-fails", { header: { alg: "RS256" }, key: undefined as never }],
])(`${module("%s")}`, async (name, { claims = {}, header }) => {
  const { aud } = claims as { aud?: string | string[] };
  const audience = Array.isArray(aud)
    ? { aud: [issuer] }
    : aud === "$par"
      ? { aud: metadata.pushed_authorization_request_endpoint }
      : aud === "$token"
        ? { aud: metadata.token_endpoint }
        : {};
  const rsa = name.includes("RS256");
  const key = rsa ? await rsaKey() : client;
  const { status, json } = await par(request(), {
    key,
    claims: { ...claims, ...audience },
    ...(header ? { header } : {}),
  });
  expect([status, json.error]).toEqual([401, "invalid_client"]);
});

it(module("par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted"), async () => {
  expect((await par(request(), { claims: { nbf: seconds(8), iat: seconds(8) } })).status).toBe(201);
});

it(module("dpop-negative-tests"), async () => {
  const { access_token } = await tokens();
  const url = graphOf(platform).href;
  await resource(access_token);
  const used = await proofFor(url, { token: access_token });
  expect((await resource(access_token, used)).status).toBe(200);
  const unsigned = used.split(".");
  const proofs: [string, Proof | string][] = [
    ["used before", used],
    ["none", ""],
    ["no signature", `${unsigned[0]}.${unsigned[1]}.`],
    ["another key", { key: stranger }],
    ["another type", { header: { typ: "jwt" } }],
    ["no key", { header: { jwk: undefined } }],
    ["a private key", { header: { jwk: { ...holder.jwk, d: "AAAA" } } }],
    ["another method", { claims: { htm: "GET" } }],
    ["another address", { claims: { htu: `${url}/x` } }],
    ["too old", { claims: { iat: seconds(-86_400) } }],
    ["far ahead", { claims: { iat: seconds(86_400) } }],
    ["no jti", { claims: { jti: undefined } }],
    ["no ath", { claims: { ath: undefined } }],
    ["another token's ath", { claims: { ath: "A".repeat(43) } }],
  ];
  for (const [what, proof] of proofs) {
    const { status, headers } = await resource(access_token, proof);
    expect([what, status, headers.get("www-authenticate")?.slice(0, 4)]).toEqual([what, 401, "DPoP"]);
  }
  expect((await resource(access_token, {}, "Bearer")).status).toBe(401);
});

it(module("refresh-token"), async () => {
  const { refresh_token } = await tokens();
  const refresh = (credentials: Credentials = {}, proof?: Proof | false) =>
    post(
      metadata.token_endpoint!,
      async () => ({ grant_type: "refresh_token", refresh_token, ...(await clientFields(credentials)) }),
      proof,
    );
  const { status, json } = await refresh();
  expect([status, (await resource(json.access_token)).status]).toEqual([200, 200]);
  // Not rotated for a client with a key of its own (FAPI 2.0, 5.3.2.1): a lost answer must not lock it out.
  expect(json.refresh_token ?? refresh_token).toBe(refresh_token);
  expect((await refresh({ id: OTHER_APP, key: other })).json.error).toBe("invalid_grant");
  expect((await refresh({}, false)).status).toBe(400);
});

it(module("par-authorization-request-containing-request_uri-form-param"), async () => {
  const { status, json } = await par(request({ request_uri: await pushed() }));
  expect([status, json.error]).toEqual([400, "request_uri_not_supported"]);
});

it(module("par-attempt-invalid-http-method"), async () => {
  for (const method of ["GET", "PUT"]) {
    const { status } = await fetch(metadata.pushed_authorization_request_endpoint!, { method });
    expect([404, 405]).toContain(status);
  }
});

it(module("par-ensure-pkce-required"), async () => {
  expect((await par(without("code_challenge", without("code_challenge_method", request())))).json.error).toBe(
    "invalid_request",
  );
});

it(module("par-plain-pkce-rejected"), async () => {
  expect((await par(request({ code_challenge: VERIFIER, code_challenge_method: "plain" }))).json.error).toBe(
    "invalid_request",
  );
});

it(module("ensure-pkce-code-verifier-required"), async () => {
  expect((await redeem(await code(), { code_verifier: "" })).json.error).toMatch(/invalid_(grant|request)/);
});

it(module("incorrect-pkce-code-verifier-rejected"), async () => {
  expect((await redeem(await code(), { code_verifier: "w".repeat(64) })).json.error).toBe("invalid_grant");
});

it(module("par-without-duplicate-parameters"), async () => {
  expect(codeIn((await agree(authorizeUrl(await pushed()))).back)).not.toBe("");
});

it(module("par-attempt-reuse-request_uri"), async () => {
  const url = authorizeUrl(await pushed());
  await agree(url);
  expect(await refusalAt(url)).toMatch(/^invalid_request/);
});

it(module("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds"), async () => {
  const url = authorizeUrl(await pushed());
  const browser = await new Browser().visit(url);
  expect(browser.html).toContain('name="person"');
  expect(codeIn((await agree(url, {}, browser)).back)).not.toBe("");
});

it(module("par-attempt-to-use-expired-request_uri"), async () => {
  const url = authorizeUrl(await pushed());
  await database.query(
    "update oauth_row set expires_at = now() - interval '1 minute', payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch from now())::int - 60)) where model = 'PushedAuthorizationRequest'",
  );
  expect(await refusalAt(url)).toMatch(/^invalid_request/);
});

it(module("par-attempt-to-use-request_uri-for-different-client"), async () => {
  expect(await refusalAt(authorizeUrl(await pushed(), OTHER_APP))).toMatch(/^invalid_request/);
});

async function thumbprint({ jwk: { kty, crv, x, y } }: Key): Promise<string> {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}

async function rsaKey(): Promise<Key> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    kid: client.kid!,
    jwk: {},
    sign: (header, claims) =>
      new SignJWT(claims as never).setProtectedHeader({ ...header, alg: "RS256" }).sign(privateKey),
  };
}
