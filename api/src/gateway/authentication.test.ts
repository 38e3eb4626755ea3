import { beforeEach, describe, expect, it } from "vitest";
import type { Environment } from "../platform/context.ts";
import { Authentication } from "./authentication.ts";
import {
  accessToken,
  ProofKey,
  TestClock,
  type TestRevocations,
  testEnvironment,
  testRevocations,
} from "./credentials.testing.ts";
import { DpopNonces, nonceSecrets } from "./dpop-nonce.ts";
import { HttpRefusal } from "./http-refusal.ts";

let clock: TestClock;
let environment: Environment;
let revocations: TestRevocations;
let authentication: Authentication;
let nonces: DpopNonces;
let key: ProofKey;

beforeEach(async () => {
  clock = new TestClock();
  environment = await testEnvironment(clock);
  revocations = testRevocations();
  authentication = new Authentication(environment, revocations);
  nonces = new DpopNonces(nonceSecrets(environment.keys, environment.resource), clock);
  key = await ProofKey.make();
});

const present = async (token: string, proof: string | undefined, scheme = "DPoP") =>
  authentication.authenticate({ method: "POST", authorization: `${scheme} ${token}`, proof });
const prove = (token: string, claims?: Record<string, unknown>, header?: Record<string, unknown>) =>
  key.prove(token, nonces.current(), clock.seconds, claims, header);
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "accepted",
    (error) =>
      error instanceof HttpRefusal
        ? {
            status: error.status,
            code: error.codes[0],
            www: error.headers["www-authenticate"],
            reason: error.problems[0].details?.reason,
          }
        : error,
  );
const token = (claims?: Record<string, unknown>, header?: Record<string, unknown>) =>
  accessToken(environment, key.thumbprint, claims, header);

describe("who calls", () => {
  it("is anybody without a token", async () => {
    expect(
      await authentication.authenticate({
        method: "POST",
        authorization: undefined,
        proof: undefined,
        ip: "192.0.2.7",
      }),
    ).toEqual({
      caller: { kind: "PUBLIC", scopes: ["public:read"], ip: "192.0.2.7" },
    });
  });
  it("is the app and its taxpayer as the token's claims say", async () => {
    const text = await token({
      rel: "rel_1",
      pf: "2026-01-01",
      pt: "2026-12-31",
      scope: "invoice:read tax:read",
    });
    const { caller, nonce, expires } = await present(text, prove(text));
    expect(caller).toEqual({
      kind: "APP_FOR_TAXPAYER",
      appId: "app_1",
      releaseId: "rel_1",
      scopes: ["public:read", "invoice:read", "tax:read"],
      taxpayerId: "tp_1",
      consentId: "cns_1",
      personId: "pn_1",
      purpose: "BOOKKEEPING",
      periodFrom: "2026-01-01",
      periodTo: "2026-12-31",
    });
    expect({ nonce, expires }).toEqual({ nonce: nonces.current(), expires: clock.seconds + 300 });
  });
  it("is an app by itself without a consent", async () => {
    const text = await token({ gid: undefined, tp: undefined, sub: "app_1" });
    expect((await present(text, prove(text))).caller).toMatchObject({ kind: "APP", appId: "app_1" });
  });
  it.each(["ES256", "EdDSA", "PS256"] as const)("may prove its key by %s", async (algorithm) => {
    key = await ProofKey.make(algorithm);
    const text = await token();
    expect((await present(text, prove(text))).caller.appId).toBe("app_1");
  });
  it("is known again at once, without verifying the token anew", async () => {
    const text = await token();
    await present(text, prove(text));
    expect(
      authentication.authenticate({ method: "POST", authorization: `DPoP ${text}`, proof: prove(text) }),
    ).not.toBeInstanceOf(Promise);
  });
  it("may name the URL with a query and in other spellings of the same", async () => {
    const text = await token();
    expect((await present(text, prove(text, { htu: `${environment.resource}?x=1#y` }))).caller.appId).toBe(
      "app_1",
    );
    expect(
      (await present(text, prove(text, { htu: environment.resource.replace("http:", "HTTP:") }))).caller
        .appId,
    ).toBe("app_1");
  });
  it("may use a nonce of a while ago, also from another process", async () => {
    const text = await token();
    const proof = key.prove(
      text,
      new DpopNonces(nonceSecrets(environment.keys, environment.resource), clock).current(),
      clock.seconds,
    );
    clock.forward(119);
    expect((await present(text, proof)).caller.appId).toBe("app_1");
  });
});

