import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BANK_APP } from "./authorization/samples.ts";
import { projectRoot, readConfig } from "./config.ts";
import { preparePlace } from "./database/place.ts";
import { runningPid } from "./database/postmaster.ts";
import { startPlatform } from "./start.ts";
import { type ConsentedApp, consentedApp, institution, person } from "./testing/app.ts";
import { freePort, startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { type Heard, heard } from "./testing/refused.ts";

/* What callers see while something the platform stands on is away, and that it comes back by itself with nothing lost. */

const REPORT =
  "mutation ($input: ReportSuspectInvoiceInput!) { reportSuspectInvoice(input: $input) { suspectReport { id } userErrors { code } } }";
const REVOKE =
  "mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status } userErrors { code } } }";
const T3 = {
  person: "pn_018f0000-0000-7000-8000-000000000006",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000003",
};
const T2 = {
  person: "pn_018f0000-0000-7000-8000-000000000005",
  taxpayer: "tp_018f0000-0000-7000-8000-000000000002",
};
const PATIENCE_MS = 6_000;

describe("the database goes away", () => {
  let platform: TestPlatform;
  let vendor: ConsentedApp;
  let bank: ConsentedApp;
  let data: string;
  const dataDir = join(tmpdir(), `open-tax-outage-${randomUUID()}`);

  beforeAll(async () => {
    mkdirSync(dataDir, { mode: 0o711 });
    const config = readConfig({ PORT: String(await freePort()), OPEN_TAX_DATA: dataDir }, projectRoot);
    platform = {
      ...(await startPlatform(config, pino({ level: "silent" }), { sampleInvoices: 500 })),
      config,
      dataDir,
    };
    data = preparePlace(dataDir, () => undefined).data;
    vendor = await consentedApp(platform);
    bank = await institution(platform, BANK_APP, "invoice:verify");
  }, 120_000);
  afterAll(async () => {
    await platform?.close();
    rmSync(dataDir, { recursive: true, force: true });
  }, 120_000);

  const get = async (path: string) =>
    heard(await fetch(platform.origin + path, { headers: { accept: "application/json" } }));
  const health = () => get("/health");
  const ask = async (query: string) =>
    heard(
      await fetch(`${platform.origin}/sandbox/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      }),
    );
  const report = (idempotencyKey: string) =>
    bank.ask(REPORT, {
      input: {
        idempotencyKey,
        number: "26332000000000000001",
        reason: "OTHER",
        statement: "与实际交易不符，请核实",
      },
    });
  /** Done in time, whatever comes of it. */
  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
    return result;
  };
  const until = async (state: (heard: Heard) => boolean, within: number) => {
    for (const end = Date.now() + within; Date.now() < end; await sleep(50))
      if (state(await health())) return;
    throw new Error("it never came");
  };

  it("everybody is told to come again, the process lives, it recovers by itself, and nothing acknowledged is lost", async () => {
    expect((await health()).status).toBe(200);
    const withdrawn = await consentedApp(platform, T3);
    const owner = await person(platform, T3);
    expect(
      (await owner.ask(REVOKE, { input: { consentId: withdrawn.consentId, idempotencyKey: randomUUID() } }))
        .data.revokeConsent.consent.status,
    ).toBe("REVOKED");
    const standing = await consentedApp(platform, T2);
    const standingOwner = await person(platform, T2);

    const acknowledged = new Map<string, string>();
    const statuses: number[] = [];
    let writing = true;
    const writer = (async () => {
      for (; writing; await sleep(5)) {
        const key = randomUUID();
        const { status, data: done, errors, headers } = await inTime(report(key));
        statuses.push(status);
        if (done?.reportSuspectInvoice?.suspectReport)
          acknowledged.set(key, done.reportSuspectInvoice.suspectReport.id);
        else {
          expect([status, errors?.[0]?.extensions.code]).toEqual([503, "SERVICE_UNAVAILABLE"]);
          expect(headers.get("retry-after")).toMatch(/^\d+$/);
        }
      }
    })();
    writer.catch(() => undefined);
    await sleep(300);
    expect(acknowledged.size).toBeGreaterThan(0);

    // Without its folder the server cannot be started again at once: the outage lasts until it is moved back.
    const postmaster = runningPid(data)!;
    renameSync(data, `${data}.away`);
    process.kill(postmaster, "SIGKILL");
    await until(({ status, body }) => status === 503 && body.status === "degraded", PATIENCE_MS);

    for (let round = 0; round < 3; round++) {
      const [anyone, app, change, token] = await Promise.all([
        inTime(ask("{ regions(first: 5) { nodes { name } } }")),
        inTime(vendor.ask("{ invoices(direction: SALES, first: 3) { nodes { id } } }")),
        inTime(
          standingOwner.ask(REVOKE, {
            input: { consentId: standing.consentId, idempotencyKey: randomUUID() },
          }),
        ),
        inTime(
          get(
            "/sandbox/oauth/auth?client_id=app_018f0000-0000-7000-8000-000000000001&request_uri=urn:ietf:params:oauth:request_uri:x",
          ),
        ),
      ]);
      expect(anyone).toMatchObject({ status: 503, codes: ["SERVICE_UNAVAILABLE"] });
      expect(anyone.headers.get("retry-after")).toMatch(/^\d+$/);
      for (const { status, headers, errors } of [app, change]) {
        expect([status, errors?.[0]?.extensions.code]).toEqual([503, "SERVICE_UNAVAILABLE"]);
        expect(headers.get("retry-after")).toMatch(/^\d+$/);
      }
      expect(token.status).toBe(503);
      expect(token.headers.get("retry-after")).toMatch(/^\d+$/);
    }

    renameSync(`${data}.away`, data);
    await until(({ status }) => status === 200, 30_000);
    await sleep(200);
    writing = false;
    await writer;
    expect(statuses).toContain(503);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);

    await expect
      .poll(
        async () =>
          (await vendor.ask("{ invoices(direction: SALES, first: 3) { nodes { id } } }")).data?.invoices.nodes
            .length,
        { timeout: 10_000 },
      )
      .toBe(3);
    for (const [key, id] of acknowledged)
      expect((await report(key)).data.reportSuspectInvoice.suspectReport.id).toBe(id);
    expect((await withdrawn.ask("{ myTaxpayer { name } }")).errors?.[0]?.extensions.code).toBe(
      "CONSENT_REVOKED",
    );
    expect((await standing.ask("{ myTaxpayer { name } }")).data.myTaxpayer.name).toEqual(expect.any(String));
    await standingOwner.ask(REVOKE, {
      input: { consentId: standing.consentId, idempotencyKey: randomUUID() },
    });
    // At once by the database's word; by its table within a second while the listener is being replaced.
    await expect
      .poll(async () => (await standing.ask("{ myTaxpayer { name } }")).errors?.[0]?.extensions.code, {
        timeout: 3_000,
      })
      .toBe("CONSENT_REVOKED");
    expect((await consentedApp(platform)).accessToken).toEqual(expect.any(String));
  }, 120_000);
});

describe("a subgraph does not answer", () => {
  let platform: TestPlatform;
  let vendor: ConsentedApp;
  beforeAll(async () => {
    platform = await startTestPlatform({
      variables: { SUBGRAPH_INVOICES_URL: `http://127.0.0.1:${await freePort()}` },
    });
    vendor = await consentedApp(platform);
  });
  afterAll(() => platform.close());

  it("what the others know is answered, and the rest is null with the reason", async () => {
    const started = performance.now();
    const { status, data, errors } = await vendor.ask(
      '{ myTaxpayer { name } invoice(id: "inv_018f0000-0000-7000-8000-000000000001") { number } }',
    );
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
    expect(status).toBe(200);
    expect(data).toEqual({ myTaxpayer: { name: "样例制造（杭州）有限公司" }, invoice: null });
    expect(errors).toMatchObject([
      {
        path: ["invoice"],
        extensions: {
          code: "SERVICE_UNAVAILABLE",
          service: "invoices",
          retryable: true,
          messageEn: expect.any(String),
        },
      },
    ]);
  });

  it("what only it knows is 503 with Retry-After", async () => {
    const { status, headers, errors } = await vendor.ask("{ invoices(direction: SALES) { nodes { id } } }");
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toMatch(/^\d+$/);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["SERVICE_UNAVAILABLE"]);
  });
});
