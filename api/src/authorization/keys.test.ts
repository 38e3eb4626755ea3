import { checkConsentReceipt } from "@open-tax/sdk/verify/consent-receipt";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { scopeCatalogue } from "../consents/facts.ts";
import { retireKey, revokeKey, rotateKey } from "../platform/keys-life.ts";
import { watchKeys } from "../platform/keys-watch.ts";
import { clientLives, revokeClientKey, setSuspended } from "./client-life.ts";
import { saveClient } from "./clients.ts";
import { type App, app, errorOf, tokens, withNonce } from "./flow.testing.ts";
import { BANK_APP, makeSamples } from "./samples.ts";
import { fixtureRegistry, fixtureScopes, startTestServer, type TestServer } from "./testing.ts";

/* Keys change while everything runs: ours, and those of an app, which publishes them or has left them with us. */

const PUBLISHER = "app_018f0000-0000-7000-8000-0000000000f1";
let server: TestServer;
let pool: Pool;
let stop: () => void;
/** What the app publishes at its address, and how often that was fetched. */
let published: object[];
let fetched = 0;

beforeAll(async () => {
  server = await startTestServer("sandbox", {
    fetchKeys: async () => {
      fetched += 1;
      return Response.json({ keys: published }, { headers: { "cache-control": "max-age=31536000" } });
    },
  });
  pool = server.environment.database.writer as Pool;
  stop = watchKeys(server.environment.keys, pool, server.environment.events, { warn: () => undefined });
  await saveClient(pool, {
    id: PUBLISHER,
    kind: "institution",
    name: "自管密钥应用",
    nameEn: "Publisher of keys",
    vendor: "样例",
    vendorEn: "Sample",
    redirectUris: [],
    scopes: ["invoice:verify"],
    requiredScopes: [],
    firstParty: false,
    simulated: true,
    reviewedAt: null,
    jwksUri: "https://keys.vendor.example/jwks.json",
  });
});
afterAll(async () => {
  stop();
  await server.close();
});
afterEach(() => {
  vi.useRealTimers();
});

const heard = async (change: () => Promise<unknown>) => {
  const told = new Promise<void>((done) => server.environment.keys.onChange(done));
  await change();
  await told;
};

/** An access token in the app's own right. */
const token = (by: App): Promise<string> =>
  withNonce(async () =>
    oauth.processClientCredentialsResponse(
      by.as,
      by.client,
      await oauth.clientCredentialsGrantRequest(
        by.as,
        by.client,
        by.auth,
        { scope: "invoice:verify" },
        { ...by.options, DPoP: by.dpop },
      ),
    ),
  ).then(({ access_token }) => access_token);

const jwks = async (by: App) => (await (await fetch(by.as.jwks_uri!)).json()) as JSONWebKeySet;

async function keyPair(kid: string) {
  const { privateKey, publicKey } = await oauth.generateKeyPair("ES256", { extractable: true });
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  return {
    auth: oauth.PrivateKeyJwt({ key: privateKey, kid }),
    jwk: { ...jwk, kid, alg: "ES256", use: "sig" },
  };
}

it("our new key is published first, then signs, and the old one goes; nobody is asked to start again", async () => {
  const bank = await app(server, BANK_APP);
  const old = server.environment.keys.current("oauth").kid;
  expect(decodeProtectedHeader(await token(bank)).kid).toBe(old);

  await heard(() => rotateKey(pool, "oauth"));
  const young = (await jwks(bank)).keys.map(({ kid }) => kid).find((kid) => kid !== old)!;
  expect((await jwks(bank)).keys).toHaveLength(2);
  expect(decodeProtectedHeader(await token(bank)).kid).toBe(old);

  await heard(() => pool.query("update signing_key set activate_at = now() where kid = $1", [young]));
  const signed = await token(bank);
  expect(decodeProtectedHeader(signed).kid).toBe(young);
  await jwtVerify(signed, createLocalJWKSet(await jwks(bank)), { audience: server.environment.resource });

  await heard(() => retireKey(pool, old));
  expect((await jwks(bank)).keys.map(({ kid }) => kid)).toEqual([young]);
  expect(decodeProtectedHeader(await token(bank)).kid).toBe(young);
});

it("an app that publishes its keys rotates them there; one taken back is refused after a minute, whatever it said of caching", async () => {
  const [old, young] = [await keyPair("old"), await keyPair("young")];
  const client: oauth.Client = { client_id: PUBLISHER };
  const dpop = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
  const publisher: App = { ...(await app(server, BANK_APP)), client, dpop };
  published = [old.jwk];
  await token({ ...publisher, auth: old.auth });
  published = [old.jwk, young.jwk];

  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Math.ceil(Date.now() / 60_000) * 60_000 + 1_000);
  await token({ ...publisher, auth: young.auth });
  const before = fetched;
  published = [young.jwk];
  await token({ ...publisher, auth: old.auth });
  expect(fetched).toBe(before);

  vi.setSystemTime(Date.now() + 61_000);
  expect(await errorOf(token({ ...publisher, auth: old.auth }))).toBe("invalid_client");
  await token({ ...publisher, auth: young.auth });
  await expect(revokeClientKey(pool, PUBLISHER, "young")).rejects.toThrow("take young out there");
});