describe("a wrong token", () => {
  const wrong: [string, () => Promise<string>, string][] = [
    [
      "signed by somebody else",
      async () => accessToken(await testEnvironment(clock), key.thumbprint),
      "UNAUTHENTICATED",
    ],
    ["by an unknown key", () => token({}, { kid: "nobody" }), "UNAUTHENTICATED"],
    ["of another type", () => token({}, { typ: "JWT" }), "UNAUTHENTICATED"],
    ["bound to no key", () => token({ cnf: undefined }), "UNAUTHENTICATED"],
    ["without an end", () => token({ exp: undefined }), "UNAUTHENTICATED"],
    ["not valid yet", async () => token({ nbf: clock.seconds + 60 }), "UNAUTHENTICATED"],
    ["expired", () => token({ exp: clock.seconds - 11 }), "TOKEN_EXPIRED"],
    [
      "expired, though its consent goes on",
      () => token({ exp: clock.seconds - 11, ce: clock.seconds + 1 }),
      "TOKEN_EXPIRED",
    ],
    [
      "expired with its consent",
      () => token({ exp: clock.seconds - 11, ce: clock.seconds - 11 }),
      "CONSENT_EXPIRED",
    ],
    [
      "for another environment",
      () => token({ aud: environment.resource.replace("/sandbox", "") }),
      "AUDIENCE_MISMATCH",
    ],
    ["of another issuer", () => token({ iss: "https://elsewhere.example" }), "AUDIENCE_MISMATCH"],
    ["no JWT at all", async () => "abcdefgh", "UNAUTHENTICATED"],
    ["padded", async () => `${await token()}==`, "UNAUTHENTICATED"],
    ["longer than any of ours", async () => `${"A".repeat(9000)}.AAAA.AAAA`, "UNAUTHENTICATED"],
  ];
  it.each(wrong)("%s", async (_name, make, code) => {
    const text = await make();
    expect(await refusal(present(text, prove(text)))).toMatchObject({
      status: 401,
      code,
      www: expect.stringContaining('error="invalid_token"'),
    });
  });
  it("with alg none", async () => {
    const [, payload] = (await token()).split(".");
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt","kid":"oauth"}').toString("base64url")}.${payload}.AAAA`;
    expect(await refusal(present(none, prove(none)))).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  });
  it("spelled with spare bits, which lenient decoders take for the same", async () => {
    const text = await token();
    await present(text, prove(text));
    const spare = text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);
    expect(await refusal(present(spare, prove(spare)))).toMatchObject({
      status: 401,
      code: "UNAUTHENTICATED",
      reason: "not a compact JWS in strict base64url",
    });
  });
  it("that was good a while ago", async () => {
    const text = await token();
    await present(text, prove(text));
    clock.forward(309);
    expect(await refusal(present(text, prove(text)))).toBe("accepted");
    clock.forward(1);
    expect(await refusal(present(text, prove(text)))).toMatchObject({ status: 401, code: "TOKEN_EXPIRED" });
  });
  it("that was good until its consent ended", async () => {
    const text = await token({ ce: clock.seconds + 300 });
    await present(text, prove(text));
    clock.forward(310);
    expect(await refusal(present(text, prove(text)))).toMatchObject({ status: 401, code: "CONSENT_EXPIRED" });
  });
  it.each(["Bearer", "bearer", "Basic"])("as %s", async (scheme) => {
    const text = await token();
    expect(await refusal(present(text, prove(text), scheme))).toMatchObject({
      status: 401,
      code: "UNAUTHENTICATED",
    });
  });
  it("absent while there is a proof", async () => {
    await expect(async () =>
      authentication.authenticate({ method: "POST", authorization: undefined, proof: "x" }),
    ).rejects.toMatchObject({ status: 401 });
  });
});

