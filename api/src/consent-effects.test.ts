import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withNonce } from "./authorization/flow.testing.ts";
import { BOOKKEEPING_APP } from "./authorization/samples.ts";
import { resumeConsents, revokeConsent, suspendConsents } from "./consents/commands.ts";
import { asOwner, loginOf } from "./database/connect.ts";
import { type ConsentedApp, consentedApp, institution, person } from "./testing/app.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

/* What a person, an incident or an operator changes about a consent, the app meets on its next call. */

const NAME = "{ myTaxpayer { name status } }";
let platform: TestPlatform;
beforeAll(async () => void (platform = await startTestPlatform({ sampleInvoices: 200 })));
afterAll(() => platform.close());

const T2 = {
  person: "pn_018f0000-0000-7000-8000-000000000005",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000002",
};
const inDatabase = <T>(work: (owner: Client) => Promise<T>): Promise<T> => {
  const login = {
    ...loginOf(platform.config.databaseUrl ?? ""),
    database: `${platform.config.databasePrefix}_sandbox`,
  };
  return asOwner(login, async (owner) => {
    await owner.query("begin");
    const result = await work(owner);
    await owner.query("commit");
    return result;
  });
};
const codeOf = async (vendor: ConsentedApp) =>
  (await vendor.ask(NAME)).errors?.[0]?.extensions.code as string | undefined;
const eventually = async (vendor: ConsentedApp, code: string | undefined): Promise<number> => {
  const started = performance.now();
  while ((await codeOf(vendor)) !== code)
    if (performance.now() - started > 3_000) throw new Error(`never ${code}`);
  return performance.now() - started;
};

describe("an app whose consent changes", () => {
  it("is refused while it is suspended, and goes on with the same token when it is resumed", async () => {
    const vendor = await consentedApp(platform);
    const id = vendor.consentId;
    expect(await codeOf(vendor)).toBeUndefined();
    await inDatabase((owner) => suspendConsents(owner, { id, reason: "INCIDENT", by: "platform" }));
    expect(await codeOf(vendor)).toBe("CONSENT_SUSPENDED");
    await inDatabase((owner) => resumeConsents(owner, { id, reason: "INCIDENT", by: "platform" }));
    await eventually(vendor, undefined);
  });

  it("refreshes after a narrowing and then reads what is left", async () => {
    const vendor = await consentedApp(platform, T2);
    const owner = await person(platform, T2);
    const NARROW =
      "mutation ($input: NarrowConsentInput!) { narrowConsent(input: $input) { consent { scopes } userErrors { code } } }";
    const { data } = await owner.ask(NARROW, {
      input: { id: vendor.consentId, scopes: ["taxpayer:read"], idempotencyKey: crypto.randomUUID() },
    });
    expect(data.narrowConsent).toEqual({ consent: { scopes: ["taxpayer:read"] }, userErrors: [] });
    const refused = await vendor.ask(NAME);
    expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([401, "TOKEN_EXPIRED"]);
    const { as, client, auth, options, dpop } = vendor.app;
    const again = await withNonce(async () =>
      oauth.processRefreshTokenResponse(
        as,
        client,
        await oauth.refreshTokenGrantRequest(as, client, auth, vendor.refreshToken!, {
          ...options,
          DPoP: dpop,
        }),
      ),
    );
    expect(decodeJwt(again.access_token)).toMatchObject({ scope: "taxpayer:read", cv: 2 });
  });

  it("is refused within half a second when the database's line to the gateway is cut", async () => {
    const vendor = await consentedApp(platform);
    await inDatabase(async (owner) => {
      await owner.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'open-tax listener'",
      );
      await revokeConsent(owner, vendor.consentId, { by: "platform" });
    });
    expect(await eventually(vendor, "CONSENT_REVOKED")).toBeLessThan(500);
  });
});

describe("an app in its own right", () => {
  it("sees who consented to it, and attests deletion when a consent has ended", async () => {
    const vendor = await consentedApp(platform);
    const itself = await institution(platform, BOOKKEEPING_APP, "app:consents");
    const TO_APP =
      "query ($appId: ID!) { consentsToApp(appId: $appId, status: ACTIVE) { nodes { id appName taxpayer { name } } } }";
    const { data } = await itself.ask(TO_APP, { appId: BOOKKEEPING_APP });
    expect(data.consentsToApp.nodes).toContainEqual({
      id: vendor.consentId,
      appName: "账易记账",
      taxpayer: { name: "样例制造（杭州）有限公司" },
    });
    await inDatabase((owner) => revokeConsent(owner, vendor.consentId, { by: "platform" }));
    const ATTEST =
      "mutation ($input: AttestDeletionInput!) { attestDeletion(input: $input) { consentId userErrors { code } } }";
    const attested = await itself.ask(ATTEST, {
      input: { id: vendor.consentId, deletedItems: 3, idempotencyKey: crypto.randomUUID() },
    });
    expect(attested.data.attestDeletion).toEqual({ consentId: vendor.consentId, userErrors: [] });
    const { errors } = await itself.ask("{ invoices(direction: SALES) { nodes { id } } }");
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN_SCOPE");
  });
});
