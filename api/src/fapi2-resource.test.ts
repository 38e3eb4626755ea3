import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  Conformance,
  type Credentials,
  module,
  OTHER_APP,
  type Proof,
  request,
  seconds,
} from "./authorization/fapi2.testing.ts";
import { BOOKKEEPING_APP } from "./authorization/samples.ts";
import { graphOf, sandboxOf } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

let platform: TestPlatform;
let database: Pool;
let fapi: Conformance;

beforeAll(async () => {
  platform = await startTestPlatform({ sampleInvoices: 200 });
  const url = new URL(platform.config.databaseUrl!);
  url.pathname = `/${platform.config.databasePrefix}_sandbox`;
  database = new Pool({ connectionString: url.href, max: 2 });
  const sandbox = sandboxOf(platform);
  fapi = await Conformance.open({
    issuer: sandbox.environment.issuer,
    clientJwk: sandbox.sampleKey(BOOKKEEPING_APP),
    database,
    graph: graphOf(platform).href,
  });
});
afterAll(async () => {
  await database?.end();
  await platform?.close();
});

it(module("happy-flow"), async () => {
  const back = await fapi.code();
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: "st", iss: fapi.issuer });
  const { status, json } = await fapi.redeem(back);
  expect([status, json.token_type]).toEqual([200, "DPoP"]);
  expect((await fapi.resource(json.access_token)).json.data.myTaxpayer.id).toMatch(/^tp_/);
});

it(module("access-token-type-header-case-sensitivity"), async () => {
  const { access_token } = await fapi.tokens();
  for (const scheme of ["dpop", "DPOP"])
    expect((await fapi.resource(access_token, {}, scheme)).status).toBe(200);
});

it(module("check-dpop-proof-nbf-exp"), async () => {
  const claims = { nbf: seconds(), exp: seconds(60) };
  const { json } = await fapi.redeem(await fapi.code(), {}, {}, { claims });
  expect((await fapi.resource(json.access_token, { claims })).status).toBe(200);
});

it.each([
  ["ensure-dpopproof-with-iat-10seconds-before-succeeds", -10],
  ["ensure-dpopproof-with-iat-10seconds-after-succeeds", 8],
])(`${module("%s")}`, async (_, offset) => {
  const proof = () => ({ claims: { iat: seconds(offset) } });
  const { status, json } = await fapi.redeem(await fapi.code(request(), {}, proof()), {}, {}, proof());
  expect([status, (await fapi.resource(json.access_token, proof())).status]).toEqual([200, 200]);
});

it(module("attempt-reuse-authorization-code-after-one-second"), async () => {
  const back = await fapi.code();
  const { access_token } = (await fapi.redeem(back)).json;
  expect((await fapi.redeem(back)).json.error).toBe("invalid_grant");
  // The family of tokens ends with it; an access token that is out lives its five minutes, the consent stays.
  expect((await fapi.resource(access_token)).status).toBe(200);
});

it(module("dpop-negative-tests"), async () => {
  const { access_token } = await fapi.tokens();
  const url = graphOf(platform).href;
  await fapi.resource(access_token);
  const used = await fapi.proofFor(url, { token: access_token });
  expect((await fapi.resource(access_token, used)).status).toBe(200);
  const unsigned = used.split(".");
  const proofs: [string, Proof | string][] = [
    ["used before", used],
    ["none", ""],
    ["no signature", `${unsigned[0]}.${unsigned[1]}.`],
    ["another key", { key: fapi.stranger }],
    ["another type", { header: { typ: "jwt" } }],
    ["no key", { header: { jwk: undefined } }],
    ["a private key", { header: { jwk: { ...fapi.holder.jwk, d: "AAAA" } } }],
    ["another method", { claims: { htm: "GET" } }],
    ["another address", { claims: { htu: `${url}/x` } }],
    ["too old", { claims: { iat: seconds(-86_400) } }],
    ["far ahead", { claims: { iat: seconds(86_400) } }],
    ["no jti", { claims: { jti: undefined } }],
    ["no ath", { claims: { ath: undefined } }],
    ["another token's ath", { claims: { ath: "A".repeat(43) } }],
  ];
  for (const [what, proof] of proofs) {
    const { status, headers } = await fapi.resource(access_token, proof);
    expect([what, status, headers.get("www-authenticate")?.slice(0, 4)]).toEqual([what, 401, "DPoP"]);
  }
  expect((await fapi.resource(access_token, {}, "Bearer")).status).toBe(401);
});

it(module("refresh-token"), async () => {
  const { refresh_token } = await fapi.tokens();
  const refresh = (credentials: Credentials = {}, proof?: Proof | false) =>
    fapi.post(
      fapi.metadata.token_endpoint!,
      async () => ({ grant_type: "refresh_token", refresh_token, ...(await fapi.clientFields(credentials)) }),
      proof,
    );
  const { status, json } = await refresh();
  expect([status, (await fapi.resource(json.access_token)).status]).toEqual([200, 200]);
  // Not rotated for a client with a key of its own (FAPI 2.0, 5.3.2.1): a lost answer must not lock it out.
  expect(json.refresh_token ?? refresh_token).toBe(refresh_token);
  expect((await refresh({ id: OTHER_APP, key: fapi.other })).json.error).toBe("invalid_grant");
  expect((await refresh({}, false)).status).toBe(400);
});
