import { afterAll, beforeAll, expect, it } from "vitest";
import {
  CALLBACK,
  Conformance,
  codeIn,
  module,
  OTHER_APP,
  OTHER_CALLBACK,
  request,
  thumbprint,
  VERIFIER,
  without,
} from "./fapi2.testing.ts";
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

it(module("ensure-authorization-request-without-state-success"), async () => {
  const back = await fapi.code(without("state", request()));
  expect([back.searchParams.get("state"), (await fapi.redeem(back)).status]).toEqual([null, 200]);
});

it(module("ensure-other-scope-order-succeeds"), async () => {
  expect((await fapi.redeem(await fapi.code(request({ scope: "invoice:read taxpayer:read" })))).status).toBe(
    200,
  );
});

it(module("ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt"), async () => {
  const { status, json } = await fapi.redeem(
    await fapi.code(request(), {}, {}),
    {},
    {},
    { key: fapi.stranger },
  );
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it(module("ensure-token-endpoint-fails-with-mismatched-dpop-jkt"), async () => {
  const back = await fapi.code(request({ dpop_jkt: await thumbprint(fapi.holder) }));
  expect((await fapi.redeem(back, {}, {}, { key: fapi.stranger })).json.error).toBe("invalid_grant");
});

it(module("ensure-dpopproof-at-par-endpoint-binding-success"), async () => {
  expect((await fapi.redeem(await fapi.code(request(), {}, {}))).status).toBe(200);
});

it(module("ensure-dpop-auth-code-binding-success"), async () => {
  const back = await fapi.code(request({ dpop_jkt: await thumbprint(fapi.holder) }));
  expect((await fapi.redeem(back)).status).toBe(200);
});

it(module("ensure-client-id-in-token-endpoint"), async () => {
  expect((await fapi.redeem(await fapi.code(), { client_id: OTHER_APP })).status).toBe(400);
});

it(module("ensure-holder-of-key-required"), async () => {
  const { status, json } = await fapi.redeem(await fapi.code(), {}, {}, false);
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it(module("ensure-authorization-code-is-bound-to-client"), async () => {
  const back = await fapi.code();
  const { status, json } = await fapi.redeem(
    back,
    { redirect_uri: OTHER_CALLBACK },
    { id: OTHER_APP, key: fapi.other },
  );
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it(module("ensure-token-endpoint-fails-with-expired-auth-code"), async () => {
  const back = await fapi.code();
  await server.environment.database.writer.query(
    "update oauth_row set payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch from now())::int - 60)) where model = 'AuthorizationCode'",
  );
  expect((await fapi.redeem(back)).json.error).toBe("invalid_grant");
});

it(module("ensure-client-assertion-in-token-endpoint"), async () => {
  const back = await fapi.code();
  const { status, json } = await fapi.post(fapi.metadata.token_endpoint!, async () => ({
    grant_type: "authorization_code",
    code: codeIn(back),
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    client_id: BOOKKEEPING_APP,
  }));
  expect([status, json.error]).toEqual([401, "invalid_client"]);
});

it(module("ensure-pkce-code-verifier-required"), async () => {
  expect((await fapi.redeem(await fapi.code(), { code_verifier: "" })).json.error).toMatch(
    /invalid_(grant|request)/,
  );
});

it(module("incorrect-pkce-code-verifier-rejected"), async () => {
  expect((await fapi.redeem(await fapi.code(), { code_verifier: "w".repeat(64) })).json.error).toBe(
    "invalid_grant",
  );
});
