import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authorizationCode } from "./authorization-code.ts";
import { OpenTax } from "./client.ts";
import { OpenTaxError } from "./errors.ts";
import { graphql } from "./graphql.ts";
import { type FakePlatform, follow, startFakePlatform } from "./testing/platform.ts";
import { memoryStore } from "./token-store.ts";

const PING = graphql("{ __typename }");
const scope = ["invoice:read"];
const taxData = { purpose: "BOOKKEEPING", periodFrom: "2026-01-01", periodTo: "2026-12-31" };

const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OpenTaxError);
  return error as OpenTaxError;
};

let platform: FakePlatform;
beforeAll(async () => {
  platform = await startFakePlatform();
});
beforeEach(() => {
  platform.requests.length = 0;
});
afterAll(() => platform.close());

async function signedIn(app: { clientId: string; redirectUri: string }, store = memoryStore()) {
  const auth = authorizationCode({ environment: platform.environment, scope, taxData, store, ...app });
  await auth.finish(await follow(await auth.start(), app.redirectUri));
  return { auth, store };
}

/** Makes the access token look as if its time were over. */
async function outlive(store: ReturnType<typeof memoryStore>) {
  const session = (await store.load())!;
  await store.save({ ...session, tokens: { ...session.tokens!, expiresAt: 0 } });
}

describe("an app that acts for a taxpayer", () => {
  it("announces its request, and reads with the tokens it gets", async () => {
    const { auth } = await signedIn(platform.registered.vendor);
    expect(await auth.isSignedIn()).toBe(true);
    expect(await auth.grantedScopes()).toEqual(scope);
    const client = new OpenTax({ environment: platform.environment, auth });
    expect(await client.query(PING)).toEqual({ ok: true });
    expect(platform.requests).toHaveLength(2);
    await client.query(PING);
    expect(platform.requests, "the nonce is kept").toHaveLength(3);
    platform.rollNonce();
    await client.query(PING);
    expect(platform.requests, "and renewed").toHaveLength(5);
    const claims = JSON.parse(Buffer.from((await auth.token()).value.split(".")[1]!, "base64url").toString());
    expect(claims).toMatchObject({
      aud: platform.environment.graph,
      authorization_details: [{ type: "tax_data", ...taxData }],
    });
  });

  it("renews once for many callers, at the confidential client without rotation", async () => {
    const { store } = await signedIn(platform.registered.vendor);
    const before = (await store.load())!.tokens!;
    await outlive(store);
    const auth = authorizationCode({
      environment: platform.environment,
      scope,
      store,
      ...platform.registered.vendor,
    });
    const asked = platform.tokenRequests();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => auth.token()));
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
    expect(tokens[0]!.value).not.toBe(before.accessToken);
    expect((await store.load())!.tokens!.refreshToken).toBe(before.refreshToken);
    expect(platform.tokenRequests() - asked, "a nonce, then the refresh").toBeLessThanOrEqual(2);
  });

  it("renews a token the platform refuses, once for all who hold it", async () => {
    const { auth } = await signedIn(platform.registered.vendor);
    const client = new OpenTax({ environment: platform.environment, auth });
    await client.query(PING);
    const asked = platform.tokenRequests();
    const before = await auth.token();
    const renewed = await Promise.all([auth.renew(before), auth.renew(before), auth.renew(before)]);
    expect(new Set(renewed.map(({ value }) => value)).size).toBe(1);
    expect(renewed[0]!.value).not.toBe(before.value);
    expect(await auth.renew(before), "who comes late gets what is there").toEqual(renewed[0]);
    expect(platform.tokenRequests() - asked).toBeLessThanOrEqual(2);
    expect(await client.query(PING)).toEqual({ ok: true });
  });

  it("rotates a public client's refresh token, and a replayed one ends in SIGN_IN_REQUIRED", async () => {
    const { auth, store } = await signedIn(platform.registered.publicClient);
    const first = (await store.load())!;
    await auth.renew(await auth.token());
    const second = (await store.load())!;
    expect(second.tokens!.refreshToken).not.toBe(first.tokens!.refreshToken);
    const thief = memoryStore();
    await thief.save(first);
    const replay = authorizationCode({
      environment: platform.environment,
      scope,
      store: thief,
      ...platform.registered.publicClient,
    });
    const stale = { value: first.tokens!.accessToken, key: (await auth.token()).key, expiresAt: 0 };
    expect((await refused(replay.renew(stale))).code).toBe("SIGN_IN_REQUIRED");
    expect(await replay.isSignedIn()).toBe(false);
    expect((await refused(replay.token())).code).toBe("SIGN_IN_REQUIRED");
  });

  it("says that the person refused", async () => {
    const { vendor } = platform.registered;
    const auth = authorizationCode({
      environment: platform.environment,
      scope,
      taxData,
      locale: "en",
      ...vendor,
    });
    const back = await follow(await auth.start(), vendor.redirectUri);
    const error = await refused(auth.finish(back));
    expect(error).toMatchObject({ code: "ACCESS_DENIED", actor: "USER" });
    expect(error.problems[0].details).toMatchObject({ description: "the person refused" });
  });

  it("takes no answer it did not ask for", async () => {
    const { vendor } = platform.registered;
    const auth = authorizationCode({ environment: platform.environment, scope, taxData, ...vendor });
    const forged = new URL(
      `${vendor.redirectUri}?code=x&state=y&iss=${encodeURIComponent(platform.environment.issuer)}`,
    );
    expect((await refused(auth.finish(forged))).code).toBe("SIGN_IN_REQUIRED");
    await auth.start();
    expect((await refused(auth.finish(forged))).code).toBe("AUTHORIZATION_FAILED");
  });

  it("says what the authorization server refused", async () => {
    const { vendor, bank } = platform.registered;
    const imposter = authorizationCode({
      environment: platform.environment,
      scope,
      taxData,
      ...vendor,
      privateKey: bank.privateKey,
    });
    const error = await refused(imposter.start());
    expect(error).toMatchObject({
      code: "AUTHORIZATION_FAILED",
      problems: [{ details: { error: "invalid_client" } }],
    });
  });

  it("signs out here and there", async () => {
    const { auth, store } = await signedIn(platform.registered.vendor);
    const copy = memoryStore();
    await copy.save(await store.load());
    await auth.signOut();
    expect(await auth.isSignedIn()).toBe(false);
    expect((await refused(auth.token())).code).toBe("SIGN_IN_REQUIRED");
    await outlive(copy);
    const other = authorizationCode({
      environment: platform.environment,
      scope,
      store: copy,
      ...platform.registered.vendor,
    });
    expect((await refused(other.token())).code).toBe("SIGN_IN_REQUIRED");
  });
});
