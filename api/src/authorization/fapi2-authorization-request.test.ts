import { afterAll, beforeAll, expect, it } from "vitest";
import { Browser } from "./browser.testing.ts";
import {
  CALLBACK,
  Conformance,
  type Credentials,
  codeIn,
  module,
  OTHER_APP,
  refusalAt,
  request,
  rsaKey,
  seconds,
  VERIFIER,
  without,
} from "./fapi2.testing.ts";
import { agree } from "./flow.testing.ts";
import { BOOKKEEPING_APP } from "./samples.ts";
import { startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
let fapi: Conformance;

beforeAll(async () => {
  server = await startTestServer();
  fapi = await Conformance.open({
    issuer: server.environment.issuer,
    clientJwk: server.sampleKey(BOOKKEEPING_APP),
    database: server.environment.database.writer,
  });
});
afterAll(() => server.close());

it(module("discovery-end-point-verification"), () => {
  expect(fapi.metadata).toMatchObject({
    issuer: fapi.issuer,
    require_pushed_authorization_requests: true,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  });
  expect(fapi.metadata.token_endpoint_auth_methods_supported).toEqual(["private_key_jwt", "none"]);
  for (const algorithms of [
    fapi.metadata.token_endpoint_auth_signing_alg_values_supported!,
    fapi.metadata.dpop_signing_alg_values_supported!,
  ])
    for (const weak of ["RS256", "HS256", "none"]) expect(algorithms).not.toContain(weak);
});

it(module("user-rejects-authentication"), async () => {
  const browser = await new Browser().visit(fapi.authorizeUrl(await fapi.pushed()));
  await browser.submit([["person", "pn_018f0000-0000-7000-8000-000000000001"]]);
  await browser.submit([["decision", "deny"]]);
  expect(Object.fromEntries(new URL(browser.url).searchParams)).toMatchObject({
    error: "access_denied",
    state: "st",
    iss: fapi.issuer,
  });
});

it(module("ensure-authorization-request-with-long-state"), async () => {
  const state = "s".repeat(384);
  expect((await fapi.code(request({ state }))).searchParams.get("state")).toBe(state);
});

it(module("ensure-mismatched-dpop-jkt-fails"), async () => {
  const { status } = await fapi.par(request({ dpop_jkt: "A".repeat(43) }), {}, {});
  expect(status).toBe(400);
});

it(module("ensure-redirect-uri-in-authorization-request"), async () => {
  expect((await fapi.par(without("redirect_uri", request()))).status).toBe(400);
});

it(module("ensure-registered-redirect-uri"), async () => {
  for (const redirect_uri of [
    `${CALLBACK}/`,
    `${CALLBACK}?x=1`,
    "http://127.0.0.1:4101/callback",
    "https://elsewhere.example/cb",
  ])
    expect((await fapi.par(request({ redirect_uri }))).status).toBe(400);
});

it.each([
  ["ensure-response-type-code-idtoken-fails", "code id_token"],
  ["ensure-response-type-token-fails", "token"],
])(`${module("%s")}`, async (_, response_type) => {
  const { status, json } = await fapi.par(request({ response_type }));
  expect([status, json.error]).toEqual([400, "unsupported_response_type"]);
});

it(module("ensure-unsigned-authorization-request-without-using-par-fails"), async () => {
  const url = `${fapi.metadata.authorization_endpoint}?${new URLSearchParams({ ...request(), client_id: BOOKKEEPING_APP })}`;
  expect(await refusalAt(url)).toBe("invalid_request");
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
    ? { aud: [fapi.issuer] }
    : aud === "$par"
      ? { aud: fapi.metadata.pushed_authorization_request_endpoint }
      : aud === "$token"
        ? { aud: fapi.metadata.token_endpoint }
        : {};
  const rsa = name.includes("RS256");
  const key = rsa ? rsaKey(fapi.client.kid!) : fapi.client;
  const { status, json } = await fapi.par(request(), {
    key,
    claims: { ...claims, ...audience },
    ...(header ? { header } : {}),
  });
  expect([status, json.error]).toEqual([401, "invalid_client"]);
});

it(module("par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted"), async () => {
  expect((await fapi.par(request(), { claims: { nbf: seconds(8), iat: seconds(8) } })).status).toBe(201);
});

it(module("par-authorization-request-containing-request_uri-form-param"), async () => {
  const { status, json } = await fapi.par(request({ request_uri: await fapi.pushed() }));
  expect([status, json.error]).toEqual([400, "request_uri_not_supported"]);
});

it(module("par-attempt-invalid-http-method"), async () => {
  for (const method of ["GET", "PUT"]) {
    const { status } = await fetch(fapi.metadata.pushed_authorization_request_endpoint!, { method });
    expect([404, 405]).toContain(status);
  }
});

it(module("par-ensure-pkce-required"), async () => {
  expect(
    (await fapi.par(without("code_challenge", without("code_challenge_method", request())))).json.error,
  ).toBe("invalid_request");
});

it(module("par-plain-pkce-rejected"), async () => {
  expect(
    (await fapi.par(request({ code_challenge: VERIFIER, code_challenge_method: "plain" }))).json.error,
  ).toBe("invalid_request");
});

it(module("par-without-duplicate-parameters"), async () => {
  expect(codeIn((await agree(fapi.authorizeUrl(await fapi.pushed()))).back)).not.toBe("");
});

it(module("par-attempt-reuse-request_uri"), async () => {
  const url = fapi.authorizeUrl(await fapi.pushed());
  await agree(url);
  expect(await refusalAt(url)).toMatch(/^invalid_request/);
});

it(module("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds"), async () => {
  const url = fapi.authorizeUrl(await fapi.pushed());
  const browser = await new Browser().visit(url);
  expect(browser.html).toContain('name="person"');
  expect(codeIn((await agree(url, {}, browser)).back)).not.toBe("");
});

it(module("par-attempt-to-use-expired-request_uri"), async () => {
  const url = fapi.authorizeUrl(await fapi.pushed());
  await server.environment.database.writer.query(
    "update oauth_row set expires_at = now() - interval '1 minute', payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch from now())::int - 60)) where model = 'PushedAuthorizationRequest'",
  );
  expect(await refusalAt(url)).toMatch(/^invalid_request/);
});

it(module("par-attempt-to-use-request_uri-for-different-client"), async () => {
  expect(await refusalAt(fapi.authorizeUrl(await fapi.pushed(), OTHER_APP))).toMatch(/^invalid_request/);
});