describe("a wrong proof", () => {
  const wrong: [string, (text: string) => string | Promise<string | undefined> | undefined, string][] = [
    ["missing", () => undefined, "the DPoP header is missing"],
    ["for another method", (text) => prove(text, { htm: "GET" }), "htm is not the method of the request"],
    [
      "for another URL",
      (text) => prove(text, { htu: "http://localhost:4000/graphql" }),
      "htu is not the URL of the request",
    ],
    ["for no URL", (text) => prove(text, { htu: 7 }), "htu is not the URL of the request"],
    ["for another token", (text) => prove(text, { ath: "x" }), "ath is not the hash of the access token"],
    [
      "too old for any clock",
      (text) => prove(text, { iat: clock.seconds - 301 }),
      "iat is too far from the server's time",
    ],
    [
      "from the future",
      (text) => prove(text, { iat: clock.seconds + 301 }),
      "iat is too far from the server's time",
    ],
    ["with a short jti", (text) => prove(text, { jti: "1234567" }), "jti must have 8 to 128 characters"],
    ["with alg none", (text) => prove(text, {}, { alg: "none" }), "alg must be one of ES256, EdDSA, PS256"],
    ["with alg HS256", (text) => prove(text, {}, { alg: "HS256" }), "alg must be one of ES256, EdDSA, PS256"],
    [
      "with alg RS256",
      async (text) => (await ProofKey.make("RS256")).prove(text, nonces.current(), clock.seconds),
      "alg must be one of ES256, EdDSA, PS256",
    ],
    [
      "with the alg of another key",
      (text) => prove(text, {}, { alg: "EdDSA" }),
      "the key does not fit EdDSA",
    ],
    ["of another type", (text) => prove(text, {}, { typ: "jwt" }), "typ is not dpop+jwt"],
    [
      "with critical headers",
      (text) => prove(text, {}, { crit: ["exp"] }),
      "critical headers are not understood",
    ],
    ["without a key", (text) => prove(text, {}, { jwk: undefined }), "jwk is missing"],
    [
      "with a private key",
      (text) => prove(text, {}, { jwk: { ...key.jwk, d: "AAAA" } }),
      "jwk is not a public key",
    ],
    ["with a broken key", (text) => prove(text, {}, { jwk: { kty: "EC" } }), "jwk is not a key"],
    [
      "by another key than the token's",
      async (text) => (await ProofKey.make()).prove(text, nonces.current(), clock.seconds),
      "the token is bound to another key",
    ],
    [
      "signed by another key than it shows",
      async (text) =>
        (await ProofKey.make()).prove(text, nonces.current(), clock.seconds, {}, { jwk: key.jwk }),
      "the signature does not verify",
    ],
    ["padded", (text) => `${prove(text)}=`, "not a compact JWS in strict base64url"],
    ["with a blank", (text) => ` ${prove(text)}`, "not a compact JWS in strict base64url"],
    ["two of them", (text) => `${prove(text)}, ${prove(text)}`, "not a compact JWS in strict base64url"],
  ];
  it.each(wrong)("%s", async (_name, make, reason) => {
    const text = await token();
    expect(await refusal(present(text, await make(text)))).toMatchObject({
      status: 401,
      code: "DPOP_INVALID",
      reason,
      www: expect.stringMatching(/^DPoP algs="ES256 EdDSA PS256", error="invalid_dpop_proof"/),
    });
  });
  it.each([
    ["no nonce", () => undefined],
    ["a nonce of its own", () => "made up"],
    [
      "a nonce of the authorization server's making",
      () => new DpopNonces({ version: 0, all: () => [Buffer.alloc(32)] }, clock).current(),
    ],
  ])("with %s", async (_name, nonce) => {
    const text = await token();
    const attempt = present(text, key.prove(text, nonce(), clock.seconds));
    expect(await refusal(attempt)).toMatchObject({
      status: 401,
      code: "DPOP_NONCE_REQUIRED",
      www: expect.stringContaining('error="use_dpop_nonce"'),
    });
    await expect(attempt).rejects.toMatchObject({ headers: { "dpop-nonce": nonces.current() } });
  });
  it("with a stale nonce", async () => {
    const text = await token();
    const proof = prove(text);
    clock.forward(181);
    expect(await refusal(present(text, proof))).toMatchObject({ status: 401, code: "DPOP_NONCE_REQUIRED" });
  });
  it("used before, for as long as its nonce is good", async () => {
    const text = await token();
    const proof = prove(text);
    await present(text, proof);
    for (const seconds of [0, 60, 119]) {
      clock.forward(seconds);
      expect(await refusal(present(text, proof))).toMatchObject({
        status: 401,
        code: expect.stringMatching(/DPOP_REPLAYED|DPOP_NONCE_REQUIRED/),
      });
    }
    expect(await refusal(present(text, prove(text, { jti: "another-one" })))).toBe("accepted");
    expect(await refusal(present(text, prove(text, { jti: "another-one" })))).toMatchObject({
      code: "DPOP_REPLAYED",
    });
  });
  it("once, of twenty at the same time", async () => {
    const text = await token();
    const proof = prove(text);
    const attempts = await Promise.all(Array.from({ length: 20 }, () => refusal(present(text, proof))));
    expect(attempts.filter((attempt) => attempt === "accepted")).toHaveLength(1);
  });
});

describe("a consent", () => {
  it("withdrawn ends the token at once", async () => {
    const text = await token();
    await present(text, prove(text));
    revocations.revoke("cns_1");
    expect(await refusal(present(text, prove(text)))).toMatchObject({ status: 401, code: "CONSENT_REVOKED" });
  });
  it("is not believed in while withdrawals cannot be learned", async () => {
    revocations.lost = true;
    const text = await token();
    expect(await refusal(present(text, prove(text)))).toMatchObject({
      status: 503,
      code: "SERVICE_UNAVAILABLE",
    });
    const alone = await token({ gid: undefined });
    expect(await refusal(present(alone, prove(alone)))).toBe("accepted");
  });
});
