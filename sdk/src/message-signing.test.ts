import { afterAll, beforeAll, expect, it } from "vitest";
import { authorizationCode } from "./authorization-code.ts";
import { OpenTax } from "./client.ts";
import { graphql } from "./graphql.ts";
import { messageSigning } from "./message-signing.ts";
import { type FakePlatform, follow, startFakePlatform } from "./testing/platform.ts";

let platform: FakePlatform;
beforeAll(async () => {
  platform = await startFakePlatform();
});
afterAll(() => platform.close());

const filing = (more: object = {}) =>
  authorizationCode({
    environment: platform.environment,
    scope: ["invoice:read"],
    taxData: { purpose: "BOOKKEEPING", periodFrom: "2026-01-01", periodTo: "2026-12-31" },
    signing: messageSigning,
    ...platform.registered.filing,
    ...more,
  });

it("signs what it asks, and takes the signed response", async () => {
  const auth = filing();
  const back = await follow(await auth.start(), platform.registered.filing.redirectUri);
  expect([...back.searchParams.keys()]).toEqual(["response"]);
  await auth.finish(back);
  const client = new OpenTax({ environment: platform.environment, auth });
  expect(await client.query(graphql("{ __typename }"))).toEqual({ ok: true });
  expect(await auth.grantedScopes()).toEqual(["invoice:read"]);
});

it("says that the person refused, from the signed response", async () => {
  const auth = filing({ locale: "en" });
  const back = await follow(await auth.start(), platform.registered.filing.redirectUri);
  await expect(auth.finish(back)).rejects.toMatchObject({ code: "ACCESS_DENIED", actor: "USER" });
});

it("takes no response whose signature or audience is wrong, and no plain one", async () => {
  const { redirectUri } = platform.registered.filing;
  const auth = filing();
  const back = await follow(await auth.start(), redirectUri);
  const [header, payload, signature] = back.searchParams.get("response")!.split(".");
  const claims = JSON.parse(Buffer.from(payload!, "base64url").toString());
  const other = Buffer.from(JSON.stringify({ ...claims, code: "another" })).toString("base64url");
  const plain = new URL(
    `${redirectUri}?${new URLSearchParams({ code: claims.code, state: claims.state, iss: claims.iss })}`,
  );
  const forged = new URL(`${redirectUri}?response=${header}.${other}.${signature}`);
  for (const answer of [forged, plain])
    await expect(auth.finish(answer)).rejects.toMatchObject({ code: "AUTHORIZATION_FAILED" });
  await auth.finish(back);
  expect(await auth.isSignedIn()).toBe(true);
});

it("is told when it does not sign, or has no key to sign with", async () => {
  const plain = authorizationCode({
    environment: platform.environment,
    scope: ["invoice:read"],
    ...platform.registered.filing,
  });
  await expect(plain.start()).rejects.toMatchObject({
    code: "AUTHORIZATION_FAILED",
    problems: [{ details: { error: "invalid_request" } }],
  });
  const keyless = authorizationCode({
    environment: platform.environment,
    scope: ["invoice:read"],
    signing: messageSigning,
    ...platform.registered.publicClient,
  });
  await expect(keyless.start()).rejects.toMatchObject({ code: "AUTHORIZATION_FAILED" });
});