it("a key left with us that has leaked is refused at once; without another the app is suspended", async () => {
  const bank = await app(server, BANK_APP);
  const first = server.sampleKey(BANK_APP).kid!;
  const second = await keyPair("second");
  await pool.query(
    "update oauth_client set metadata = jsonb_set(metadata, '{jwks,keys}', (metadata->'jwks'->'keys') || $2::jsonb) where id = $1",
    [BANK_APP, JSON.stringify([second.jwk])],
  );
  await token(bank);
  await token({ ...bank, auth: second.auth });
  const seconds = Date.now() / 1000;

  expect(await revokeClientKey(pool, BANK_APP, first)).toBe(false);
  expect(await errorOf(token(bank))).toBe("invalid_client");
  await token({ ...bank, auth: second.auth });
  const [life] = (await clientLives(pool)).filter(({ appId }) => appId === BANK_APP);
  expect(life).toMatchObject({ suspended: false, allowedAddresses: null });
  expect(life!.tokensValidFrom).toBeGreaterThan(seconds);

  await expect(revokeClientKey(pool, BANK_APP, first)).rejects.toThrow("has no key");
  expect(await revokeClientKey(pool, BANK_APP, "second")).toBe(true);
  expect(await errorOf(token({ ...bank, auth: second.auth }))).toBe("invalid_client");
  // Taken away for good: not by lifting the suspension, nor by the samples that are made at each start.
  await expect(setSuspended(pool, BANK_APP, false)).rejects.toThrow("Every key of");
  const { environment, dataDir, origin } = server;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const options = { environment, dataDir, origin, log, registry: fixtureRegistry, scopes: fixtureScopes };
  await makeSamples(options, scopeCatalogue(fixtureScopes));
  expect(await errorOf(token(bank))).toBe("invalid_client");
  const { rows } = await pool.query("select status from oauth_client where id = $1", [BANK_APP]);
  expect(rows).toEqual([{ status: "SUSPENDED" }]);
  const { rows: kept } = await pool.query("select metadata from oauth_client where id = $1", [BANK_APP]);
  const again = { id: BANK_APP, jwks: { keys: [{ ...server.sampleKey(BANK_APP), kid: "renamed" }] } };
  await expect(saveClient(pool, again as never)).rejects.toThrow("was taken away from");
  expect((await pool.query("select metadata from oauth_client where id = $1", [BANK_APP])).rows).toEqual(
    kept,
  );
  const { rows: acts } = await pool.query(
    "select operation_name as kid from audit_entry where event = 'APP_KEY_REVOKED' and app_id = $1 order by at",
    [BANK_APP],
  );
  expect(acts).toEqual([{ kid: first }, { kid: "second" }]);
  await expect(setSuspended(pool, "app_none", true)).rejects.toThrow("There is no app app_none");
});

it("a receipt stays verifiable after the key that signed it has left, and not after it was revoked", async () => {
  const { keys, issuer } = server.environment;
  const vendor = await app(server);
  const receipts = async () => {
    const { answer } = await tokens(vendor);
    const consentId = String(decodeJwt(answer.access_token).gid);
    const { rows } = await pool.query<{ receipt: string }>("select receipt from consent where id = $1", [
      consentId,
    ]);
    return { receipt: rows[0]!.receipt, consentId };
  };
  const changed = async (change: () => Promise<unknown>) => {
    const told = new Promise<void>((done) => keys.onChange(done));
    await change();
    await told;
  };
  const check = ({ receipt, consentId }: { receipt: string; consentId: string }) =>
    checkConsentReceipt(receipt, keys.jwks("results") as never, { issuer, consentId });

  const old = keys.current("results").kid;
  const early = await receipts();
  await changed(() => rotateKey(pool, "results", { delaySeconds: 0, overlapSeconds: 3600 }));
  await changed(() => retireKey(pool, old));
  expect(keys.of("results").map(({ kid }) => kid)).not.toContain(old);
  expect(JSON.stringify(keys.jwks("results"))).not.toContain('"d"');
  const late = await receipts();
  for (const each of [early, late]) expect(await check(each)).toMatchObject({ consentId: each.consentId });
  expect(decodeProtectedHeader(early.receipt).kid).toBe(old);
  expect(decodeProtectedHeader(late.receipt).kid).not.toBe(old);

  await changed(() => revokeKey(pool, old));
  await expect(check(early)).rejects.toMatchObject({ code: "SIGNATURE_INVALID" });
  expect(await check(late)).toMatchObject({ consentId: late.consentId });
});
